"""Labelled groups of names of one claim's articles: what is one origin counts once, what are several counts apart."""

import itertools
import re
from pathlib import Path

import pytest

from bot.domain.mentions import key_of
from bot.domain.model import Basis, Claim, Hop, HopKind, Layer, Ruling
from bot.domain.provenance import Provenance
from tests.domain.make import OWN, report

TABLE = (Path(__file__).parent / "origins.txt").read_text(encoding="utf-8")
CLAIM = Claim(key="so", text="The roof of the market hall came down.", layer=Layer.SUBSTANCE)
KINDS = {"P": HopKind.PERSON, "B": HopKind.BODY, "D": HopKind.DOCUMENT, "O": HopKind.OUTLET}
_HOP = re.compile(r"(?P<kind>[PBDO]) (?P<name>.+?)(?: \[(?P<role>[^\]]+)\])?(?: @(?P<body>.+?))?(?: ~(?P<also>.+))?")


def hop(written: str) -> Hop:
    found = _HOP.fullmatch(written.strip())
    assert found, f"'{written}' is no line of the table"
    fields = {name: value for name, value in found.groupdict(default="").items() if name != "kind"}
    return Hop(kind=KINDS[found["kind"]], **fields)


def origins(line: str) -> list[list[list[Hop]]]:
    """Return the origins of a line, and of each those of whom a question has to be asked."""
    return [[[hop(name) for name in sure.split(" = ")] for sure in origin.split(" ? ")] for origin in line.split(" / ")]


def wrongly_counted(line: str) -> list[str]:
    """Return the pairs of a line that count apart though they are one origin, or once though they are two."""
    labelled = origins(line)
    hops = [(each, (at, sure)) for at, origin in enumerate(labelled) for sure, same in enumerate(origin) for each in same]
    reports = [
        report(f"Outlet {at}", each, id=str(at), url=f"https://example.com/{at}", basis=Basis.ON_RECORD)
        for at, (each, _) in enumerate(hops)
    ]
    roots = Provenance(CLAIM, reports).roots
    found = []
    for (one, (a, of_a)), (other, (b, of_b)) in itertools.combinations(enumerate(hops), 2):
        both = roots[str(one)], roots[str(other)]
        counted_once = both[0].name == both[1].name
        unknown = not all(root.known for root in both)
        if of_a[0] == of_b[0] and not counted_once and not unknown:
            found.append(f"apart: {a} | {b}")
        if of_a[0] == of_b[0] and of_a != of_b and both[0].sure == both[1].sure:
            found.append(f"nothing asked: {a} | {b}")
        if of_a[0] != of_b[0] and counted_once:
            found.append(f"once: {a} | {b}")
    return found


def test_one_origin_counts_once_and_two_count_apart() -> None:
    lines = [line for line in TABLE.splitlines() if line and not line.startswith("#")]
    assert len(lines) > 150
    assert {line: wrong for line in lines if (wrong := wrongly_counted(line))} == {}


def test_a_ruling_separates_what_a_question_was_asked_about() -> None:
    lines = [line for line in TABLE.splitlines() if line.count(" ? ") == 1 and " / " not in line and " = " not in line]
    assert len(lines) > 5
    for line in lines:
        [[[one], [other]]] = origins(line)
        names = [key_of(one), key_of(other)]
        reports = [
            report(f"Outlet {at}", each, id=str(at), url=f"https://example.com/{at}", basis=Basis.ON_RECORD)
            for at, each in enumerate((one, other))
        ]
        roots = Provenance(CLAIM, reports, [Ruling(one=names[0], other=names[1], same=False)]).roots
        assert roots["0"].name != roots["1"].name, line


@pytest.mark.parametrize(
    "quote",
    [
        "Our reporter saw the log roll down the slope.",
        "Our reporter saw the file of lorries leave.",
        "Our reporter saw the police order the crowd back.",
        "We read the letters on the sign, which the blast had shown to all.",
    ],
)
def test_an_eyewitness_is_no_reader_of_papers(quote: str) -> None:
    outlets = ["Lundby Times", "Norwick Echo"]
    seen = [report(name, OWN, id=name, basis=Basis.ON_RECORD, quote=quote) for name in outlets]
    roots = Provenance(CLAIM, seen).roots
    assert [roots[name].name for name in outlets] == outlets
