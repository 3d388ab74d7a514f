// Reading and keeping what people put into controls, whatever their kind.

const controlsIn = (root) => [...root.querySelectorAll("[data-kind]:not([data-kind=button]):not([data-kind=overflow])")];

export const inputsIn = (root) => controlsIn(root).filter((control) => control.closest(".block.input"));

export function valueOf(control) {
  if (control.classList.contains("combo")) {
    if (!("several" in control.dataset)) return control.dataset.value || null;
    return [...control.querySelectorAll(".chip")].map((chip) => chip.dataset.value);
  }
  if (control.classList.contains("choices")) {
    const chosen = [...control.querySelectorAll("input:checked")].map((box) => box.value);
    return control.dataset.kind === "checkboxes" ? chosen : (chosen[0] ?? null);
  }
  return control.value === "" ? null : control.value;
}

// What a person has put into an old copy of a control goes into its new copy.
function carry(from, to) {
  if (from.classList.contains("combo")) {
    const [old, box] = [from.querySelector(".box"), to.querySelector(".box")];
    if (from.dataset.value) to.dataset.value = from.dataset.value;
    box.querySelectorAll(".chip").forEach((chip) => chip.remove());
    box.prepend(...old.querySelectorAll(".chip"));
    box.querySelector("input").value = old.querySelector("input").value;
  } else if (from.classList.contains("choices")) {
    const checked = new Set([...from.querySelectorAll("input:checked")].map((box) => box.value));
    to.querySelectorAll("input").forEach((box) => (box.checked = checked.has(box.value)));
  } else {
    to.value = from.value;
  }
}

const nameOf = (control) =>
  [control.closest("[data-block-id]")?.dataset.blockId, control.dataset.actionId, control.dataset.kind].join(" ");

export function carryOver(from, to) {
  const old = new Map(controlsIn(from).map((control) => [nameOf(control), control]));
  for (const control of controlsIn(to)) if (old.has(nameOf(control))) carry(old.get(nameOf(control)), control);
}

// Whether a person is in the middle of something here, so that it must not be drawn anew now.
export function busy(place) {
  return Boolean(place.querySelector(":popover-open, .editing, [data-typing]"));
}

export function markOf(place) {
  const active = document.activeElement;
  if (!place.contains(active)) return null;
  const { selectionStart: start, selectionEnd: end } = active;
  return { id: active.id, action: active.dataset.actionId, value: active.dataset.value, tag: active.tagName, start, end };
}

export function focusAgain(place, mark) {
  if (!mark) return;
  const same = [...place.querySelectorAll(mark.tag)].filter(
    (one) => one.id === mark.id && one.dataset.actionId === mark.action && one.dataset.value === mark.value,
  );
  const found = same[0];
  if (!found) return;
  found.focus({ preventScroll: true });
  if (mark.start != null && found.setSelectionRange && /^(textarea|text|url|search)$/.test(found.type))
    found.setSelectionRange(mark.start, mark.end);
}
