"""The story of one link: fetch, read, match, assess, propose.

Each step stores what it found under a natural key and gives back plain data, so that a step repeated after a crash changes
nothing. A step that gives nothing ends the story early; the submission then says why, in a sentence for the person who
brought the link.
"""

from typing import Any

from bot.domain.errors import SecondSourceError
from bot.domain.matching import Fit, Match, fit
from bot.domain.record import Proposal, SubmissionState
from bot.pipeline.assess import propose_draft, propose_update
from bot.pipeline.desk import Desk
from bot.pipeline.fetch import fetch
from bot.pipeline.ports import Steps
from bot.pipeline.read import counted, read
from bot.pipeline.record import article_of, reading_of
from storage import events, proposals, submissions

Plain = dict[str, Any]


def review(desk: Desk, steps: Steps, workspace: str, submission_id: int) -> None:
    """Take one submission from its link to its proposals, or to the sentence that says why there are none."""
    try:
        _tell_story(desk, steps, workspace, submission_id)
    except SecondSourceError as error:
        _fail(desk, workspace, submission_id, "not_worked", error.sentence)


def _tell_story(desk: Desk, steps: Steps, workspace: str, submission_id: int) -> None:
    if not steps.run("fetch", lambda: fetch(desk, workspace, submission_id)):
        return
    if not steps.run("read", lambda: read(desk, workspace, submission_id)):
        return
    matches = steps.run("match", lambda: match(desk, workspace, submission_id))
    assessed = steps.run("assess", lambda: assess(desk, workspace, submission_id, matches))
    steps.run("propose", lambda: propose(desk, workspace, submission_id, assessed))


def give_up(desk: Desk, workspace: str, submission_id: int) -> None:
    """Say that something unforeseen ended the story; the details are in the log."""
    sentence = (
        f"Something went wrong on our side with submission {submission_id}; the log has the details. Bring the link again."
    )
    _fail(desk, workspace, submission_id, "unforeseen", sentence)


def match(desk: Desk, workspace: str, submission_id: int) -> list[Plain]:
    """Say which stored events the article is about: all that fit, else the first that may."""
    with desk.database.transaction(workspace, read_only=True) as s:
        hint = submissions.get(s, submission_id).event_hint
        _, article = article_of(s, submission_id)
        _, reading = reading_of(s, submission_id)
        named = list(dict.fromkeys(judgement.event for judgement in reading.judgements if judgement.event))
        found = [fit(event, reading, article) for event in events.get_many(s, named)]
    same = [m for m in found if m.fit is Fit.SAME]
    unsure = [m for m in found if m.fit is Fit.UNSURE]
    unsure.sort(key=lambda m: m.event != hint)
    return [m.model_dump(mode="json") for m in same or unsure[:1]]


def assess(desk: Desk, workspace: str, submission_id: int, matches: list[Plain]) -> list[Plain]:
    """Work out what the record would say: a proposal for each event that matched, else one for a new event."""
    if matches:
        desk.tell(submission_id, f"Comparing with {counted(len(matches))} …")
    with desk.database.transaction(workspace, read_only=True) as s:
        found = [propose_update(s, submission_id, Match.model_validate(m)) for m in matches]
        drafted = propose_draft(s, submission_id) if not found else None
    return [p.model_dump(mode="json") for p in (*found, drafted) if p is not None]


def propose(desk: Desk, workspace: str, submission_id: int, assessed: list[Plain]) -> list[int]:
    """Store the proposals for an editor; gives their ids."""
    with desk.database.transaction(workspace) as s:
        if submissions.get(s, submission_id).state is SubmissionState.SUPERSEDED:
            return []
        if not assessed:
            sentence = "The article fits no stored event and makes no claim that could be checked. Nothing was proposed."
            submissions.fail(s, submission_id, "no_claim", sentence)
            return []
        reading_id, _ = reading_of(s, submission_id)
        ids = [proposals.save(s, submission_id, reading_id, Proposal.model_validate(p), desk.clock()) for p in assessed]
        submissions.set_state(s, submission_id, SubmissionState.PROPOSED)
    desk.tell(submission_id, "Proposed.")
    return ids


def _fail(desk: Desk, workspace: str, submission_id: int, kind: str, sentence: str) -> None:
    with desk.database.transaction(workspace) as s:
        submissions.fail(s, submission_id, kind, sentence)
