"""The story of one link: fetch, read, match, assess, propose, show.

Each step stores what it found under a natural key and gives back plain data, so that a step repeated after a crash changes
nothing. A step that gives nothing ends the story early; the submission then says why, in a sentence for the person who
brought the link.
"""

from typing import Any

from bot.domain.errors import SecondSourceError
from bot.domain.matching import Fit, Match, fit
from bot.domain.model import Reading, Stance
from bot.domain.record import Proposal, SubmissionState
from bot.pipeline.assess import propose_draft, propose_update
from bot.pipeline.desk import Desk
from bot.pipeline.fetch import fetch
from bot.pipeline.ports import Steps
from bot.pipeline.read import counted, read
from bot.pipeline.record import article_of, reading_of
from bot.pipeline.reread import nothing_found, still_open
from bot.pipeline.show import NO_CLAIM, story_ended
from storage import events, proposals, rereads, submissions

Plain = dict[str, Any]
NOTHING = "The article fits no stored event and makes no claim that could be checked. Nothing was proposed."


def review(desk: Desk, steps: Steps, workspace: str, submission_id: int) -> None:
    """Take one submission from its link to its proposals, or to the sentence that says why there are none."""
    try:
        _tell_story(desk, steps, workspace, submission_id)
    except SecondSourceError as error:
        _fail(desk, workspace, submission_id, "not_worked", error.sentence)
    steps.run("show", lambda: story_ended(desk, workspace, submission_id))


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
    with desk.database.transaction(workspace, read_only=True) as s:
        way_on = "Bring the link again." if rereads.of_submission(s, submission_id) is None else "Ask for it once more."
    sentence = f"Something went wrong on our side with submission {submission_id}; the log has the details. {way_on}"
    _fail(desk, workspace, submission_id, "unforeseen", sentence)
    story_ended(desk, workspace, submission_id)


def match(desk: Desk, workspace: str, submission_id: int) -> list[Plain]:
    """Say which stored events the article is about: all that fit, else the first that may.

    Where a person chose the event, that one alone, if the reader found anything in the article to say on it.
    """
    with desk.database.transaction(workspace, read_only=True) as s:
        hint = submissions.get(s, submission_id).event_hint
        _, article = article_of(s, submission_id)
        _, reading = reading_of(s, submission_id)
        if (again := rereads.of_submission(s, submission_id)) and again.event:
            return _chosen(again.event, reading)
        named = list(dict.fromkeys(judgement.event for judgement in reading.judgements if judgement.event))
        found = [fit(event, reading, article) for event in events.get_many(s, named)]
    same = [m for m in found if m.fit is Fit.SAME]
    unsure = [m for m in found if m.fit is Fit.UNSURE]
    unsure.sort(key=lambda m: m.event != hint)
    return [m.model_dump(mode="json") for m in same or unsure[:1]]


def assess(desk: Desk, workspace: str, submission_id: int, matches: list[Plain]) -> list[Plain]:
    """Work out what the record would say: a proposal for each event that matched, else one for a new event."""
    with desk.database.transaction(workspace, read_only=True) as s:
        if submissions.has_ended_early(submissions.get(s, submission_id)):
            return []
    if matches:
        desk.tell(workspace, submission_id, f"Comparing with {counted(len(matches))} …")
    with desk.database.transaction(workspace, read_only=True) as s:
        again = rereads.of_submission(s, submission_id)
        found = [propose_update(s, submission_id, Match.model_validate(m)) for m in matches]
        drafted = propose_draft(s, submission_id) if not (found or (again and again.event)) else None
    return [p.model_dump(mode="json") for p in (*found, drafted) if p is not None]


def propose(desk: Desk, workspace: str, submission_id: int, assessed: list[Plain]) -> list[int]:
    """Store the proposals for an editor; gives their ids."""
    found = [Proposal.model_validate(p) for p in assessed]
    with desk.database.transaction(workspace) as s:
        again = rereads.of_submission(s, submission_id)
        earlier = submissions.lock(s, again.of) if again else None
        submission = submissions.lock(s, submission_id)
        if submissions.has_ended_early(submission):
            return []
        if submission.state is SubmissionState.PROPOSED:
            return [filed.id for filed in proposals.of_submission(s, submission_id)]
        if earlier and submissions.has_ended_early(earlier):
            submissions.set_state(s, submission_id, SubmissionState.SUPERSEDED)
            return []
        made = still_open(s, again, found) if again else found
        if not made:
            submissions.fail(s, submission_id, NO_CLAIM, nothing_found(s, again, found) if again else NOTHING)
            return []
        reading_id, _ = reading_of(s, submission_id)
        ids = [proposals.save(s, submission_id, reading_id, proposal, desk.clock()) for proposal in made]
        if again:
            proposals.supersede(s, again.of)
            submissions.replace(s, again.of, submission_id)
        submissions.set_state(s, submission_id, SubmissionState.PROPOSED)
    desk.tell(workspace, submission_id, "Proposed.")
    return ids


def _chosen(slug: str, reading: Reading) -> list[Plain]:
    if all(j.event != slug or j.stance is Stance.UNRELATED for j in reading.judgements):
        return []
    return [Match(event=slug, fit=Fit.SAME, reason="An editor chose this event.").model_dump(mode="json")]


def _fail(desk: Desk, workspace: str, submission_id: int, kind: str, sentence: str) -> None:
    with desk.database.transaction(workspace) as s:
        submissions.fail(s, submission_id, kind, sentence)
