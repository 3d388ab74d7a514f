"""Short cards: what they say, and the way on that they offer."""

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bot.domain.errors import FetchFailure
from bot.domain.record import DecisionKind, ProposalState, SubmissionState
from bot.slack.action_ids import Action
from bot.slack.views.message import MessageContent
from bot.slack.views.outcome import again_card, announcement, failed_card, note_card, told
from bot.slack.views.rows import button
from tests.domain.make import EVENT
from tests.slack.limits import texts
from tests.slack.made import STANDING, approved, decided, everyday, history, largest, proposed, rebuilt, submission
from tests.slack.messages import actions, assert_fits, assert_in_order, words_of
from tests.slack.proposals import LONGEST, longest_event

BLOCKED = "The site asks for a subscription (403). Paste the article's text instead."


def failed(kind: str, sentence: str = BLOCKED) -> MessageContent:
    return failed_card(submission(state=SubmissionState.FAILED, failure_kind=kind, failure=sentence))


def again(*, state: ProposalState = ProposalState.APPROVED, slug: str | None = "orrin-dam") -> MessageContent:
    return again_card(
        submission(),
        by="U0MIRA1",
        proposals=[rebuilt(everyday(), state=state)],
        decisions={12: [decided()]} if state is not ProposalState.PENDING else {},
        slug=slug,
        link_text="Mayor in tears",
    )


@pytest.mark.parametrize(
    "shown",
    [
        failed("blocked"),
        again(),
        told(decided(), everyday()),
        announcement(EVENT, history(steps=[STANDING]), "U0EDDA1"),
    ],
    ids=["failed", "again", "told", "announcement"],
)
def test_a_short_card_is_drawn_as_before(shown: MessageContent, snapshot: SnapshotAssertion) -> None:
    assert shown.payload() == snapshot(extension_class=JSONSnapshotExtension)


def test_a_page_that_cannot_be_read_says_so_and_takes_its_text() -> None:
    shown = failed("blocked")
    assert shown.text == f"⚠️ I could not read courier.example. {BLOCKED}"
    assert actions(assert_fits(shown)) == {Action.PASTE: "7"}


@pytest.mark.parametrize("kind", list(FetchFailure))
def test_text_is_asked_for_where_it_helps(kind: FetchFailure) -> None:
    helps = kind not in (FetchFailure.BAD_ADDRESS, FetchFailure.REFUSED_ADDRESS)
    assert (Action.PASTE in actions(assert_fits(failed(kind)))) is helps


def test_an_article_that_led_to_nothing_asks_for_no_text() -> None:
    shown = failed("no_claim", "The article makes no claim that could be checked.")
    assert shown.text == "⚠️ courier.example: The article makes no claim that could be checked."
    assert actions(assert_fits(shown)) == {}


@pytest.mark.parametrize("url", [None, "https://[broken", "https:///nowhere"])
def test_a_failure_without_a_host_still_says_where(url: str | None) -> None:
    shown = failed_card(submission(url=url, failure_kind="not_found", failure="There is no page."))
    assert "There is no page." in words_of(assert_fits(shown))


def test_what_came_before_says_by_whom_and_what_became_of_it() -> None:
    said = words_of(assert_fits(again()))
    assert said.startswith("Already filed by <@U0MIRA1> on <!date^")
    assert "(“Mayor in tears”)" in said
    assert "On “Vera Holm says the Orrin dam failed”: approved by <@U0EDDA1>." in said
    assert actions(assert_fits(again())) == {Action.SHOW_EVENT: "orrin-dam"}


def test_what_came_before_and_still_waits_leads_to_the_proposal() -> None:
    shown = again(state=ProposalState.PENDING, slug=None)
    assert "waits for an editor." in words_of(assert_fits(shown))
    assert actions(assert_fits(shown)) == {Action.SHOW_PROPOSAL: "12"}


@pytest.mark.parametrize("state", [s for s in SubmissionState if s is not SubmissionState.PROPOSED])
def test_what_came_before_without_a_proposal_says_how_far_it_is(state: SubmissionState) -> None:
    shown = again_card(submission(state=state), by="U0MIRA1", proposals=(), decisions={}, slug=None, link_text=None)
    assert len(words_of(assert_fits(shown)).splitlines()) == 2


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (DecisionKind.APPROVE, "<@U0EDDA1> approved your link on"),
        (DecisionKind.AMEND, "<@U0EDDA1> approved your link on"),
        (DecisionKind.REJECT, "<@U0EDDA1> rejected your link on"),
        (DecisionKind.UNDO, "<@U0EDDA1> took back what was decided on your link"),
    ],
)
def test_whoever_brought_a_link_is_told(kind: DecisionKind, words: str) -> None:
    said = words_of(assert_fits(told(decided(kind), proposed(standing=()))))
    assert said.startswith("<@U0MIRA1>: ")
    assert words in said
    assert "“Adds colour, no new origin.”" in said


def test_a_decision_without_a_reason_is_told_without_one() -> None:
    moving, nothing = (told(decided(reason=""), filed).text for filed in (proposed(standing=()), approved()))
    assert moving.endswith("approved your link on “Vera Holm says the Orrin dam failed”. It is on record now.")
    assert nothing.endswith(
        "filed your link on “Vera Holm says the Orrin dam failed”. It adds nothing new; what it says is kept."
    )


def test_a_change_of_level_is_announced_with_its_reason() -> None:
    shown = announcement(EVENT, history()[-1:], "U0EDDA1")
    said = words_of(assert_fits(shown))
    assert "Still reported: that it is so" in said
    assert "Ilse Norr denies it, which weighs more." in said
    assert "Decided by <@U0EDDA1>" in said
    assert actions(assert_fits(shown)) == dict.fromkeys((Action.SHOW_EVENT, Action.CATCH_UP), "orrin-dam")
    followed = actions(assert_fits(announcement(EVENT, history()[-1:], "U0EDDA1", followed=True)))
    assert set(followed) == {Action.SHOW_EVENT, Action.CATCH_UP, Action.MUTE, Action.UNFOLLOW}


def test_every_claim_that_moved_is_announced_the_core_claim_first_and_without_percentages() -> None:
    both = history(steps=[STANDING])
    shown = announcement(EVENT, both[::-1], "U0EDDA1")
    order = [
        "📢 Statement: Vera Holm says the Orrin dam failed",
        "Unverified → reported: that it is so",
        "Confirmed by 1 origin: Vera Holm. It has a stake in the claim.",
        "Unverified → reported: that it was said",
        "Heard by 1 origin: Harbour Courier.",
        "Decided by <@U0EDDA1>",
    ]
    assert_in_order(words_of(assert_fits(shown)), order)
    assert shown.text.startswith(f"{EVENT.headline}: Unverified → reported: that it is so; Unverified → reported: that it was")
    assert "%" not in words_of(assert_fits(shown)) + shown.text


def test_a_claim_that_only_weighs_otherwise_is_not_announced_beside_one_that_moved() -> None:
    moved, stays = history(steps=[STANDING])[-1], history()[-1].model_copy(update={"claim": "said"})
    assert "that it was said" not in words_of(assert_fits(announcement(EVENT, [stays, moved], "U0EDDA1")))


def test_many_claims_that_moved_are_all_named_the_first_with_their_reasons() -> None:
    event, move = longest_event(), history(steps=[STANDING])[-1]
    moves = [move.model_copy(update={"claim": claim.key}) for claim in event.claims]
    said = words_of(assert_fits(announcement(event, moves, "U0EDDA1")))
    assert said.count("Unverified → reported") == len(event.claims)
    assert said.count("Heard by 1 origin") + said.count("Confirmed by 1 origin") == 5


def test_a_note_is_never_empty() -> None:
    ways = [button("Show event", Action.SHOW_EVENT, "orrin-dam", about="the dam")]
    assert actions(assert_fits(note_card("Done.", buttons=ways))) == {Action.SHOW_EVENT: "orrin-dam"}
    assert words_of(assert_fits(note_card("  "))) == "There is nothing to show here."


def test_the_largest_and_most_hostile_short_cards_are_taken() -> None:
    event = longest_event()
    move = history()[-1].model_copy(update={"claim": event.core.key, "reasons": (LONGEST,)})
    for shown in (
        failed("blocked", LONGEST * 3),
        failed_card(submission(url=LONGEST, failure_kind="blocked", failure=LONGEST)),
        again_card(
            submission(state=SubmissionState.FAILED, failure=LONGEST * 3),
            by=LONGEST,
            proposals=[largest()] * 30,
            decisions={12: [decided(by=LONGEST)]},
            slug="e" * 120,
            link_text=LONGEST,
        ),
        told(decided(by=LONGEST, reason=LONGEST), largest()),
        announcement(event, [move] * 8, LONGEST),
    ):
        blocks = assert_fits(shown)
        for text in (shown.text, *texts(blocks)):
            assert "<!channel>" not in text
            assert "<@U0BOSS1>" not in text
