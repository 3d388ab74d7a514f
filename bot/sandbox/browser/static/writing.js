// The message box: Enter sends, a slash shows the commands, what is half written stays; and a message's own words, to edit.
import { act } from "./browser.js";
import { rememberOpener } from "./dialogs.js";

const fit = (box) => {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 220)}px`;
};

export function keepDraft(place) {
  const composer = place.querySelector(".composer[data-draft]");
  if (composer) sessionStorage.setItem(`draft ${composer.dataset.draft}`, composer.querySelector("textarea").value);
}

export function takeDraft(place) {
  const composer = place.querySelector(".composer[data-draft]");
  if (!composer) return;
  const box = composer.querySelector("textarea");
  box.value = sessionStorage.getItem(`draft ${composer.dataset.draft}`) ?? "";
  fit(box);
}

async function post(composer) {
  const box = composer.querySelector("textarea");
  const text = box.value;
  if (!text.trim()) return;
  box.value = "";
  fit(box);
  hint(composer);
  keepDraft(composer.parentElement);
  rememberOpener();
  const { channel, thread } = composer.dataset;
  const outcome = await act("post", { channel, thread, text: text.trimStart() });
  // What could not be sent goes back into the box, unless something new is in it.
  if (outcome.problem && box.isConnected && !box.value && !text.startsWith("/")) {
    box.value = text;
    fit(box);
  }
}

function hint(composer) {
  const typed = composer.querySelector("textarea").value;
  const list = composer.querySelector(".hints");
  const buttons = [...list.querySelectorAll("button")];
  for (const button of buttons) button.parentElement.hidden = !button.dataset.command.startsWith(typed);
  list.hidden = !/^\/\S*$/.test(typed) || buttons.every((button) => button.parentElement.hidden);
}

function complete(composer, command) {
  const box = composer.querySelector("textarea");
  box.value = `${command} `;
  hint(composer);
  box.focus();
}

export function beginEdit(article) {
  const body = article.querySelector(".body");
  if (article.querySelector(".editing")) return;
  const form = document.createElement("form");
  form.className = "composer editing";
  const box = document.createElement("textarea");
  box.setAttribute("aria-label", "Edit text");
  box.value = article.querySelector("template.source").content.textContent;
  const bar = document.createElement("div");
  bar.className = "composer-bar edit-bar";
  const [cancel, save] = ["Cancel", "Save"].map((words) => {
    const button = document.createElement("button");
    button.type = words === "Save" ? "submit" : "button";
    button.className = words === "Save" ? "button primary tight" : "button tight";
    button.textContent = words;
    bar.append(button);
    return button;
  });
  form.append(box, bar);
  const done = () => {
    form.remove();
    body.hidden = false;
  };
  cancel.onclick = done;
  form.onsubmit = async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const { ts, channel } = article.dataset;
    const outcome = await act("edit", { ts, channel, text: box.value });
    if (!outcome.problem) done();
  };
  box.onkeydown = (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      done();
    }
  };
  body.hidden = true;
  body.after(form);
  fit(box);
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
  save.title = "Enter";
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches(".composer:not(.editing)")) return;
  event.preventDefault();
  post(event.target);
});

document.addEventListener("input", (event) => {
  const composer = event.target.closest(".composer");
  if (!composer) return;
  fit(event.target);
  if (composer.classList.contains("editing")) return;
  hint(composer);
  keepDraft(composer.parentElement);
});

document.addEventListener("keydown", (event) => {
  const composer = event.target.closest?.(".composer");
  if (!composer || event.target.tagName !== "TEXTAREA" || event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    composer.requestSubmit();
  }
  const list = composer.querySelector(".hints");
  if (event.key === "Tab" && list && !list.hidden) {
    event.preventDefault();
    complete(composer, list.querySelector("li:not([hidden]) button").dataset.command);
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest(".hints [data-command]");
  if (button) complete(button.closest(".composer"), button.dataset.command);
});
