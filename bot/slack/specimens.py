"""Specimens of the product's own cards and windows, and whether Slack takes them (its method blocks.validate)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.domain.confidence import assess_event
from bot.domain.errors import Cannot, OutOfReach
from bot.domain.model import Basis, Claim, Event, EventKind, Hop, HopKind, Layer, Outlet, Report, Stance, Tone
from bot.domain.record import FiledProposal, Proposal, ProposalState, Submission, SubmissionState
from bot.domain.verdict import verdict
from bot.slack.forms import source
from bot.slack.views.event import event_card
from bot.slack.views.modal_reading import rules_modal
from bot.slack.views.proposal import proposal_card
from bot.slack.views.why import why_modal

_INVALID = ("invalid_blocks", "invalid_message", "invalid_view")
_AT = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
_MAYOR = Hop(kind=HopKind.PERSON, name="Ada Quill")
_EVENT = Event(
    slug="specimen",
    kind=EventKind.STATEMENT,
    headline="Mayor says that the sprinklers were off",
    place="Maravale",
    date=_AT.date(),
    claims=(
        Claim(key="said", layer=Layer.UTTERANCE, speaker="Ada Quill", text="Ada Quill said that the sprinklers were off."),
        Claim(key="so", speaker="Ada Quill", text="The sprinklers were off."),
    ),
)


def refused(client: WebClient) -> list[str]:
    """Return what Slack would refuse of our cards, a sentence each; raises Cannot or OutOfReach if it cannot be asked."""
    return [fault for name, what, payload in _specimens() for fault in _faults(client, name, what, payload)]


def _faults(client: WebClient, name: str, what: str, payload: dict[str, Any]) -> list[str]:
    try:
        if what == "view":
            client.blocks_validate(view=payload)
        else:
            client.blocks_validate(message=payload)
    except SlackApiError as error:
        code = str(error.response.get("error"))
        if code not in _INVALID:
            raise Cannot(f"Slack did not check the cards: {code}.") from error
        found = error.response.get("errors") or [{"message": code}]
        return [_sentence(name, each) for each in found]
    except (SlackClientError, OSError) as error:
        raise OutOfReach("Slack is out of reach, so the cards were not checked.") from error
    return []


def _sentence(name: str, error: dict[str, Any]) -> str:
    at = f" at {error['pointer']}" if error.get("pointer") else ""
    return f"Slack would refuse {name}: {error.get('message') or error.get('code')}{at}."


def _specimens() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield each with its name, and as what Slack gets it."""
    filed = _filed()
    card = proposal_card(filed, _EVENT, decisions=(), now=_AT, undo_minutes=15, first_of_day=True, partial=True, ungraded=True)
    yield "the card of a proposal", "message", card.payload()
    event = event_card(_EVENT, filed.proposal.reports, (), public=True, now=_AT)
    yield "the card of an event", "message", event.payload()
    yield "the window “Why”", "view", why_modal(filed, _EVENT)
    yield "the window of the rules", "view", rules_modal()
    yield "the form for a source", "view", source.draw(event=_EVENT, place="C0SPECIMEN")


def _filed() -> FiledProposal:
    reports = tuple(
        Report(
            id=f"1-{number}",
            claim=claim.key,
            outlet=Outlet(name="Harbour Courier"),
            url="https://courier.example/quill",
            stance=Stance.CONFIRMS,
            tone=Tone.CERTAIN,
            basis=Basis.ON_RECORD,
            path=(_MAYOR,),
            quote="“The sprinklers were off,” Quill said.",
        )
        for number, claim in enumerate(_EVENT.claims, 1)
    )
    before, after = assess_event(_EVENT, ()), assess_event(_EVENT, reports)
    return FiledProposal(
        id=1,
        version=1,
        state=ProposalState.PENDING,
        filed_at=_AT,
        submission=Submission(
            id=1,
            url=reports[0].url,
            canonical_url=reports[0].url,
            by="somebody",
            place="C0SPECIMEN",
            filed_at=_AT,
            state=SubmissionState.PROPOSED,
            article_id=1,
        ),
        proposal=Proposal(
            event=_EVENT.slug,
            draft=None,
            headline=_EVENT.headline,
            reports=reports,
            before=before,
            after=after,
            verdict=verdict(_EVENT, "Harbour Courier", before, after),
            unverified_by=("Harbour Courier: “It could not be verified.”",),
        ),
    )
