"""Which claim a sentence speaks to, where several claims share a place, a setting and most of their words."""

import pytest

from bot.domain.answer import QuotedJudgement
from bot.domain.model import Basis, Claim, Event, EventKind, HopKind, Layer, Stance, Tone
from tests.gateways.builtin.stories import on_candidates, read

C, D, X, O = Stance.CONFIRMS, Stance.DENIES, Stance.CONTEXT, Stance.OPEN  # noqa: E741


def event(slug: str, **claims: str) -> Event:
    made = tuple(Claim(key=key.replace("_", "-"), text=text) for key, text in claims.items())
    return Event(slug=slug, kind=EventKind.OTHER, headline=slug, claims=made)


def statement(slug: str, speaker: str, that: str) -> Event:
    claims = (
        Claim(key=f"{slug}-said", layer=Layer.UTTERANCE, speaker=speaker, text=f"{speaker} said that {that}."),
        Claim(key=f"{slug}-so", speaker=speaker, text=f"{that[0].upper()}{that[1:]}."),
    )
    return Event(slug=slug, kind=EventKind.STATEMENT, headline=slug, claims=claims)


MILL = event(
    "mill",
    gutted="A fire gutted the spinning room of the Tolland cotton mill",
    workers="Seven workers were hurt in the fire at the Tolland cotton mill",
    exits="The emergency exits of the Tolland cotton mill had been locked before the fire",
)
COURT = event(
    "court",
    guilty="The Brenmoor crown court convicted banker Otis Farrell of fraud",
    years="Otis Farrell was jailed for nine years by the Brenmoor crown court",
    juror="A juror in the trial of Otis Farrell at the Brenmoor crown court was bribed",
)
FRONT = event(
    "front",
    took="Kestrian troops captured the town of Ostrava Vale",
    shelled="Kestrian troops shelled the hospital in Ostrava Vale",
    general="General Marek Toll was killed in Ostrava Vale",
)
VOTE = event(
    "vote",
    won="Selma Roth won the presidential election in Karvonia",
    turnout="62 percent of voters took part in the presidential election in Karvonia",
    stuffed="Ballot boxes were stuffed in the presidential election in Karvonia",
)
STRIKE = event("strike", walkout="Tram drivers in Maravale stopped work for 24 hours over night shifts")
BRAKES = statement("brakes", "Irma Solt", "the brakes of the Glenfoot cable car had been disconnected before the accident")
ALL = (MILL, COURT, FRONT, VOTE, STRIKE, BRAKES)


def judged(text: str, *, title: str | None = None) -> list[QuotedJudgement]:
    return on_candidates(read(text, *ALL, title=title))


def sure(text: str, *, title: str | None = None) -> set[tuple[str, Stance]]:
    return {(j.claim, j.stance) for j in judged(text, title=title) if j.stance in (C, D)}


# Each sentence shares most of its words with several claims, and speaks to those named and to no other.
SPEAKS = [
    ("Fire gutted the spinning room of the Tolland cotton mill on Sunday night.", {("gutted", C)}),
    ("The spinning room of the Tolland cotton mill was gutted by a fire.", {("gutted", C)}),
    ("Seven workers were hurt in the fire at the Tolland cotton mill, said Dr Ines Moor, a surgeon.", {("workers", C)}),
    ("Seven workers at the Tolland cotton mill were injured in the fire, police said.", {("workers", C)}),
    ("The emergency exits of the Tolland cotton mill had been locked before the fire, Ada Wren said.", {("exits", C)}),
    ("Ada Wren denied that the emergency exits of the Tolland cotton mill had been locked before the fire.", {("exits", D)}),
    ("The Tolland cotton mill will pay its workers until the spring after the fire, its owner said.", set()),
    ("The emergency exits of the Tolland cotton mill were inspected a year before the fire.", set()),
    ("Firefighters reached the Tolland cotton mill nine minutes after the fire was seen.", set()),
    ("Nine workers were hurt in the fire at the Tolland cotton mill, a nurse, Ivo Trent, said.", {("workers", X)}),
    ("The Brenmoor crown court convicted Otis Farrell of fraud on Friday.", {("guilty", C)}),
    ("Otis Farrell was jailed for nine years by the Brenmoor crown court on Friday.", {("years", C)}),
    ("Otis Farrell was jailed for four years by the Brenmoor crown court on Friday.", {("years", X)}),
    ("A juror in the trial of Otis Farrell at the Brenmoor crown court wept when the verdict was read.", set()),
    ("Banker Otis Farrell arrived at the Brenmoor crown court in a black car.", set()),
    ("His lawyer denied that a juror in the trial of Otis Farrell at the Brenmoor crown court was bribed.", {("juror", D)}),
    ("Kestrian troops shelled the hospital in Ostrava Vale at noon.", {("shelled", C)}),
    ("Kestrian troops captured the town of Ostrava Vale, the army said.", {("took", C)}),
    ("The Kestrian army did not capture the town of Ostrava Vale, a spokesman for the Interior Ministry said.", {("took", D)}),
    ("General Marek Toll visited Kestrian troops in Ostrava Vale in May.", set()),
    ("General Marek Toll died in Ostrava Vale, the Interior Ministry said.", {("general", C)}),
    ("Kestrian troops dug trenches around the town of Ostrava Vale.", set()),
    ("Selma Roth won the presidential election in Karvonia by a wide margin.", {("won", C)}),
    ("Selma Roth voted early in the presidential election in Karvonia.", set()),
    ("Selma Roth lost the presidential election in Karvonia, the commission said.", {("won", D)}),
    ("Turnout in the presidential election in Karvonia was low because of the snow.", set()),
    ("Observers said ballot boxes were stuffed in the presidential election in Karvonia.", {("stuffed", C)}),
    ("Tram drivers in Maravale stopped work for 24 hours over night shifts, the union said.", {("walkout", C)}),
    ("Tram drivers in Maravale carried the injured to the hospital after the fire.", set()),
    ("Police freed the hostages from the Ostrava Vale hospital.", set()),
    ("The hospital in Ostrava Vale was shelled by Kestrian forces.", {("shelled", C)}),
    ("Kestrian troops did not shell the hospital in Ostrava Vale, the ministry said.", {("shelled", D)}),
    ("The ministry denied that General Marek Toll had been killed in Ostrava Vale.", {("general", D)}),
    ("General Otto Rask was killed in Ostrava Vale.", set()),
    ("Otto Lind won the presidential election in Karvonia.", set()),
    ("The presidential election in Karvonia was won by Selma Roth.", {("won", C)}),
    ("Some 62 percent of voters took part in the presidential election in Karvonia.", {("turnout", C)}),
    ("Only 48 percent of voters took part in the presidential election in Karvonia.", {("turnout", X)}),
    ("The emergency exits of the Tolland cotton mill had not been locked before the fire, the owner said.", {("exits", D)}),
    ("A fire gutted a bakery near the Tolland cotton mill.", set()),
    ("A flood gutted the canteen of the Tolland cotton mill.", set()),
    ("No workers were hurt in the fire at the Tolland cotton mill.", {("workers", D)}),
    ("Seven workers were trained at the Tolland cotton mill before the fire.", set()),
    ("The juror in the trial of Otis Farrell at the Brenmoor crown court was bribed, Ina Pell said.", {("juror", C)}),
    ("The Brenmoor crown court acquitted Otis Farrell of fraud.", {("guilty", D)}),
    ("Otis Farrell appealed against the sentence of nine years at the Brenmoor crown court.", set()),
    ("The cable car in Glenfoot was painted blue before the accident.", set()),
    ("Irma Solt opened the Glenfoot cable car before the accident.", set()),
    ("Irma Solt said that the accident of the Glenfoot cable car was the worst in years.", set()),
    ("There is no evidence that ballot boxes were stuffed in the presidential election in Karvonia.", {("stuffed", D)}),
    ("Ballot boxes may have been stuffed in the presidential election in Karvonia.", {("stuffed", C)}),
    ("Kestrian troops are expected to capture the town of Ostrava Vale.", {("took", X)}),
    ("Selma Roth conceded the presidential election in Karvonia.", set()),
    ("Fire gutted the spinning room of the Tolland cotton mill, and seven workers were hurt.", {("gutted", C), ("workers", C)}),
    ("Nine workers, not seven, may have been hurt in the fire at the Tolland cotton mill.", {("workers", X)}),
    ("The Tolland fire service said the fire at the cotton mill had gutted the spinning room.", {("gutted", C)}),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), SPEAKS)
def test_a_sentence_is_sure_only_of_the_claim_whose_act_it_tells(sentence: str, expected: set[tuple[str, Stance]]) -> None:
    assert sure(sentence) <= expected
    assert {claim for claim, _ in expected} <= {j.claim for j in judged(sentence)}


@pytest.mark.parametrize("claim", [claim for event in (MILL, COURT, FRONT, VOTE) for claim in event.claims])
def test_each_claim_in_its_own_words_confirms_itself_alone(claim: Claim) -> None:
    assert sure(f"{claim.text}, police said.") == {(claim.key, C)}


@pytest.mark.parametrize(
    ("remark", "claims"),
    [
        ("The Dunmore Gazette could not independently verify that the emergency exits had been locked.", {"exits"}),
        ("The number of workers who were hurt could not be independently verified.", {"workers"}),
        ("The Dunmore Gazette could not verify this.", {"exits"}),
        ("Reuters could not immediately verify her account.", {"exits"}),
    ],
)
def test_a_remark_that_something_could_not_be_verified_belongs_to_its_claim(remark: str, claims: set[str]) -> None:
    text = (
        "Fire gutted the spinning room of the Tolland cotton mill on Sunday. Seven workers were hurt in the fire.\n\n"
        "The emergency exits of the mill had been locked before the fire, the cleaner Ada Wren said. " + remark
    )
    assert {j.claim for j in judged(text) if j.quote == remark} == claims


def test_a_remark_about_something_else_belongs_to_no_claim() -> None:
    text = "Fire gutted the spinning room of the Tolland cotton mill.\n\nThe age of the owner could not be verified."
    assert {(j.claim, j.stance) for j in judged(text)} <= {("gutted", C), ("gutted", O)}


@pytest.mark.parametrize(
    "sentence",
    [
        "The director of the Glenfoot Lift Office, Jon Brack, denied that the brakes of the cable car had been disconnected.",
        "“It is not true that the brakes of the cable car had been disconnected,” Jon Brack told the Dunmore Gazette.",
        "It is untrue that the brakes of the cable car had been disconnected, said Jon Brack, the director of the Lift Office.",
        "Jon Brack, director of the Glenfoot Lift Office, rejected the claim that the brakes of the car were disconnected.",
        "The head of the lift office, Jon Brack, said the brakes of the cable car had not been disconnected.",
    ],
)
def test_a_denial_by_a_person_with_an_office_is_the_persons(sentence: str) -> None:
    found = judged("The Glenfoot cable car fell on Monday. " + sentence)
    assert [(j.claim, j.stance, j.basis, j.origin.kind, j.origin.name) for j in found] == [
        ("brakes-so", D, Basis.ON_RECORD, HopKind.PERSON, "Jon Brack")
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "There are unconfirmed reports that the brakes of the Glenfoot cable car had been disconnected before the accident.",
        "There were rumours that the brakes of the Glenfoot cable car had been disconnected.",
        "It has been claimed that the brakes of the Glenfoot cable car had been disconnected.",
        "Unverified reports say the brakes of the Glenfoot cable car had been disconnected.",
    ],
)
def test_rumours_are_open_in_an_uncertain_tone_and_from_nobody_in_particular(sentence: str) -> None:
    found = judged(sentence)
    assert [(j.claim, j.stance, j.tone, j.origin.kind) for j in found] == [("brakes-so", O, Tone.UNCERTAIN, HopKind.UNNAMED)]
    assert found[0].basis in (Basis.ANONYMOUS, Basis.RELAYED)


def test_a_forecast_is_sure_of_nothing() -> None:
    text = (
        "Inspectors are expected to conclude that the emergency exits of the Tolland cotton mill were locked before the fire."
    )
    assert sure(text) == set()
    assert ("exits", Basis.FORECAST) in {(j.claim, j.basis) for j in judged(text)}


@pytest.mark.parametrize(
    "presence",
    [
        "A reporter of this newspaper saw the roof of the spinning room fall in.",
        "A Dunmore Gazette reporter who reached the gate at six saw flames in the spinning room.",
        "The Gazette saw the spinning room burn down to its iron pillars.",
        "The end of the spinning room was seen by the Gazette.",
        "Our reporter watched from the canal as the spinning room fell.",
    ],
)
def test_what_the_papers_reporter_saw_is_witnessed(presence: str) -> None:
    text = f"Fire gutted the spinning room of the Tolland cotton mill on Sunday.\n\n{presence}"
    told = [j for j in judged(text) if j.claim == "gutted"]
    assert [(j.claim, j.stance, j.basis, j.origin.kind) for j in told] == [("gutted", C, Basis.WITNESSED, HopKind.OWN)]


def test_a_reporter_on_the_spot_does_not_make_everything_witnessed() -> None:
    text = (
        "Seven workers were hurt in the fire at the Tolland cotton mill.\n\n"
        "A reporter of this newspaper saw cranes on the canal pull down a chimney."
    )
    assert [(j.claim, j.basis) for j in judged(text)] == [("workers", Basis.UNSTATED)]


def test_another_papers_reporter_is_relayed() -> None:
    text = (
        "Fire gutted the spinning room of the Tolland cotton mill on Sunday.\n\n"
        "A Harbour Times reporter who reached the gate at six saw flames in the spinning room."
    )
    found = [j for j in judged(text) if j.claim == "gutted"]
    assert [(j.claim, j.basis, j.origin.name) for j in found] == [("gutted", Basis.RELAYED, "Harbour Times")]


@pytest.mark.parametrize(
    "where",
    [
        "at a press conference that this newspaper attended",
        "at a press conference at Town Hall, which the Gazette attended",
        "in the presence of a reporter of the Dunmore Gazette",
    ],
)
def test_a_speech_that_the_paper_attended_is_witnessed(where: str) -> None:
    text = f"Irma Solt said {where} that the brakes of the Glenfoot cable car had been disconnected before the accident."
    found = {j.claim: (j.stance, j.basis, j.origin.kind) for j in judged(text)}
    assert found == {
        "brakes-said": (C, Basis.WITNESSED, HopKind.OWN),
        "brakes-so": (C, Basis.ON_RECORD, HopKind.PERSON),
    }


def test_a_speech_that_the_paper_attended_is_witnessed_in_other_sentences_too() -> None:
    text = (
        "The brakes of the Glenfoot cable car had been disconnected before the accident, Irma Solt said on Monday.\n\n"
        "“I want names,” Solt said at a press conference, which this newspaper attended."
    )
    assert {j.claim: j.basis for j in judged(text)} == {"brakes-said": Basis.WITNESSED, "brakes-so": Basis.ON_RECORD}


def test_an_entity_alone_is_no_context() -> None:
    text = "The Tolland cotton mill was founded in 1840. Otis Farrell once owned it. Kestrian troops were billeted there."
    answer = read(text, *ALL)
    assert on_candidates(answer) == []
    assert answer.draft is not None


def test_a_whole_page_about_one_claim_leaves_its_neighbours_alone() -> None:
    text = (
        "Irma Solt, the mayor of Glenfoot, said on Monday that the brakes of the cable car had been disconnected.\n\n"
        "The accident is the worst in Glenfoot since the fire of 1911, in which the old hotel was destroyed.\n\n"
        "“The brakes had been disconnected before the accident,” Solt said. “I want to know by whom.”\n\n"
        "The Dunmore Gazette could not verify her words."
    )
    found = judged(text, title="Mayor says cable car's brakes were disconnected")
    assert {j.claim for j in found} == {"brakes-said", "brakes-so"}
    assert [(j.claim, j.stance) for j in found if "verify" in j.quote] == [("brakes-so", X)]


def test_a_lone_claim_is_held_to_its_act_before_anything_is_sure() -> None:
    lone = event("lone", exits="The emergency exits of the Tolland cotton mill had been locked before the fire")
    text = "Fire destroyed the Tolland cotton mill on Sunday night, and the emergency services came from three towns."
    assert {j.stance for j in on_candidates(read(text, lone))} <= {X, O}


def test_the_same_sentence_gives_the_same_judgement_whatever_else_is_asked() -> None:
    text = "Seven workers were hurt in the fire at the Tolland cotton mill, police said."
    alone = on_candidates(read(text, MILL))
    assert [j for j in read(text, *ALL).judgements if j.event == "mill"] == list(alone)


def test_a_denial_of_something_else_is_not_pinned_to_the_claim_before_it() -> None:
    text = "Seven workers were hurt in the fire at the Tolland cotton mill. The owner denied that the alarm had been silent."
    assert {(j.claim, j.stance) for j in judged(text)} == {("workers", C)}


def test_what_a_denial_takes_for_granted_is_not_denied() -> None:
    title = "Owner denies warning"
    for time in ("before it was hit by the fire", "when the fire broke out at the mill", "after seven workers were hurt"):
        text = f"The owner denied that inspectors had warned it about wiring at the Tolland cotton mill {time}."
        assert not [j for j in judged(text, title=title) if j.stance is Stance.DENIES], time


def test_a_rumour_of_something_else_that_is_turned_down_leaves_the_claim_alone() -> None:
    text = "Kestrian troops captured the town of Ostrava Vale. The ministry dismissed a report of a mutiny in the capital."
    assert {(j.claim, j.stance) for j in judged(text)} == {("took", C)}


def test_another_sentence_of_the_same_speaker_is_not_the_utterance() -> None:
    lone = statement("lone", "Irma Solt", "the brakes of the Glenfoot cable car had been disconnected before the accident")
    text = "Irma Solt said that the cable car in Glenfoot would be painted before the summer."
    assert [j for j in on_candidates(read(text, lone)) if j.claim == "lone-said"] == []


def test_an_event_in_the_background_of_another_is_not_proposed() -> None:
    text = (
        "Irma Solt said on Monday that the brakes of the Glenfoot cable car had been disconnected before the accident.\n\n"
        "She showed no document. “I want to know by whom,” Solt said. The Glenfoot Lift Office did not answer.\n\n"
        "The town has seen worse. A fire gutted the spinning room of the Tolland cotton mill on Sunday."
    )
    assert {j.event for j in judged(text)} == {"brakes"}


def test_two_events_that_an_article_tells_of_at_length_are_both_proposed() -> None:
    text = (
        "Irma Solt said on Monday that the brakes of the Glenfoot cable car had been disconnected before the accident.\n\n"
        "She showed no document. The Glenfoot Lift Office did not answer. The line is closed.\n\n"
        "A fire gutted the spinning room of the Tolland cotton mill on Sunday. Seven workers were hurt in the fire."
    )
    assert {j.event for j in judged(text)} == {"brakes", "mill"}


def test_phrases_stand_for_words() -> None:
    quits = event(
        "quits", quits="The director of the Maravale Opera, Jon Brack, has resigned.", chorus="The chorus went on strike."
    )
    text = "Jon Brack, the director of the Maravale Opera, stepped down on Friday, the opera said."
    assert {(j.claim, j.stance) for j in on_candidates(read(text, quits))} == {("quits", C)}


def test_the_day_of_the_saying_is_not_that_of_the_act() -> None:
    bridge = event("bridge", fell="The footbridge at Tarn collapsed on Wednesday")

    def stance(text: str) -> Stance:
        return next(j.stance for j in on_candidates(read(text, bridge)) if j.claim == "fell")

    assert stance("The footbridge at Tarn collapsed, county engineer Ana Brill said on Friday.") is C
    assert stance("The footbridge at Tarn collapsed on Monday, county engineer Ana Brill said.") is O
