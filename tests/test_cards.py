"""Cards show what an editor must see, and nothing in them steers a terminal."""

import datetime as dt
import shlex

import pytest

from bot.cards import decision_line, event_card, proposal_card, reading_card, submission_line
from bot.domain.confidence import assess_event
from bot.domain.model import Basis, Doubt, EventDraft, Genre, Hop, HopKind, Report, Stance, Tone
from bot.domain.reading import Judgement, Quote, ReaderStamp, Reading
from bot.domain.record import (
    Decision,
    DecisionKind,
    FiledProposal,
    Proposal,
    ProposalState,
    Submission,
    SubmissionState,
)
from bot.domain.verdict import traced, verdict
from bot.domain.wording import clean
from tests.domain.make import EVENT, OWN, person, report

NOW = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
HOSTILE = "\x1b[2J\x1b]0;owned\x07ALL GOOD\r\u202everified\u202c\nline two"
SUBMISSION = Submission(
    id=7,
    url="https://courier.example/dam",
    canonical_url="https://courier.example/dam",
    by="jo",
    place="#desk",
    note="please look",
    filed_at=NOW,
    state=SubmissionState.PROPOSED,
)


def filed(*made: Report, **changes: object) -> FiledProposal:
    before, after = assess_event(EVENT, ()), assess_event(EVENT, made)
    proposal = Proposal(
        event=EVENT.slug,
        headline=EVENT.headline,
        reports=made,
        before=before,
        after=after,
        verdict=verdict(EVENT, made[0].outlet.name, before, after),
        provenance=traced(EVENT, (), made).notes,
        unverified_by=("River Institute: “could not verify it”",),
        remarks=("Only part of the article could be read.",),
        read_by="A part of the text was read by the model gpt-9.",
    )
    fields = {"id": 3, "version": 2, "state": ProposalState.PENDING, "submission": SUBMISSION, "proposal": proposal}
    return FiledProposal.model_validate({**fields, "filed_at": NOW, **changes})


def test_the_card_says_what_moves_why_and_on_what_evidence() -> None:
    made = (
        report("Courier", claim="said", origin=person("Vera Holm"), basis=Basis.ON_RECORD),
        report("Courier", origin=person("Vera Holm"), basis=Basis.ON_RECORD, quote="The dam has failed, Holm said."),
    )
    card = proposal_card(filed(*made), EVENT)
    for part in (
        "Proposal 3, version 2: pending",
        "That it is so: unverified → reported",
        "1 origin · 1 outlet · 1 report",
        "confirms · certain · on record · origin: Vera Holm",
        "“The dam has failed, Holm said.”",
        "Where it comes from",
        "Vera Holm has a stake in the claim",
        "Not verified by others",
        "River Institute: “could not verify it”",
        "Please note",
        "Only part of the article could be read.",
        "Brought by jo",
        "Note: please look",
        "second-source review approve 3",
        "read by the model gpt-9",
        "it is not a verification",
    ):
        assert part in card, part


def test_a_card_says_what_is_perhaps_one_origin_and_asks_until_it_is_decided() -> None:
    hostile = Doubt(one=f"Ann {HOSTILE}", other="it's", question=f"Are {HOSTILE} and it's one person?", if_same=HOSTILE)
    made = filed(report("Courier"))
    (before, after) = (
        a.model_copy(update={"origins": 1, "origins_at_most": most})
        for most, a in zip((1, 3), made.proposal.after, strict=True)
    )
    doubted = made.proposal.model_copy(update={"doubt": hostile, "before": (before,) * 2, "after": (after,) * 2})
    card = proposal_card(made.model_copy(update={"proposal": doubted}), EVENT)
    assert "1 origin, perhaps 3 (was 1)" in card
    assert "They count once until an editor decides." in card
    assert f"origins split orrin-dam {shlex.join((clean(hostile.one), hostile.other))} --by NAME" in card
    assert clean(card.replace("\n", " ")) == " ".join(card.split())
    decided = made.model_copy(update={"proposal": doubted, "state": ProposalState.REJECTED})
    assert "They count once" not in proposal_card(decided, EVENT)


def test_a_card_has_no_percentage_where_no_origin_is_left() -> None:
    assert "% likely" in proposal_card(filed(report("Courier")), EVENT)
    assert "%" not in proposal_card(filed(report("Courier", stance=Stance.CONTEXT)), EVENT)
    assert "%" not in proposal_card(filed(report("Courier", basis=Basis.FORECAST)), EVENT)


def test_a_decided_card_says_who_when_why_and_asks_no_more() -> None:
    decision = Decision(id=1, proposal_id=3, version=2, kind=DecisionKind.APPROVE, by="edda", at=NOW, reason="On record.")
    card = proposal_card(filed(report("Courier"), state=ProposalState.APPROVED), EVENT, [decision])
    assert "Approved by edda, 2 Mar 2026, 09:30 · “On record.”" in card
    assert "To decide" not in card


def test_a_decision_on_ones_own_link_is_marked() -> None:
    own = Decision(id=1, proposal_id=3, version=2, kind=DecisionKind.APPROVE, by="jo", at=NOW, own_submission=True)
    assert "(their own submission)" in decision_line(own)


def test_the_event_card_shows_both_layers_and_what_did_not_count() -> None:
    reports = [
        report("Alder Post", claim="said", origin=person("Vera Holm"), basis=Basis.ON_RECORD),
        report("Alder Post", origin=person("Vera Holm"), basis=Basis.ON_RECORD),
        report("Birch News", basis=Basis.FORECAST),
        report("Cedar Wire", stance=Stance.CONTEXT),
    ]
    card = event_card(EVENT, reports)
    assert card.index("That it was said") < card.index("That it is so")
    assert "Birch News: a forecast; what may happen confirms nothing." in card
    assert "Cedar Wire: about the event, not about this claim." in card
    assert "REPORTED" in card
    assert "3 outlets: Alder Post, Birch News, Cedar Wire" in card


@pytest.mark.parametrize("text", [HOSTILE, "a\u2066b\u2069", "\ufeffx", "\x9b31mred"])
def test_clean_leaves_nothing_that_steers_a_terminal(text: str) -> None:
    cleaned = clean(text)
    assert all(character.isprintable() or character == " " for character in cleaned), cleaned
    assert not set(cleaned) & set("\u202e\u202c\u2066\u2069\ufeff")


def test_clean_keeps_other_scripts() -> None:
    for text in ("Зеленський сказав", "قال الرئيس", "总统说", "नमस्ते", "café"):
        assert clean(text) == text


def test_hostile_text_in_every_place_of_a_card() -> None:
    made = report(
        HOSTILE, quote=HOSTILE, translation=HOSTILE, origin=Hop(kind=HopKind.PERSON, name=HOSTILE), basis=Basis.ON_RECORD
    )
    hostile = filed(made, submission=SUBMISSION.model_copy(update={"by": HOSTILE, "note": HOSTILE, "url": HOSTILE}))
    event = EVENT.model_copy(update={"headline": HOSTILE, "place": HOSTILE, "entities": (HOSTILE,)})
    for card in (proposal_card(hostile, event), event_card(event, [made])):
        assert "Translation by the model, not checked: “" in card
        assert "\x1b" not in card
        assert "\u202e" not in card
        assert "\x07" not in card


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": SubmissionState.FAILED, "failure": "The page was not found (404)."}, "failed: The page was not found"),
        ({"state": SubmissionState.DUPLICATE, "duplicate_of": 2}, "same article as submission 2"),
        ({"state": SubmissionState.READ}, "being worked on"),
        ({"state": SubmissionState.SUPERSEDED}, "came again, in full"),
    ],
)
def test_what_became_of_a_submission(changes: dict[str, object], words: str) -> None:
    assert words in submission_line(SUBMISSION.model_copy(update=changes))


def test_a_translation_follows_the_original_and_is_marked() -> None:
    made = report("Courier", quote="Der Damm ist gebrochen.", translation="The dam has broken.")
    shown = "“Der Damm ist gebrochen.”\n    Translation by the model, not checked: “The dam has broken.”"
    for card in (proposal_card(filed(made), EVENT), event_card(EVENT, [made])):
        assert shown in card
    assert "Translation" not in event_card(EVENT, [report("Courier")])


def test_a_reading_shows_translations_too() -> None:
    quote = Quote(text="Der Damm ist gebrochen.", start=0, end=23)
    seen = {"tone": Tone.CERTAIN, "basis": Basis.WITNESSED, "origin": OWN, "quote": quote, "translation": "The dam has broken."}
    judged = Judgement(event=EVENT.slug, claim="so", stance=Stance.CONFIRMS, **seen)
    reading = Reading(judgements=(judged,), stamp=ReaderStamp(reader="model"))
    assert "  “Der Damm ist gebrochen.”\n  Translation by the model, not checked: “The dam has broken.”" in reading_card(
        reading, [EVENT]
    )


def test_the_card_warns_of_satire_and_says_why_it_does_not_count() -> None:
    card = proposal_card(filed(report("The Gull", genre=Genre.SATIRE)), EVENT)
    assert "⚠️ Satire: it confirms and denies nothing." in card
    assert "What did not count\n  · The Gull: satire; it confirms and denies nothing." in card
    assert "· origin: its own work · satire" in card
    assert "⚠️" not in proposal_card(filed(report("Courier")), EVENT)


def test_a_new_event_is_asked_about_by_its_proposals_number() -> None:
    made = filed(report("Courier", origin=person("Ida Berg")))
    doubt = Doubt(one="Ida Berg", other="Idah Berg", question="Are Ida Berg and Idah Berg one person?")
    draft = EventDraft.model_validate(EVENT.model_dump(include={"kind", "headline", "claims"}))
    asks = made.model_copy(
        update={"proposal": made.proposal.model_copy(update={"event": None, "draft": draft, "doubt": doubt})}
    )
    assert "  same: second-source review answer 3 same --by NAME" in proposal_card(asks, draft)
