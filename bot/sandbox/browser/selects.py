"""Draws selects as HTML: the browser's own for a single choice, and a combobox for search and multiple choice."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from bot.sandbox.browser.mrkdwn import bare_text
from bot.sandbox.browser.scene import DrawingContext, Payload
from bot.sandbox.browser.tags import tag

Pair = tuple[str, str]
"""A value and its text."""

# Maps a type to the part of the key under which Slack has the selection.
_DIRECTORIES = {"users": "user", "channels": "channel", "conversations": "conversation"}


def people_and_channels(one: Payload, scene: DrawingContext, dispatch: bool, label: str) -> Markup | None:
    """Draw a users, channels or conversations select, single or multiple; None for another type."""
    kind = str(one.get("type", ""))
    several = kind.startswith("multi_")
    directory = kind.removeprefix("multi_").removesuffix("_select")
    key = _DIRECTORIES.get(directory)
    if key is None:
        return None
    everything = dict(_directory(directory, scene))
    state = scene.state(str(one.get("action_id")))
    if several:
        chosen = (state.get(f"selected_{key}s") if state else one.get(f"initial_{key}s")) or []
        pairs = [(str(each), everything.get(str(each), str(each))) for each in chosen]
        return combo(one, scene, list(everything.items()), pairs, dispatch, label, several=True)
    single = state.get(f"selected_{key}") if state else one.get(f"initial_{key}")
    if single and str(single) not in everything:
        everything[str(single)] = str(single)
    return native_select(one, scene, [("", list(everything.items()))], str(single) if single else None, dispatch, label)


def native_select(
    one: Payload,
    scene: DrawingContext,
    groups: Sequence[tuple[str, Sequence[Pair]]],
    chosen: str | None,
    dispatch: bool,
    label: str,
) -> Markup:
    """Draw a single select; it shows the placeholder if nothing is chosen."""
    hint = bare_text(one.get("placeholder")) or "Choose an option"
    drawn = [tag("option", hint, value="", selected=chosen is None, class_="hint")]
    for name, pairs in groups:
        options = [tag("option", words, value=value, selected=value == chosen) for value, words in pairs]
        drawn += [tag("optgroup", *options, label=name)] if name else options
    return tag(
        "select",
        *drawn,
        class_="field select",
        id=scene.html_id(str(one.get("action_id"))),
        aria_label=None if label else hint,
        data_action_id=one.get("action_id"),
        data_kind=one.get("type"),
        data_dispatch=dispatch,
    )


def combo(
    one: Payload,
    scene: DrawingContext,
    pairs: Sequence[Pair],
    chosen: Sequence[Pair],
    dispatch: bool,
    label: str,
    several: bool,
) -> Markup:
    """Draw a combobox: an input with a list of options; an external select loads its options while typing."""
    ident = scene.html_id(str(one.get("action_id")))
    external = "external" in str(one.get("type"))
    hint = bare_text(one.get("placeholder")) or ("Choose options" if several else "Choose an option")
    chips = [chip(value, words) for value, words in chosen] if several else []
    box = tag(
        "input",
        type="text",
        id=ident,
        role="combobox",
        autocomplete="off",
        placeholder=hint,
        value=chosen[0][1] if chosen and not several else None,
        aria_label=None if label else hint,
        aria_expanded="false",
        aria_controls=f"{ident}-list",
        aria_autocomplete="list",
    )
    options = [tag("li", words, role="option", data_value=value, aria_selected="false") for value, words in pairs]
    listed = tag("ul", *options, id=f"{ident}-list", role="listbox", hidden=True, aria_label="Options")
    return tag(
        "div",
        tag("div", *chips, box, class_="field box"),
        listed,
        class_="combo",
        data_action_id=one.get("action_id"),
        data_kind=one.get("type"),
        data_value=chosen[0][0] if chosen and not several else None,
        data_several=several,
        data_external=external,
        data_most=one.get("max_selected_items"),
        data_least=_least(one) if external else None,
        data_dispatch=dispatch,
    )


def chip(value: str, words: str) -> Markup:
    """Draw one chosen option of a multiple select, with a button that removes it."""
    return tag(
        "span",
        words,
        tag("button", "×", type="button", aria_label=f"Remove {words}"),
        class_="chip",
        data_value=value,
    )


def _least(one: Payload) -> int:
    """Return how many characters must be typed before Slack asks the app; 3 by default."""
    least = one.get("min_query_length")
    return least if isinstance(least, int) else 3


def _directory(directory: str, scene: DrawingContext) -> Mapping[str, str]:
    if directory == "users":
        return scene.names.people
    return {ident: f"#{name}" for ident, name in scene.names.channels.items()}
