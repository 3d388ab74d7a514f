"""What the record keeps of what people did: submissions, proposals, decisions and changes of level."""

import datetime as dt
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from bot.domain.model import (
    Assessment,
    Doubt,
    EventDraft,
    Key,
    Level,
    OneLine,
    Report,
    Revision,
    Ruling,
    Slug,
    Stance,
    Value,
)


class SubmissionState(StrEnum):
    """How far a submission has come; `withdrawn`: its message was deleted, or its link edited out, in time."""

    FILED = "filed"
    FETCHED = "fetched"
    READ = "read"
    PROPOSED = "proposed"
    FAILED = "failed"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class ProposalState(StrEnum):
    """Whether a proposal still waits; `superseded`: a newer one of the same article replaced it."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


class DecisionKind(StrEnum):
    """What an editor did with a proposal; `first_look`: approved it where a second editor has to approve it too."""

    APPROVE = "approve"
    AMEND = "amend"
    REJECT = "reject"
    UNDO = "undo"
    FIRST_LOOK = "first_look"


class Rewording(Value):
    """A new wording of a claim, which a proposal brings: `becomes` is the new claim's key."""

    claim: Key
    becomes: Key
    text: OneLine


class DraftRuling(Value):
    """An editor's ruling on two names in a new event that waits; it is stored with the event once that is approved."""

    ruling: Ruling
    by: OneLine
    at: dt.datetime


class SavedEdit(Value):
    """The last change of a proposal that was saved without deciding; the version `since` is the one before the first such."""

    by: OneLine
    at: dt.datetime
    since: int


class Proposal(Value):
    """The reports of one submission on one event, with the assessments before and after, waiting for an editor.

    `event` is the slug, or None where the proposal is for the new event `draft`. `verdict` is what an editor reads first; it
    begins with the `revisions`: what the reports withdraw or replace. `provenance` says of each report where it comes from and
    whether that is new; `unverified_by` are the article's own remarks that something could not be verified; `unsure` says why
    this may be another event; `remarks` ask for care; `doubt` is the question about origins that matters most once it is
    approved; `read_by` says which reader read how much; `made_by` is the editor who made it a new event by hand; `rewordings`
    are an editor's new wordings of claims, which its reports confirm; `ruled` are an editor's rulings on names in the `draft`;
    `edit` says who changed it last without deciding.
    """

    event: Slug | None
    draft: EventDraft | None = None
    headline: OneLine
    reports: tuple[Report, ...]
    before: tuple[Assessment, ...]
    after: tuple[Assessment, ...]
    verdict: OneLine
    revisions: tuple[str, ...] = ()
    provenance: tuple[str, ...] = ()
    unverified_by: tuple[str, ...] = ()
    unsure: str | None = None
    remarks: tuple[str, ...] = ()
    doubt: Doubt | None = None
    read_by: str = ""
    made_by: str | None = None
    rewordings: tuple[Rewording, ...] = ()
    ruled: tuple[DraftRuling, ...] = ()
    edit: SavedEdit | None = None

    @model_validator(mode="after")
    def _event_or_draft(self) -> Self:
        if (self.event is None) == (self.draft is None):
            raise ValueError("a proposal is for a stored event or for a new one, never both or neither")
        return self

    @property
    def withdraws(self) -> bool:
        """Tell whether one of its reports takes back what was reported."""
        return any(report.revises is Revision.WITHDRAWAL for report in self.reports)

    @property
    def updates(self) -> bool:
        """Tell whether one of its reports gives a later figure."""
        return any(report.revises is Revision.UPDATE for report in self.reports)

    @property
    def open_reports(self) -> tuple[Report, ...]:
        """Return the reports of which an editor has to say what their passage means."""
        return tuple(report for report in self.reports if report.stance is Stance.OPEN)


class Submission(Value):
    """One link, or text, from one person in one place.

    `canonical_url` is the address as filed, spelled canonically (`text:SHA256` for pasted text without one);
    `event_hint` is the slug that the sender named; `duplicate_of` the submission that brought the same article first.
    `failure_kind` and `failure` say why it failed, in one sentence for the sender. `public` if a reader brought it, by the form
    on an event's page.
    """

    id: int
    url: str | None
    canonical_url: str
    by: str
    place: str
    note: str = ""
    event_hint: str | None = None
    filed_at: dt.datetime
    state: SubmissionState
    failure_kind: str | None = None
    failure: str | None = None
    article_id: int | None = None
    duplicate_of: int | None = None
    public: bool = False


class FiledProposal(Value):
    """A proposal as stored: a decision binds to `version`."""

    id: int
    version: int
    state: ProposalState
    submission: Submission
    proposal: Proposal
    filed_at: dt.datetime


class Decision(Value):
    """What an editor did with one version of a proposal; `own_submission` says that they decided on their own link.

    `undoes` is the decision that an undo takes back.
    """

    id: int
    proposal_id: int
    version: int
    kind: DecisionKind
    by: str
    at: dt.datetime
    reason: str = ""
    own_submission: bool = False
    undoes: int | None = None


class Settlement(Value):
    """An editor's word on what an open passage means; `report` is its report's id, `version` the proposal's that it made."""

    proposal_id: int
    version: int
    report: str
    stance: Stance
    by: str
    at: dt.datetime


class EditKind(StrEnum):
    """What an editor did to an event itself; `restore`: a claim has its older wording again; `correct`: its place or date.

    `first_look`: retracted it where a second editor has to retract it too. `merge`: another event was found to be this one;
    `merge_first_look`: a second editor has to say so too.
    """

    RETRACT = "retract"
    REOPEN = "reopen"
    REWORD = "reword"
    RESTORE = "restore"
    FIRST_LOOK = "first_look"
    CORRECT = "correct"
    ADD_CLAIM = "add_claim"
    MERGE = "merge"
    MERGE_FIRST_LOOK = "merge_first_look"

    @property
    def looks_first(self) -> bool:
        """Tell whether it changes nothing until a second editor does the same."""
        return self in (EditKind.FIRST_LOOK, EditKind.MERGE_FIRST_LOOK)


class MergedEvent(Value):
    """What the history keeps of an event that went into another one: its names; of a first look also what was `seen`."""

    slug: Slug
    headline: OneLine
    entities: tuple[OneLine, ...] = ()
    tags: tuple[OneLine, ...] = ()
    seen: int | None = None


class EventEdit(Value):
    """What an editor did to an event itself, with or without a decision on a proposal.

    `claim` got the wording of the claim `becomes`, got its own back, or was added. `place` and `date` are those of a corrected
    event, `merged` is the one that went into it. `stands` is false if the decision was undone.
    """

    id: int
    kind: EditKind
    claim: Key | None = None
    becomes: Key | None = None
    place: OneLine | None = None
    date: dt.date | None = None
    merged: MergedEvent | None = None
    decision_id: int | None = None
    by: str
    at: dt.datetime
    reason: str = ""
    stands: bool = True


class LevelChange(Value):
    """One change of one claim's assessment, and what moved it: a decision, grade, ruling or edit (none: the file)."""

    claim: Key
    at: dt.datetime
    decision_id: int | None
    grade_id: int | None = None
    ruling_id: int | None = None
    edit_id: int | None = None
    level_before: Level | None
    level_after: Level
    score_before: float | None
    score_after: float
    reasons: tuple[str, ...]


class Reread(Value):
    """A request to read submission `of` again; `submission` is the new one, `event` the slug of the only event to compare."""

    submission: int
    of: int
    event: str | None
    asked_by: str
