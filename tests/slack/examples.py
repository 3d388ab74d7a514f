"""All kinds of views and messages in Slack, drawn of the tests' examples."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.domain.errors import FetchFailure
from bot.domain.following import Follow
from bot.domain.handling import Handling, HandlingKind
from bot.domain.model import Genre, Stance
from bot.domain.record import DecisionKind, ProposalState, SubmissionState
from bot.pipeline.second_look import FirstLook
from bot.slack.forms import follow as follow_form
from bot.slack.views.catch_up import catch_up_card
from bot.slack.views.digest import digest_card, full_list_modal, reminder_card
from bot.slack.views.digest_list import post_now_message
from bot.slack.views.event import event_card, event_list, history_modal, page_card
from bot.slack.views.handling import asked_card, handed_card
from bot.slack.views.home import home_view
from bot.slack.views.message import MessageContent
from bot.slack.views.modal_reading import reading_modal, rules_modal
from bot.slack.views.origins import origins_modal
from bot.slack.views.outcome import again_card, announcement, failed_card, told
from bot.slack.views.proposal import proposal_card
from bot.slack.views.why import why_modal
from tests.domain.make import EVENT, report
from tests.domain.test_doubts import LYSAK, MILL
from tests.slack.made import DENYING, STANDING, approved, decided, everyday, history, new_event, proposed, rebuilt, submission
from tests.slack.proposals import AT
from tests.slack.proposals import filed as made_on
from tests.slack.views.test_digest import MONDAY, NOTHING, USUAL
from tests.slack.views.test_event import REPORTS
from tests.slack.views.test_handling import ANSWERED, ASKED, HELD, act
from tests.slack.views.test_home import EDITOR, JOURNALIST, SETTINGS
from tests.slack.views.test_modals import EVERYDAY as MODALS
from tests.slack.views.test_modals_reading import ARTICLE, READING, archive
from tests.slack.views.test_open_passages import settle
from tests.slack.views.test_origins import on_mill, ruling

ONCE = {"first_of_day": True, "partial": True, "ungraded": True}
FOLLOW = Follow(event=EVENT.slug, person="U0MIRA1", claims=(EVENT.core.key,), since=AT)
WAITING = (
    everyday(),
    proposed(standing=()),
    proposed((DENYING,)),
    new_event(),
    settle()[0],
    settle(Stance.CONFIRMS, Stance.CONTEXT)[0],
    made_on(EVENT, [report("The Gull", id="7-1", genre=Genre.SATIRE)]),
)


def drawn() -> Iterator[Any]:
    """Return the blocks of each, and the text that stands for them in notifications."""
    for shown in (*_cards(), *_short_cards(), *_digests()):
        yield [*shown.payload()["blocks"], {"text": shown.text}]
    for view in _windows():
        yield view["blocks"]
    yield from (view[part] for view in MODALS.values() for part in ("blocks", "title", "submit") if part in view)


def _cards() -> Iterator[MessageContent]:
    for filed in WAITING:
        event = filed.proposal.draft or EVENT
        once: dict[str, Any] = {**ONCE, "dropped": 1, "in_work": 2}
        yield proposal_card(filed, event, decisions=(), now=AT, undo_minutes=15, **once)
        for kind, state in ((DecisionKind.APPROVE, ProposalState.APPROVED), (DecisionKind.REJECT, ProposalState.REJECTED)):
            yield proposal_card(rebuilt(filed, state=state), event, decisions=[decided(kind)], now=AT, undo_minutes=15)
        undone = [decided(), decided(DecisionKind.UNDO, id=2, undoes=1)]
        yield proposal_card(filed, event, decisions=undone, now=AT, undo_minutes=15)
    yield proposal_card(rebuilt(everyday(), state=ProposalState.SUPERSEDED), EVENT, decisions=(), now=AT, undo_minutes=15)
    for handled in (HELD, Handling(inquiry=ASKED), HELD.model_copy(update={"inquiry": ANSWERED})):
        yield proposal_card(everyday(), EVENT, decisions=(), now=AT, undo_minutes=15, handled=handled)
    for stands in (True, False):
        looked = FirstLook(decided(DecisionKind.FIRST_LOOK), stands)
        yield proposal_card(everyday(), EVENT, decisions=(), now=AT, undo_minutes=15, first_look=looked)
    yield proposal_card(on_mill(), MILL, decisions=(), now=AT, undo_minutes=15)
    for event in (EVENT, EVENT.model_copy(update={"retracted_because": "It was a drill."})):
        yield event_card(event, REPORTS, history(), public=False, now=AT)
    yield event_card(EVENT, (), (), public=True, now=AT)
    yield page_card(EVENT, REPORTS, "https://verify.example/events/orrin-dam", in_slack=True)
    for reports, changes, waiting in ((REPORTS, history(), [everyday(), new_event()]), ((), (), [])):
        yield catch_up_card(EVENT, reports, changes, waiting, now=AT)
    yield catch_up_card(MILL, LYSAK, (), [], now=AT, follows=True)
    yield event_list("orrin", [])


def _short_cards() -> Iterator[MessageContent]:
    for failure in FetchFailure:
        yield failed_card(submission(state=SubmissionState.FAILED, failure_kind=failure, failure="There is no page (404)."))
    for state in SubmissionState:
        brought = submission(state=state)
        yield again_card(brought, by="U0MIRA1", proposals=(), decisions={}, slug=None, link_text=None)
    yield again_card(
        submission(), by="U0MIRA1", proposals=[approved()], decisions={}, slug="orrin-dam", link_text="Mayor in tears"
    )
    for kind in DecisionKind:
        yield told(decided(kind), proposed(standing=()))
    yield told(decided(), everyday())
    yield asked_card(everyday(), act(HandlingKind.ASK))
    yield handed_card(everyday(), act(HandlingKind.HAND_OVER), "https://s.example/1")
    for followed in (False, True):
        yield announcement(EVENT, history(steps=[STANDING]), "U0EDDA1", followed=followed)


def _digests() -> Iterator[MessageContent]:
    yield from (digest_card(7, digest, MONDAY) for digest in (USUAL, NOTHING))
    yield reminder_card([everyday(), proposed(standing=())], SETTINGS, MONDAY)
    yield post_now_message("C0DESK1", None)


def _windows() -> Iterator[dict[str, Any]]:
    yield from (why_modal(filed, filed.proposal.draft or EVENT) for filed in WAITING)
    yield from (home_view(content) for content in (JOURNALIST, EDITOR, replace(EDITOR, admin=True)))
    yield history_modal(EVENT, history())
    yield origins_modal(MILL, LYSAK, [ruling()])
    yield reading_modal(ARTICLE, READING, [EVENT], proposal_id=7)
    yield archive()
    yield rules_modal()
    yield from (follow_form.draw(EVENT, FOLLOW, new=new, now=FOLLOW.since) for new in (False, True))
    yield full_list_modal(7, USUAL, MONDAY, 0)
