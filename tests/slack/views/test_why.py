"""The window behind a card's Why and Look: all that the card leaves out, within Slack's limits."""

import pytest

from bot.domain.model import Genre, Stance
from bot.domain.record import FiledProposal, ProposalState
from bot.domain.verdict import not_counted
from bot.slack.action_ids import Action, Ref
from bot.slack.views.why import why_modal
from tests.domain.make import EVENT, report
from tests.slack.limits import assert_fits, texts
from tests.slack.made import DENYING, approved, everyday, largest, new_event, proposed, rebuilt
from tests.slack.messages import actions, assert_in_order, parts, words_of
from tests.slack.proposals import LONGEST, draft, longest_event
from tests.slack.proposals import filed as made_on
from tests.slack.views.test_open_passages import settle


def words(filed: FiledProposal, title: str | None = None) -> str:
    modal = why_modal(filed, filed.proposal.draft or EVENT, title=title)
    assert_fits(modal)
    return words_of(modal["blocks"])


def test_the_window_says_all_that_a_card_leaves_out() -> None:
    order = [
        "Nothing new: Daily Beacon repeats Harbour Courier.",
        "📢 Statement: Vera Holm says the Orrin dam failed",
        "Mayor in tears",
        "Please note",
        "Most of it stands word for word in Harbour Courier's article on record.",
        "That it was said: still reported, 67% likely",
        "Still 1 origin · 2 outlets (was 1) · 2 reports (was 1)",
        "That it is so: still reported, 44% likely",
        "1. Confirms · speaker: Vera Holm · in the words of Harbour Courier",
        "Tone: certain · basis: on record",
        "Holm, pale and shaken, told reporters that the dam at Orrin had failed.",
        "2. Confirms · origin: Vera Holm",
        "3. Context",
        "Where it comes from",
        "Daily Beacon carries the words of Harbour Courier",
        "What did not count",
        "Daily Beacon: about the event, not about this claim.",
        "please read the article too",
        "Tone is the outlet's language",
        "A percentage says how likely",
        "How confidence is assessed",
    ]
    assert_in_order(words(everyday(), "Mayor in tears"), order)


def test_every_report_and_reason_of_a_proposal_is_there() -> None:
    satire = made_on(EVENT, [report("The Gull", id="7-1", genre=Genre.SATIRE)])
    for filed in (everyday(), proposed(standing=()), proposed((DENYING,)), new_event(), settle(Stance.DENIES)[0], satire):
        told = words(filed)
        proposal = filed.proposal
        assert all(told.count(report.quote) == 1 for report in proposal.reports)
        assert all(note in told for note in (*proposal.provenance, *not_counted(proposal), *proposal.remarks))
        concerned = {report.claim for report in proposal.reports}
        assert all(made.reasons[0] in told for made in proposal.after if made.claim in concerned)


def test_a_first_report_has_no_percentage_to_come_from() -> None:
    told = words(proposed(standing=()))
    assert "That it is so: unverified → reported, 34% likely" in told
    # The reason says how many origins there are.
    assert "1 origin · 1 outlet · 1 report" not in told
    assert "was 0" not in told


def test_what_adds_nothing_can_be_edited_and_rejected_here_while_it_waits() -> None:
    ref = str(Ref(12, 1))
    explain, further = {Action.EXPLAIN: "confidence"}, {Action.HAND_OVER: ref, Action.ASK: ref}
    assert actions(why_modal(everyday(), EVENT)["blocks"]) == {Action.EDIT: ref, Action.REJECT: ref, **further, **explain}
    for filed in (proposed(standing=()), new_event()):
        assert actions(why_modal(filed, filed.proposal.draft or EVENT)["blocks"]) == {**further, **explain}


def test_what_is_on_record_is_put_right_here() -> None:
    explain: dict[str, str] = {Action.EXPLAIN: "confidence"}
    for filed in (approved(), rebuilt(everyday(), state=ProposalState.REJECTED)):
        ref = str(Ref(filed.id, filed.version))
        assert actions(why_modal(filed, EVENT)["blocks"]) == {**explain, Action.REOPEN_DECISION: ref}
    event: dict[str, str] = {Action.ADD_CLAIM: EVENT.slug, Action.CORRECT: EVENT.slug}
    waiting = actions(why_modal(proposed(standing=()), EVENT, slug=EVENT.slug)["blocks"])
    assert waiting.items() >= {**explain, **event}.items()


@pytest.mark.parametrize("state", list(ProposalState))
@pytest.mark.parametrize("reports", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in (12, 60)), 240])
def test_the_largest_and_most_hostile_window_is_taken(reports: int, state: ProposalState) -> None:
    modal = why_modal(rebuilt(largest(reports), state=state), longest_event(), title=LONGEST, dropped=99)
    assert_fits(modal)
    told = words_of(modal["blocks"])
    if reports > 30:
        assert "further reports: see the full reading" in told
    for text in texts(modal):
        assert "<!channel>" not in text
        assert "<@U0BOSS1>" not in text
        assert "<https" not in text
    assert parts(modal["blocks"], "user") == parts(modal["blocks"], "broadcast") == []
    assert not set("\u202e\u202c") & set(str(modal))


def test_the_window_of_a_draft_needs_no_event() -> None:
    assert_fits(why_modal(new_event(), draft()))
