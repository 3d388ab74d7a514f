"""Values to store, and a record with one of everything."""

import datetime as dt
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlmodel import col, select

from bot.domain.card import Card, CardKind, Spot
from bot.domain.digest import Digest, DigestState, Entry, Section
from bot.domain.merging import moving
from bot.domain.model import (
    Assessment,
    Basis,
    Claim,
    Event,
    EventKind,
    Grade,
    Hop,
    HopKind,
    Layer,
    Level,
    Outlet,
    OutletKind,
    Report,
    Revision,
    Stance,
    Tone,
)
from bot.domain.page_access import PageAccess
from bot.domain.reading import Article, Judgement, Quote, ReaderStamp, Reading
from bot.domain.record import (
    DecisionKind,
    EditKind,
    LevelChange,
    Proposal,
    Reread,
    Rewording,
    Settlement,
    Submission,
    SubmissionState,
)
from bot.domain.subscription import DigestPart, DigestSettings
from bot.domain.workspace import WorkspaceSettings
from storage import (
    api_tokens,
    articles,
    cards,
    decisions,
    digests,
    events,
    follows,
    history,
    letters,
    outlets,
    pages,
    proposals,
    public_sources,
    readings,
    regrades,
    reports,
    rereads,
    rulings,
    settlements,
    submissions,
    subscriptions,
    workspace_settings,
)
from storage.db import Database
from storage.session import WorkspaceSession
from storage.tables.record import LevelChangeRow, OutletRow

NOW = dt.datetime(2026, 3, 4, 9, 30, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)
URL = "https://harbourpost.example/ferry"
TEXT = "A ferry caught fire off Norwick on Tuesday. The harbour master, Ada Finch, said that all 212 passengers were safe."
HARBOUR_POST = Outlet(
    name="Harbour Post",
    aliases=("The Post of Norwick",),
    domains=("harbourpost.example",),
    family="Coast Media",
    kind=OutletKind.LOCAL,
    grade=Grade.B,
    grade_reason="Corrects itself in public.",
)


def event(slug: str = "ferry-fire", headline: str = "Ferry burns off Norwick; all 212 passengers safe") -> Event:
    return Event(
        slug=slug,
        kind=EventKind.ACCIDENT,
        headline=headline,
        place="Norwick",
        date=dt.date(2026, 3, 3),
        claims=(
            Claim(key="said", text="Ada Finch said that all passengers are safe.", layer=Layer.UTTERANCE, speaker="Ada Finch"),
            Claim(key="safe", text="All 212 passengers of the ferry are safe.", parties=("Norwick Ferries",)),
        ),
        entities=("Ada Finch", "Norwick Ferries"),
        tags=("sea",),
        extracted_at=NOW,
        source_story="A wire story",
    )


def article(url: str = URL, text: str = TEXT, outlet: Outlet = HARBOUR_POST) -> Article:
    return Article(
        canonical_url=url,
        outlet=outlet,
        title="Ferry burns",
        authors=("Jo Vale",),
        published=dt.date(2026, 3, 3),
        language="en",
        text=text,
        partial="The page ends in the middle of a sentence.",
    )


def quote() -> Quote:
    return Quote(text=TEXT[:43], start=0, end=43)


def reading() -> Reading:
    return Reading(
        judgements=(
            Judgement(
                event="ferry-fire",
                claim="safe",
                stance=Stance.CONFIRMS,
                tone=Tone.CERTAIN,
                basis=Basis.ON_RECORD,
                path=(Hop(kind=HopKind.PERSON, name="Ada Finch"),),
                quote=quote(),
            ),
        ),
        dropped=1,
        remarks=("One quote was not found.",),
        stamp=ReaderStamp(reader="made", seconds=0.25),
    )


def report(id_: str = "r1", outlet: Outlet = HARBOUR_POST, url: str = URL, claim: str = "safe") -> Report:
    return Report(
        id=id_,
        claim=claim,
        outlet=outlet,
        url=url,
        published=dt.date(2026, 3, 3),
        stance=Stance.CONFIRMS,
        tone=Tone.CERTAIN,
        basis=Basis.ON_RECORD,
        path=(Hop(kind=HopKind.PERSON, name="Ada Finch"),),
        quote="all 212 passengers were safe",
        copy_of="Coast Wire",
    )


def proposal(slug: str | None = "ferry-fire", verdict: str = "Adds one report.") -> Proposal:
    before = Assessment(claim="safe", level=Level.UNVERIFIED, score=0.2, reports=0, outlets=0, origins=0, reasons=("None.",))
    assessment = Assessment(claim="safe", level=Level.REPORTED, score=0.6, reports=1, outlets=1, origins=1, reasons=("One.",))
    return Proposal(
        event=slug,
        draft=None if slug else event(),
        headline="Ferry burns off Norwick",
        reports=(report(),),
        before=(before,),
        after=(assessment,),
        verdict=verdict,
        remarks=("Read with care.",),
    )


def change(decision_id: int | None, level: Level = Level.REPORTED) -> LevelChange:
    return LevelChange(
        claim="safe",
        at=NOW,
        decision_id=decision_id,
        level_before=None,
        level_after=level,
        score_before=None,
        score_after=0.6,
        reasons=("One origin.",),
    )


def submission(s: WorkspaceSession, key: str = "k1", url: str = URL, by: str = "ana") -> Submission:
    return submissions.file(s, key=key, url=url, canonical_url=url, by=by, place="desk", at=NOW)


def sent(s: WorkspaceSession, submission_id: int) -> None:
    """Store that a reader sent what is in a submission."""
    public_sources.add(
        s,
        token_sha256="t" * 64,
        submission=submission_id,
        event="ferry-fire",
        again=True,
        address_hash="a" * 24,
        email="reader@post.example",
        note="I was there.",
        at=NOW,
    )


def program_source(s: WorkspaceSession, token: int, submission_id: int, key: str) -> api_tokens.ProgramSource:
    """Store that a program brought what is in a submission."""
    return api_tokens.add_source(s, token=token, key=key, said_sha256="s" * 64, submission=submission_id, again=False, at=NOW)


@dataclass(frozen=True)
class Workspace:
    """A workspace in a database."""

    database: Database
    name: str

    def transaction(self, *, read_only: bool = False) -> AbstractContextManager[WorkspaceSession]:
        return self.database.transaction(self.name, read_only=read_only)


@dataclass
class Record:
    """The ids of one of everything."""

    article: int
    submission: int
    reading: int
    proposal: int
    decision: int
    event: int = 0
    outlet: int = 0
    move: int = 0
    token: int = 0
    source: int = 0
    ruling: int = 0
    grade: int = 0
    again: int = 0
    later: int = 0
    edit: int = 0
    gone: int = 0
    subscription: int = 0
    digest: int = 0
    letter: letters.Letter | None = None
    card: Card | None = None

    @property
    def held(self) -> Card:
        assert self.card is not None
        return self.card

    @property
    def taken(self) -> letters.Letter:
        assert self.letter is not None
        return self.letter


def waiting(s: WorkspaceSession, key: str = "k1", url: str = URL, slug: str | None = "ferry-fire") -> Record:
    """Store a submission up to its proposal; the event must be there."""
    article_id = articles.save(s, article(url), b"<p>ferry</p>", NOW)
    filed = submission(s, key, url)
    submissions.claim_article(s, filed.id, article_id, url)
    reading_id = readings.save(s, filed.id, article_id, reading())
    proposal_id = proposals.save(s, filed.id, reading_id, proposal(slug), NOW)
    return Record(article_id, filed.id, reading_id, proposal_id, 0)


def approved(s: WorkspaceSession) -> Record:
    """Store an event, a submission on it, and an approval with its report and its change of level."""
    events.add(s, event(), NOW)
    record = waiting(s)
    decision = decisions.decide(s, record.proposal, 1, DecisionKind.APPROVE, "ed", NOW, "Sound.")
    reports.add(s, "ferry-fire", [report()], decision_id=decision.id, article_ids={"r1": record.article}, at=NOW)
    history.add(s, "ferry-fire", [change(decision.id)])
    record.decision = decision.id
    record.event = events.id_of(s, "ferry-fire")
    record.outlet = s.exec(select(OutletRow.id).where(col(OutletRow.name) == HARBOUR_POST.name)).one()
    record.move = s.exec(select(LevelChangeRow.id)).one()
    record.grade = outlets.newest_entry(s, HARBOUR_POST.name).id
    regrades.plan(s, record.grade, [record.event])
    return record


def ruled(s: WorkspaceSession, record: Record) -> None:
    """Store a ruling on an event, and the change of level that it made."""
    record.ruling = rulings.add(s, record.event, "Ada Finch", "A. Finch", same=False, by="ed", reason="Two sisters.", at=NOW).id
    rulings.add(s, None, "Port of Elm", "Elm Port", same=True, by="ed", reason="Two spellings.", at=NOW)
    history.add(s, "ferry-fire", [change(None, Level.CORROBORATED).model_copy(update={"ruling_id": record.ruling})])


def shown(s: WorkspaceSession) -> Record:
    """Store what `approved` does, and what shows it: cards posted, stuck, held and due; a home, settings, a reread."""
    record = approved(s)
    ruled(s, record)
    home = Spot(channel="C0HOME")
    cards.want(s, "level", CardKind.LEVEL, home, at=LATER, due=False, event="ferry-fire", ruling_id=record.ruling)
    for key, kind, channel in (("e", CardKind.EVENT, "C0SHARE"), ("n", CardKind.NOTE, "C0LOST")):
        cards.want(s, key, kind, Spot(channel=channel), at=NOW, event="ferry-fire")
        card = cards.take_next(s, NOW)
        assert card is not None
        if kind is CardKind.EVENT:
            cards.drawn(s, card, "1.1", "f1", None)
        else:
            cards.stuck(s, card, "We are not in this channel.")
    spot = Spot(channel="C0DESK", thread="1.0", batch="m1")
    cards.close(s, "gone", NOW)
    cards.want(s, "link:k1", CardKind.LINK, spot, at=NOW, submission_id=record.submission)
    record.card = cards.take_next(s, NOW)
    cards.want(s, "p", CardKind.PROPOSAL, spot, at=NOW, proposal_id=record.proposal)
    record.again = submission(s, "again").id
    wish = Reread(submission=record.again, of=record.submission, event="ferry-fire", asked_by="ed")
    rereads.add(s, wish, NOW)
    events.give_home(s, "ferry-fire", "C0HOME", "ed", NOW)
    follows.follow(s, "ferry-fire", "U0ANN", NOW)
    one = Spot(channel="U0ANN")
    cards.want(s, "follow", CardKind.FOLLOWED, one, at=LATER, due=False, event="ferry-fire", grade_id=record.grade)
    pages.give_access(s, None, PageAccess.UNLISTED, by="ed", at=NOW)
    pages.give_access(s, "ferry-fire", PageAccess.PUBLIC, by="ed", at=NOW)
    cards.want_reaction(s, Spot(channel="C0DESK", batch="m2"), "2.0", LATER)
    workspace_settings.save(s, WorkspaceSettings(editors=("U0EDDA",)), "ed", NOW)
    sent(s, record.submission)
    return told(s, record)


def corrected(s: WorkspaceSession, record: Record) -> Record:
    """Store what corrections leave, after `shown`: a withdrawal, the article with another text, and edits of the event."""
    withdrawing = report("r9").model_copy(update={"revises": Revision.WITHDRAWAL})
    reports.add(s, "ferry-fire", [withdrawing], decision_id=record.decision, at=NOW)
    rewording = Rewording(claim="safe", becomes="safe-2", text="All passengers but one are safe.")
    events.reword(s, "ferry-fire", rewording, by="ed", reason="One is missing.", at=NOW)
    record.edit = events.edit(s, "ferry-fire", EditKind.RETRACT, by="ed", reason="Another ferry.", at=NOW)
    moved = change(None, Level.RETRACTED).model_copy(update={"edit_id": record.edit})
    history.add(s, "ferry-fire", [moved])
    cards.want(s, "edit", CardKind.LEVEL, Spot(channel="C0HOME"), at=LATER, due=False, edit_id=record.edit, event="ferry-fire")
    settlements.add(s, settlement(record.proposal))
    record.later = submission(s, "later").id
    later = articles.save(s, article(text="A correction."), None, LATER)
    submissions.claim_article(s, record.later, later, URL)
    return record


def merged(s: WorkspaceSession, record: Record) -> Record:
    """Store a second event, and that it is the first one, after `shown`."""
    smoke = event("ferry-smoke", "Smoke over the sea off Norwick")
    events.add(s, smoke, NOW)
    record.gone = events.id_of(s, "ferry-smoke")
    moved = moving(smoke, events.get(s, "ferry-fire"), {"safe": "safe"})
    edit = events.merge(s, smoke, events.get(s, "ferry-fire"), moved, by="ed", reason="One ferry.", at=NOW)
    history.add(s, "ferry-fire", [change(None).model_copy(update={"edit_id": edit, "claim": "said-2"})])
    events.look_at_merger(s, smoke, "ferry-fire", 1, by="ed", reason="One ferry.", at=NOW)
    return record


def settlement(proposal_id: int, stance: Stance = Stance.DENIES) -> Settlement:
    return Settlement(proposal_id=proposal_id, version=2, report="r1", stance=stance, by="ed", at=NOW)


def digest(until: dt.datetime = NOW) -> Digest:
    section = Section(
        part=DigestPart.NEW, title="New events", mark="🆕", entries=(Entry(about="Ferry burns", says="Reported"),)
    )
    return Digest(zone="UTC", since=until - dt.timedelta(days=1), until=until, summary="One new event.", sections=(section,))


def told(s: WorkspaceSession, record: Record) -> Record:
    """Store what comes by itself: a subscription with its digest, one missed and one asked for, letters, and a reminder.

    And what they tell of besides: a link that led to a proposal, and one that failed.
    """
    submissions.set_state(s, record.submission, SubmissionState.PROPOSED)
    submissions.fail(s, submission(s, "lost", f"{URL}/lost").id, "timeout", "Too late.")
    settings = DigestSettings(zone="Europe/Lisbon", addresses=("desk@harbourpost.example", "news@harbourpost.example"))
    record.subscription = subscriptions.add(s, "C0DESK", settings, "U0ANN", NOW - dt.timedelta(days=9)).id
    closed = subscriptions.add(s, "C0LOST", settings, "U0ANN", NOW)
    subscriptions.pause(s, closed.id, "the channel was archived.")
    made_digest = digests.add(
        s, "digest:1", "C0DESK", DigestState.MADE, digest(), at=NOW, subscription=record.subscription, due_at=NOW
    )
    assert made_digest is not None
    record.digest = made_digest
    digests.add(s, "digest:2", "C0DESK", DigestState.MISSED, None, at=LATER, subscription=record.subscription, due_at=LATER)
    digests.add(s, "digest:now:t", "C0DESK", DigestState.MADE, digest(), at=NOW)
    letters.want(s, record.digest, settings.addresses, NOW)
    record.letter = letters.take_next(s, NOW)
    proposals.note_reminder(s, "reminder:1", [record.proposal], NOW)
    return record
