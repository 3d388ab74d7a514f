"""Proposals for tests of modals: an everyday one, one for a new event, and one in which everything is as long as it can be."""

import datetime as dt
from collections.abc import Sequence

from bot.domain.confidence import assess_event
from bot.domain.model import Basis, Claim, Event, EventDraft, EventKind, Hop, HopKind, Layer, Report, Tone
from bot.domain.reading import Quote, Statement
from bot.domain.record import FiledProposal, Proposal, ProposalState, Submission, SubmissionState
from tests.domain.make import EVENT, OWN, person, report

AT = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
HOSTILE = (
    "<!channel> *Run* _now_ ~or~ `else` & <@U0BOSS1> <https://evil.example|your bank> \u202egnol si siht\u202c 🦊 تعطل السد"
)
LONGEST = (HOSTILE * 20)[:1000]


def filed(event: EventDraft, reports: Sequence[Report], *, version: int = 1, headline: str | None = None) -> FiledProposal:
    """File a proposal, on the stored event or for a new one where `event` is a draft."""
    stored = isinstance(event, Event)
    proposal = Proposal(
        event=event.slug if isinstance(event, Event) else None,
        draft=None if stored else event,
        headline=headline or event.headline,
        reports=tuple(reports),
        before=assess_event(event, ()),
        after=assess_event(event, reports),
        verdict="That it is so goes from unverified to reported.",
    )
    submission = Submission(
        id=7,
        url="https://courier.example/dam",
        canonical_url="https://courier.example/dam",
        by="U0MIRA1",
        place="C0DESK1",
        filed_at=AT,
        state=SubmissionState.PROPOSED,
        article_id=1,
    )
    return FiledProposal(
        id=12, version=version, state=ProposalState.PENDING, submission=submission, proposal=proposal, filed_at=AT
    )


def on_dam() -> FiledProposal:
    """Two reports of one article on a stored event: its own work on the one claim, the speaker's word on the other."""
    return filed(
        EVENT,
        [
            report("Alder Post", id="7-1", claim="said", origin=person("Vera Holm"), basis=Basis.ON_RECORD),
            report("Alder Post", id="7-2", claim="so", origin=OWN, copy_of="Cedar Wire"),
        ],
    )


def draft() -> EventDraft:
    return EventDraft(
        kind=EventKind.STATEMENT,
        headline="Vera Holm says the Orrin dam failed",
        place="Orrin",
        date=dt.date(2026, 3, 2),
        claims=EVENT.claims,
        entities=("Vera Holm", "Orrin Water Board"),
    )


def on_new_event() -> FiledProposal:
    return filed(draft(), [report("Alder Post", id="7-1", claim="said", origin=person("Vera Holm"))])


def longest_event() -> Event:
    """Eight claims, each as long as a claim can be."""
    claims = tuple(
        Claim(
            key=f"c{n}",
            text=f"{n} {LONGEST}"[:1000],
            layer=Layer.UTTERANCE if n % 2 else Layer.SUBSTANCE,
            speaker=f"Speaker {n} {LONGEST}"[:1000],
            parties=tuple(f"Party {n}.{m} {LONGEST}"[: 100 * m] for m in range(1, 6)),
        )
        for n in range(1, 9)
    )
    return Event(slug="e" * 120, kind=EventKind.OTHER, headline=LONGEST, place=LONGEST, claims=claims, entities=(LONGEST,) * 3)


def longest(reports: int) -> FiledProposal:
    """Reports whose every text is as long, and as hostile, as it can be."""
    event = longest_event()
    return filed(
        event,
        [
            report(
                LONGEST,
                id=f"7-{n}",
                claim=f"c{n % 8 + 1}",
                quote=f"{n} {LONGEST}"[:1000],
                origin=Hop(kind=HopKind.BODY, name=f"{n} {HOSTILE * 3}"[: 120 if n % 2 else 300]),
                copy_of=LONGEST,
            )
            for n in range(1, reports + 1)
        ],
    )


def statement(text: str, origin: Hop = OWN, quote: str = "The water came before dawn.") -> Statement:
    return Statement(
        text=text,
        tone=Tone.CERTAIN,
        basis=Basis.ON_RECORD,
        path=(origin,),
        quote=Quote(text=quote, start=0, end=len(quote)),
    )
