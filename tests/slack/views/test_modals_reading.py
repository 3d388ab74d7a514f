import datetime as dt
import json
from functools import cache
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bot.domain.confidence import explain
from bot.domain.model import Stance, Tone
from bot.domain.reading import Article, Judgement, Quote, ReaderStamp, Reading
from bot.slack.views.modal_reading import archive_modal, reading_modal, rules_modal
from tests.domain.make import EVENT, OWN, outlet, person
from tests.slack.limits import assert_fits, texts
from tests.slack.messages import words_of
from tests.slack.proposals import AT, LONGEST, draft, longest_event, statement

TEXT = "The dam at Orrin failed before dawn.\n\nVera Holm said so at eight, in the town hall."
ARTICLE = Article(canonical_url="https://courier.example/dam", outlet=outlet("Alder Post"), title="Dam fails", text=TEXT)
STAMP = ReaderStamp(
    reader="model", model="tall-7b", prompt="read", prompt_version="3", calls=2, tokens_in=4200, tokens_out=310, seconds=3.21
)


def judgement(event: str, claim: str, quote: str = "Vera Holm said so at eight") -> Judgement:
    return Judgement(
        event=event,
        claim=claim,
        stance=Stance.CONFIRMS,
        tone=Tone.CERTAIN,
        basis="on_record",
        path=(person("Vera Holm"),),
        quote=Quote(text=quote, start=0, end=len(quote)),
    )


READING = Reading(
    statements=(statement("The dam at Orrin failed.", OWN, "The dam at Orrin failed before dawn."),),
    judgements=(judgement("orrin-dam", "said"),),
    dropped=2,
    remarks=("The page tried to give instructions; they were left alone.",),
    stamp=STAMP,
)


@cache
def long_reading() -> Reading:
    return Reading(
        statements=tuple(statement(LONGEST, quote=LONGEST * 3) for _ in range(200)),
        judgements=tuple(judgement("e" * 120, f"c{n % 9}", LONGEST * 3) for n in range(200)),
        draft=longest_event(),
        dropped=1,
        remarks=(LONGEST * 3,) * 50,
        stamp=STAMP,
    )


def archive(text: str = TEXT, **changes: Any) -> dict[str, Any]:
    article = ARTICLE.model_copy(update={"text": text, **changes})
    return archive_modal(article, fetched_at=AT, sha256="ab" * 32, has_html=True, submission_id=7)


def test_a_statement_in_the_articles_own_words_is_not_said_twice() -> None:
    own = statement("The dam at Orrin failed.", OWN, "The dam at Orrin failed.")
    shown = reading_modal(ARTICLE, READING.model_copy(update={"statements": (own,), "judgements": ()}), [], proposal_id=7)
    assert json.dumps(shown).count("The dam at Orrin failed.") == 1


def test_a_reading_is_shown_as_before(snapshot: SnapshotAssertion) -> None:
    assert reading_modal(ARTICLE, READING, [EVENT], proposal_id=7) == snapshot(extension_class=JSONSnapshotExtension)


def test_a_reading_that_fits_no_event_shows_its_draft() -> None:
    reading = READING.model_copy(update={"judgements": (judgement("", "so"),), "draft": draft()})

    shown = json.dumps(reading_modal(ARTICLE, reading, [], proposal_id=7), ensure_ascii=False)

    assert "A new event, as drafted: 📢 Vera Holm says the Orrin dam failed" in shown
    assert "The dam at Orrin failed." in shown


def test_an_event_that_is_gone_is_named_by_its_slug() -> None:
    shown = json.dumps(reading_modal(ARTICLE, READING, [], proposal_id=7))

    assert "Event: orrin-dam" in shown


def test_an_empty_reading_says_so() -> None:
    shown = json.dumps(reading_modal(ARTICLE, Reading(stamp=ReaderStamp(reader="built-in")), [], proposal_id=7))

    assert "None was found." in shown
    assert "Read by the built-in reader" in shown


def test_the_longest_reading_fits_and_says_what_is_left_out() -> None:
    longest = reading_modal(
        ARTICLE.model_copy(update={"title": LONGEST, "partial": LONGEST}), long_reading(), [longest_event()], proposal_id=7
    )

    assert_fits(longest)
    assert json.dumps(longest).count("and 160 more") == 2
    assert len(json.dumps(longest)) < 250_000
    assert not list(texts(longest))


def test_an_archived_article_is_shown_as_before(snapshot: SnapshotAssertion) -> None:
    assert archive() == snapshot(extension_class=JSONSnapshotExtension)


def test_a_long_article_is_cut_and_that_is_said() -> None:
    text = "\n\n".join(f"Paragraph {n}: {'water ' * 100}" for n in range(60))

    cut = archive(text)

    assert_fits(cut)
    [note] = [block for block in cut["blocks"] if "not shown here" in json.dumps(block)]
    assert f"of {len(text):,} characters" in note["elements"][0]["text"]


@pytest.mark.parametrize("text", ["x" * 50_000, "word " * 2000, f"{LONGEST}\n" * 40, "short"])
def test_any_text_fits(text: str) -> None:
    assert_fits(archive(text, title=LONGEST, outlet=outlet(LONGEST), canonical_url="https://courier.example/" + "a" * 5000))


def test_an_article_that_is_shown_whole_is_not_said_to_be_cut() -> None:
    assert "not shown here" not in json.dumps(archive("A line of water.  \n\n" * 400))


def test_pasted_text_has_no_page_to_send_and_no_address_to_open() -> None:
    article = ARTICLE.model_copy(update={"canonical_url": "text:ab12"})
    pasted = archive_modal(article, fetched_at=AT, sha256=None, has_html=False, submission_id=7)

    assert "send_archive" not in json.dumps(pasted)
    assert '"link"' not in json.dumps(pasted)
    assert "There is no page as served." in json.dumps(pasted)


def test_an_archived_moment_without_zone_name_reads_well() -> None:
    fetched = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))

    assert "2 Mar 2026, 07:30 UTC" in json.dumps(
        archive_modal(ARTICLE, fetched_at=fetched, sha256=None, has_html=False, submission_id=7)
    )


def test_the_rules_are_shown_whole() -> None:
    rules = rules_modal()

    assert_fits(rules)
    shown = " ".join([rules["title"]["text"], *words(rules["blocks"])])
    said = [line.strip(" -#") for line in explain().splitlines()]
    assert [line for line in said if " ".join(line.split()).lstrip("1234. ") not in shown] == []


def words(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["text"]] if isinstance(part.get("text"), str) else []
        return own + [text for child in part.values() for text in words(child)]
    return [text for child in part for text in words(child)] if isinstance(part, list) else []


def test_a_translation_follows_its_quote_and_is_marked() -> None:
    foreign = judgement("orrin-dam", "said", "Холм сказала это в восемь").model_copy(
        update={"translation": "Holm said so\nat eight <!channel>"}
    )
    modal = reading_modal(ARTICLE, READING.model_copy(update={"judgements": (foreign,)}), [EVENT], proposal_id=7)
    marked = "Translation by the model, not checked: “Holm said so at eight <!channel>”"
    assert f"Холм сказала это в восемь\n{marked}" in words_of(modal["blocks"])
    assert not any("<!channel>" in text for text in texts(modal))


def test_the_longest_translations_fit_into_the_window() -> None:
    judged = tuple(j.model_copy(update={"translation": LONGEST * 2}) for j in long_reading().judgements)
    stated = tuple(s.model_copy(update={"translation": LONGEST * 2}) for s in long_reading().statements)
    assert_fits(
        reading_modal(
            ARTICLE, long_reading().model_copy(update={"judgements": judged, "statements": stated}), [], proposal_id=7
        )
    )
