// The page's one loop: ask for what changed, put it in place, and leave alone what people have in their hands.
import { busy, focusAgain, markOf } from "./controls.js";
import { showModal } from "./dialogs.js";
import { keepDraft, takeDraft } from "./writing.js";
import "./clicks.js";

const app = document.getElementById("app");
const NEAR_BOTTOM = 90;
const WHOLE_LOOK_MS = 10_000;
let question = null;
let looked = 0;
let heldBack = false;

export const here = () => ({ as: app.dataset.as, at: app.dataset.at, thread: app.dataset.thread });

export function toast(words) {
  if (!words) return;
  const box = document.createElement("div");
  box.className = "toast";
  box.textContent = words;
  const toasts = document.getElementById("toasts");
  // Shown anew, so that it lies over a modal that was opened since; then filled, so that it is read out.
  toasts.hidePopover();
  toasts.showPopover();
  toasts.append(box);
  setTimeout(() => {
    box.remove();
    if (!toasts.childElementCount) toasts.hidePopover();
  }, 7000);
}

async function send(path, body, signal) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
  return answer.json();
}

// One thing that a person does; Slack's own words about what went wrong appear as a toast.
export async function act(name, given = {}) {
  try {
    const outcome = await send(`/browser/do/${name}`, { as: app.dataset.as, ...given });
    toast(outcome.problem);
    return outcome;
  } catch {
    const problem = "The local Slack does not answer. Is it still running?";
    toast(problem);
    return { problem, errors: {}, options: [] };
  }
}

export function go(address, { push = true } = {}) {
  const params = new URL(address, location.href).searchParams;
  for (const name of ["as", "at", "thread"]) app.dataset[name] = params.get(name) ?? "";
  if (push) history.pushState(null, "", address);
  app.dataset.version = "";
  document.getElementById("toasts").replaceChildren();
  nudge();
  openedHome();
}

export function nudge() {
  question?.abort();
}

function openedHome() {
  if (app.dataset.at === "home") act("home", { tab: "home" });
  if (app.dataset.at === "app") act("home", { tab: "messages" });
}

function known() {
  const found = {};
  for (const piece of app.parentElement.querySelectorAll("[data-piece]")) found[piece.dataset.piece] = piece.dataset.key;
  for (const list of app.querySelectorAll("[data-list]"))
    for (const item of list.children) found[`${list.dataset.list} ${item.dataset.item}`] = item.dataset.key;
  return found;
}

async function follow() {
  for (;;) {
    question = new AbortController();
    const asked = JSON.stringify(here());
    try {
      // What changes with time alone, the clock for one, is looked at every now and then.
      const again = app.dataset.version === "" || Date.now() - looked > WHOLE_LOOK_MS;
      const seen = again ? null : Number(app.dataset.version);
      if (again) looked = Date.now();
      const look = await send("/browser/look", { ...here(), seen, known: known() }, question.signal);
      if (!look.unchanged && asked === JSON.stringify(here())) apply(look);
      app.classList.remove("offline");
    } catch (error) {
      if (error.name === "AbortError") {
        app.dataset.version = "";
        continue;
      }
      app.classList.add("offline");
      app.dataset.version = "";
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
}

function apply(look) {
  document.title = look.title;
  for (const name of ["as", "at", "thread", "pane", "version"]) app.dataset[name] = look[name];
  // A phone that shows the list of channels keeps showing it, though one of them is looked at on a wide screen.
  if (look.pane === "sidebar") app.dataset.at = "";
  app.querySelector("aside.thread").hidden = !look.thread;
  const scrollers = [...app.querySelectorAll(".scroller")].map((box) => [
    box,
    box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_BOTTOM,
    box.querySelector("[data-list]").dataset.of,
  ]);
  for (const [name, piece] of Object.entries(look.pieces)) applyPiece(name, piece);
  for (const [name, list] of Object.entries(look.lists)) applyList(name, list);
  for (const [box, bottom, of] of scrollers) {
    const moved = box.querySelector("[data-list]").dataset.of !== of;
    const come = box.querySelector(".item.fresh:last-child:not(.met)");
    if (moved || (come && bottom)) toEnd(box);
    else if (bottom && look.at !== "home") box.scrollTop = box.scrollHeight;
    // What only this person sees is shown to them wherever they look, though another message may have come after it.
    box.querySelector(".item.fresh:not(.met) .ephemeral")?.scrollIntoView({ block: "nearest" });
    for (const item of box.querySelectorAll(".item.fresh")) item.classList.add("met");
  }
  markUnread();
}

// To the end of what is there; of a last message that is taller than its pane, to the beginning.
function toEnd(box) {
  if (app.dataset.at === "home") {
    box.scrollTop = 0;
    return;
  }
  const last = box.querySelector("[data-list]").lastElementChild;
  const tall = last && last.offsetHeight > box.clientHeight;
  box.scrollTop = tall ? box.scrollTop + last.getBoundingClientRect().top - box.getBoundingClientRect().top : box.scrollHeight;
}

function applyPiece(name, piece) {
  const place = document.querySelector(`[data-piece="${name}"]`);
  if (piece.html === undefined || place.dataset.key === piece.key) return;
  if (name === "modal") {
    showModal(place, piece);
    return;
  }
  if (name !== "head" && piece.html !== "" && holdBack(place)) return;
  keepDraft(place);
  const mark = markOf(place);
  place.innerHTML = piece.html;
  place.dataset.key = piece.key;
  takeDraft(place);
  focusAgain(place, mark);
}

function applyList(name, list) {
  const box = app.querySelector(`[data-list="${name}"]`);
  const fresh = box.dataset.of !== list.of;
  if (fresh) box.replaceChildren();
  box.dataset.of = list.of;
  const old = new Map([...box.children].map((item) => [item.dataset.item, item]));
  let before = null;
  for (const { id, key, html } of list.items) {
    let item = old.get(id);
    old.delete(id);
    if (!item) {
      // What was known when we asked may be gone since; then the next question brings it.
      if (html === undefined) continue;
      item = document.createElement("div");
      item.dataset.item = id;
      item.className = fresh ? "item" : "item fresh";
    }
    if (html !== undefined && item.dataset.key !== key && !holdBack(item)) {
      const mark = markOf(item);
      item.innerHTML = html;
      item.dataset.key = key;
      focusAgain(item, mark);
    }
    const next = before ? before.nextElementSibling : box.firstElementChild;
    if (item !== next) box.insertBefore(item, next);
    before = item;
  }
  for (const item of old.values()) item.remove();
}

function holdBack(place) {
  if (!busy(place)) return false;
  heldBack = true;
  return true;
}

function letGo() {
  if (!heldBack) return;
  heldBack = false;
  nudge();
}

// A channel is bold while it holds something that this person has not looked at in this browser.
function markUnread() {
  for (const place of app.querySelectorAll("[data-latest]")) {
    const name = `seen ${app.dataset.as} ${place.dataset.place}`;
    const seen = localStorage.getItem(name);
    if (seen === null || place.hasAttribute("aria-current")) localStorage.setItem(name, place.dataset.latest);
    else place.classList.toggle("unread", place.dataset.latest > seen);
  }
}

window.addEventListener("popstate", () => go(location.href, { push: false }));
// What was held back while a person had it in their hands is drawn once they let go.
document.addEventListener("focusout", () => setTimeout(letGo, 200));
document.addEventListener("toggle", (event) => event.newState === "closed" && letGo(), true);
document.addEventListener("change", () => setTimeout(letGo, 200));

for (const box of app.querySelectorAll(".scroller")) toEnd(box);
for (const place of document.querySelectorAll("[data-piece]")) takeDraft(place);
showModal(document.querySelector('[data-piece="modal"]'), null);
markUnread();
openedHome();
follow();
