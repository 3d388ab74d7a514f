"""Labelled groups of names of one claim's articles: what is one origin counts once, what are several counts apart."""

import itertools
import re
from pathlib import Path

import pytest

from bot.domain.model import Basis, Claim, Hop, HopKind, Layer, Ruling
from bot.domain.provenance import Provenance
from bot.domain.rulings import pair_of
from tests.domain.make import OWN, report

TABLE = (Path(__file__).parent / "origins.txt").read_text(encoding="utf-8")
ASIDE = (Path(__file__).parent / "origins-aside.txt").read_text(encoding="utf-8")
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


def test_pairs_kept_aside_count_no_worse_than_measured() -> None:
    lines = [line for line in ASIDE.splitlines() if line and not line.startswith("#")]
    wrong = [each.partition(":")[0] for line in lines for each in wrongly_counted(line)]
    assert (len(lines), sum(" = " in line for line in lines)) == (122, 88)
    assert wrong.count("apart") <= 13, "more pairs that are one origin count as two"
    assert wrong.count("once") <= 1, "more pairs that are two origins count once"


@pytest.mark.parametrize(("table", "once"), [("origins-twins.txt", 0), ("origins-twins-aside.txt", 2)])
def test_twins_written_apart_from_the_code_count_no_worse_than_measured(table: str, once: int) -> None:
    lines = (Path(__file__).parent / table).read_text(encoding="utf-8").splitlines()
    wrong = [each.partition(":")[0] for line in lines for each in wrongly_counted(line)]
    assert len(lines) == 40
    assert "apart" not in wrong
    assert wrong.count("once") <= once


def test_a_ruling_separates_what_a_question_was_asked_about() -> None:
    lines = [line for line in TABLE.splitlines() if line.count(" ? ") == 1 and " / " not in line and " = " not in line]
    assert len(lines) > 5
    for line in lines:
        [[[one], [other]]] = origins(line)
        reports = [
            report(f"Outlet {at}", each, id=str(at), url=f"https://example.com/{at}", basis=Basis.ON_RECORD)
            for at, each in enumerate((one, other))
        ]
        names = [Provenance(CLAIM, reports).roots[id_].own_name for id_ in ("0", "1")]
        for same in (True, False):
            roots = Provenance(CLAIM, reports, [Ruling(one=names[0], other=names[1], same=same)]).roots
            assert (roots["0"].name == roots["1"].name) is same, line
            assert (roots["0"].sure == roots["1"].sure) is same, line


def test_a_ruling_on_two_of_three_namesakes_leaves_the_third_in_question() -> None:
    roles = ("fire captain", "lawyer", "bishop")
    hops = [Hop(kind=HopKind.PERSON, name="John Smith", role=role) for role in roles]
    reports = [report(f"Outlet {at}", each, id=each.role, url=f"https://example.com/{at}") for at, each in enumerate(hops)]
    before = Provenance(CLAIM, reports)
    captain, lawyer, bishop = (before.roots[role].own_name for role in roles)
    apart = [Ruling(one=captain, other=other, same=False) for other in (lawyer, bishop)]
    assert pair_of(captain, lawyer) != pair_of(captain, bishop)
    roots = Provenance(CLAIM, reports, apart).roots
    assert roots["lawyer"].name == roots["bishop"].name != roots["fire captain"].name
    assert roots["lawyer"].sure != roots["bishop"].sure


def test_papers_of_which_nothing_is_told_are_one_only_perhaps_where_two_outlets_saw_them() -> None:
    own = [report(name, OWN, id=name, basis=Basis.ON_RECORD, quote="Documents seen by us say so.") for name in ("A", "B")]
    paper = Hop(kind=HopKind.DOCUMENT, name="documents")
    cited = report("C", paper, id="C", basis=Basis.ON_RECORD, quote="It fell, according to documents seen by Kolb Media.")
    copied = report("D", paper, id="D", basis=Basis.ON_RECORD, quote="It fell, say the documents seen by Kolb Media.")
    roots = Provenance(CLAIM, [*own, cited, copied]).roots
    assert len({root.name for root in roots.values()}) == 1
    assert len({root.sure for root in roots.values()}) == 3
    assert roots["C"].sure == roots["D"].sure


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
