"""What satire, opinion, fact-checks and press releases may say of a claim."""

import pytest

from bot.domain.answer import Answer, QuotedJudgement
from bot.domain.confidence import assess
from bot.domain.genres import NAMED, issued, never_counts, warning
from bot.domain.grounding import ground
from bot.domain.model import Basis, Genre, Hop, HopKind, Level, OutletKind, Report, Revision, Stance, Tone
from bot.domain.provenance import UNKNOWN, Provenance
from bot.domain.reading import ReaderStamp, Reading
from tests.domain.make import EVENT, OWN, SUBSTANCE, UNNAMED, article, outlet, person, report

RUMOUR = "Posts on several networks say that the dam at Orrin failed."
VERDICT = "Our rating: false."
CHECK = f"""Did the dam at Orrin fail?

{RUMOUR} Thousands have shared them.

“The dam stands,” said Ida Berg, who looks after it.

{VERDICT} We stood on it on Tuesday."""
POSTS = Hop(kind=HopKind.UNNAMED, name="posts")


def checked(*judgements: QuotedJudgement, text: str = CHECK, genre: Genre = Genre.FACT_CHECK) -> Reading:
    return ground(Answer(judgements=judgements, genre=genre, stamp=ReaderStamp(reader="test")), article(text), [EVENT])


def said(quote: str, stance: Stance = Stance.CONFIRMS, basis: Basis = Basis.ANONYMOUS, origin: Hop = POSTS) -> QuotedJudgement:
    return QuotedJudgement(
        event=EVENT.slug, claim="so", stance=stance, tone=Tone.CERTAIN, basis=basis, path=(origin,), quote=quote
    )


def test_every_sort_but_news_has_a_name_for_the_card() -> None:
    assert set(NAMED) == set(Genre) - {Genre.NEWS}
    assert warning(Genre.NEWS) is None
    assert warning(Genre.SATIRE) == "Satire: it confirms and denies nothing."
    assert warning(Genre.CORRECTION) == "Corrects an earlier report."


@pytest.mark.parametrize("genre", never_counts())
@pytest.mark.parametrize("stance", [Stance.CONFIRMS, Stance.DENIES])
def test_satire_and_opinion_change_nothing_and_the_card_says_why(genre: Genre, stance: Stance) -> None:
    news = [report("Alder Post"), report("Cedar Wire", origin=person("Ida Berg"), basis=Basis.ON_RECORD)]
    funny = report("The Gull", stance=stance, genre=genre, origin=person("Rolf Stein"), basis=Basis.ON_RECORD)
    before, after = assess(SUBSTANCE, news), assess(SUBSTANCE, [*news, funny])
    assert (after.level, after.score, after.origins, after.tallies) == (
        before.level, before.score, before.origins, before.tallies,
    )  # fmt: skip
    (words,) = after.not_counted
    assert words == f"The Gull: {'satire' if genre is Genre.SATIRE else 'an opinion column'}; it confirms and denies nothing."
    assert assess(SUBSTANCE, [funny]).level is Level.UNVERIFIED


def test_satire_withdraws_nothing() -> None:
    said_first = report("Alder Post", origin=person("Ida Berg"), basis=Basis.ON_RECORD)
    joke = report("The Gull", origin=person("Ida Berg"), stance=Stance.DENIES, revises=Revision.WITHDRAWAL, genre=Genre.SATIRE)
    assert Provenance(SUBSTANCE, [said_first, joke]).withdrawn == {}
    earnest = joke.model_copy(update={"genre": Genre.NEWS})
    assert set(Provenance(SUBSTANCE, [said_first, earnest]).withdrawn) == {said_first.id}


def test_a_fact_check_denies_the_rumour_that_it_restates_in_the_words_of_its_verdict() -> None:
    reading = checked(said(RUMOUR))
    (judgement,) = reading.judgements
    assert (judgement.stance, judgement.origin.kind, judgement.basis) == (Stance.DENIES, HopKind.OWN, Basis.WITNESSED)
    assert judgement.quote.text == VERDICT
    assert CHECK[judgement.quote.start : judgement.quote.end] == VERDICT
    assert any(remark.startswith("This fact-check only restates “Posts on several networks") for remark in reading.remarks)


def test_a_rumour_beside_a_denial_of_the_same_fact_check_is_context() -> None:
    denial = said("“The dam stands,” said Ida Berg", Stance.DENIES, Basis.ON_RECORD, person("Ida Berg"))
    reading = checked(said(RUMOUR), denial)
    assert sorted(j.stance for j in reading.judgements) == [Stance.CONTEXT, Stance.DENIES]


def test_a_verdict_is_the_fact_checks_own_work() -> None:
    (judgement,) = checked(said(VERDICT, Stance.DENIES, Basis.UNSTATED, OWN)).judgements
    assert (judgement.stance, judgement.basis) == (Stance.DENIES, Basis.WITNESSED)


def test_what_somebody_named_confirms_in_a_fact_check_stays() -> None:
    text = f"{RUMOUR}\n\n{VERDICT} But the sluice did fail: “The dam at Orrin failed in part,” said Ida Berg."
    confirmed = said("“The dam at Orrin failed in part,” said Ida Berg", basis=Basis.ON_RECORD, origin=person("Ida Berg"))
    (judgement,) = checked(confirmed, text=text).judgements
    assert (judgement.stance, judgement.origin.name) == (Stance.CONFIRMS, "Ida Berg")


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Verdict: Mostly false", Stance.DENIES),
        ("We rate this claim false.", Stance.DENIES),
        ("The claim is misleading.", Stance.DENIES),
        ("That is not true.", Stance.DENIES),
        ("Those posts were fabricated.", Stance.DENIES),
        ("Verdict: true", Stance.CONFIRMS),
        ("The claim is correct.", Stance.CONFIRMS),
        ("Verdict: unproven", Stance.OPEN),
        ("Nobody knows whether it is so.", Stance.OPEN),
        ("He bore false witness in another case.", Stance.OPEN),
    ],
)
def test_a_verdict_is_told_by_its_words(text: str, stance: Stance) -> None:
    reading = checked(said(RUMOUR), text=f"{RUMOUR}\n\n{text}")
    assert [j.stance for j in reading.judgements] == [stance]


@pytest.mark.parametrize(
    "text",
    [
        "Minister Ida Berg said the reports are false.",
        "“These claims are false,” said Ida Berg.",
        "“We stood there. That is false. We shall sue,” said Ida Berg.",
        "Engineers say that the claim is untrue.",
        "If the claim is false, nobody is at risk.",
        "Is that claim false?",
        "We found no sign that this is false.",
        "That is wrong in spring, when the snow melts.",
        "It is false that nobody was hurt.",
    ],
)
def test_what_somebody_else_says_or_supposes_is_no_verdict(text: str) -> None:
    reading = checked(said(RUMOUR), text=f"{RUMOUR}\n\n{text}")
    (judgement,) = reading.judgements
    assert (judgement.stance, judgement.quote.text) == (Stance.OPEN, RUMOUR)
    assert any("no plain verdict was found in it" in remark for remark in reading.remarks)
    denial = said(text, Stance.DENIES, Basis.UNSTATED, OWN)
    assert [j.basis for j in checked(denial, text=f"{RUMOUR}\n\n{text}").judgements] == [Basis.UNSTATED]


@pytest.mark.parametrize("other", ["Verdict: true", "Verdict: unproven", "Our rating: partly false"])
def test_with_several_verdicts_an_editor_says_which_is_on_the_rumour(other: str) -> None:
    reading = checked(said(RUMOUR), text=f"The mayor has resigned.\n\nVerdict: false.\n\n{RUMOUR}\n\n{other}")
    assert [j.stance for j in reading.judgements] == [Stance.OPEN]
    assert any("it has several verdicts" in remark for remark in reading.remarks)


def test_plain_news_with_such_words_is_read_as_it_was() -> None:
    assert [j.stance for j in checked(said(RUMOUR), genre=Genre.NEWS).judgements] == [Stance.CONFIRMS]


@pytest.mark.parametrize(
    ("root", "path"),
    [
        (OWN, [("body", "Norvik Systems", "")]),
        (UNNAMED, [("body", "Norvik Systems", "")]),
        (Hop(kind=HopKind.BODY, name="the ministry"), [("body", "Norvik Systems", "")]),
        (person("Ann Vole"), [("person", "Ann Vole", "Norvik Systems")]),
        (Hop(kind=HopKind.PERSON, name="Rolf Stein", body="the ministry"), [("body", "Norvik Systems", "")]),
        (Hop(kind=HopKind.BODY, name="Norvik Systems"), [("body", "Norvik Systems", "")]),
        (Hop(kind=HopKind.PERSON, name="Ann Vole", body="Norvik Systems"), [("person", "Ann Vole", "Norvik Systems")]),
    ],
)
def test_a_press_release_is_its_issuers_word(root: Hop, path: list[tuple[str, str, str]]) -> None:
    assert [(hop.kind, hop.name, hop.body) for hop in issued([root], "Norvik Systems")] == path


def test_a_press_release_of_nobody_known_is_no_origin() -> None:
    printed = report("Alder Post", genre=Genre.PRESS_RELEASE)
    root = Provenance(SUBSTANCE, [printed]).roots[printed.id]
    assert (root.name, root.known, root.independent) == (UNKNOWN, False, False)
    assert "press release" in root.why


def test_a_press_release_of_a_party_does_not_confirm_independently() -> None:
    board = Hop(kind=HopKind.BODY, name="Orrin Water Board")
    printed: Report = report(
        outlet("Alder Post", kind=OutletKind.LOCAL), genre=Genre.PRESS_RELEASE, origin=issued([OWN], board.name)[-1]
    )
    assert Provenance(SUBSTANCE, [printed]).roots[printed.id].party
