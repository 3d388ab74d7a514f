"""What a page's own style sheets and style attributes say about whether its words can be seen.

tinycss2 reads the sheets. Every regular expression here is linear: a page must not be able to make it take hours.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from typing import NamedTuple

import tinycss2  # type: ignore[import-untyped]  # the package ships no types

from bot.domain.errors import FetchFailure, Unreadable
from bot.gateways.screening.colours import Look
from bot.gateways.screening.plain_rules import as_written, plain_declarations, plain_rules, plain_selector
from bot.gateways.screening.selectors import Compound, ElementNames, Token, compounds_of, parts_of
from bot.gateways.screening.visibility import SCREEN_WIDTH, bears, hides, px

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
_VARIABLE = re.compile(r"var\((--[\w-]+)(?:,((?:[^()]|\([^()]*+\))*+))?\)")
_LONGEST_KNOWN = 300  # characters
_MOST_KEPT = 1000  # ways to look, each with all custom properties that it sets
_MOST_VARIABLES, _LONGEST_VALUE, _DEEPEST = 1000, 300, 5
_WIDTH = re.compile(r"\((min|max)-width: ?([\d.]+[a-z]+)\)")


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


class _Block(NamedTuple):
    """What a rule declares that matters here, the ordinary and the important; `bears` as in `visibility.bears`."""

    looks: tuple[Look, Look]
    bears: bool


def _block(looks: tuple[Look, Look]) -> _Block:
    return _Block(looks, any(map(bears, looks)))


class _Selector(NamedTuple):
    """A selector, with the rarest name of the elements that it is about, and its ids, its classes, and its tags.

    `particular` are those of its parts that ask for more.
    """

    compounds: Sequence[Compound]
    name: str
    weight: tuple[int, int, int]
    particular: Sequence[Compound]


def _selector(compounds: Sequence[Compound] | None) -> _Selector | None:
    if not compounds:
        return None
    marks = "".join([name[0] for compound in compounds for name in compound.names if name != "*"])
    ids, classes = marks.count("#"), marks.count(".") + marks.count("[")
    # The fewest elements have the first of these: "#" and "." and "[" come before letters.
    name = min(compounds[-1].names - {"*"}, key=_rarity, default="*")
    particular = [compound for compound in compounds if compound.is_particular]
    return _Selector(compounds, name, (ids, classes, len(marks) - ids - classes), particular)


def _rarity(name: str) -> tuple[int, str]:
    return "#.[".find(name[0]) % 4, name


# The pages of one site have the same rules, and frameworks have them on many sites. What is read here never changes.
@lru_cache(maxsize=4096)
def _known_block(block: str) -> _Block:
    return _block(_declared_in(block))


@lru_cache(maxsize=4096)
def _known_selector(selector: str) -> _Selector | None:
    return _selector(plain_selector(selector) or compounds_of(tinycss2.parse_component_value_list(selector)))


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


def _is_for_readers(media: str) -> bool:
    """Say whether a media query holds on a common screen."""
    for query in media.lower().split(","):
        parts = " ".join(query.split()).removeprefix("only ").split(" and ")
        widths = [_WIDTH.fullmatch(part) for part in parts]
        if all(
            part in ("", "all", "screen")
            or (width and (SCREEN_WIDTH - (px(width[2]) or 0)) * (1 if width[1] == "min" else -1) >= 0)
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


@lru_cache(maxsize=4096)
def _known_appearance(declared: tuple[tuple[str, str], ...]) -> Appearance:
    """Return how elements look for which this is declared: many rules declare the same."""
    return Appearance(dict(declared))


def _rank(rule: _Rule) -> tuple[int, int, int, int]:
    return rule.rank


@dataclass
class Sheets:
    """The rules of a page's own style sheets that bear on what can be seen."""

    rules: dict[str, list[_Rule]] = field(default_factory=dict)
    attributes: dict[str, tuple[Look, Look]] = field(default_factory=dict)
    appearances: dict[tuple[str, tuple[int, ...]], Appearance] = field(default_factory=dict)
    """By the style attribute and the places of the rules that fit; only of those that no custom property bears on."""
    near: dict[frozenset[str], list[_Rule]] = field(default_factory=dict)
    bearing: set[str] = field(default_factory=set)
    """The names of elements about which a rule says something that bears on what can be seen."""
    tested: set[str] = field(default_factory=set)
    """The attributes that selectors ask for, each as "[name"."""
    counts_places: bool = False
    """Whether a selector asks for the place among an element's children."""
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
                continue
            read = _known_block(block) if len(block) < _LONGEST_KNOWN else _block(_declared_in(block))
            if any(read.looks):
                for selector in selectors.split(","):
                    known = _known_selector if len(selector) < _LONGEST_KNOWN else _known_selector.__wrapped__
                    self._file(known(selector), read)

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
        if any(looks):
            for selector in parts_of(selectors):
                self._file(_selector(compounds_of(selector)), _block(looks))

    def _file(self, selector: _Selector | None, block: _Block) -> None:
        self._step(_STEPS_TO_READ)
        if selector is None:
            return
        compounds, name, weight, particular = selector
        self.rules.setdefault(name, []).append(_Rule(compounds, block.looks, (*weight, next(self.places))))
        if block.bears:
            self.bearing.add(name)
        for compound in particular:
            self.tested |= compound.tested()
            self.counts_places |= compound.counts_places()

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
        fitting = [] if element is None else [rule for rule in self._near(element.names) if self._fits(rule, element)]
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
            is_short = len(look) + sum(map(len, look.values())) < _LONGEST_KNOWN
            known = _known_appearance(tuple(look.items())) if is_short else Appearance(look)
            if len(self.appearances) < _MOST_KEPT:
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
        *above, last = rule.compounds
        fits, steps = last.fits(element), 1
        here = element.parent if fits else None
        while above and here is not None:
            steps += 1
            if above[-1].fits(here):
                above.pop()
            here = here.parent
        self._step(steps)
        return fits and not above

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
