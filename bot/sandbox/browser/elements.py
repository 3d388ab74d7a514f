"""Draws interactive elements as HTML: buttons, menus, selects, inputs. The scripts in static/ use their `data-` attributes.

Each control has `data-action-id` and `data-kind`; `data-dispatch` means that a change is sent as an action at once.
"""

from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup

from bot.sandbox.browser.mrkdwn import bare_text, plain, text_object
from bot.sandbox.browser.scene import DrawingContext, Payload
from bot.sandbox.browser.selects import combo, native_select, people_and_channels
from bot.sandbox.browser.tags import join, tag, web_address

_ICONS = {"trash": "🗑️"}


def element(one: Payload, scene: DrawingContext, *, dispatch: bool = True, label: str = "") -> Markup:
    """Draw an element; `dispatch` if a change is sent as an action at once, `label` if an input block labels it."""
    kind = str(one.get("type", ""))
    draw = _DRAWN.get(kind)
    if draw is not None:
        return _with_confirm(one, draw(one, scene, dispatch, label), scene)
    if kind.endswith("_select"):
        drawn = people_and_channels(one, scene, dispatch, label)
        if drawn is not None:
            return _with_confirm(one, drawn, scene)
    return tag("span", f"An element “{kind}” that this page does not draw.", class_="undrawn")


def image(one: Payload, source: str | None, class_: str) -> Markup:
    """Draw a picture, or its alternative text if it cannot be shown: the page loads nothing from elsewhere."""
    words = str(one.get("alt_text", ""))
    if source:
        return tag("img", src=source, alt=words, class_=class_, loading="lazy")
    return tag("span", words or "Picture", class_=f"{class_} undrawn", role="img", aria_label=words or "Picture")


def _button(one: Payload, _scene: DrawingContext, _dispatch: bool, _label: str) -> Markup:
    style = str(one.get("style", ""))
    class_ = f"button {style}" if style in ("primary", "danger") else "button"
    words = plain(str((one.get("text") or {}).get("text", "")))
    spoken = one.get("accessibility_label")
    address = web_address(one.get("url"))
    if address:
        return tag(
            "a",
            words,
            class_=class_,
            href=address,
            target="_blank",
            rel="noopener noreferrer",
            aria_label=spoken,
            data_action_id=one.get("action_id"),
            data_kind="button",
        )
    return _press(words, class_, one.get("action_id"), one.get("value"), spoken)


def _press(words: Markup, class_: str, action_id: str | None, value: str | None, spoken: str | None = None) -> Markup:
    return tag(
        "button",
        words,
        type="button",
        class_=class_,
        aria_label=spoken,
        data_action_id=action_id,
        data_kind="button",
        data_value=value,
    )


def _icon_button(one: Payload, _scene: DrawingContext, _dispatch: bool, _label: str) -> Markup:
    words = bare_text(one.get("text"))
    icon = join(_ICONS.get(str(one.get("icon")), "•"))
    return _press(icon, "button quiet", one.get("action_id"), one.get("value"), str(one.get("accessibility_label") or words))


def _feedback(one: Payload, _scene: DrawingContext, _dispatch: bool, _label: str) -> Markup:
    drawn = []
    for key in ("positive_button", "negative_button"):
        button = one.get(key) or {}
        spoken = button.get("accessibility_label")
        words = plain(bare_text(button.get("text")))
        drawn.append(_press(words, "button quiet", one.get("action_id"), button.get("value"), spoken))
    return tag("span", *drawn, class_="feedback")


def _overflow(one: Payload, scene: DrawingContext, _dispatch: bool, _label: str) -> Markup:
    ident = scene.html_id(str(one.get("action_id")))
    items = [_overflow_item(option, one) for option in one.get("options", ())]
    opener = tag(
        "button",
        "⋯",
        type="button",
        class_="button overflow",
        popovertarget=ident,
        aria_haspopup="menu",
        aria_label=one.get("accessibility_label") or "More options",
        data_overflow=one.get("action_id"),
    )
    return join(opener, tag("div", *items, id=ident, class_="menu", role="menu", popover="auto"))


def _overflow_item(option: Payload, one: Payload) -> Markup:
    words = join(plain(bare_text(option.get("text"))), _description(option))
    address = web_address(option.get("url"))
    shared = {
        "role": "menuitem",
        "data_action_id": one.get("action_id"),
        "data_kind": "overflow",
        "data_value": option.get("value"),
    }
    if address:
        return tag("a", words, href=address, target="_blank", rel="noopener noreferrer", **shared)
    return tag("button", words, type="button", **shared)


def _description(option: Payload) -> Markup | None:
    words = bare_text(option.get("description"))
    return tag("span", words, class_="description") if words else None


def _text_input(kind: str, rows: int = 0) -> Callable[[Payload, DrawingContext, bool, str], Markup]:
    def draw(one: Payload, scene: DrawingContext, dispatch: bool, label: str) -> Markup:
        state = scene.state(str(one.get("action_id")))
        value = str((state.get("value") if state else one.get("initial_value")) or "")
        tall = bool(one.get("multiline")) or rows > 1
        ident = scene.html_id(str(one.get("action_id")))
        shared = {
            "id": ident,
            "class_": "field",
            "placeholder": bare_text(one.get("placeholder")) or None,
            "minlength": one.get("min_length"),
            "maxlength": one.get("max_length"),
            "aria_label": None if label else bare_text(one.get("placeholder")) or "Text",
            "aria_describedby": f"{ident}-note" if label else None,
            "autofocus": bool(one.get("focus_on_load")),
            "data_action_id": one.get("action_id"),
            "data_kind": one.get("type"),
            "data_dispatch": dispatch,
        }
        if tall:
            # Browsers drop the first line break of a textarea.
            return tag("textarea", "\n" + value, rows=rows or 4, **shared)
        decimal = one.get("is_decimal_allowed")
        number = {"min": one.get("min_value"), "max": one.get("max_value"), "step": "any" if decimal else "1"}
        return tag("input", type=kind, value=value or None, **shared, **(number if kind == "number" else {}))

    return draw


def _moment(kind: str, key: str) -> Callable[[Payload, DrawingContext, bool, str], Markup]:
    def draw(one: Payload, scene: DrawingContext, dispatch: bool, label: str) -> Markup:
        state = scene.state(str(one.get("action_id")))
        value = (state.get(f"selected_{key}") if state else one.get(f"initial_{key}")) or None
        return tag(
            "input",
            type=kind,
            class_="field short",
            id=scene.html_id(str(one.get("action_id"))),
            value=None if value is None else str(value),
            aria_label=None if label else bare_text(one.get("placeholder")) or key.capitalize(),
            data_action_id=one.get("action_id"),
            data_kind=one.get("type"),
            data_dispatch=dispatch,
        )

    return draw


def _choices(kind: str) -> Callable[[Payload, DrawingContext, bool, str], Markup]:
    """Draw checkboxes or radio buttons, each with its text and its description."""

    def draw(one: Payload, scene: DrawingContext, dispatch: bool, label: str) -> Markup:
        chosen = _chosen(one, scene)
        group = scene.html_id(str(one.get("action_id")))
        items = []
        for number, option in enumerate(one.get("options", ())):
            box = tag(
                "input",
                type=kind,
                name=group,
                id=f"{group}-{number}",
                value=str(option.get("value", "")),
                checked=option.get("value") in chosen,
            )
            words = tag("span", text_object(option.get("text"), scene.names), _choice_note(option, scene))
            items.append(tag("label", box, words, class_="choice"))
        return tag(
            "div",
            *items,
            class_="choices",
            role="radiogroup" if kind == "radio" else "group",
            aria_label=label or "Choices",
            data_action_id=one.get("action_id"),
            data_kind=one.get("type"),
            data_dispatch=dispatch,
        )

    return draw


def _choice_note(option: Payload, scene: DrawingContext) -> Markup | None:
    note = option.get("description")
    return tag("span", text_object(note, scene.names), class_="description") if note else None


def _chosen(one: Payload, scene: DrawingContext) -> set[str]:
    state = scene.state(str(one.get("action_id")))
    if one.get("type") == "radio_buttons":
        single = state.get("selected_option") if state else one.get("initial_option")
        options: Sequence[Payload] = [single] if single else []
    else:
        options = (state.get("selected_options") if state else one.get("initial_options")) or []
    return {str(option.get("value")) for option in options}


def _static(one: Payload, scene: DrawingContext, dispatch: bool, label: str) -> Markup:
    state = scene.state(str(one.get("action_id")))
    chosen = state.get("selected_option") if state else one.get("initial_option")
    groups = [
        (bare_text(group.get("label")), [_pair(option) for option in group.get("options", ())])
        for group in one.get("option_groups") or [{"options": one.get("options", ())}]
    ]
    return native_select(one, scene, groups, str(chosen.get("value")) if chosen else None, dispatch, label)


def _pair(option: Payload) -> tuple[str, str]:
    return str(option.get("value", "")), bare_text(option.get("text"))


def _options(one: Payload) -> Iterable[Payload]:
    for group in one.get("option_groups") or [one]:
        yield from group.get("options") or ()


def _combo(*, several: bool) -> Callable[[Payload, DrawingContext, bool, str], Markup]:
    def draw(one: Payload, scene: DrawingContext, dispatch: bool, label: str) -> Markup:
        state = scene.state(str(one.get("action_id")))
        if several:
            chosen = (state.get("selected_options") if state else one.get("initial_options")) or []
        else:
            single = state.get("selected_option") if state else one.get("initial_option")
            chosen = [single] if single else []
        return combo(
            one, scene, [_pair(option) for option in _options(one)], [_pair(o) for o in chosen], dispatch, label, several
        )

    return draw


def _with_confirm(one: Payload, drawn: Markup, scene: DrawingContext) -> Markup:
    """Add an element's confirm dialog as a template next to it."""
    confirm = one.get("confirm")
    if not isinstance(confirm, dict):
        return drawn
    if refusal := scene.names.not_theirs.get(str(one.get("action_id")).partition(":")[0]):
        return tag("span", drawn, tag("template", refusal, class_="refusal"), class_="asks")
    question = tag(
        "template",
        tag("h2", plain(bare_text(confirm.get("title")))),
        tag("p", text_object(confirm.get("text"), scene.names)),
        class_="confirm",
        data_yes=bare_text(confirm.get("confirm")) or "Yes",
        data_no=bare_text(confirm.get("deny")) or "Cancel",
        data_style="danger" if confirm.get("style") == "danger" else "primary",
    )
    return tag("span", drawn, question, class_="asks")


_DRAWN: dict[str, Callable[[Payload, DrawingContext, bool, str], Markup]] = {
    "button": _button,
    "workflow_button": _button,
    "icon_button": _icon_button,
    "feedback_buttons": _feedback,
    "overflow": _overflow,
    "plain_text_input": _text_input("text"),
    "url_text_input": _text_input("url"),
    "email_text_input": _text_input("email"),
    "number_input": _text_input("number"),
    "datepicker": _moment("date", "date"),
    "timepicker": _moment("time", "time"),
    "checkboxes": _choices("checkbox"),
    "radio_buttons": _choices("radio"),
    "static_select": _static,
    "external_select": _combo(several=False),
    "multi_static_select": _combo(several=True),
    "multi_external_select": _combo(several=True),
}
