"""Selectors of style sheets: which elements of a page a rule is about, from the tokens that `styles.py` gets from tinycss2.

Its sister cssselect2 would match them too, but tries all ways up a page in one call that cannot be stopped: one selector of six
parts on a page of sixty nested elements takes it half a second, and each further part ten times as long.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from tinycss2.nth import parse_nth  # type: ignore[import-untyped]  # the package ships no types

Token = Any

_LONGEST_COMPARED = 10_000
_MOST_AMONG = 20
_DEEPEST = 5
"""How far :is() and :not() may stand in one another."""
_COMPARISONS = ("=", "~=", "|=", "^=", "$=", "*=")
_FIRST, _LAST = (False, 0, 1), (True, 0, 1)
# Which places among the children each asks for; the root has none.
_PSEUDO = {"root": (), "first-child": (_FIRST,), "last-child": (_LAST,), "only-child": (_FIRST, _LAST)}


class ElementNames(NamedTuple):
    """What a selector can know an element by, and the elements around it."""

    names: frozenset[str]
    attributes: Mapping[str, str]
    parent: "ElementNames | None"
    place: tuple[int, int] = (1, 1)
    """Which child of its parent it is, counted from the beginning and from the end."""


def names_of(
    tag: str,
    attributes: Mapping[str, str],
    parent: ElementNames | None,
    place: tuple[int, int] = (1, 1),
    tested: Collection[str] = (),
) -> ElementNames:
    """Gather the names of an element: its tag, .classes and #id, and of its attributes those that are `tested` ("[name").

    `place` is as in `ElementNames`.
    """
    names = tag_and_marks(tag, attributes.get("id", ""), attributes.get("class", ""))
    if not (tested and attributes):
        return ElementNames(names, _NONE, parent, place)
    asked = {key: value.lower()[:_LONGEST_COMPARED] for key, value in attributes.items() if f"[{key}" in tested}
    return ElementNames(names.union([f"[{key}" for key in asked]), asked, parent, place)


_NONE: Mapping[str, str] = {}


@lru_cache(maxsize=4096)
def tag_and_marks(tag: str, id_: str, classes: str) -> frozenset[str]:
    """Return the names that most selectors know an element by: its tag, "*", its #id and its .classes, in lower case."""
    return frozenset((tag.lower(), "*", f"#{id_.lower()}", *(f".{name}" for name in classes.lower().split())))


@dataclass(frozen=True)
class Compound:
    """What one element of a selector must be."""

    names: frozenset[str]
    tests: tuple[tuple[str, str, str], ...] = ()
    among: tuple[tuple[bool, "tuple[Compound, ...]"], ...] = ()
    """Other descriptions, of which one must fit (True) or none may (False)."""
    places: tuple[tuple[bool, int, int], ...] = ()
    """Places among the children: whether counted from the end, and a and b of an + b."""

    @property
    def is_particular(self) -> bool:
        """Say whether it asks for more than a tag, an id and classes."""
        return bool(self.among or self.places) or any(name[0] == "[" for name in self.names)

    def tested(self) -> set[str]:
        """Return the attributes that it asks for, each as "[name"."""
        found = {name for name in self.names if name[0] == "["}
        return found.union(*(other.tested() for _, others in self.among for other in others))

    def counts_places(self) -> bool:
        """Say whether it asks for a place among the children."""
        return bool(self.places) or any(other.counts_places() for _, others in self.among for other in others)

    def fits(self, element: ElementNames) -> bool:
        """Say whether an element is so."""
        return (
            self.names <= element.names
            and (not self.tests or all(_test(element.attributes[key], how, wanted) for key, how, wanted in self.tests))
            and (not self.among or all(any(other.fits(element) for other in others) is wanted for wanted, others in self.among))
            and (not self.places or all(_stands(element.place[last], step, first) for last, step, first in self.places))
        )


def _stands(place: int, step: int, first: int) -> bool:
    return place == first if step == 0 else (place - first) % step == 0 and (place - first) // step >= 0


def _test(value: str, how: str, wanted: str) -> bool:
    if how == "=":
        return value == wanted
    if how == "~=":
        return wanted in value.split()
    if how == "*=":
        return wanted in value
    return value.endswith(wanted) if how == "$=" else value.startswith(wanted)


def parts_of(tokens: Sequence[Token]) -> list[list[Token]]:
    """Split a list of selectors at its commas."""
    parts: list[list[Token]] = [[]]
    for each in tokens:
        if each == ",":
            parts.append([])
        else:
            parts[-1].append(each)
    return parts


def compounds_of(tokens: Sequence[Token], depth: int = 0) -> list[Compound] | None:
    """Read a selector; None for one with a pseudo-class that holds now and then only, or that is not known."""
    found: list[Compound] = []
    current, between = _Open(depth), ""
    rest = iter(tokens)
    for each in rest:
        if each.type == "whitespace":
            between = between or " "
        elif each in (">", "+", "~"):
            between = each.value
        else:
            # Of neighbours (+ and ~) only the second is looked at.
            if between in (" ", ">") and not current.is_new:
                found.append(current.closed())
            if between:
                current, between = _Open(depth), ""
            if not current.takes(each, rest):
                return None
    return [*found, current.closed()] if between in ("", " ") else None


class _Open:
    """A compound while it is being read, `depth` parentheses deep."""

    def __init__(self, depth: int) -> None:
        self.is_new = True
        self._depth = depth
        self._names: set[str] = {"*"}
        self._tests: list[tuple[str, str, str]] = []
        self._among: list[tuple[bool, tuple[Compound, ...]]] = []
        self._places: list[tuple[bool, int, int]] = []

    def takes(self, first: Token, rest: Iterator[Token]) -> bool:
        """Take one more token in, with those of the `rest` that belong to it; False for what is not understood."""
        self.is_new = False
        name = next(rest, first) if first in (".", ":") else first
        if first == ":":
            return self._takes_function(name) if name.type == "function" else self._takes_pseudo(name)
        if name.type == "ident" or (name.type == "hash" and first != "."):
            mark = "." if first == "." else "#" if name.type == "hash" else ""
            self._names.add(mark + name.value.lower())
            return True
        if name.type == "[] block" and first != ".":
            return self._takes_attribute(name.content)
        return bool(first in ("*", "&"))

    def _takes_attribute(self, content: Sequence[Token]) -> bool:
        name, *comparison = [each for each in content if each.type != "whitespace"] or [None]
        if name is None or name.type != "ident":
            return False
        self._names.add(f"[{name.lower_value}")
        if comparison:
            how, wanted, *_ = [*comparison, None]
            if how not in _COMPARISONS or wanted is None or wanted.type not in ("ident", "string"):
                return False
            self._tests.append((name.lower_value, how.value, wanted.value.lower()))
        return True

    def _takes_pseudo(self, name: Token) -> bool:
        known = _PSEUDO.get(name.lower_value) if name.type == "ident" else None
        self._names.update(["html"] if known == () else [])
        self._places += known or ()
        return known is not None

    def _takes_function(self, function: Token) -> bool:
        name = function.lower_name
        if name in ("is", "where", "not", "matches", "-webkit-any", "-moz-any") and self._depth < _DEEPEST:
            others = [compounds_of(part, self._depth + 1) for part in parts_of(function.arguments)[:_MOST_AMONG]]
            if any(other is None or len(other) != 1 for other in others):
                return False
            self._among.append((name != "not", tuple(other[0] for other in others if other)))
        elif name in ("nth-child", "nth-last-child") and (which := parse_nth(function.arguments)):
            self._places.append((name == "nth-last-child", *which))
        else:
            return False
        return True

    def closed(self) -> Compound:
        """Return what was read."""
        return Compound(frozenset(self._names), tuple(self._tests), tuple(self._among), tuple(self._places))
