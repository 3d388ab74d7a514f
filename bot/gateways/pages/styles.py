"""What a page's own style sheets and style attributes say about whether its words can be seen.

Every regular expression here is linear: a page must not be able to make it take hours.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from bot.domain.errors import FetchFailure, Unreadable
from bot.gateways.pages.colours import LEAST_OPACITY, Look, number
from bot.gateways.pages.selectors import Compound, Names, compounds_of, parts_of, unescaped

_SMALLEST_FONT = 3.0  # px
_SMALLEST_BOX = 2.0  # px
_OFF_SCREEN = (-500.0, 5000.0)  # px
_SCREEN_WIDTH = 1280.0  # px
# Comparing rules with elements, in steps; far above any newsroom's page.
_MOST_STEPS = 3_000_000
_STEPS_TO_READ = 30  # what reading a selector takes, next to comparing it

_BEARING = re.compile(
    r"display|visibility|content-visibility|opacity|zoom|filter|font(?:-size)?|transform|scale|translate|clip(?:-path)?"
    r"|text-indent|left|right|top|bottom|inset(?:-(?:inline|block)(?:-(?:start|end))?)?"
    r"|margin(?:-(?:left|right|top|(?:inline|block)(?:-(?:start|end))?))?|overflow(?:-[xy])?|(?:max-)?(?:width|height)"
    r"|color|-webkit-text-fill-color|background(?:-color|-image)?|--[\w-]+"
)
_NOISE = re.compile(
    r"""/\*(?:.*?\*/|.*) | <!-- | --> | url\([^)"']*+\)? | "(?:[^"\\\n]|\\.)*+"? | '(?:[^'\\\n]|\\.)*+'?""",
    re.DOTALL | re.VERBOSE | re.IGNORECASE,
)
_PUNCTUATION = re.compile(r"[{};:,\\]")
_IMPORTANT = re.compile(r"! ?important")
_BLOCK = re.compile(r"([^{}]*+)([{}]|\Z)")
_LENGTH = re.compile(r"(?:calc\()?([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,2})?)([a-z%]*)\)?")
_VARIABLE = re.compile(r"var\((--[\w-]+)(?:,((?:[^()]|\([^()]*+\))*+))?\)")
_MOST_VARIABLES, _LONGEST_VALUE, _DEEPEST = 1000, 300, 5
_MATRIX = re.compile(r"matrix(3d)?\(([^()]*+)\)")
_TURNED = re.compile(r"rotate[xy]\(([+-]?\d+(?:\.\d+)?)deg\)")
_MOVES = re.compile(r"(scale|translate)[xyz3d]{0,2}\(((?:[^()]|\([^()]*+\))*+)\)")
_WIDTH = re.compile(r"\((min|max)-width: ?([\d.]+[a-z]+)\)")
_PX = {"": 1.0, "px": 1.0, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0}
_PX |= {"cm": 37.8, "mm": 3.78, "%": 10.0, "vw": 12.8, "vh": 8.0}


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
        name = unescaped(name).strip().lower()
        if _BEARING.fullmatch(name) and (not name.startswith("--") or len(both[0]) < _MOST_VARIABLES):
            value, important = _IMPORTANT.subn("", " ".join(unescaped(value).lower().split()))
            both[bool(important)][name] = re.sub(r" ?([,()/]) ?", r"\1", value).strip()
    return both


def _px(length: str) -> float | None:
    """Give a length in px; shares are taken of a common screen."""
    found = _LENGTH.fullmatch(length.strip())
    return float(found[1]) * _PX[found[2]] if found and found[2] in _PX else None


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
        if name == "scale" and any(abs(number(part)) < LEAST_OPACITY for part in inside.split(",")[:2]):
            return True
        if name == "translate" and any(_is_off_screen(part) for part in inside.split(",")):
            return True
    if any(abs(float(turn) % 180 - 90) < 3 for turn in _TURNED.findall(look.get("transform", ""))):
        return True
    if any(_lost(*matrix) for matrix in _MATRIX.findall(look.get("transform", ""))):
        return True
    sides = (value for name, value in look.items() if name in _SIDES or name.startswith(("inset", "margin")))
    return any(_is_off_screen(part) for value in sides for part in value.split(" "))


_SIDES = frozenset({"text-indent", "left", "right", "top", "bottom"})


def _lost(three: str, inside: str) -> bool:
    """Say whether a matrix makes an element nothing, or moves it off the screen."""
    parts = inside.split(",")
    if len(parts) != (16 if three else 6):
        return False
    a, b, c, d, along, down = (number(parts[at]) for at in ((0, 1, 4, 5, 12, 13) if three else range(6)))
    nothing = max(abs(a), abs(b)) < LEAST_OPACITY or max(abs(c), abs(d)) < LEAST_OPACITY
    return nothing or not all(_OFF_SCREEN[0] <= far <= _OFF_SCREEN[1] for far in (along, down))


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
    if look.get("content-visibility") == "hidden" or number(look.get("filter", "").partition("opacity(")[2]) < LEAST_OPACITY:
        return True
    if any(number(look.get(name, "1")) < LEAST_OPACITY for name in ("opacity", "zoom")):
        return True
    size = _font_size(look)
    if (size is not None and size < _SMALLEST_FONT) or _moved_away(look):
        return True
    if any(_clipped(look[name]) for name in ("clip-path", "clip") if name in look):
        return True
    shut = any(look.get(name, "").startswith(("hidden", "clip")) for name in ("overflow", "overflow-x", "overflow-y"))
    boxes = (_px(look[side]) for side in ("width", "height", "max-height", "max-width") if side in look)
    return shut and any(size is not None and size <= _SMALLEST_BOX for size in boxes)


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
    if name == "@container":
        return "(" in condition and _is_for_readers(condition[condition.index("(") :])
    return name == "@layer" or (name == "@supports" and not condition.startswith("not"))


@dataclass
class _Rule:
    compounds: list[Compound]
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
        for selector in parts_of(selectors):
            self._step(_STEPS_TO_READ)
            if compounds := compounds_of(selector.strip()):
                names = [name for compound in compounds for name in compound.names if name != "*"]
                ids = sum(name.startswith("#") for name in names)
                classes = sum(name.startswith((".", "[")) for name in names)
                # Filed under the name that the fewest elements have: "#" and "." and "[" come before letters.
                key = min(compounds[-1].names - {"*"}, key=lambda name: ("#.[".find(name[0]) % 4, name), default="*")
                rule = _Rule(compounds, looks, (ids, classes, len(names) - ids - classes, next(self.places)))
                self.rules.setdefault(key, []).append(rule)

    def look(self, element: Names | None, style: str, variables: Mapping[str, str]) -> Look:
        """Give how an element looks, of all rules (where it is given) and its own style attribute.

        `variables` are the custom properties of the elements around it; its own are in the look, by their names with "--".
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
        known = {**variables, **variables_in(look)} if any(name.startswith("--") for name in look) else variables
        return {name: _filled(value, known) if "var(" in value else value for name, value in look.items()}

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


def variables_in(look: Look) -> dict[str, str]:
    """Give the custom properties that an element's look sets."""
    return {name: value for name, value in look.items() if name.startswith("--")}


def _filled(value: str, variables: Mapping[str, str]) -> str:
    """Put the values of custom properties in, or what stands for those that are not set."""
    for _ in range(_DEEPEST):
        if "var(" not in value or len(value) > _LONGEST_VALUE:
            break
        value = _VARIABLE.sub(lambda found: variables.get(found[1], found[2] or "").strip(), value)
    return value
