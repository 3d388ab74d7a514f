"""Matching: rankings joined, and whether an article is about an event."""

import datetime as dt

import pytest

from bot.domain.matching import Fit, fit
from bot.domain.model import Basis, Claim, Event, EventDraft, EventKind, Hop, HopKind, Outlet, Stance, Tone
from bot.domain.reading import Article, Judgement, Quote, ReaderStamp, Reading

DAY = dt.date(2024, 5, 10)
TEXT = "A fire spread through the harbour of Stord on Friday, said Mayor Ingrid Solbergh, and three ships burned."
EVENT = Event(
    slug="stord-fire",
    kind=EventKind.ACCIDENT,
    headline="Fire in the harbour of Stord",
    place="Stord municipality, Norway",
    date=DAY,
    entities=("Ingrid Solberg", "Harbour Board"),
    claims=(Claim(key="ships", text="Three ships burned"),),
)


def article(text: str = TEXT, published: dt.date | None = DAY, title: str | None = None) -> Article:
    return Article(canonical_url="https://a.example/1", outlet=Outlet(name="A"), text=text, published=published, title=title)


def reading(
    stance: Stance = Stance.CONFIRMS, basis: Basis = Basis.ON_RECORD, event: str = "stord-fire", origin: str = "a driver"
) -> Reading:
    judgement = Judgement(
        event=event,
        claim="ships",
        stance=stance,
        tone=Tone.CERTAIN,
        basis=basis,
        path=(Hop(kind=HopKind.PERSON, name=origin),),
        quote=Quote(text="three ships burned", start=85, end=103),
    )
    return Reading(judgements=(judgement,), stamp=ReaderStamp(reader="test"))


@pytest.mark.parametrize("stance", [Stance.CONFIRMS, Stance.DENIES])
def test_a_firm_judgement_with_a_shared_name_is_the_same_event(stance: Stance) -> None:
    match = fit(EVENT, reading(stance), article())
    assert (match.event, match.fit) == ("stord-fire", Fit.SAME)
    assert match.reason == "The article speaks to a claim of this event and names Ingrid Solberg."


def test_the_place_is_known_without_the_word_for_its_sort() -> None:
    event = EVENT.model_copy(update={"place": "Kursk Oblast", "entities": ()})
    assert fit(event, reading(), article("Three ships burned in the Kursk region.")).fit is Fit.SAME
    assert fit(event, reading(), article("Three ships burned in the Oslo region.")).fit is Fit.UNSURE
    assert fit(event, reading(), article("Three ships burned.", title="Kursk: a fire")).fit is Fit.SAME


def test_a_name_among_the_origins_is_shared() -> None:
    match = fit(EVENT, reading(origin="Mayor I. Solberg"), article("Three ships burned."))
    assert match.fit is Fit.SAME


def test_an_event_without_place_and_names_has_no_signal_to_disagree() -> None:
    event = EVENT.model_copy(update={"place": None, "entities": (), "date": None})
    assert fit(event, reading(), article("Three ships burned.")).fit is Fit.SAME


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (DAY - dt.timedelta(days=3), Fit.UNSURE),
        (DAY - dt.timedelta(days=2), Fit.SAME),
        (DAY + dt.timedelta(days=30), Fit.UNSURE),
        (DAY + dt.timedelta(days=4), Fit.SAME),
        (None, Fit.SAME),
    ],
)
def test_an_article_dated_before_or_long_after_the_event_is_doubtful(published: dt.date | None, expected: Fit) -> None:
    assert fit(EVENT, reading(), article(published=published)).fit is expected


def test_context_or_a_forecast_alone_is_unsure() -> None:
    assert fit(EVENT, reading(Stance.CONTEXT), article()).fit is Fit.UNSURE
    assert fit(EVENT, reading(basis=Basis.FORECAST), article()).fit is Fit.UNSURE


def test_an_open_passage_speaks_to_the_event_where_a_signal_agrees() -> None:
    assert fit(EVENT, reading(Stance.OPEN), article()).fit is Fit.SAME
    assert fit(EVENT, reading(Stance.OPEN), article(published=DAY + dt.timedelta(days=30))).fit is Fit.UNSURE
    assert fit(EVENT, reading(Stance.OPEN), article("Nothing that this event names.")).fit is Fit.NONE


def test_context_with_signals_against_it_is_no_match() -> None:
    early = fit(EVENT, reading(Stance.CONTEXT), article(published=DAY - dt.timedelta(days=400)))
    assert early.fit is Fit.NONE
    assert "it is dated 2023-04-06, before the event of 2024-05-10" in early.reason
    assert fit(EVENT, reading(Stance.CONTEXT), article("Three ships burned.")).fit is Fit.NONE


def by_model(stance: Stance, *more: Judgement, drafts: bool = False) -> Reading:
    stamp, made = ReaderStamp(reader="test", model="a-model"), reading(stance).judgements
    draft = EventDraft(kind=EventKind.OTHER, headline="Berths are let", claims=(Claim(key="c1", text="Berths were let."),))
    return Reading(judgements=(*made, *more), stamp=stamp, draft=draft if drafts else None)


PLAN = "Mayor Ingrid Solberg plans to burn three old ships on Friday, if the wind allows it."
BILL = "What the fire cost, and whether three ships burned, the Harbour Board's treasurer could not say."


@pytest.mark.parametrize(("text", "days"), [(PLAN, -5), (BILL, 90)])
def test_a_models_context_of_another_day_is_left_to_a_person(text: str, days: int) -> None:
    dated = article(text, DAY + dt.timedelta(days=days))
    match = fit(EVENT, by_model(Stance.CONTEXT), dated)
    assert match.fit is Fit.UNSURE
    assert match.reason.startswith("The article confirms or denies no claim of this event, and it is dated ")
    assert fit(EVENT, reading(Stance.CONTEXT), dated).fit is Fit.NONE


def test_a_models_context_of_another_day_is_no_match_beside_another_event_or_a_new_one() -> None:
    dated = article(PLAN, DAY - dt.timedelta(days=5))
    (other,) = reading(event="stord-auction").judgements
    assert fit(EVENT, by_model(Stance.CONTEXT, other), dated).fit is Fit.NONE
    assert fit(EVENT, by_model(Stance.CONTEXT, drafts=True), dated).fit is Fit.NONE
    unrelated = other.model_copy(update={"stance": Stance.UNRELATED})
    assert fit(EVENT, by_model(Stance.CONTEXT, unrelated), dated).fit is Fit.UNSURE


def test_a_models_context_that_names_nothing_of_the_event_needs_the_same_days() -> None:
    text = "Скільки суден згоріло в порту, поки невідомо."
    assert fit(EVENT, by_model(Stance.CONTEXT), article(text)).fit is Fit.UNSURE
    assert fit(EVENT, by_model(Stance.CONTEXT), article(text, DAY + dt.timedelta(days=30))).fit is Fit.NONE
    assert fit(EVENT, by_model(Stance.CONTEXT), article(text, None)).fit is Fit.NONE
    assert fit(EVENT, reading(Stance.CONTEXT), article("How many burned is unknown.")).fit is Fit.NONE


def test_an_article_that_says_nothing_on_the_event_is_no_match() -> None:
    assert fit(EVENT, reading(Stance.UNRELATED), article()).fit is Fit.NONE
    assert fit(EVENT, reading(event="another-event"), article()).fit is Fit.NONE
    assert fit(EVENT, Reading(stamp=ReaderStamp(reader="test")), article()).fit is Fit.NONE


def test_names_in_another_script_are_left_to_a_person() -> None:
    match = fit(EVENT, reading(), article("В порту сгорели три судна."))
    assert match.fit is Fit.UNSURE
    assert match.reason == (
        "The article speaks to a claim of this event, but it names neither the event's place nor anybody in it."
    )
