// A box to type in with a list under it: options that are there already, or those that the app offers while one types.
import { changed, placeOf } from "./clicks.js";
import { act } from "./browser.js";

const WAIT = 250;
const timers = new WeakMap();

const comboOf = (element) => element.closest?.(".combo");
const boxOf = (combo) => combo.querySelector("input[role=combobox]");
const listOf = (combo) => combo.querySelector("[role=listbox]");
const several = (combo) => "several" in combo.dataset;
const shownIn = (combo) => [...listOf(combo).querySelectorAll("[role=option]:not([hidden])")];

function open(combo) {
  const list = listOf(combo);
  list.hidden = list.childElementCount === 0;
  boxOf(combo).setAttribute("aria-expanded", String(!list.hidden));
}

function close(combo) {
  listOf(combo).hidden = true;
  boxOf(combo).setAttribute("aria-expanded", "false");
  point(combo, null);
}

function filter(combo) {
  const wanted = boxOf(combo).value.trim().toLowerCase();
  const chosen = new Set([...combo.querySelectorAll(".chip")].map((chip) => chip.dataset.value));
  for (const option of listOf(combo).querySelectorAll("[role=option]"))
    option.hidden = chosen.has(option.dataset.value) || !option.textContent.toLowerCase().includes(wanted);
  say(combo, shownIn(combo).length ? "" : "Nothing found");
  open(combo);
}

function say(combo, words) {
  const list = listOf(combo);
  list.querySelector(".nothing")?.remove();
  if (!words) return;
  const line = document.createElement("li");
  line.className = "nothing";
  line.textContent = words;
  list.append(line);
}

function ask(combo) {
  clearTimeout(timers.get(combo));
  const query = boxOf(combo).value;
  const least = Number(combo.dataset.least);
  if (query.length < least) {
    listOf(combo).replaceChildren();
    say(combo, least === 1 ? "Type to search" : `Type ${least} letters or more`);
    open(combo);
    return;
  }
  timers.set(combo, setTimeout(() => offer(combo, query), WAIT));
}

async function offer(combo, query) {
  if (!combo.isConnected) return;
  const { actionId: action_id } = combo.dataset;
  const block_id = combo.closest("[data-block-id]").dataset.blockId;
  const { options } = await act("suggest", { ...placeOf(combo), action_id, block_id, query });
  if (boxOf(combo).value !== query || document.activeElement !== boxOf(combo)) return;
  const groups = options.flatMap((each) => each.options ?? [each]);
  listOf(combo).replaceChildren(
    ...groups.map((option) => {
      const line = document.createElement("li");
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", "false");
      line.dataset.value = option.value;
      line.textContent = option.text.text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
      if (option.description) {
        const note = document.createElement("span");
        note.className = "description";
        note.textContent = option.description.text;
        line.append(note);
      }
      return line;
    }),
  );
  say(combo, groups.length ? "" : "Nothing found");
  open(combo);
}

function look(combo) {
  if ("external" in combo.dataset) ask(combo);
  else filter(combo);
}

function pick(combo, option) {
  const box = boxOf(combo);
  const words = option.firstChild.textContent;
  if (several(combo)) {
    const most = Number(combo.dataset.most ?? Infinity);
    if (combo.querySelectorAll(".chip").length < most) box.before(chip(option.dataset.value, words));
    box.value = "";
  } else {
    combo.dataset.value = option.dataset.value;
    box.value = words;
    box.dataset.picked = words;
  }
  delete combo.dataset.typing;
  close(combo);
  changed(combo);
}

function chip(value, words) {
  const made = document.createElement("span");
  made.className = "chip";
  made.dataset.value = value;
  const out = document.createElement("button");
  out.type = "button";
  out.textContent = "×";
  out.setAttribute("aria-label", `Remove ${words}`);
  made.append(words, out);
  return made;
}

function point(combo, option) {
  const list = listOf(combo);
  list.querySelectorAll("[aria-selected=true]").forEach((one) => one.setAttribute("aria-selected", "false"));
  const box = boxOf(combo);
  if (!option) {
    box.removeAttribute("aria-activedescendant");
    return;
  }
  option.id ||= `${list.id}-${[...list.children].indexOf(option)}`;
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  box.setAttribute("aria-activedescendant", option.id);
}

document.addEventListener("input", (event) => {
  const combo = comboOf(event.target);
  if (!combo || event.target !== boxOf(combo)) return;
  combo.dataset.typing = "";
  look(combo);
});

document.addEventListener("focusin", (event) => {
  const combo = comboOf(event.target);
  if (!combo || event.target !== boxOf(combo)) return;
  if (!several(combo)) {
    event.target.dataset.picked ??= event.target.value;
    event.target.select();
  }
  if ("external" in combo.dataset) ask(combo);
  else {
    listOf(combo).querySelectorAll("[role=option]").forEach((option) => (option.hidden = false));
    open(combo);
  }
});

document.addEventListener("focusout", (event) => {
  const combo = comboOf(event.target);
  if (!combo || combo.contains(event.relatedTarget)) return;
  delete combo.dataset.typing;
  close(combo);
  const box = boxOf(combo);
  if (several(combo)) box.value = "";
  else if (box.value === "" && combo.dataset.value) {
    delete combo.dataset.value;
    box.dataset.picked = "";
    changed(combo);
  } else box.value = box.dataset.picked ?? "";
});

// On pointerdown, so that the box keeps the focus.
document.addEventListener("pointerdown", (event) => {
  const combo = comboOf(event.target);
  if (combo && event.target.closest("[role=listbox]")) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const combo = comboOf(event.target);
  if (!combo) return;
  const option = event.target.closest("[role=option]");
  const out = event.target.closest(".chip button");
  if (option) pick(combo, option);
  else if (out) {
    out.parentElement.remove();
    changed(combo);
  } else if (event.target.closest(".box")) boxOf(combo).focus();
});

document.addEventListener("keydown", (event) => {
  const combo = comboOf(event.target);
  if (!combo || event.target !== boxOf(combo)) return;
  const options = shownIn(combo);
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (listOf(combo).hidden) look(combo);
    const step = event.key === "ArrowDown" ? 1 : -1;
    if (options.length) point(combo, options[(at + step + options.length) % options.length]);
  } else if (event.key === "Enter" && !listOf(combo).hidden) {
    event.preventDefault();
    const option = options[at] ?? (options.length === 1 ? options[0] : null);
    if (option) pick(combo, option);
  } else if (event.key === "Escape" && !listOf(combo).hidden) {
    event.preventDefault();
    event.stopPropagation();
    close(combo);
  } else if (event.key === "Backspace" && several(combo) && event.target.value === "") {
    const chips = combo.querySelectorAll(".chip");
    if (!chips.length) return;
    chips[chips.length - 1].remove();
    changed(combo);
  }
});
