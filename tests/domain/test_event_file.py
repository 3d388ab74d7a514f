import json
from typing import Any

import pytest

from bot.domain.confidence import assess_event
from bot.domain.errors import BadInput
from bot.domain.event_file import EventFile, file_of, parse, parse_all
from bot.domain.model import Genre, Layer, Level, Ruling
from tests.domain.make import EVENT, outlet, report

GOOD: dict[str, Any] = {
    "slug": "orrin-dam",
    "kind": "statement",
    "headline": "Vera Holm says the Orrin dam failed",
    "place": "Orrin",
    "date": "2026-03-02",
    "claims": [
        {"key": "said", "text": "Vera Holm said that the dam failed.", "layer": "utterance", "speaker": "Vera Holm"},
        {"key": "so", "text": "The dam failed.", "speaker": "Vera Holm"},
    ],
    "outlets": [{"name": "Courier", "domains": ["courier.example"], "grade": "B", "grade_reason": "Local paper."}],
    "reports": [
        {
            "claim": "so",
            "outlet": "Courier",
            "url": "https://courier.example/dam",
            "published": "2026-03-02",
            "stance": "confirms",
            "tone": "certain",
            "basis": "on_record",
            "origin": {"kind": "person", "name": "Vera Holm"},
            "quote": "The dam has failed, Holm said.",
        }
    ],
}


def changed(**changes: object) -> str:
    return json.dumps({**GOOD, **changes})


def test_a_good_file_becomes_an_event_and_reports() -> None:
    file = parse(json.dumps(GOOD))
    assert file.event().core.key == "so"
    assert file.event().claim("said").layer is Layer.UTTERANCE
    (made,) = file.reports_by({"Courier": outlet("Courier")})
    assert (made.id, made.claim, made.outlet.name) == ("file-1", "so", "Courier")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not json", "not JSON"),
        ("{", "not JSON"),
        ("[" * 200_000, "nested far too deeply"),
        (changed(reports=[{**GOOD["reports"][0], "url": "javascript:alert(1)"}]), "url"),
        (changed(extracted_at="0001-01-01T00:00:00+14:00"), "extracted_at"),
        (changed(mood="sunny"), "mood"),
        (changed(claims=[{"key": f"c{n}", "text": "So."} for n in range(1001)]), "claims has more than 1,000 entries"),
        (changed().replace('"place"', '"slug"'), "the key 'slug' stands twice in one object"),
        (changed().replace('"layer"', '"text"'), "the key 'text' stands twice"),
        (changed(date="2026-02-31"), "date"),
        (changed(date="last Tuesday"), "date"),
        (changed(slug="Orrin Dam"), "slug"),
        (changed(kind="miracle"), "kind"),
        (changed(claims=[]), "claims"),
        (changed(claims=[GOOD["claims"][1]] * 2), "same key"),
        (changed(claims=[{**GOOD["claims"][0], "speaker": None}]), "needs a speaker"),
        (changed(reports=[{**GOOD["reports"][0], "claim": "other"}]), "claim 'other'"),
        (changed(reports=[{**GOOD["reports"][0], "origin": {"kind": "person"}}]), "needs a name"),
    ],
)
def test_a_bad_file_is_refused_with_the_place_of_the_fault(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        parse_all(text)


def test_what_is_on_record_elsewhere_is_never_open() -> None:
    with pytest.raises(BadInput, match="stance"):
        parse(changed(reports=[{**GOOD["reports"][0], "stance": "open"}]))


def test_satire_on_record_is_still_satire_in_a_file() -> None:
    joke = report("The Gull", genre=Genre.SATIRE)
    file = parse(file_of(EVENT, [joke]).model_dump_json(exclude_defaults=True))
    moved = file.reports_by({"The Gull": joke.outlet})
    assert [made.genre for made in moved] == [Genre.SATIRE]
    assert {assessment.level for assessment in assess_event(file.event(), moved)} == {Level.UNVERIFIED}


def test_many_events_one_a_line() -> None:
    lines = "\n".join([json.dumps(GOOD), "", changed(slug="orrin-dam-2")])
    assert [(place, file.slug) for place, file in parse_all(lines)] == [("line 1", "orrin-dam"), ("line 3", "orrin-dam-2")]


def test_a_line_separator_within_a_sentence_ends_no_line() -> None:
    parted = json.dumps({**GOOD, "headline": "The dam\u2028failed\x85today"}, ensure_ascii=False)
    with pytest.raises(BadInput, match=r"^In line 2: the key 'place' stands twice"):
        parse_all("\n".join([parted, changed(slug="other").replace('"kind"', '"place"')]))
    with pytest.raises(BadInput, match=r"^In line 1: the key 'place' stands twice"):
        parse_all("\n".join([parted.replace('"kind"', '"place"'), changed(slug="other")]))
    with pytest.raises(BadInput, match=r"^In line 2: slug"):
        parse_all("\n".join([parted, changed(slug="NO")]))


def test_every_bad_line_is_named_by_number() -> None:
    lines = [json.dumps(GOOD), "", changed(slug="NO"), json.dumps(GOOD), '{"slug": "x"', changed(slug="b")]
    with pytest.raises(BadInput) as raised:
        parse_all("\n".join(lines))
    assert "In line 3: slug" in raised.value.sentence
    assert "in line 4: the slug 'orrin-dam' stands in line 1 already" in raised.value.sentence
    assert "in line 5: it is not JSON" in raised.value.sentence


def test_the_first_line_may_be_the_bad_one() -> None:
    with pytest.raises(BadInput, match=r"^In line 1: "):
        parse_all("\n".join(['{"slug": "a", "kind": ', json.dumps(GOOD)]))


def test_of_very_many_bad_lines_some_are_named() -> None:
    with pytest.raises(BadInput, match=r"in line 20: .*; and 5 more\. "):
        parse_all("\n".join([changed(slug="NO")] * 25))


def test_one_event_over_several_lines() -> None:
    assert [(place, file.slug) for place, file in parse_all(json.dumps(GOOD, indent=2))] == [("", "orrin-dam")]


def test_a_list_of_events() -> None:
    assert [place for place, _ in parse_all(json.dumps([GOOD, {**GOOD, "slug": "b"}]))] == ["entry 1", "entry 2"]


def test_the_schema_describes_every_field() -> None:
    schema = EventFile.model_json_schema()
    assert {"slug", "claims", "reports", "outlets", "extracted_at", "source_story"} <= set(schema["properties"])
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"slug": ' + "9" * 5000 + "}", "This is no event file: it holds a number with far too many digits."),
        ("3", "it must be an object. 'second-source events schema' shows the form."),
        (changed(claims=[1]), "claims[0] must be an object. 'second-source events schema' shows the form."),
    ],
)
def test_faults_are_told_in_our_words(text: str, sentence: str) -> None:
    with pytest.raises(BadInput) as raised:
        parse_all(text)
    assert raised.value.sentence == sentence


def test_rulings_come_along() -> None:
    ruled = EVENT.model_copy(update={"rulings": (Ruling(one="Vera Holm", other="V. Holm", same=True),)})
    assert parse(file_of(ruled, []).model_dump_json()).event() == ruled
