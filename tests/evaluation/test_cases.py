"""Files that other people write."""

import json
from typing import Any

import pytest

from bot.domain.model import Stance
from bot.evaluation.cases import WrongLines, ignored, read_cases, read_queries
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
    assert found.unknown_fields() == {}


def test_a_byte_order_mark_empty_lines_and_windows_line_ends_do_no_harm() -> None:
    text = "\ufeff" + json.dumps(CASE) + "\r\n\r\n" + json.dumps(case(id="b")) + "\r\n"
    assert [found.id for found in read_cases(text.encode())] == ["quay", "b"]


def test_an_id_may_be_a_number_and_an_origin_an_object() -> None:
    reports = [{"claim": "fell", "stance": "confirms", "origin": {"kind": "person", "name": "Anna Reyl"}}]
    reports.append({"claim": "fell", "stance": "confirms", "origin": {"kind": "own", "name": ""}})
    (found,) = read_cases(data(changed("expect", reports=reports) | {"id": 7}))
    assert found.expect is not None
    assert (found.id, [r.origin for r in found.expect.reports]) == ("7", ["Anna Reyl", "own"])


def test_a_page_may_be_dated_by_a_time() -> None:
    (found,) = read_cases(data(changed("article", published="2026-05-08T09:30:00+02:00")))
    assert str(found.article.published) == "2026-05-08"


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
        ({"article": {"text": "x"}}, "id: Field required"),
        ({"id": "x"}, "article: Field required"),
        (changed("article", html="<p>x</p>"), "'text' or 'html', one of them"),
        ({"id": "x", "article": {"title": "x"}}, "'text' or 'html', one of them"),
        (changed("article", published="yesterday"), "article.published"),
        (changed("expect", event="nowhere"), "there is no event 'nowhere' in this case"),
        (changed("expect", reports=[{"claim": "The sky fell.", "stance": "denies"}]), "has the claim 'The sky fell.'"),
        (changed("expect", reports=[{"claim": "fell", "stance": "maybe"}]), r"expect.reports\[0\].stance"),
        (changed("expect", reports=[{"claim": "fell", "stance": "denies", "label": "agrees"}]), r"expect.reports\[0\].label"),
        (changed("expect", instructions="perhaps"), "expect.instructions"),
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
    with pytest.raises(WrongLines, match=r"line 1: relevant"):
        read_queries(data({"id": "a", "query": "a quay fell", "relevant": []}))


def test_a_claim_of_two_events_is_that_of_the_expected_one() -> None:
    again = {**CASE["events"][1], "claims": [{"key": "k", "text": "The harbour quay at Tolsk collapsed."}]}
    reports = [{"claim": "The harbour quay at Tolsk collapsed.", "stance": "confirms"}]
    twice = case(events=[again, CASE["events"][0]], expect={"event": "tolsk-quay", "reports": reports})
    (found,) = read_cases(data(twice))
    assert found.expect is not None
    place = found.claim(found.expect.reports[0])
    assert place is not None
    assert (place[0], place[1].key) == ("tolsk-quay", "fell")
