"""Files that other people write."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.model import Stance
from bot.evaluation.cases import ignored, read_cases, read_queries
from bot.evaluation.lines import WrongLines
from tests.evaluation.conftest import CASE, case


def data(*rows: dict[str, Any] | str) -> bytes:
    return "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows).encode()


def changed(where: str, **changes: Any) -> dict[str, Any]:
    return case(**{where: {**CASE[where], **changes}})


def test_a_case_as_the_form_has_it() -> None:
    (found,) = read_cases(data(CASE))
    assert found.expect is not None
    assert found.expect.reports[0].stance is Stance.CONFIRMS
    assert (found.expect.says("wire"), found.expect.wire) == (True, None)
    assert found.unknown_fields() == []


def test_a_byte_order_mark_empty_lines_and_windows_line_ends_do_no_harm() -> None:
    text = "\ufeff" + json.dumps(CASE) + "\r\n\r\n" + json.dumps(case(id="b")) + "\r\n"
    assert [found.id for found in read_cases(text.encode())] == ["quay", "b"]


def test_an_id_may_be_a_number_and_an_origin_an_object() -> None:
    reports = [{"claim": "fell", "stance": "confirms", "origin": {"kind": "person", "name": "Anna Reyl"}}]
    reports.append({"claim": "fell", "stance": "confirms", "origin": {"kind": "own", "name": ""}})
    (found,) = read_cases(data(changed("expect", reports=reports) | {"id": 7}))
    assert found.expect is not None
    assert (found.id, [r.origin for r in found.expect.reports]) == ("7", ["Anna Reyl", "own"])


@pytest.mark.parametrize(
    "written",
    [
        "2026-05-08",
        "20260508",
        20260508,
        "2026-05-08T09:30:00+02:00",
        "2026-05-08T23:30:00.123Z",
        "2026-05-08 09:30",
        "20260508T093000Z",
        "Fri, 08 May 2026 23:30:00 -0700",
        "8 May 2026 09:30 GMT",
    ],
)
def test_a_page_is_dated_in_the_ways_of_pages(written: object) -> None:
    (found,) = read_cases(data(changed("article", published=written)))
    assert str(found.article.published) == "2026-05-08"


def test_an_empty_text_says_that_there_is_none() -> None:
    empty = changed("article", published="", url="") | {"expect": {"wire": ""}}
    (found,) = read_cases(data(empty))
    assert found.expect is not None
    assert (found.article.published, found.article.url, found.expect.wire) == (None, None, None)
    assert found.expect.says("wire")


@given(st.text() | st.integers() | st.booleans() | st.floats() | st.lists(st.integers()))
def test_any_date_is_read_or_refused_in_our_words(written: object) -> None:
    said = "is no date: write YYYY-MM-DD"
    try:
        read_cases(data(changed("article", published=written)))
    except WrongLines as error:
        said = error.sentence
    assert "is no date: write YYYY-MM-DD" in said


def test_what_is_not_expected_may_be_left_out() -> None:
    bare = {"id": "x", "article": {"text": "A text."}}
    (found,) = read_cases(data(bare))
    assert (found.expect, found.events) == (None, ())


def test_unknown_fields_are_counted_not_refused() -> None:
    odd = changed("article", section="Local") | {"note": "hard"}
    reports = [{"claim": "fell", "stance": "confirms", "why": "said so"}]
    found = read_cases(data(odd, changed("expect", reports=reports) | {"id": "b", "note": "easy"}))
    assert ignored(found) == {"note": 2, "article.section": 1, "expect.reports[].why": 1}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ("[" * 100_000, "nested far too deeply"),
        ('{"id": ' + "9" * 5000 + "}", "it holds a number with far too many digits$"),
        ({"article": {"text": "x"}}, "id is missing"),
        ({"id": "x"}, "article is missing"),
        ({"id": " ", "article": {"text": "x"}}, "id must not be empty"),
        ({"id": "x", "article": "x"}, "article must be an object"),
        (changed("article", url="ftp://tolsk.example/"), "article.url: Only web pages can be read"),
        (changed("article", url="not an address"), "article.url: This is not a web address"),
        (changed("article", html="<p>x</p>"), "'text' or 'html', one of them"),
        ({"id": "x", "article": {"title": "x"}}, "'text' or 'html', one of them"),
        (changed("article", published="yesterday"), "article.published: 'yesterday' is no date"),
        (changed("article", published="2026-13-40"), "article.published: '2026-13-40' is no date"),
        (changed("article", published="2026-05-08 or so"), "article.published: '2026-05-08 or so' is no date"),
        (changed("expect", event="nowhere"), "there is no event 'nowhere' in this case"),
        (changed("expect", reports=[{"claim": "The sky fell.", "stance": "denies"}]), "has the claim 'The sky fell.'"),
        (changed("expect", reports=[{"claim": "fell", "stance": "maybe"}]), r"expect.reports\[0\].stance"),
        (changed("expect", reports=[{"claim": "fell", "stance": "denies", "label": "agrees"}]), r"expect.reports\[0\].label"),
        (changed("expect", instructions="yes"), "expect.instructions must be true or false"),
        (changed("expect", instructions=1), "expect.instructions must be true or false"),
        (changed("expect", wire=3), "expect.wire: it is neither an agency's name nor null"),
        (changed("expect", reports="x"), "expect.reports must be a list"),
        (changed("expect", reports=[{"claim": "fell", "origin": {}}]), r"expect.reports\[0\].origin: an origin needs a name"),
        (case(events={}), "events must be a list"),
        (case(events=["x"]), r"events\[0\] must be an object$"),
        (case(events=[{**CASE["events"][0], "claims": []}]), r"events\[0\].claims must not be empty$"),
        (case(events=[{**CASE["events"][0], "claims": [1]}]), r"events\[0\].claims\[0\] must be an object$"),
        (case(events=[{**CASE["events"][0], "colour": 1}]), r"events\[0\].colour means nothing here"),
        (case(events=[CASE["events"][0], CASE["events"][0]]), "the slug 'tolsk-quay' stands twice"),
        (case(events=[{**CASE["events"][0], "kind": "miracle"}]), r"events\[0\].kind"),
    ],
)
def test_a_wrong_line_is_named_by_number_and_reason(row: dict[str, Any] | str, words: str) -> None:
    with pytest.raises(WrongLines, match=rf"(?s)1 line cannot be used:\n  line 2: .*{words}"):
        read_cases(data(case(id="first"), row))


def test_all_wrong_lines_are_named_up_to_twenty() -> None:
    with pytest.raises(WrongLines) as raised:
        read_cases(data(CASE, *["no"] * 23))
    assert "line 21: not JSON" in raised.value.sentence
    assert "line 22" not in raised.value.sentence
    assert "and 3 more" in raised.value.sentence


@pytest.mark.parametrize("document", [CASE, [CASE], [[CASE]]])
def test_json_over_several_lines_is_told_once_what_is_wanted(document: object) -> None:
    with pytest.raises(WrongLines, match=r"1 line cannot be used:\n  line 2: .* over several lines; write one object a line"):
        read_cases(b"\n" + json.dumps(document, indent=2).encode())
    with pytest.raises(WrongLines, match=r"line 1: .*write one object a line"):
        read_cases(json.dumps([document]).encode())


def test_bytes_that_are_no_text_are_named_by_line() -> None:
    with pytest.raises(WrongLines, match=r"line 2: not UTF-8 text \(byte 4 of the line\)"):
        read_cases(data(CASE) + b'\n{"a\xff')


def test_an_id_stands_once() -> None:
    with pytest.raises(WrongLines, match="line 2: the id 'quay' stands in line 1 already"):
        read_cases(data(CASE, CASE))


def test_an_empty_file_is_an_error() -> None:
    with pytest.raises(WrongLines, match="nothing in this file"):
        read_cases(b"\n\n")


def test_a_query_needs_something_relevant() -> None:
    assert read_queries(data({"id": 1, "query": "a quay fell", "relevant": ["tolsk-quay"]}))[0].relevant == {"tolsk-quay"}
    with pytest.raises(WrongLines, match=r"line 1: relevant must not be empty"):
        read_queries(data({"id": "a", "query": "a quay fell", "relevant": []}))
    with pytest.raises(WrongLines, match=r"line 1: relevant must be a list"):
        read_queries(data({"id": "a", "query": "a quay fell", "relevant": "tolsk-quay"}))


QUAY = CASE["events"][0]["claims"][0]["text"]
AGAIN = {**CASE["events"][1], "claims": [{"key": "k", "text": QUAY}]}


def places(given: dict[str, Any]) -> list[tuple[str, str]]:
    (found,) = read_cases(data(given))
    assert found.expect is not None
    return [(slug, claim.key) for slug, claim in found.claims(found.expect.reports[0])]


def test_a_claim_of_two_events_is_that_of_the_expected_one() -> None:
    reports = [{"claim": QUAY, "stance": "confirms"}]
    events = [AGAIN, CASE["events"][0]]
    assert places(case(events=events, expect={"event": "tolsk-quay", "reports": reports})) == [("tolsk-quay", "fell")]
    either = [("orv-election", "k"), ("tolsk-quay", "fell")]
    assert places(case(events=events, expect={"event": None, "reports": reports})) == either
    assert places(case(events=events, expect={"reports": reports})) == either


def test_a_key_of_two_events_needs_the_text() -> None:
    twin = {**CASE["events"][1], "claims": [{"key": "fell", "text": "Orv's council fell."}]}
    events, reports = [twin, CASE["events"][0]], [{"claim": "fell", "stance": "confirms"}]
    with pytest.raises(WrongLines, match=r"line 1: .*several events have a claim with the key 'fell'; write its text"):
        read_cases(data(case(events=events, expect={"reports": reports})))
    assert places(case(events=events, expect={"event": "orv-election", "reports": reports})) == [("orv-election", "fell")]


def test_claims_are_compared_however_their_letters_are_written() -> None:
    event = {
        "slug": "cafe",
        "kind": "other",
        "headline": "A caf\u00e9",
        "claims": [{"key": "c", "text": "The caf\u00e9  opened."}],
    }
    assert places(case(events=[event], expect={"reports": [{"claim": "The cafe\u0301 opened."}]})) == [("cafe", "c")]
