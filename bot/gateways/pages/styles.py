"""What a page's own style sheets and style attributes say about whether its words can be seen.

Every regular expression here is linear: a page must not be able to make it take hours.
"""

import colorsys
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from bot.domain.errors import FetchFailure, Unreadable

Look = dict[str, str]
Colour = tuple[float, float, float, float]  # red, green, blue 0-255, opacity 0-1

_SMALLEST_FONT = 3.0  # px
_SMALLEST_BOX = 2.0  # px
_LEAST_OPACITY = 0.1
_OFF_SCREEN = (-500.0, 5000.0)  # px
_SCREEN_WIDTH = 1280.0  # px
_LIKE = 24.0  # by how much each of two colours' channels may differ, of 255, before the eye tells them apart
# Comparing rules with elements, in steps; far above any newsroom's page.
_MOST_STEPS = 3_000_000
_STEPS_TO_READ = 30  # what reading a selector takes, next to comparing it
_LONGEST_COMPARED = 10_000

_BEARING = re.compile(
    r"display|visibility|content-visibility|opacity|zoom|filter|font(?:-size)?|transform|scale|translate|clip(?:-path)?"
    r"|text-indent|left|right|top|bottom|margin-(?:left|right|top)|overflow(?:-[xy])?|(?:max-)?(?:width|height)"
    r"|color|background(?:-color|-image)?"
)
_NOISE = re.compile(
    r"""/\*(?:.*?\*/|.*) | <!-- | --> | url\([^)"']*+\)? | "(?:[^"\\\n]|\\.)*+"? | '(?:[^'\\\n]|\\.)*+'?""",
    re.DOTALL | re.VERBOSE | re.IGNORECASE,
)
_PUNCTUATION = re.compile(r"[{};:,\\]")
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE | re.DOTALL)
_IMPORTANT = re.compile(r"! ?important")
_BLOCK = re.compile(r"([^{}]*+)([{}]|\Z)")
_TOKEN = re.compile(
    r"(?P<attribute>\[[^\]]*+\]?)|(?P<name>[.#]?(?:\\[0-9a-f]{1,6} ?|\\.|[\w-]|[^\x00-\x7f])++)"
    r"|(?P<between> ?[>+~] ?| )|[*&]|(?P<other>.)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"\[ ?([\w-]+) ?(?:([~|^$*]?=) ?[\"']?([^\"'\]]*)[\"']?(?: [is])?)?\]")
_LENGTH = re.compile(r"(?:calc\()?([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,2})?)([a-z%]*)\)?")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")
_MOVES = re.compile(r"(scale|translate)[xyz3d]{0,2}\(((?:[^()]|\([^()]*+\))*+)\)")
_WIDTH = re.compile(r"\((min|max)-width: ?([\d.]+[a-z]+)\)")
_PX = {"": 1.0, "px": 1.0, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0}
_PX |= {"cm": 37.8, "mm": 3.78, "%": 10.0, "vw": 12.8, "vh": 8.0}
_NAMED = {"black": "000", "transparent": "0000", "red": "f00", "lime": "0f0", "blue": "00f", "yellow": "ff0", "green": "008000"}
_NAMED |= {"silver": "c0c0c0", "gray": "808080", "grey": "808080", "navy": "000080", "maroon": "800000"}
_NAMED |= {"snow": "fffafa", "ivory": "fffff0", "azure": "f0ffff", "seashell": "fff5ee", "mintcream": "f5fffa"}
_NAMED |= {"white": "fff", "honeydew": "f0fff0", "aliceblue": "f0f8ff", "ghostwhite": "f8f8ff", "whitesmoke": "f5f5f5"}
_NAMED |= {"floralwhite": "fffaf0", "lavenderblush": "fff0f5", "oldlace": "fdf5e6"}


def _unescaped(text: str) -> str:
    def one(found: re.Match[str]) -> str:
        code = int(found[1], 16) if found[1] else 0
        return found[2] or (chr(code) if 0 < code < 0x110000 else "\ufffd")

    return _CSS_ESCAPE.sub(one, text)


def _without_noise(css: str) -> str:
    """Take out comments and addresses, and such strings as could be taken for rules."""

    def kept(found: re.Match[str]) -> str:
        if found[0][0] in "\"'":
            return '""' if _PUNCTUATION.search(found[0]) else found[0]
        return "url()" if found[0][0] in "uU" else ""

    return _NOISE.sub(kept, css)


def _declared(style: str) -> tuple[Look, Look]:
    """Give the declarations that matter here, the ordinary and the important ones."""
    both: tuple[Look, Look] = ({}, {})
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        name = _unescaped(name).strip().lower()
        if _BEARING.fullmatch(name):
            value, important = _IMPORTANT.subn("", " ".join(_unescaped(value).lower().split()))
            both[bool(important)][name] = re.sub(r" ?([,()/]) ?", r"\1", value).strip()
    return both


def _px(length: str) -> float | None:
    """Give a length in px; shares are taken of a common screen."""
    found = _LENGTH.fullmatch(length.strip())
    return float(found[1]) * _PX[found[2]] if found and found[2] in _PX else None


def _number(value: str) -> float:
    found = _NUMBER.match(value)
    return (float(found[0]) / (100 if value.endswith("%") else 1)) if found else 1.0


def _font_size(look: Look) -> float | None:
    if "font-size" in look:
        found = _LENGTH.fullmatch(look["font-size"])
        # A share is one of the text around it, not of the screen.
        return _px(look["font-size"]) if found is None or found[2] != "%" else float(found[1]) * 0.16
    sizes = (part.partition("/")[0] for part in look.get("font", "").split())
    # A bare number is a weight, unless it is nothing.
    return next((size for part in sizes if (size := _px(part)) is not None and (size == 0 or not part.isdigit())), None)


def _moved_away(look: Look) -> bool:
    moves = _MOVES.findall(look.get("transform", ""))
    moves += [(name, look[name].replace(" ", ",")) for name in ("scale", "translate") if name in look]
    for name, inside in moves:
        if name == "scale" and any(abs(_number(part)) < _LEAST_OPACITY for part in inside.split(",")[:2]):
            return True
        if name == "translate" and any(_is_off_screen(part) for part in inside.split(",")):
            return True
    sides = ("text-indent", "left", "right", "top", "bottom", "margin-left", "margin-right", "margin-top")
    return any(_is_off_screen(look[side]) for side in sides if side in look)


def _is_off_screen(length: str) -> bool:
    far = _px(length)
    return far is not None and not _OFF_SCREEN[0] <= far <= _OFF_SCREEN[1]


def _clipped(value: str) -> bool:
    shape, _, inside = value.partition("(")
    lengths = [size for part in re.split(r"[ ,()]", inside) if (size := _px(part)) is not None]
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
    if look.get("display") == "none" or look.get("visibility") in ("hidden", "collapse"):
        return True
    if look.get("content-visibility") == "hidden" or _number(look.get("filter", "").partition("opacity(")[2]) < _LEAST_OPACITY:
        return True
    if any(_number(look.get(name, "1")) < _LEAST_OPACITY for name in ("opacity", "zoom")):
        return True
    size = _font_size(look)
    if (size is not None and size < _SMALLEST_FONT) or _moved_away(look):
        return True
    if any(_clipped(look[name]) for name in ("clip-path", "clip") if name in look):
        return True
    shut = any(look.get(name, "").startswith(("hidden", "clip")) for name in ("overflow", "overflow-x", "overflow-y"))
    boxes = (_px(look[side]) for side in ("width", "height", "max-height", "max-width") if side in look)
    return shut and any(size is not None and size <= _SMALLEST_BOX for size in boxes)


def colour(value: str) -> Colour | None:
    """Read a colour; None for one that is not known."""
    value = value.strip().lower()
    digits = _NAMED.get(value) or value.removeprefix("#")
    if (value in _NAMED or value.startswith("#")) and len(digits) in (3, 4, 6, 8) and re.fullmatch(r"[0-9a-f]+", digits):
        whole = digits if len(digits) > 4 else "".join(digit * 2 for digit in digits)
        rgb = [float(byte) for byte in bytes.fromhex((whole + "ff")[:8])]
        return rgb[0], rgb[1], rgb[2], rgb[3] / 255
    kind, _, inside = value.partition("(")
    parts = re.split(r"[ ,/]+", inside[:100].rstrip(") "))
    if kind not in ("rgb", "rgba", "hsl", "hsla") or len(parts) not in (3, 4) or not all(map(_NUMBER.match, parts)):
        return None
    first, second, third, opacity = [*map(_number, parts), 1.0][:4]
    if kind.startswith("rgb"):
        scale = [255 if part.endswith("%") else 1 for part in parts]
        return first * scale[0], second * scale[1], third * scale[2], opacity
    red, green, blue = colorsys.hls_to_rgb(first / 360 % 1, third, second)
    return red * 255, green * 255, blue * 255, opacity


def ground_of(look: Look, around: Colour | None) -> Colour | None:
    """Give the colour behind an element's words; None where a picture or what is not known lies there."""
    said = look.get("background-color") or look.get("background") or ""
    if "url(" in said + look.get("background-image", "") or "gradient" in said + look.get("background-image", ""):
        return None
    if said in ("", "none", "inherit", "initial", "unset", "0"):
        return around
    found = colour(said) or next(filter(None, map(colour, said.split())), None)
    if found and found[3] < _LEAST_OPACITY:
        return around
    return found if found and found[3] > 1 - _LEAST_OPACITY else None


def blends(words: Colour | None, ground: Colour | None) -> bool:
    """Say whether words of a colour cannot be told from what is behind them."""
    if words is None:
        return False
    if words[3] < _LEAST_OPACITY:
        return True
    return ground is not None and all(abs(one - other) <= _LIKE for one, other in zip(words[:3], ground[:3], strict=True))


@dataclass(frozen=True)
class Names:
    """What a selector can know an element by, and the elements around it."""

    names: frozenset[str]
    attributes: Mapping[str, str]
    parent: "Names | None"


def names_of(tag: str, attributes: Mapping[str, str], parent: Names | None) -> Names:
    """Gather the names of an element: its tag, .classes, #id and [attributes]."""
    low = {key.lower(): value.lower() for key, value in attributes.items()}
    classes = low.get("class", "").split()
    names = {tag.lower(), "*", f"#{low.get('id', '')}", *(f"[{key}" for key in low)}
    names.update(f".{name}" for name in classes)
    return Names(frozenset(names), {key: value[:_LONGEST_COMPARED] for key, value in low.items()}, parent)


@dataclass(frozen=True)
class _Compound:
    names: frozenset[str]
    tests: tuple[tuple[str, str, str], ...]

    def fits(self, element: Names) -> bool:
        return self.names <= element.names and all(
            _test(element.attributes[key], how, wanted) for key, how, wanted in self.tests
        )


def _test(value: str, how: str, wanted: str) -> bool:
    if how == "=":
        return value == wanted
    if how == "~=":
        return wanted in value.split()
    if how == "*=":
        return wanted in value
    return value.endswith(wanted) if how == "$=" else value.startswith(wanted)


def _compounds(selector: str) -> list[_Compound] | None:
    """Read a selector; None for one with a pseudo-class, which may hold now and then only."""
    found: list[_Compound] = []
    names: set[str] = {"*"}
    tests: list[tuple[str, str, str]] = []
    for token in _TOKEN.finditer(" ".join(selector.lower().split())):
        if token["other"]:
            return None
        if token["between"]:
            # Of neighbours (+ and ~) only the second is looked at.
            if token["between"].strip() not in ("+", "~"):
                found.append(_Compound(frozenset(names), tuple(tests)))
            names, tests = {"*"}, []
        elif token["name"]:
            names.add(_unescaped(token["name"]))
        elif token["attribute"]:
            inside = _ATTRIBUTE.fullmatch(token["attribute"])
            if inside is None:
                return None
            names.add(f"[{inside[1]}")
            if inside[2]:
                tests.append((inside[1], inside[2], _unescaped(inside[3])))
    return [*found, _Compound(frozenset(names), tuple(tests))]


def _is_for_readers(media: str) -> bool:
    """Say whether a media query holds on a common screen."""
    for query in media.lower().split(","):
        parts = " ".join(query.split()).removeprefix("only ").split(" and ")
        widths = [_WIDTH.fullmatch(part) for part in parts]
        if all(
            part in ("", "all", "screen")
            or (width and (_SCREEN_WIDTH - (_px(width[2]) or 0)) * (1 if width[1] == "min" else -1) >= 0)
            for part, width in zip(parts, widths, strict=True)
        ):
            return True
    return False


def _holds(at_rule: str) -> bool:
    name, _, condition = " ".join(at_rule.lower().replace("(", " (", 1).split()).partition(" ")
    if name == "@media":
        return _is_for_readers(condition)
    return name == "@layer" or (name == "@supports" and not condition.startswith("not"))


@dataclass
class _Rule:
    compounds: list[_Compound]
    looks: tuple[Look, Look]
    rank: tuple[int, int, int, int]  # ids, classes and attributes, tags, place


@dataclass
class Sheets:
    """The rules of a page's own style sheets that bear on what can be seen."""

    rules: dict[str, list[_Rule]] = field(default_factory=dict)
    places: Iterator[int] = field(default_factory=count)
    steps: int = 0

    def read(self, css: str, media: str) -> None:
        """Take in one style sheet, with its media attribute."""
        if not _is_for_readers(media):
            return
        open_blocks: list[str | None] = []  # selectors; "" for a group of rules that holds, None for one that does not
        shut = 0
        for block in _BLOCK.finditer(_without_noise(css)):
            piece, brace = block.groups()
            declarations, _, prelude = piece.rpartition(";") if brace == "{" else (piece, "", "")
            if open_blocks and open_blocks[-1] and not shut and ":" in declarations:
                self._add(open_blocks[-1], declarations)
            if brace == "{":
                prelude = prelude.strip()
                holds = not prelude.startswith("@") or _holds(prelude)
                open_blocks.append(None if not holds else "" if prelude.startswith("@") else prelude)
                shut += not holds
            elif open_blocks:
                shut -= open_blocks.pop() is None

    def _add(self, selectors: str, declarations: str) -> None:
        looks = _declared(declarations)
        if not any(looks):
            return
        for selector in selectors.split(","):
            self._step(_STEPS_TO_READ)
            if compounds := _compounds(selector.strip()):
                names = [name for compound in compounds for name in compound.names if name != "*"]
                ids = sum(name.startswith("#") for name in names)
                classes = sum(name.startswith((".", "[")) for name in names)
                # Filed under the name that the fewest elements have: "#" and "." and "[" come before letters.
                key = min(compounds[-1].names - {"*"}, key=lambda name: ("#.[".find(name[0]) % 4, name), default="*")
                rule = _Rule(compounds, looks, (ids, classes, len(names) - ids - classes, next(self.places)))
                self.rules.setdefault(key, []).append(rule)

    def look(self, element: Names | None, style: str) -> Look:
        """Give how an element looks, of all rules (where it is given) and its own style attribute.

        Raises Unreadable where there are far too many rules.
        """
        own = _declared(_without_noise(style)) if style else ({}, {})
        fitting: list[_Rule] = []
        if element is not None:
            near = (rule for name in element.names & self.rules.keys() for rule in self.rules[name])
            fitting = [rule for rule in near if self._fits(rule, element)]
        fitting.sort(key=lambda rule: rule.rank)
        look: Look = {}
        for important in (0, 1):
            for rule in fitting:
                look |= rule.looks[important]
            look |= own[important]
        return look

    def _fits(self, rule: _Rule, element: Names) -> bool:
        *above, last = rule.compounds
        here: Names | None = element
        if not last.fits(element):
            self._step()
            return False
        while above and here is not None:
            self._step()
            here = here.parent
            if here is not None and above[-1].fits(here):
                above.pop()
        self._step()
        return not above

    def _step(self, steps: int = 1) -> None:
        self.steps += steps
        if self.steps > _MOST_STEPS:
            raise Unreadable(
                FetchFailure.TOO_LARGE,
                "This page's style sheets are far more complicated than an article's. Paste the passage that matters as text.",
            )
