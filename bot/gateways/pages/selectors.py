"""Selectors of style sheets: which elements of a page a rule is about.

Every regular expression here is linear: a page must not be able to make it take hours.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_LONGEST_COMPARED = 10_000
_MOST_AMONG = 20
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE | re.DOTALL)
_TOKEN = re.compile(
    r"(?P<attribute>\[[^\]]*+\]?)|(?P<name>[.#]?(?:\\[0-9a-f]{1,6} ?|\\.|[\w-]|[^\x00-\x7f])++)"
    r"|(?P<pseudo>::?[\w-]+(?:\((?:[^()]|\([^()]*+\))*+\))?)|(?P<between> ?[>+~] ?| )|[*&]|(?P<other>.)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"\[ ?([\w-]+) ?(?:([~|^$*]?=) ?[\"']?([^\"'\]]*)[\"']?(?: [is])?)?\]")


# A selector's parts between commas, those inside parentheses left aside.
_PARTS = re.compile(r"(?:[^,(]|\((?:[^()]|\([^()]*+\))*+\)?)++")
_PLACE = re.compile(
    r"(?P<last>last-|nth-last-)?(?:nth-)?(?P<only>only-)?(?:first-)?(?:child|of-type)(?:\((?P<which>[^()]*)\))?"
)
_STEPS = re.compile(r"([+-]?\d{0,6})n ?([+-] ?\d{1,6})?|([+-]?\d{1,6})")


def unescaped(text: str) -> str:
    """Read the escapes of a style sheet."""

    def one(found: re.Match[str]) -> str:
        code = int(found[1], 16) if found[1] else 0
        return found[2] or (chr(code) if 0 < code < 0x110000 else "\ufffd")

    return _CSS_ESCAPE.sub(one, text)


@dataclass(frozen=True)
class Names:
    """What a selector can know an element by, and the elements around it."""

    names: frozenset[str]
    attributes: Mapping[str, str]
    parent: "Names | None"
    place: tuple[int, int] = (1, 1)
    """Which child of its parent it is, counted from the beginning and from the end."""


def names_of(tag: str, attributes: Mapping[str, str], parent: Names | None, place: tuple[int, int] = (1, 1)) -> Names:
    """Gather the names of an element: its tag, .classes, #id and [attributes]; `place` as in `Names`."""
    low = {key.lower(): value.lower() for key, value in attributes.items()}
    classes = low.get("class", "").split()
    names = {tag.lower(), "*", f"#{low.get('id', '')}", *(f"[{key}" for key in low)}
    names.update(f".{name}" for name in classes)
    return Names(frozenset(names), {key: value[:_LONGEST_COMPARED] for key, value in low.items()}, parent, place)


@dataclass(frozen=True)
class Compound:
    """What one element of a selector must be."""

    names: frozenset[str]
    tests: tuple[tuple[str, str, str], ...] = ()
    among: tuple[tuple[bool, "tuple[Compound, ...]"], ...] = ()
    """Other descriptions, of which one must fit (True) or none may (False)."""
    places: tuple[tuple[bool, int, int], ...] = ()
    """Places among the children: whether counted from the end, and a and b of an + b."""

    def fits(self, element: Names) -> bool:
        """Say whether an element is so."""
        return (
            self.names <= element.names
            and all(_test(element.attributes[key], how, wanted) for key, how, wanted in self.tests)
            and all(any(other.fits(element) for other in others) is wanted for wanted, others in self.among)
            and all(_stands(element.place[last], step, first) for last, step, first in self.places)
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


def parts_of(selectors: str) -> list[str]:
    """Split a list of selectors at its commas."""
    return _PARTS.findall(selectors) if "(" in selectors else selectors.split(",")


def compounds_of(selector: str) -> list[Compound] | None:
    """Read a selector; None for one with a pseudo-class that holds now and then only, or that is not known."""
    found: list[Compound] = []
    current = _Open()
    for token in _TOKEN.finditer(" ".join(selector.lower().split())):
        if token["other"]:
            return None
        if token["between"]:
            # Of neighbours (+ and ~) only the second is looked at.
            if token["between"].strip() not in ("+", "~"):
                found.append(current.closed())
            current = _Open()
        elif not current.takes(token):
            return None
    return [*found, current.closed()]


class _Open:
    """A compound while it is being read."""

    def __init__(self) -> None:
        self.names: set[str] = {"*"}
        self.tests: list[tuple[str, str, str]] = []
        self.among: list[tuple[bool, tuple[Compound, ...]]] = []
        self.places: list[tuple[bool, int, int]] = []

    def takes(self, token: re.Match[str]) -> bool:
        """Take one more token in; False for one that is not understood."""
        if token["name"]:
            self.names.add(unescaped(token["name"]))
        elif token["attribute"]:
            inside = _ATTRIBUTE.fullmatch(token["attribute"])
            if inside is None:
                return False
            self.names.add(f"[{inside[1]}")
            if inside[2]:
                self.tests.append((inside[1], inside[2], unescaped(inside[3])))
        elif token["pseudo"]:
            return self._takes_pseudo(token["pseudo"])
        return True

    def _takes_pseudo(self, pseudo: str) -> bool:
        name, _, inside = pseudo.removeprefix(":").partition("(")
        inside = inside.removesuffix(")")
        if name == "root":
            self.names.add("html")
        elif name in ("is", "where", "not", "matches", "-webkit-any", "-moz-any"):
            others = [compounds_of(part.strip()) for part in parts_of(inside)[:_MOST_AMONG]]
            if any(other is None or len(other) != 1 for other in others):
                return False
            self.among.append((name != "not", tuple(other[0] for other in others if other)))
        else:
            place = _PLACE.fullmatch(f"{name}({inside})" if inside else name)
            if place is None or "of-type" in name:
                return False
            return self._takes_place(place)
        return True

    def _takes_place(self, place: re.Match[str]) -> bool:
        which = {"even": "2n", "odd": "2n+1", "": "1"}.get((place["which"] or "").strip(), (place["which"] or "").strip())
        steps = _STEPS.fullmatch(which)
        if steps is None:
            return False
        step, first = (0, int(steps[3])) if steps[3] else (_whole(steps[1]), int((steps[2] or "0").replace(" ", "")))
        if place["only"]:
            self.places += [(False, 0, 1), (True, 0, 1)]
        else:
            self.places.append((bool(place["last"]), step, first))
        return True

    def closed(self) -> Compound:
        """Give what was read."""
        return Compound(frozenset(self.names), tuple(self.tests), tuple(self.among), tuple(self.places))


def _whole(digits: str) -> int:
    return int(f"{digits}1") if digits in ("", "+", "-") else int(digits)
