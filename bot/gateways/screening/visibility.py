"""What the declarations for an element say about whether it can be seen, its colour left aside.

Every regular expression here is linear: a page must not be able to make it take hours.
"""

import re

from bot.gateways.screening.colours import COLOURS, LEAST_OPACITY, Look, number

SCREEN_WIDTH = 1280.0  # px
_SMALLEST_FONT = 3.0  # px
_SMALLEST_BOX = 2.0  # px
_OFF_SCREEN = (-500.0, 5000.0)  # px

_LENGTH = re.compile(r"(?:calc\()?([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,2})?)([a-z%]*)\)?")
_MATRIX = re.compile(r"matrix(3d)?\(([^()]*+)\)")
_TURNED = re.compile(r"rotate[xy]\(([+-]?\d+(?:\.\d+)?)deg\)")
_MOVES = re.compile(r"(scale|translate)[xyz3d]{0,2}\(((?:[^()]|\([^()]*+\))*+)\)")
_PX = {"": 1.0, "px": 1.0, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0}
_PX |= {"cm": 37.8, "mm": 3.78, "%": 10.0, "vw": 12.8, "vh": 8.0}
_SIDES = frozenset({"text-indent", "left", "right", "top", "bottom"})
_GENTLE = ("opacity", "visibility", "content-visibility", "transform", "translate", "scale", "max-height", "height", "filter")


def px(length: str) -> float | None:
    """Return a length in px; shares are taken of a common screen."""
    found = _LENGTH.fullmatch(length.strip())
    return float(found[1]) * _PX[found[2]] if found and found[2] in _PX else None


def _font_size(look: Look) -> float | None:
    if "font-size" in look:
        found = _LENGTH.fullmatch(look["font-size"])
        # A share is one of the text around it, not of the screen.
        return px(look["font-size"]) if found is None or found[2] != "%" else float(found[1]) * 0.16
    sizes = (part.partition("/")[0] for part in look.get("font", "").split())
    # A bare number is a weight, unless it is nothing.
    return next((size for part in sizes if (size := px(part)) is not None and (size == 0 or not part.isdigit())), None)


def _moved_away(look: Look) -> bool:
    transform = look.get("transform", "")
    moves = _MOVES.findall(transform) if transform else []
    moves += [(name, look[name].replace(" ", ",")) for name in ("scale", "translate") if name in look]
    for name, inside in moves:
        if name == "scale" and any(abs(number(part)) < LEAST_OPACITY for part in inside.split(",")[:2]):
            return True
        if name == "translate" and any(_is_off_screen(part) for part in inside.split(",")):
            return True
    if transform and any(abs(float(turn) % 180 - 90) < 3 for turn in _TURNED.findall(transform)):
        return True
    if transform and any(_lost(*matrix) for matrix in _MATRIX.findall(transform)):
        return True
    sides = (value for name, value in look.items() if name in _SIDES or name.startswith(("inset", "margin")))
    return any(_is_off_screen(part) for value in sides for part in value.split(" "))


def _lost(three: str, inside: str) -> bool:
    """Say whether a matrix makes an element nothing, or moves it off the screen."""
    parts = inside.split(",")
    if len(parts) != (16 if three else 6):
        return False
    a, b, c, d, along, down = (number(parts[at]) for at in ((0, 1, 4, 5, 12, 13) if three else range(6)))
    nothing = max(abs(a), abs(b)) < LEAST_OPACITY or max(abs(c), abs(d)) < LEAST_OPACITY
    return nothing or not all(_OFF_SCREEN[0] <= far <= _OFF_SCREEN[1] for far in (along, down))


def _is_off_screen(length: str) -> bool:
    far = px(length)
    return far is not None and not _OFF_SCREEN[0] <= far <= _OFF_SCREEN[1]


def _clipped(value: str) -> bool:
    shape, _, inside = value.partition("(")
    lengths = [size for part in re.split(r"[ ,()]", inside) if (size := px(part)) is not None]
    if not lengths:
        return False
    if shape == "polygon":
        return len(set(lengths[::2])) < 2 or len(set(lengths[1::2])) < 2
    if shape == "inset":
        return max(lengths) >= 500  # half of the box from one side, or far more than a box
    return (shape == "rect" and max(lengths) <= _SMALLEST_BOX) or (
        shape in ("circle", "ellipse") and lengths[0] <= _SMALLEST_BOX
    )


def hides(look: Look) -> bool:
    """Say whether an element that looks so cannot be seen, its colour left aside."""
    if look.keys() <= COLOURS:
        return False
    if look.get("display") == "none" or look.get("visibility") in ("hidden", "collapse"):
        return True
    if look.get("content-visibility") == "hidden":
        return True
    if "filter" in look and number(look["filter"].partition("opacity(")[2]) < LEAST_OPACITY:
        return True
    if any(number(look[name]) < LEAST_OPACITY for name in ("opacity", "zoom") if name in look):
        return True
    size = _font_size(look)
    if (size is not None and size < _SMALLEST_FONT) or _moved_away(look):
        return True
    if any(_clipped(look[name]) for name in ("clip-path", "clip") if name in look):
        return True
    return _is_small(look) and any(
        look[name].startswith(("hidden", "clip")) for name in ("overflow", "overflow-x", "overflow-y") if name in look
    )


def _is_small(look: Look) -> bool:
    boxes = (px(look[side]) for side in ("width", "height", "max-height", "max-width") if side in look)
    return any(size is not None and size <= _SMALLEST_BOX for size in boxes)


def bears(look: Look) -> bool:
    """Say whether what is declared may hide an element, alone or with what else is declared for it and around it."""
    return (
        not COLOURS.isdisjoint(look)
        or _is_small(look)
        or hides(look)
        or any(name.startswith("--") or "var(" in value for name, value in look.items())
    )


def hides_gently(look: Look) -> bool:
    """Say whether an element that is hidden is so only in ways in which pages let their text come into view."""
    gone = {name: value for name, value in look.items() if name not in _GENTLE and not name.startswith("overflow")}
    return not hides(gone) and look.get("visibility") != "collapse"


def hides_for_good(look: Look) -> bool:
    """Say whether an element is hidden in a way in which no page keeps what it shows later: tiny, or far to one side."""
    size = _font_size(look)
    sides = {name: value for name, value in look.items() if name in _SIDES or name.startswith(("inset", "margin"))}
    return (size is not None and size < _SMALLEST_FONT) or _moved_away(sides)
