"""Grounding: no quote, no report; and remarks where the words speak against the reader."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answer import NEW_EVENT, Answer, QuotedJudgement, QuotedStatement
from bot.domain.grounding import ground
from bot.domain.model import OWN_WORK, Basis, Claim, Event, EventDraft, EventKind, Hop, HopKind, Layer, Revision, Stance, Tone
from bot.domain.reading import ReaderStamp, Reading
from tests.domain.make import article

TEXT = """The harbour fire in Oslo spread to three ships on Monday, the mayor said. The Bergen Post reported that two people
were hurt. The fire service could not verify how many people were on board. The owner denied that the ships carried fuel.
More ships are expected to be towed away on Tuesday. It is not the case that anybody died in the fire, she added."""

EVENT = Event(
    slug="harbour-fire",
    kind=EventKind.ACCIDENT,
    headline="A fire in the harbour of Oslo",
    claims=(
        Claim(key="said", text="The mayor said that the fire spread to ships", layer=Layer.UTTERANCE, speaker="the mayor"),
        Claim(key="ships", text="The fire spread to three ships"),
        Claim(key="denial", text="The owner denied that there was fuel"),
    ),
)
STAMP = ReaderStamp(reader="test")
MAYOR = Hop(kind=HopKind.PERSON, name="the mayor")
SPREAD = "spread to three ships on Monday"


def judged(
    quote: str = SPREAD,
    *,
    event: str = "harbour-fire",
    claim: str = "ships",
    stance: Stance = Stance.CONFIRMS,
    tone: Tone = Tone.LIKELY,
    basis: Basis = Basis.ON_RECORD,
) -> QuotedJudgement:
    return QuotedJudgement(event=event, claim=claim, stance=stance, tone=tone, basis=basis, path=(MAYOR,), quote=quote)


def stated(quote: str, text: str = "A thing happened", *, tone: Tone = Tone.LIKELY) -> QuotedStatement:
    return QuotedStatement(text=text, tone=tone, basis=Basis.ON_RECORD, path=(MAYOR,), quote=quote)


def reading(*judgements: QuotedJudgement, statements: tuple[QuotedStatement, ...] = (), **more: object) -> Reading:
    answer = Answer.model_validate({"judgements": judgements, "statements": statements, "stamp": STAMP, **more})
    return ground(answer, article(TEXT), [EVENT])


def test_what_stands_in_the_text_is_kept_in_the_articles_characters() -> None:
    result = reading(judged("SPREAD  to three ships on Monday"), statements=(stated("two people were hurt"),), remarks=("Hm.",))
    (judgement,) = result.judgements
    assert judgement.quote.text == SPREAD
    assert TEXT[judgement.quote.start : judgement.quote.end] == SPREAD
    assert (judgement.event, judgement.claim, judgement.origin.name) == ("harbour-fire", "ships", MAYOR.name)
    assert judgement.origin.words == "The harbour fire in Oslo spread to three ships on Monday, the mayor said."
    assert result.statements[0].quote.text == "two people\nwere hurt"
    assert (result.dropped, result.remarks, result.stamp) == (0, ("Hm.",), STAMP)


def test_what_does_not_stand_there_is_left_out_and_counted() -> None:
    invented = judged("the fire was set by arsonists at night")
    result = reading(
        invented, judged("spread to four ships on Monday"), judged(), statements=(stated("nobody was there at all"),)
    )
    assert len(result.judgements) == 1
    assert result.statements == ()
    assert result.dropped == 3
    assert result.remarks == (
        "3 things that the reader took from the article were left out, because the quote does not stand in the text.",
    )


def test_judgements_on_what_was_not_shown_are_left_out_and_counted() -> None:
    result = reading(judged(event="another-event"), judged(claim="other"), judged(event=NEW_EVENT))
    assert result.judgements == ()
    assert result.dropped == 3
    assert result.remarks == ("3 judgements of the reader were left out, on an event or claim that it was not shown.",)


def test_unrelated_and_repetitions_are_left_out_silently() -> None:
    unrelated = judged("invented words that stand nowhere", event="nowhere", stance=Stance.UNRELATED)
    result = reading(judged(), unrelated, judged(), judged("spread to three ships on   Monday", tone=Tone.CERTAIN))
    assert len(result.judgements) == 1
    assert (result.dropped, result.remarks) == (0, ())


def test_an_open_judgement_is_kept_with_its_quote_and_takes_nothing_back() -> None:
    taking_back = judged(stance=Stance.OPEN).model_copy(update={"revises": Revision.WITHDRAWAL})
    (judgement,) = reading(taking_back).judgements
    assert (judgement.stance, judgement.revises) == (Stance.OPEN, None)
    assert TEXT[judgement.quote.start : judgement.quote.end] == judgement.quote.text


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("A report on Monday said engineers had warned that the fire spread to three ships. That was wrong.", True),
        # Words that take nothing back, or name no piece, do not make what somebody says the outlet's own.
        ("The mayor said the story went round that the fire spread to three ships.", False),
        ("The mayor said it was wrong that the fire spread to three ships.", False),
    ],
)
def test_a_piece_that_is_taken_back_is_the_outlets_own_and_nothing_else_is(text: str, own: bool) -> None:
    taken = judged(text, stance=Stance.DENIES, basis=Basis.WITNESSED)
    taken = taken.model_copy(update={"revises": Revision.WITHDRAWAL, "path": (OWN_WORK,)})
    (judgement,) = ground(Answer(judgements=(taken,), stamp=STAMP), article(text), [EVENT]).judgements
    assert (judgement.origin.kind is HopKind.OWN) is own


def test_one_of_each_is_said_in_the_singular() -> None:
    result = reading(judged("words that stand nowhere"), judged(claim="other"))
    assert result.remarks == (
        "One thing that the reader took from the article was left out, because the quote does not stand in the text.",
        "One judgement of the reader was left out, on an event or claim that it was not shown.",
    )


DRAFT = EventDraft(
    kind=EventKind.ACCIDENT,
    headline="Two people hurt",
    claims=(Claim(key="hurt", text="Two people were hurt"), Claim(key="dead", text="Somebody died")),
)


def test_a_draft_keeps_the_claims_that_the_article_states() -> None:
    result = reading(statements=(stated("reported that two people were hurt", "two people were hurt"),), draft=DRAFT)
    assert result.draft is not None
    assert [claim.key for claim in result.draft.claims] == ["hurt"]
    (judgement,) = result.judgements
    assert (judgement.event, judgement.claim, judgement.stance) == (NEW_EVENT, "hurt", Stance.CONFIRMS)


def test_a_draft_keeps_the_claims_that_were_judged() -> None:
    result = reading(judged("two people were hurt", event=NEW_EVENT, claim="hurt"), draft=DRAFT)
    assert result.draft is not None
    assert [claim.key for claim in result.draft.claims] == ["hurt"]
    assert len(result.judgements) == 1


def test_a_draft_without_a_quote_is_left_out() -> None:
    result = reading(statements=(stated("words that stand nowhere", "Two people were hurt"),), draft=DRAFT)
    assert result.draft is None
    assert result.judgements == ()
    assert result.remarks[-1].endswith("the draft was left out.")


QUOTES = st.one_of(st.text(max_size=60), st.integers(0, 250).map(lambda at: TEXT[at : at + 70]))


@given(st.lists(st.tuples(QUOTES, st.sampled_from(["harbour-fire", "x"]), st.sampled_from(list(Stance))), max_size=8))
def test_every_quote_is_a_slice_and_everything_is_accounted_for(rows: list[tuple[str, str, Stance]]) -> None:
    result = reading(*(judged(quote, event=event, stance=stance) for quote, event, stance in rows))
    for judgement in result.judgements:
        assert TEXT[judgement.quote.start : judgement.quote.end] == judgement.quote.text
        assert judgement.event == "harbour-fire"
        assert judgement.stance is not Stance.UNRELATED
    assert len(result.judgements) + result.dropped <= sum(stance is not Stance.UNRELATED for _, _, stance in rows)
    again = reading(*(judged(j.quote.text, stance=j.stance) for j in result.judgements))
    assert again.dropped == 0


# ---------------------------------------------------------------- origins that the article does not hold


def origins(text: str, *names: str, kind: HopKind = HopKind.PERSON, event: Event = EVENT) -> Reading:
    """Ground one judgement for each name, all with the whole text as their quote."""
    made = tuple(
        QuotedJudgement(
            event=event.slug,
            claim=event.claims[0].key,
            stance=stance,
            tone=Tone.CERTAIN,
            basis=Basis.ON_RECORD,
            path=(Hop(kind=kind, name=name),),
            quote=text,
        )
        for name, stance in zip(names, (Stance.CONFIRMS, Stance.DENIES, Stance.CONTEXT), strict=False)
    )
    return ground(Answer(judgements=made, stamp=STAMP), article(text), [event])


@pytest.mark.parametrize("kind", [HopKind.PERSON, HopKind.BODY, HopKind.DOCUMENT, HopKind.OUTLET])
def test_invented_origins_count_as_unnamed_and_are_told(kind: HopKind) -> None:
    text = "Three people were killed on Sunday when a dam near the town of Orrin failed."
    names = ("Ghost Alpha", "Phantom Beta", "Wraith Gamma")
    result = origins(text, *names, kind=kind)
    assert [judgement.origin for judgement in result.judgements] == [Hop(kind=HopKind.UNNAMED)] * 3
    assert result.remarks == tuple(
        f"The reader named “{name}” as a source, but that name does not stand in the article; it counts as unnamed."
        for name in names
    )


NAMED = "\n".join(
    [
        "The fire spread to three ships, the fire chief Ola Berg said.",
        "The harbour stayed shut.",
        "The flames took three ships, she said.",
        "Harbour master Liv Dahl spoke of three ships.",
        "Her deputy agreed.",
    ]
)


def named(*pairs: tuple[str, str]) -> list[str]:
    """Return the origins that are left of a reader's, each named for the sentence with some words."""
    lines = NAMED.split("\n")
    found = [next(line for line in lines if words in line) for words, _ in pairs]
    paths = [(Hop(kind=HopKind.PERSON, name=name),) for _, name in pairs]
    made = [judged(quote).model_copy(update={"path": path}) for quote, path in zip(found, paths, strict=True)]
    return [j.origin.name for j in ground(Answer(judgements=tuple(made), stamp=STAMP), article(NAMED), [EVENT]).judgements]


def test_several_origins_of_a_claim_are_each_named_near_their_quote() -> None:
    assert named(("chief", "Ola Berg"), ("spoke", "Liv Dahl")) == ["Ola Berg", "Liv Dahl"]
    assert named(("chief", "Liv Dahl"), ("spoke", "Ola Berg")) == ["", ""]
    assert named(("deputy", "Liv Dahl"), ("chief", "Ola Berg")) == ["Liv Dahl", "Ola Berg"]


def test_a_lone_origin_may_be_named_elsewhere() -> None:
    assert named(("flames", "Ola Berg")) == ["Ola Berg"]
    assert named(("flames", "Ola Berg"), ("chief", "Berg")) == ["Ola Berg", "Berg"]


def test_an_invented_origin_of_a_statement_counts_as_unnamed_and_is_told_once() -> None:
    ghost = Hop(kind=HopKind.PERSON, name="Ghost Alpha")
    said = stated("two people were hurt").model_copy(update={"path": (ghost,)})
    result = reading(judged().model_copy(update={"path": (ghost,)}), statements=(said,))
    assert {result.statements[0].origin, result.judgements[0].origin} == {Hop(kind=HopKind.UNNAMED)}
    assert len(result.remarks) == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The bridge is closed, says a notice by the road office of Orrin.", "road office notice"),
        ("The mayor, Vera Holm, said at the town hall that the dam has failed.", "Mayor Vera Holm"),
        ("According to the U.N., forty people were hurt in the harbour.", "UN"),
        ("Владимира Путина спросили о плотине в Оррине вчера вечером.", "Владимир Путин"),
        ("О плотине рассказали вчера вечером у Зеленского в приёмной.", "Зеленский"),
        ("وقال ومحمد الشامي إن السد انهار يوم الأحد قرب البلدة", "محمد الشامي"),
        ("習近平主席は日曜日にダムが決壊したと述べた。三人が死亡した。", "習近平"),
    ],
)
def test_a_name_whose_words_stand_in_the_text_stays(text: str, name: str) -> None:
    result = origins(text, name)
    assert result.judgements[0].origin.name == name
    assert not any("does not stand" in remark for remark in result.remarks)


def test_a_name_in_another_spelling_is_given_in_the_articles_own() -> None:
    text = "The dam failed, Zelensky said on Sunday, and the IMF would pay for a new one."
    result = origins(text, "Volodymyr Zelenskyy", "Ghost Zelenskyy")
    assert [judgement.origin.name for judgement in result.judgements] == ["Zelensky", "Zelensky"]
    result = origins(text, "International Monetary Fund", kind=HopKind.BODY)
    assert [judgement.origin.name for judgement in result.judgements] == ["IMF"]


SPEAKER = Event(
    slug="speech",
    kind=EventKind.STATEMENT,
    headline="He said so",
    claims=(Claim(key="said", text="He said so", layer=Layer.UTTERANCE, speaker="Volodymyr Zelenskyy"),),
)


def test_the_events_speaker_may_be_named_as_the_event_spells_him() -> None:
    near = origins("The dam failed on Sunday, Zelensky said.", "Volodymyr Zelenskyy", event=SPEAKER)
    other_script = origins("وقال زيلينسكي إن السد انهار يوم الأحد قرب البلدة", "Zelensky", "Ghost Alpha", event=SPEAKER)
    absent = origins("The dam failed on Sunday, the mayor said.", "Volodymyr Zelenskyy", event=SPEAKER)
    assert near.judgements[0].origin.name == "Volodymyr Zelenskyy"
    assert [judgement.origin.name for judgement in other_script.judgements] == ["Volodymyr Zelenskyy", ""]
    assert absent.judgements[0].origin.kind is HopKind.UNNAMED


def test_hostile_names_and_texts_take_no_long_time() -> None:
    text = "Ghosta Ghostb GHOSTC " * 7_000
    started = time.process_time()
    for number in range(5):
        origins(text, *(f"{' '.join(f'ghost{n}x' for n in range(12))} {number} {each}" for each in "abc"))
    assert time.process_time() - started < 20
