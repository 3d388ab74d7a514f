"""The outlet list as CSV: what spreadsheets save is read, what is wrong is named by its line, and nothing written is run."""

import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadInput
from bot.domain.model import Grade, Outlet, OutletKind
from bot.domain.outlet_file import COLUMNS, OutletFile, outlet_of, ownership, parse, write

DAY = dt.date(2026, 3, 4)
HEAD = "domain,name,owner,kind,grade,reason,source,aliases"
POST = Outlet(
    name="Harbour Post",
    aliases=("HP", "The Post of Norwick"),
    domains=("harbourpost.example", "hp.example"),
    family="Coast Media",
    family_source="https://coast.example/brands",
    family_date=dt.date(2026, 3, 1),
    kind=OutletKind.LOCAL,
    grade=Grade.B,
    grade_reason="Corrects itself; names its sources.",
)


def read(*lines: str, head: str = HEAD) -> OutletFile:
    return parse("\n".join([head, *lines]).encode())


def wrong(*lines: str, head: str = HEAD) -> list[str]:
    return [str(fault) for fault in read(*lines, head=head).faults]


def test_what_is_written_is_read_again() -> None:
    alone = Outlet(name="NRX", stands_alone=True, family_date=DAY, grade=Grade.A, grade_reason="Public.")
    file = parse(write([POST, alone]).encode())
    assert (file.faults, file.remarks) == ((), ())
    assert [outlet_of(line, known, DAY) for line, known in zip(file.outlets, (POST, alone), strict=True)] == [POST, alone]
    new = outlet_of(file.outlets[0], None, DAY)
    assert new == POST.model_copy(update={"family_date": DAY})


@given(st.text("=+-@'\t\r ab", min_size=1, max_size=6), st.text("=+-@'| ab", max_size=6))
def test_no_cell_is_run_as_a_formula_and_each_comes_back(reason: str, name: str) -> None:
    outlet = Outlet(name=f"{name}x", domains=("x.example",), grade_reason=f"{reason.strip()}y")
    written = write([outlet])
    for row in csv.reader(io.StringIO(written)):
        assert [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")] == []
    file = parse(written.encode())
    if file.faults:  # a tab or a line break within a reason is refused, not lost
        assert any(mark in reason.strip() for mark in "\t\r")
    else:
        assert outlet_of(file.outlets[0], None, DAY).grade_reason == outlet.grade_reason


@pytest.mark.parametrize(
    "data",
    [
        f"\ufeff{HEAD}\r\nharbourpost.example,Harbour Post,,local,B,Good.,,\r\n".encode(),
        f"sep=;\r\n{HEAD.replace(',', ';')};;\r\nharbourpost.example;Harbour Post;;local;b;Good.;;;;\r\n;;;;;;;;;\r\n".encode(),
        f"{HEAD.upper()}\nHTTPS://www.HarbourPost.example/about,  Harbour   Post ,,Local,b,Good.,,".replace(",", "\t").encode(),
    ],
    ids=["commas", "semicolons", "tabs"],
)
def test_what_spreadsheets_save(data: bytes) -> None:
    file = parse(data)
    assert file.faults == ()
    (line,) = file.outlets
    assert (line.name, line.domains, line.cells["grade"], line.cells["kind"]) == (
        "Harbour Post", ("harbourpost.example",), "B", "local",
    )  # fmt: skip
    assert bool(file.remarks) == ((b",harbour" not in data.lower() and b";" in data) or b"\t" in data)


def test_domains_in_other_scripts_have_one_form() -> None:
    file = read("küsten-bote.example,Küstenbote,,,C,Small.,,", "xn--ksten-bote-9db.example,Other,,,C,Small.,,")
    assert file.outlets[0].domains == ("xn--ksten-bote-9db.example",)
    assert [str(fault) for fault in file.faults] == ["Line 3: the domain xn--ksten-bote-9db.example is on line 2 already."]


def test_several_domains_are_several_lines() -> None:
    file = read("a.example,Echo,,,B,Good.,,", "b.example,the Echo,,,B,Good.,,", "c.example,Echo,,,C,Good.,,")
    (line,) = file.outlets
    assert (line.line, line.domains) == (2, ("a.example", "b.example"))
    assert [str(fault) for fault in file.faults] == [
        "Line 4: 'Echo' has another grade on line 2; the lines of one outlet must agree."
    ]


def test_each_wrong_line_is_named_with_what_is_wrong() -> None:
    table = {
        "no domain,X,,,A,r,,": "Line 2: 'no domain' is no domain; write it like example.com.",
        "x.example,,,,A,r,,": "Line 2: it has no name.",
        f"x.example,{'x' * 201},,,A,r,,": "Line 2: its name has more than 200 characters.",
        "x.example,X,,,G,r,,": "Line 2: 'G' is no grade; write A, B, C, D, E, or F for one that cannot be judged.",
        "x.example,X,,,,r,,": "Line 2: '' is no grade; write A, B, C, D, E, or F for one that cannot be judged.",
        "x.example,X,,,A,,,": "Line 2: it has no reason; a grade needs one.",
        f"x.example,X,,,A,{'r' * 1001},,": "Line 2: its reason has more than 1,000 characters.",
        'x.example,X,,,A,"two\nlines",,': "Line 2: its reason has a line break, or a character that cannot be seen.",
        "x.example,X\u202e,,,A,r,,": "Line 2: its name has a line break, or a character that cannot be seen.",
        "x.example,X,O,,A,r,javascript:alert(1),": "Line 2: 'javascript:alert(1)' is no web address; a source begins with https://.",
        "x.example,X,,,A,r,https://o.example,": (
            "Line 2: it has a source but no owner; the source is where one can see who owns the outlet."
        ),
        "x.example,X,,,A,r": "Line 2: it has 6 cells, and there are 8 columns.",
    }  # fmt: skip
    assert {line: wrong(line) for line in table} == {line: [sentence] for line, sentence in table.items()}
    assert "is no kind; write one of wire, national" in wrong("x.example,X,,paper,A,r,,")[0]


def test_lines_keep_their_numbers_where_cells_go_over_several() -> None:
    assert wrong('a.example,A,,,A,"one\ntwo",,', "b.example,B,,,Z,r,,")[-1].startswith("Line 4: 'Z' is no grade")
    assert wrong("a.example,A,,,A,r,,", 'b.example,B,,,A,"never closed,,', "c.example,C,,,A,r,,")[0].startswith(
        "Line 4: it cannot"
    )


def test_a_name_is_of_one_outlet() -> None:
    assert wrong("a.example,A,,,A,r,,Echo | EC", "b.example,B,,,A,r,,the echo") == [
        "Line 3: the name 'echo' belongs to another outlet on line 2; a name is of one outlet only."
    ]


def test_what_is_no_list_is_refused() -> None:
    table = {
        b"": "This file is empty",
        b" \n\n": "This file is empty",
        b",,,\n,,": "This file is empty",
        "domain,name,grade,reason\né".encode("latin-1"): "Line 2 is not in UTF-8",
        "domain,name,grade,reason".encode("utf-16"): "UTF-16",
        b"domain,name,reason\n": "has no grade",
        b"domain,name,grade,reason,colour\n": "no column 'colour'",
        b"domain,name,grade,reason,name\n": "'name' is there twice",
        b'"domain,name': "cannot be read",
        b"x" * 20_000_001: "more than 20 MB",
    }
    for data, words in table.items():
        with pytest.raises(BadInput, match=words):
            parse(data)


def test_columns_that_a_file_does_not_have_leave_what_is_known() -> None:
    (line,) = read("harbourpost.example,Harbour Post,C,Two errors.", head="domain,name,grade,reason").outlets
    assert outlet_of(line, POST, DAY) == POST.model_copy(update={"grade": Grade.C, "grade_reason": "Two errors."})
    (line,) = read("harbourpost.example,Harbour Post,,,C,Two errors.,,").outlets
    emptied = outlet_of(line, POST, DAY)
    assert (emptied.family, emptied.family_date, emptied.kind, emptied.aliases) == (None, None, OutletKind.UNKNOWN, ())
    assert emptied.domains == POST.domains


def test_an_owner_has_the_day_on_which_it_was_last_changed() -> None:
    source = POST.family_source
    assert ownership(POST, POST.name, "Coast Media", source, DAY)["family_date"] == dt.date(2026, 3, 1)
    assert ownership(POST, POST.name, "Coast Media", None, DAY)["family_source"] == source
    assert ownership(POST, POST.name, "Coast Media", "https://other.example", DAY)["family_date"] == DAY
    assert ownership(POST, POST.name, "Hill Media", None, DAY) == {
        "stands_alone": False, "family": "Hill Media", "family_source": None, "family_date": DAY,
    }  # fmt: skip
    assert ownership(POST, POST.name, "harbour post", None, DAY)["stands_alone"] is True
    assert ownership(POST, POST.name, "", None, DAY) == {
        "stands_alone": False, "family": None, "family_source": None, "family_date": None,
    }  # fmt: skip


def test_the_columns_are_those_that_are_written() -> None:
    assert write([]).strip() == ",".join(COLUMNS)
