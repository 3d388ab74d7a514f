"""What a reader of the page does not see: taken out, so that nothing hidden reaches the text that is judged."""

import re
from typing import Any

_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # soft hyphen, joiners and fillers without a glyph
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffc"  # zero width, bidi controls, annotations
    "\ufe00-\ufe0f\U000e0000-\U000e0fff"  # variation selectors and tags, which can carry whole messages
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # what is no character at all
    "]"
)
# The joiners belong to the spelling of Persian, Hindi and others; after a Latin letter they only hide.
_STRAY_JOINER = re.compile("(?<![^\x00-\u024f\u2000-\u206f])[\u200c\u200d]")
_LINE_ENDS = re.compile(r"\r\n|[\r\x85\u2028\u2029]")


def clean_text(text: str) -> str:
    """Take out the characters that nobody sees, and make every line end a newline."""
    return _STRAY_JOINER.sub("", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)))


Node = Any  # an lxml element; lxml ships no types

_UNREAD = "//script | //style | //template | //noscript | //object | //embed | //iframe | //svg | //math"
# A style sheet that hides nearly the whole page waits for a script to show it, so that is let be (in characters).
_LEFT_AT_LEAST = 200
_NOTHING = re.compile(r"[+-]?0*\.?0*(?:px|em|rem|pt|%|vh|vw)?")
_TINY = re.compile(r"0*[01]?(?:\.\d+)?(?:px|pt|%)")
_FAR_AWAY = re.compile(r"-\d{3,}(?:\.\d+)?(?:px|em|rem|pt|%|vw|vh)?")
_CLIPPED = re.compile(r"rect\((?:[01](?:px)?[ ,]*){4}\)|inset\((?:50|[6-9]\d|100)%.*\)|circle\(0.*\)")
_WHITE = re.compile(r"white|#f{3,4}|#f{6}(?:f{2})?|rgba?\((?:255,255,255|100%,100%,100%)(?:,1(?:\.0*)?)?\)|hsl\(.*,100%\)")
_CLEAR = re.compile(r"transparent|#[0-9a-f]{3}0|#[0-9a-f]{6}00|(?:rgba|hsla)\(.*,0?\.?0+%?\)")
_SIMPLE_SELECTOR = re.compile(r"[a-z0-9]*([.#])([\w-]+)", re.IGNORECASE)


def drop_unseen(tree: Node) -> None:
    """Take out of a parsed page, in place, all elements that a browser does not show.

    Knows the hidden attribute, inline styles, and classes and ids that the page's own style sheets hide; not what outside
    style sheets or scripts do.
    """
    hidden_by_sheet = _hiding_selectors(tree)
    for node in tree.xpath(_UNREAD):
        node.drop_tree()
    size = _length(tree)
    stack = [(tree, "white")]
    while stack:
        node, ground = stack.pop()
        if not isinstance(node.tag, str):
            continue
        look = _declarations(node.get("style") or "")
        ground = look.get("background-color") or look.get("background") or _squeezed(node.get("bgcolor") or "") or ground
        # Pages hide their whole body until a script has run: that is no hiding of words.
        if node.tag not in ("html", "head", "body") and node.getparent() is not None:
            by_sheet = hidden_by_sheet & _names(node) if hidden_by_sheet else None
            if (
                node.get("hidden") is not None
                or _hides(look)
                or _blends(look.get("color") or _squeezed(node.get("color") or ""), ground)
                or (by_sheet and size - _length(node) > _LEFT_AT_LEAST)
            ):
                node.drop_tree()
                continue
        stack.extend((child, ground) for child in node)


def _length(node: Node) -> float:
    return float(node.xpath("string-length()"))


def _blends(colour: str, ground: str) -> bool:
    if not colour:
        return False
    return bool(colour == ground or _CLEAR.fullmatch(colour) or (_WHITE.fullmatch(colour) and _WHITE.fullmatch(ground)))


def _squeezed(value: str) -> str:
    value = value.replace("!important", "").strip().lower()
    return re.sub(r"\s*([,()])\s*", r"\1", value)


def _declarations(style: str) -> dict[str, str]:
    first, *commented = style.split("/*")
    style = first + "".join(part.partition("*/")[2] for part in commented)
    pairs = (declaration.partition(":") for declaration in style.split(";") if declaration)
    return {_squeezed(name): _squeezed(value) for name, _, value in pairs}


def _hides(look: dict[str, str]) -> bool:
    def nothing(name: str) -> bool:
        return name in look and bool(_NOTHING.fullmatch(look[name]))

    if look.get("display") == "none" or look.get("visibility") in ("hidden", "collapse"):
        return True
    if nothing("opacity") or nothing("font-size") or look.get("transform", "").startswith("scale(0)"):
        return True
    if look.get("content-visibility") == "hidden" or _CLIPPED.fullmatch(look.get("clip-path") or look.get("clip") or ""):
        return True
    if any(_FAR_AWAY.fullmatch(look.get(side, "")) for side in ("text-indent", "left", "top", "right", "margin-left")):
        return True
    shut = look.get("overflow") in ("hidden", "clip")
    return shut and any(
        _TINY.fullmatch(look.get(side, "") + ("px" if look.get(side) == "0" else ""))
        for side in ("width", "height", "max-height", "max-width")
    )


def _names(node: Node) -> set[str]:
    names = {f".{name}" for name in (node.get("class") or "").split()}
    return names | {f"#{node.get('id')}"}


def _hiding_selectors(tree: Node) -> set[str]:
    """Find the classes and ids that the page's own style sheets hide outright; combined selectors are left alone."""
    found: set[str] = set()
    for sheet in tree.iter("style"):
        media = (sheet.get("media") or "all").strip().lower()
        if media not in ("all", "screen"):
            continue
        depth = 0
        for block in (sheet.text or "").split("}"):  # no regular expression: it could be made to take hours
            opened = block.count("{")
            selectors, _, rules = block.rpartition("{")
            if depth == 0 and opened == 1 and _hides(_declarations(rules)):
                for selector in selectors.split(","):
                    if simple := _SIMPLE_SELECTOR.fullmatch(selector.strip()):
                        found.add(simple[1] + simple[2])
            depth = max(0, depth + opened - 1)
    return found
