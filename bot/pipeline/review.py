"""The story of one link: fetch, read, propose.

Each step stores its result under a natural key and returns a small value, so a step that is repeated after a crash changes
nothing. A step that returns None ends the story early; the submission then says why, in a sentence for the person who
brought the link. The transaction that ends the story also marks its cards due.
"""

from collections.abc import Sequence

from bot.domain.errors import SecondSourceError, TryLater
from bot.domain.matching import Fit, Match
from bot.domain.model import Stance
from bot.domain.reading import Reading
from bot.domain.record import Proposal, Submission, SubmissionState
from bot.pipeline.assess import fits, proposals_of
from bot.pipeline.assess_from_record import listed, stored_alike
from bot.pipeline.changed_text import gone
from bot.pipeline.fetch import Fetched, fetch
from bot.pipeline.later_text import earlier_of, still_new, take_over
from bot.pipeline.ports import Steps
from bot.pipeline.read import counted, read
from bot.pipeline.record import Story, on_record
from bot.pipeline.reread import nothing_found, still_open
from bot.pipeline.services import Services
from bot.pipeline.show import NO_CLAIM, fail, story_ended
from bot.pipeline.values import Read
from storage import proposals, rereads, submissions
from storage.session import WorkspaceSession

GONE = (
    "The text at this address has changed since it was read. It says nothing new, but these words, on which approved reports"
    " rest, are gone. The reports still count until an editor undoes their approval:"
)
NOTHING = "The article fits no stored event and makes no claim that could be checked. Nothing was proposed."


def review(services: Services, steps: Steps, workspace: str, submission_id: int) -> None:
    """Process one submission up to its proposals, or to the sentence that says why there are none.

    Raises TryLater where the record itself is out of reach, full or busy: that says nothing of the link, which is tried again.
    """
    story = Story(workspace, submission_id)
    try:
        _run_steps(services, steps, story)
    except TryLater:
        raise
    except SecondSourceError as error:
        sentence = error.sentence
        steps.run("fail", lambda: fail(services, story, "not_worked", sentence))


def _run_steps(services: Services, steps: Steps, story: Story) -> None:
    fetched = steps.run("fetch", lambda: fetch(services, story), Fetched)
    if fetched is None:
        return
    if steps.run("read", lambda: read(services, story, fetched), int) is None:
        return
    steps.run("propose", lambda: match_assess_and_propose(services, story), list[int])


def match_assess_and_propose(services: Services, story: Story) -> list[int]:
    """Make the proposals that follow from the reading; returns their ids."""
    found = story.read(services.database)
    matches = match(services, found)
    return propose(services, story, found, assess(services, story, found, matches))


def give_up(services: Services, workspace: str, submission_id: int) -> None:
    """Fail a submission because of an unexpected error; the details are in the log."""
    with services.database.transaction(workspace, read_only=True) as s:
        advice = "Bring the link again." if rereads.of_submission(s, submission_id) is None else "Ask for it once more."
    sentence = f"Something went wrong on our side with submission {submission_id}; the log has the details. {advice}"
    fail(services, Story(workspace, submission_id), "unforeseen", sentence)


def match(services: Services, found: Read) -> list[Match]:
    """Return the stored events that the article is about: all that fit, and the unsure ones that a model judged.

    The built-in reader compares words, and look-alikes share them: of its unsure ones only the first counts, and only where
    none fits. If an editor chose the event, only that one is returned, and only if the reader found anything about it in the
    article.
    """
    if found.again and found.again.event:
        return _match_chosen(found.again.event, found.reading)
    by_slug = {event.slug: event for event in found.events}
    named = dict.fromkeys(judgement.event for judgement in found.reading.judgements)
    fitting = services.compute(fits, [by_slug[slug] for slug in named if slug in by_slug], found.reading, found.dated)
    same = [m for m in fitting if m.fit is Fit.SAME]
    unsure = [m for m in fitting if m.fit is Fit.UNSURE]
    unsure.sort(key=lambda m: m.event != found.hint)
    by_model = found.reading.stamp.model is not None
    return [*same, *unsure] if by_model else same or unsure[:1]


def assess(services: Services, story: Story, found: Read, matches: Sequence[Match]) -> list[Proposal]:
    """Compute what the record would say: a proposal for each event that matched, else one for a new event."""
    if matches:
        services.tell(story.workspace, story.submission_id, f"Comparing with {counted(len(matches))} …")
    by_slug = {event.slug: event for event in found.events}
    with services.database.transaction(story.workspace, read_only=True) as s:
        known = [on_record(s, by_slug[match.event]) for match in matches]
        others = stored_alike(s, found.article_id, found.article, known)
        outlets = listed(s, found.article, [j.path for j in found.reading.judgements], others)
        earlier = earlier_of(s, found)
    return services.compute(proposals_of, found, outlets, others, list(zip(matches, known, strict=True)), earlier)


def propose(services: Services, story: Story, found: Read, assessed: Sequence[Proposal]) -> list[int]:
    """Store the proposals for an editor, all as filed at one moment; returns their ids."""
    with services.database.transaction(story.workspace) as s:
        again, now = found.again, services.clock()
        of = again.of if again else found.earlier
        earlier = submissions.lock(s, of) if of else None
        if not submissions.proposed(s, story.submission_id):
            return list(proposals.states_of(s, story.submission_id))
        made = still_open(s, again, assessed) if again else still_new(s, found, assessed) if found.earlier else assessed
        ids = list[int]()
        if again and earlier and submissions.has_ended_early(earlier):
            submissions.set_state(s, story.submission_id, SubmissionState.SUPERSEDED)
        elif not made and earlier and found.earlier:
            _end_without_news(s, found, earlier)
        elif not made:
            sentence = nothing_found(s, again, assessed) if again else NOTHING
            submissions.fail(s, story.submission_id, NO_CLAIM, sentence)
        else:
            ids = [proposals.save(s, found.submission, found.reading_id, proposal, now) for proposal in made]
            if again:
                proposals.supersede(s, again.of)
                submissions.replace(s, again.of, story.submission_id)
            take_over(s, found, made, now)
        story_ended(s, story.submission_id, now)
    if ids:
        services.tell(story.workspace, story.submission_id, "Proposed.")
    return ids


def _end_without_news(s: WorkspaceSession, found: Read, earlier: Submission) -> None:
    """End the story of a changed text that says nothing new: as a duplicate, unless words on record are gone from it."""
    known = earlier_of(s, found)
    if missing := gone(found, known) if known else ():
        submissions.fail(s, found.submission, NO_CLAIM, f"{GONE} {' '.join(f'“{quote}”' for quote in missing)}")
    else:
        submissions.duplicate(s, found.submission, earlier.id)


def _match_chosen(slug: str, reading: Reading) -> list[Match]:
    if all(j.event != slug or j.stance is Stance.UNRELATED for j in reading.judgements):
        return []
    return [Match(event=slug, fit=Fit.SAME, reason="An editor chose this event.")]
