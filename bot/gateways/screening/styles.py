"""What a page's own style sheets and style attributes say about whether its words can be seen.

tinycss2 reads the sheets. Every regular expression here is linear: a page must not be able to make it take hours.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count

import tinycss2  # type: ignore[import-untyped]  # the package ships no types

from bot.domain.errors import FetchFailure, Unreadable
from bot.gateways.screening.colours import LEAST_OPACITY, Look, number
from bot.gateways.screening.plain_rules import as_written, plain_declarations, plain_rules, plain_selector
from bot.gateways.screening.selectors import Compound, ElementNames, Token, compounds_of, parts_of

_SMALLEST_FONT = 3.0  # px
_SMALLEST_BOX = 2.0  # px
_OFF_SCREEN = (-500.0, 5000.0)  # px
_SCREEN_WIDTH = 1280.0  # px
# Comparing rules with elements, in steps; far above any newsroom's page.
_MOST_STEPS = 3_000_000
_STEPS_TO_READ = 30  # what reading a selector takes, next to comparing it
# Sheets and style attributes together, pictures left aside; tokens take up to 200 times the room of their characters.
_MOST_CHARACTERS = 1_250_000
_MOST_BLOCKS = 150_000  # in braces, brackets and parentheses

_PICTURE = re.compile(r"(url\(\s*[\"']?)data:[\w/+;,=%.-]*+", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"(?<![0-9.])[0-9]{1000,}")  # Python reads none of more than 4,300 digits
_BEARING = re.compile(
    r"display|visibility|content-visibility|opacity|zoom|filter|font(?:-size)?|transform|scale|translate|clip(?:-path)?"
    r"|text-indent|left|right|top|bottom|inset(?:-(?:inline|block)(?:-(?:start|end))?)?"
    r"|margin(?:-(?:left|right|top|(?:inline|block)(?:-(?:start|end))?))?|overflow(?:-[xy])?|(?:max-)?(?:width|height)"
    r"|color|-webkit-text-fill-color|background(?:-color|-image)?|--[\w-]+"
)
_LENGTH = re.compile(r"(?:calc\()?([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,2})?)([a-z%]*)\)?")
_VARIABLE = re.compile(r"var\((--[\w-]+)(?:,((?:[^()]|\([^()]*+\))*+))?\)")
_LONGEST_KNOWN = 300  # characters
_MOST_KEPT = 1000  # ways to look, each with all custom properties that it sets
_MOST_VARIABLES, _LONGEST_VALUE, _DEEPEST = 1000, 300, 5
_MATRIX = re.compile(r"matrix(3d)?\(([^()]*+)\)")
_TURNED = re.compile(r"rotate[xy]\(([+-]?\d+(?:\.\d+)?)deg\)")
_MOVES = re.compile(r"(scale|translate)[xyz3d]{0,2}\(((?:[^()]|\([^()]*+\))*+)\)")
_WIDTH = re.compile(r"\((min|max)-width: ?([\d.]+[a-z]+)\)")
_PX = {"": 1.0, "px": 1.0, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0}
_PX |= {"cm": 37.8, "mm": 3.78, "%": 10.0, "vw": 12.8, "vh": 8.0}


def _declared(declarations: Iterable[Token]) -> tuple[Look, Look]:
    """Return the declarations that matter here, the ordinary and the important ones."""
    both: tuple[Look, Look] = ({}, {})
    for one in declarations:
        if one.type == "declaration" and _BEARING.fullmatch(name := one.lower_name):
            if name.startswith("--") and len(both[0]) >= _MOST_VARIABLES:
                continue
            both[one.important][name] = as_written(_text(one.value))
    return both


def _declared_in(block: str) -> tuple[Look, Look]:
    """Return what `_declared` does, of the text of a block or of a style attribute."""
    if (plain := plain_declarations(block, _BEARING)) is None:
        return _declared(tinycss2.parse_blocks_contents(block, skip_comments=True, skip_whitespace=True))
    both: tuple[Look, Look] = ({}, {})
    for name, value, important in plain:
        if not (name.startswith("--") and len(both[0]) >= _MOST_VARIABLES):
            both[important][name] = value
    return both


def _selected(selector: str) -> Sequence[Compound] | None:
    return plain_selector(selector) or compounds_of(tinycss2.parse_component_value_list(selector))


# The pages of one site have the same rules, and frameworks have them on many sites. What is read here never changes.
_known_block = lru_cache(maxsize=4096)(_declared_in)
_known_selector = lru_cache(maxsize=4096)(_selected)


def _text(tokens: Sequence[Token], depth: int = 0) -> str:
    """Write tokens out in lower case, without what addresses and strings hold, and what stands in too many parentheses."""
    return " ".join("".join(_written(token, depth) for token in tokens).lower().split())


def _written(token: Token, depth: int) -> str:
    kind = token.type
    if kind in ("ident", "literal"):
        return str(token.value)
    if kind in ("number", "percentage", "dimension"):
        return f"{token.representation}{'%' if kind == 'percentage' else token.unit if kind == 'dimension' else ''}"
    if kind in ("function", "() block"):
        name, inside = (token.name, token.arguments) if kind == "function" else ("", token.content)
        return f"{name}({_text(inside, depth + 1) if depth < _DEEPEST else ''})"
    return {"whitespace": " ", "url": "url()", "string": '""'}.get(kind) or (f"#{token.value}" if kind == "hash" else "")


def _px(length: str) -> float | None:
    """Return a length in px; shares are taken of a common screen."""
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


_COLOURS = frozenset({"color", "-webkit-text-fill-color", "background", "background-color", "background-image"})


def hides(look: Look) -> bool:
    """Say whether an element that looks so cannot be seen, its colour left aside."""
    if look.keys() <= _COLOURS:
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
    shut = any(look[name].startswith(("hidden", "clip")) for name in ("overflow", "overflow-x", "overflow-y") if name in look)
    if not shut:
        return False
    boxes = (_px(look[side]) for side in ("width", "height", "max-height", "max-width") if side in look)
    return any(size is not None and size <= _SMALLEST_BOX for size in boxes)


_GENTLE = ("opacity", "visibility", "content-visibility", "transform", "translate", "scale", "max-height", "height", "filter")


def hides_gently(look: Look) -> bool:
    """Say whether an element that is hidden is so only in ways in which pages let their text come into view."""
    gone = {name: value for name, value in look.items() if name not in _GENTLE and not name.startswith("overflow")}
    return not hides(gone) and look.get("visibility") != "collapse"


def hides_for_good(look: Look) -> bool:
    """Say whether an element is hidden in a way in which no page keeps what it shows later: tiny, or far to one side."""
    size = _font_size(look)
    sides = {name: value for name, value in look.items() if name in _SIDES or name.startswith(("inset", "margin"))}
    return (size is not None and size < _SMALLEST_FONT) or _moved_away(sides)


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


def _holds(name: str, condition: str) -> bool:
    """Say whether the rules inside an at-rule hold on a common screen."""
    if name == "media":
        return _is_for_readers(condition)
    if name == "container":
        return "(" in condition and _is_for_readers(condition[condition.index("(") :])
    return name == "layer" or (name == "supports" and not condition.startswith("not"))


@dataclass(slots=True)
class _Rule:
    compounds: Sequence[Compound]
    looks: tuple[Look, Look]
    rank: tuple[int, int, int, int]  # ids, classes and attributes, tags, place
    fits_all: bool
    """Whether it fits every element of the name under which it is filed."""


def _variables_in(look: Look) -> dict[str, str]:
    return {name: value for name, value in look.items() if name.startswith("--")}


class Appearance:
    """How elements look by what is declared for them, with what follows from that; the same for all that look so.

    `varies` says that it depends on custom properties around an element.
    """

    def __init__(self, look: Look, *, varies: bool = False) -> None:
        self.look = look
        self.varies = varies
        self.hides = bool(look) and hides(look)
        self.variables = _variables_in(look)
        self.words = look.get("-webkit-text-fill-color") or look.get("color") or ""
        """The colour of the words, as it is written."""


PLAIN = Appearance({})


def _rarity(name: str) -> tuple[int, str]:
    return "#.[".find(name[0]) % 4, name


def _rank(rule: _Rule) -> tuple[int, int, int, int]:
    return rule.rank


@dataclass
class Sheets:
    """The rules of a page's own style sheets that bear on what can be seen."""

    rules: dict[str, list[_Rule]] = field(default_factory=dict)
    attributes: dict[str, tuple[Look, Look]] = field(default_factory=dict)
    appearances: dict[tuple[str, tuple[int, ...]], Appearance] = field(default_factory=dict)
    """By the style attribute and the places of the rules that fit; only of those that no custom property bears on."""
    alike: dict[tuple[tuple[str, str], ...], Appearance] = field(default_factory=dict)
    """The same by what is declared: many rules declare the same."""
    alone: dict[frozenset[str], tuple[Appearance, int]] = field(default_factory=dict)
    """How elements look whose names alone decide it, and the steps that it takes to find out."""
    near: dict[frozenset[str], list[_Rule]] = field(default_factory=dict)
    tested: set[str] = field(default_factory=set)
    """The attributes that selectors ask for, each as "[name"."""
    places: Iterator[int] = field(default_factory=count)
    characters: int = 0
    steps: int = 0

    def read(self, css: str, media: str) -> None:
        """Take in one style sheet, with its media attribute; raises Unreadable where there is far too much of them."""
        if not _is_for_readers(media):
            return
        for selectors, block in plain_rules(self._counted(css)):
            if selectors is None:
                self._read_any(block)
            elif any(looks := _known_block(block) if len(block) < _LONGEST_KNOWN else _declared_in(block)):
                for selector in selectors.split(","):
                    self._step(_STEPS_TO_READ)
                    self._file(_known_selector(selector) if len(selector) < _LONGEST_KNOWN else _selected(selector), looks)

    def _read_any(self, css: str) -> None:
        """Take in rules of any form."""
        sheet = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
        # What is still to be looked at, with the selectors that declarations in an at-rule in it are for.
        open_blocks: list[tuple[Iterator[Token], Sequence[Token] | None]] = [(iter(sheet), None)]
        while open_blocks:
            inside, around = open_blocks[-1]
            rule = next(inside, None)
            if rule is None:
                open_blocks.pop()
            elif rule.type == "qualified-rule":
                block = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
                self._add(rule.prelude, block)
                open_blocks.append((iter(block), rule.prelude))
            elif rule.type == "at-rule" and rule.content is not None and _holds(rule.lower_at_keyword, _text(rule.prelude)):
                if around is None:
                    block = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                else:
                    block = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
                    self._add(around, block)
                open_blocks.append((iter(block), around))

    def _counted(self, css: str) -> str:
        css = _LONG_NUMBER.sub(lambda found: found[0].lstrip("0")[:999] or "0", _PICTURE.sub(r"\1", css))
        self.characters += len(css)
        if self.characters > _MOST_CHARACTERS or sum(map(css.count, "{[(")) > _MOST_BLOCKS:
            raise _too_complicated()
        return css

    def _add(self, selectors: Sequence[Token], declarations: Iterable[Token]) -> None:
        looks = _declared(declarations)
        if not any(looks):
            return
        for selector in parts_of(selectors):
            self._step(_STEPS_TO_READ)
            self._file(compounds_of(selector), looks)

    def _file(self, compounds: Sequence[Compound] | None, looks: tuple[Look, Look]) -> None:
        if not compounds:
            return
        marks = "".join([name[0] for compound in compounds for name in compound.names if name != "*"])
        ids, attributes = marks.count("#"), marks.count("[")
        classes = marks.count(".") + attributes
        # Filed under the name that the fewest elements have: "#" and "." and "[" come before letters.
        key = min(compounds[-1].names - {"*"}, key=_rarity, default="*")
        fits_all = len(compounds) == 1 and compounds[0] == Compound(frozenset(("*", key)))
        rule = _Rule(compounds, looks, (ids, classes, len(marks) - ids - classes, next(self.places)), fits_all)
        self.rules.setdefault(key, []).append(rule)
        for compound in compounds:
            if attributes or compound.among:
                self.tested |= compound.tested()

    def _own(self, style: str) -> tuple[Look, Look]:
        """Read a style attribute, each wording once."""
        if (known := self.attributes.get(style)) is None:
            known = self.attributes[style] = _declared_in(self._counted(style))
        return known

    def look(self, element: ElementNames | None, style: str, variables: Mapping[str, str]) -> Appearance:
        """Return how an element looks, of all rules (where it is given) and its own style attribute.

        `variables` are the custom properties of the elements around it; its own are in the look, by their names with "--".
        Raises Unreadable where there are far too many rules.
        """
        fitting: list[_Rule] = []
        if element is not None:
            if not style and (told := self.alone.get(element.names)) is not None:
                self._step(told[1])
                return told[0]
            near = self._near(element.names)
            fitting = [rule for rule in near if self._fits(rule, element)]
            if not style and len(self.alone) < _MOST_KEPT and all(rule.fits_all for rule in near):
                seen = self._appearance(fitting, "", variables)
                if not seen.varies:
                    self.alone[element.names] = seen, len(near)
                return seen
        return self._appearance(fitting, style, variables)

    def _appearance(self, fitting: list[_Rule], style: str, variables: Mapping[str, str]) -> Appearance:
        if not (fitting or style):
            return PLAIN
        if len(fitting) > 1:
            fitting.sort(key=_rank)
        key = style, tuple(rule.rank[-1] for rule in fitting)
        if (known := self.appearances.get(key)) is None:
            look = self._declared_for(fitting, style)
            if any("var(" in value for value in look.values()):
                known_here = {**variables, **_variables_in(look)}
                return Appearance({name: _filled(value, known_here) for name, value in look.items()}, varies=True)
            declared = tuple(look.items())
            known = self.alike.get(declared) or Appearance(look)
            if len(self.appearances) < _MOST_KEPT:
                self.alike[declared] = known
                self.appearances[key] = known
        return known

    def _near(self, names: frozenset[str]) -> list[_Rule]:
        """Return the rules that are filed under one of these names."""
        if (found := self.near.get(names)) is None:
            found = [rule for name in self.rules.keys() & names for rule in self.rules[name]]
            if len(self.near) < _MOST_KEPT:
                self.near[names] = found
        return found

    def _declared_for(self, fitting: Sequence[_Rule], style: str) -> Look:
        own = self._own(style) if style else ({}, {})
        look: Look = {}
        for important in (0, 1):
            for rule in fitting:
                look |= rule.looks[important]
            look |= own[important]
        return look

    def _fits(self, rule: _Rule, element: ElementNames) -> bool:
        if rule.fits_all:
            self._step()
            return True
        *above, last = rule.compounds
        here: ElementNames | None = element
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
            raise _too_complicated()


def _too_complicated() -> Unreadable:
    return Unreadable(
        FetchFailure.TOO_LARGE,
        "This page's style sheets are far more complicated than an article's. Paste the passage that matters as text.",
    )


def _filled(value: str, variables: Mapping[str, str]) -> str:
    """Put the values of custom properties in, or what stands for those that are not set."""
    for _ in range(_DEEPEST):
        if "var(" not in value or len(value) > _LONGEST_VALUE:
            break
        value = _VARIABLE.sub(lambda found: variables.get(found[1], found[2] or "").strip(), value)
    return value
