"""Translations: only of quotes in another language, on one line, never for long, and without weight."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answer import Answer, QuotedJudgement, QuotedStatement
from bot.domain.grounding import ground
from bot.domain.model import Basis, Claim, Event, EventKind, Hop, HopKind, Stance, Tone
from bot.domain.reading import ReaderStamp, Reading
from bot.domain.translations import kept, language_of
from tests.domain.make import article

CLAIM = "The harbour bridge of Norhaven was closed after the ferry had struck it."
TEXTS = {
    "en": "The bridge was closed on Tuesday after the ferry had struck it, and nobody was hurt.",
    "uk": "Міст закрили у вівторок після того, як у нього врізався пором, ніхто не постраждав.",
    "ru": "Мост закрыли во вторник после того, как в него врезался паром, никто не пострадал.",
    "es": "El puente se cerró el martes después de que el transbordador chocara contra él, sin heridos.",
    "de": "Die Brücke wurde am Dienstag gesperrt, nachdem die Fähre sie gerammt hatte; verletzt wurde niemand.",
    "fr": "Le pont a été fermé mardi après que le ferry l'a heurté, et il n'y a pas de blessés.",
    "ar": "أغلق الجسر يوم الثلاثاء بعد أن اصطدمت به العبارة ولم يصب أحد.",
    "zh": "渡轮撞上大桥后，大桥于周二关闭，无人受伤。",
}
SCRIPTS = {"ar": "ARABIC", "zh": "CJK"}
TRANSLATION = "The bridge was closed, and nobody was hurt."


@pytest.mark.parametrize("code", TEXTS)
def test_a_language_is_told_by_its_words_or_its_script(code: str) -> None:
    assert language_of(TEXTS[code]) == SCRIPTS.get(code, code)


@pytest.mark.parametrize("text", ["", "12:30", "Alma", "Norhaven, Orrin, Tessel"])
def test_what_tells_no_language_has_none(text: str) -> None:
    assert language_of(text) in (None, "")


def test_a_text_without_any_known_words_is_in_another_language() -> None:
    finnish = "Satamasilta suljettiin tiistaina, kun lautta törmäsi siihen. Kukaan ei loukkaantunut, kertoi satamajohtaja. " * 4
    assert language_of(finnish) == "LATIN, another language"
    assert kept(TRANSLATION, quote="Kukaan ei loukkaantunut", claim=CLAIM, article=finnish) == TRANSLATION


@pytest.mark.parametrize("quote", TEXTS)
@pytest.mark.parametrize("claim", TEXTS)
def test_a_translation_is_kept_just_where_the_languages_differ(quote: str, claim: str) -> None:
    found = kept(TRANSLATION, quote=TEXTS[quote], claim=TEXTS[claim], article=TEXTS[quote])
    assert found == (None if quote == claim else TRANSLATION)


def test_a_quote_too_short_to_tell_is_in_the_articles_language() -> None:
    german = f"{TEXTS['de']} Vollsperrung bestätigt, sagte er."
    assert kept(TRANSLATION, quote="Vollsperrung bestätigt", claim=CLAIM, article=german) == TRANSLATION
    assert kept(TRANSLATION, quote="Full closure confirmed", claim=CLAIM, article=TEXTS["en"]) is None


@pytest.mark.parametrize(
    "nothing", [None, "", " \n", "null", "None", "N/A.", "-", "\u200b\u202e", TEXTS["de"], f"“{TEXTS['de']}”"]
)
def test_nothing_and_the_quote_again_are_no_translation(nothing: str | None) -> None:
    assert kept(nothing, quote=TEXTS["de"], claim=CLAIM, article=TEXTS["de"]) is None


@given(st.text(max_size=1500), st.integers(1, 200))
def test_a_translation_is_one_bounded_line_without_control_characters(translation: str, length: int) -> None:
    quote = "Міст закрито. " * length
    found = kept(translation, quote=quote, claim=CLAIM, article=quote)
    assert found is None or (found == " ".join(found.split()) and 0 < len(found) <= 2 * len(quote) + 200)
    assert found is None or not any(c < " " or "\x7f" <= c <= "\x9f" or c in "\u202e\u2066\u200b" for c in found)


def test_a_long_translation_is_cut_at_a_word_and_shows_it() -> None:
    found = kept("bridge " * 200, quote=TEXTS["zh"], claim=CLAIM, article=TEXTS["zh"])
    assert found is not None
    assert found.endswith("bridge …")
    assert len(found) <= 2 * len(TEXTS["zh"]) + 200


EVENT = Event(
    slug="bridge-closed",
    kind=EventKind.ACCIDENT,
    headline="The bridge of Norhaven is closed",
    claims=(Claim(key="closed", text="Bridge closed"),),
)


def reading(text: str, translation: str | None) -> Reading:
    seen = {"tone": Tone.CERTAIN, "basis": Basis.UNSTATED, "origin": Hop(kind=HopKind.UNNAMED), "quote": text}
    judgement = QuotedJudgement(event=EVENT.slug, claim="closed", stance=Stance.CONFIRMS, translation=translation, **seen)
    statement = QuotedStatement(text=CLAIM, translation=translation, **seen)
    answer = Answer(judgements=(judgement,), statements=(statement,), in_part=True, stamp=ReaderStamp(reader="test"))
    return ground(answer, article(text), [EVENT])


@pytest.mark.parametrize("code", TEXTS)
def test_a_reading_has_the_original_and_its_translation(code: str) -> None:
    result = reading(TEXTS[code], TRANSLATION)
    expected = None if code == "en" else TRANSLATION
    assert [(s.quote.text, s.translation) for s in (*result.judgements, *result.statements)] == [(TEXTS[code], expected)] * 2
    assert (result.dropped, result.in_part) == (0, True)


def test_a_reading_stored_before_there_were_translations_still_loads() -> None:
    stored = reading(TEXTS["uk"], None).model_dump(mode="json", exclude={"in_part": True})
    for part in (*stored["judgements"], *stored["statements"]):
        del part["translation"]
    loaded = Reading.model_validate(stored)
    assert loaded.judgements[0].translation is None
    assert not loaded.in_part


def test_what_was_left_out_is_said_before_anything_else() -> None:
    invented = QuotedStatement(
        text="A thing", tone=Tone.LIKELY, basis=Basis.UNSTATED, path=(Hop(kind=HopKind.UNNAMED),), quote="words of nobody"
    )
    answer = Answer(statements=(invented,), remarks=("One.", "Two."), stamp=ReaderStamp(reader="test"))
    assert [remark.partition(" ")[0] for remark in ground(answer, article(TEXTS["en"]), [EVENT]).remarks] == [
        "One",
        "One.",
        "Two.",
    ]
