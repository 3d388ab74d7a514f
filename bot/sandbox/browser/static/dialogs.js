// Windows over the page: the app's modal, and the question before something that cannot be taken back.
import { carryOver, focusAgain, inputsIn, markOf, valueOf } from "./controls.js";
import { act } from "./browser.js";

const window_ = document.getElementById("modal");
const asking = document.getElementById("question");
const sent = new WeakMap();
// What a person does in a modal reaches the server in the order in which it was done.
let line = Promise.resolve();
let opener = null;

export function inLine(work) {
  line = line.then(work, work);
  return line;
}

export function rememberOpener() {
  if (window_.open) return;
  const active = document.activeElement;
  const message = active?.closest("article[data-ts]");
  opener = active && { element: active, ts: message?.dataset.ts, action: active.dataset.actionId };
}

export function showModal(place, piece) {
  if (piece) {
    const before = place.firstElementChild;
    const old = place.cloneNode(false);
    old.append(...place.childNodes);
    const mark = window_.open ? markOfOld(old) : null;
    place.innerHTML = piece.html;
    place.dataset.key = piece.key;
    const after = place.firstElementChild;
    if (before && after && before.dataset.viewId === after.dataset.viewId) {
      const unsent = inputsIn(old).some((control) => differs(control));
      if (unsent) carryOver(old, place);
      focusAgain(place, mark);
    }
  }
  for (const control of inputsIn(place)) if (!sent.has(control)) sent.set(control, initial(control));
  const wanted = place.childElementCount > 0;
  const opens = wanted && !window_.open;
  if (opens) window_.showModal();
  if (opens || (wanted && !window_.contains(document.activeElement))) focusFirst(place);
  if (wanted && piece && document.activeElement === window_) focusFirst(place);
  if (!wanted && window_.open) {
    window_.close();
    focusOpener();
  }
}

function markOfOld(old) {
  const last = window_.dataset.focused;
  if (!last) return null;
  const found = [...old.querySelectorAll("[id]")].find((one) => one.id === last);
  return found ? { ...markOf(old), id: last, action: found.dataset.actionId, value: found.dataset.value, tag: found.tagName } : null;
}

window_.addEventListener("focusin", (event) => (window_.dataset.focused = event.target.id ?? ""));

// Without a wish of the app's, the body has the focus: keys scroll it, Tab leads to its first field, no keyboard pops up.
function focusFirst(place) {
  const first = place.querySelector("[autofocus]") ?? place.querySelector(".window-body");
  first?.focus();
}

function focusOpener() {
  if (!opener) return;
  const again = opener.ts && document.querySelector(`article[data-ts="${CSS.escape(opener.ts)}"] [data-action-id="${CSS.escape(opener.action ?? "")}"]`);
  const target = opener.element.isConnected ? opener.element : again || document.querySelector(".main .composer textarea");
  target?.focus();
  opener = null;
}

const initial = (control) => JSON.stringify(valueOf(control));
const differs = (control) => sent.has(control) && sent.get(control) !== JSON.stringify(valueOf(control));

export function fill(control) {
  const view = control.closest("[data-view-id]");
  return inLine(async () => {
    if (!differs(control)) return;
    await act("fill", { view_id: view.dataset.viewId, values: [stateOf(control)] });
  });
}

function stateOf(control) {
  const value = valueOf(control);
  sent.set(control, JSON.stringify(value));
  return { block_id: control.closest("[data-block-id]").dataset.blockId, action_id: control.dataset.actionId, value };
}

async function submit(form) {
  const button = form.querySelector(".window-foot .primary");
  if (!button || button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  clearErrors(form);
  const values = inputsIn(form).filter(differs).map(stateOf);
  const outcome = await act("submit", { view_id: form.dataset.viewId, values });
  button.removeAttribute("aria-busy");
  showErrors(form, outcome.errors);
}

function clearErrors(form) {
  form.querySelectorAll(".note .error").forEach((error) => error.remove());
  form.querySelectorAll("[aria-invalid]").forEach((control) => control.removeAttribute("aria-invalid"));
}

function showErrors(form, errors) {
  let first = null;
  for (const [block, words] of Object.entries(errors ?? {})) {
    const place = form.querySelector(`[data-block-id="${CSS.escape(block)}"]`);
    const note = place?.querySelector(".note");
    if (!note) continue;
    const error = document.createElement("span");
    error.className = "error";
    error.setAttribute("role", "alert");
    error.textContent = words;
    note.prepend(error);
    const control = place.querySelector("input, select, textarea");
    control?.setAttribute("aria-invalid", "true");
    first ??= control;
  }
  first?.focus();
}

export function closeModal() {
  const view = window_.querySelector("[data-view-id]");
  if (view) inLine(() => act("close", { view_id: view.dataset.viewId }));
}

// Resolves to whether the person agreed.
export function confirmed(question) {
  const { yes = "Yes", no = "Cancel", style = "primary" } = question.dataset;
  asking.replaceChildren();
  const body = document.createElement("div");
  body.className = "window-body";
  body.append(question.content.cloneNode(true));
  body.querySelector("h2").id = "question-title";
  const foot = document.createElement("footer");
  foot.className = "window-foot";
  const [deny, agree] = [no, yes].map((words) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = words;
    foot.append(button);
    return button;
  });
  agree.classList.add(style === "danger" ? "danger-filled" : "primary");
  asking.append(body, foot);
  const back = document.activeElement;
  asking.showModal();
  agree.focus();
  return new Promise((resolve) => {
    let answer = false;
    deny.onclick = () => asking.close();
    agree.onclick = () => {
      answer = true;
      asking.close();
    };
    asking.onclose = () => {
      if (back?.isConnected) back.focus();
      resolve(answer);
    };
  });
}

window_.addEventListener("cancel", (event) => {
  event.preventDefault();
  closeModal();
});
window_.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  inLine(() => submit(form));
});
