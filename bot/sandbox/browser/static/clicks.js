// What a click, a change or a key does: buttons and menus of blocks, the page's own buttons, links to other places.
import "./combo.js";
import { valueOf } from "./controls.js";
import { closeModal, confirmed, fill, inLine, rememberOpener } from "./dialogs.js";
import { act, go, here, toast } from "./browser.js";
import { beginEdit } from "./writing.js";

const NARROW = matchMedia("(max-width: 640px)");

export function placeOf(element) {
  const view = element.closest("[data-view-id]");
  if (view) return { view_id: view.dataset.viewId };
  const { ts, channel } = element.closest("article[data-ts]").dataset;
  return { ts, channel };
}

const blockOf = (element) => element.closest("[data-block-id]")?.dataset.blockId;

async function agreed(element) {
  const refusal = element.closest(".asks")?.querySelector(":scope > template.refusal");
  if (refusal) {
    toast(refusal.content.textContent);
    return false;
  }
  const question = element.closest(".asks")?.querySelector(":scope > template.confirm");
  return question ? confirmed(question) : true;
}

async function send(element, value) {
  if (!(await agreed(element))) return false;
  rememberOpener();
  element.setAttribute("aria-busy", "true");
  const given = { ...placeOf(element), action_id: element.dataset.actionId, block_id: blockOf(element), value };
  const work = () => act("click", given);
  await (given.view_id ? inLine(work) : work());
  element.removeAttribute("aria-busy");
  return true;
}

async function press(element) {
  if (element.getAttribute("aria-busy") === "true") return;
  await send(element, element.dataset.value ?? null);
}

// A control was changed: in an input block of a modal it is filled in, elsewhere it is an action at once.
export async function changed(control) {
  if (control.closest(".modal-view") && control.closest(".block.input")) {
    fill(control);
    return;
  }
  if (!("dispatch" in control.dataset)) return;
  const done = await send(control, valueOf(control));
  if (!done) putBack(control);
}

function putBack(control) {
  if (control.tagName === "SELECT") for (const option of control.options) option.selected = option.defaultSelected;
  control.querySelectorAll("input").forEach((box) => (box.checked = box.defaultChecked));
}

function become(person, { thread = true } = {}) {
  const params = new URL(location.href).searchParams;
  params.set("as", person);
  if (!thread) params.delete("thread");
  go(`/?${params}`);
}

const doing = {
  close: () => closeModal(),
  join: (button) => act("join", { channel: button.dataset.channel }),
  invite: (button) => act("invite", { channel: button.dataset.channel, person: button.dataset.person }),
  paste: async (button) => {
    const { channel, url } = button.dataset;
    button.closest("details").open = false;
    const outcome = await act("post", { channel, text: url });
    if (!outcome.problem) go(`/?${new URLSearchParams({ as: here().as, at: channel, thread: outcome.ts })}`);
  },
  become: (button) => become(button.dataset.person),
  react: (button) => act("react", { ...placeOf(button), name: button.dataset.name }),
  ahead: (button) => act("ahead", { minutes: Number(button.dataset.minutes) }),
  edit: (button) => beginEdit(button.closest("article")),
  dismiss: (button) => act("delete", placeOf(button)),
  shortcut: (button) => {
    rememberOpener();
    const message = button.closest("article[data-ts]");
    return act("shortcut", { callback_id: button.dataset.callbackId, ...(message ? placeOf(button) : {}) });
  },
  delete: async (button) => {
    const question = document.createElement("template");
    question.dataset.yes = "Delete";
    question.dataset.style = "danger";
    const [title, words] = [document.createElement("h2"), document.createElement("p")];
    title.textContent = "Delete message";
    words.textContent = "This message will be deleted for everybody. This cannot be undone.";
    question.content.append(title, words);
    if (await confirmed(question)) await act("delete", placeOf(button));
  },
};

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[popovertarget]");
  if (opener) {
    event.preventDefault();
    toggleMenu(opener, event.detail === 0);
    return;
  }
  const element = event.target.closest("[data-action-id][data-kind=button], [data-action-id][data-kind=overflow], [data-do], a[data-go]");
  if (!element) return;
  element.closest("[popover]")?.hidePopover();
  if (element.matches("a[data-go]")) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    // As whoever one is by now: a link may have been drawn for somebody else a moment ago.
    const address = new URL(element.href);
    address.searchParams.set("as", here().as);
    go(address.href);
  } else if (element.dataset.do) {
    doing[element.dataset.do](element);
  } else {
    press(element);
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-switch]")) {
    become(event.target.value, { thread: false });
    return;
  }
  const control = event.target.closest("[data-kind]");
  if (!control || control.classList.contains("combo")) return;
  const typed = control.matches("input:not([type=date]):not([type=time]), textarea");
  delete control.dataset.typing;
  // As in Slack, a text is an action when Enter is pressed, not when the field is left.
  if (!typed || (control.closest(".modal-view") && !("dispatch" in control.dataset))) changed(control);
});

document.addEventListener("input", (event) => {
  if (event.target.matches(".view .field, article .field")) event.target.dataset.typing = "";
});

document.addEventListener("focusout", (event) => delete event.target.dataset?.typing);

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (key === "Enter" && target.matches("input.field[data-dispatch]") && !event.isComposing) {
    event.preventDefault();
    delete target.dataset.typing;
    changed(target);
  }
  if (key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open], :popover-open")) {
    if (target.closest?.(".thread")) document.querySelector("[data-escape]")?.click();
  }
  const menu = target.closest?.("[role=menu]");
  if (menu && ["ArrowDown", "ArrowUp"].includes(key)) {
    event.preventDefault();
    const items = [...menu.querySelectorAll("[role=menuitem]")];
    const step = key === "ArrowDown" ? 1 : -1;
    items[(items.indexOf(target) + step + items.length) % items.length].focus();
  }
});

function toggleMenu(opener, byKeyboard) {
  const menu = document.getElementById(opener.getAttribute("popovertarget"));
  if (!menu) return;
  if (menu.matches(":popover-open")) {
    menu.hidePopover();
    return;
  }
  menu.showPopover();
  menu.style.left = menu.style.top = "";
  if (!NARROW.matches) {
    const [at, size] = [opener.getBoundingClientRect(), menu.getBoundingClientRect()];
    const below = at.bottom + size.height + 8 < innerHeight;
    menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
    menu.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - size.height - 4)}px`;
  }
  if (byKeyboard) menu.querySelector("[role=menuitem], button")?.focus();
}

