"""The second step: a reader takes the article's claims, and its word on those of the likeliest stored events."""

from collections.abc import Sequence

from bot.domain.answer import Answer
from bot.domain.errors import Cannot, TryLater
from bot.domain.grounding import ground
from bot.domain.model import Article, Event, Reading
from bot.domain.record import SubmissionState
from bot.pipeline.desk import Desk
from bot.pipeline.record import article_of
from storage import events, readings, rereads, search, submissions, vectors
from storage.session import WorkspaceSession

CANDIDATES = 6
EMBEDDED = 4000
BATCH = 256


def read(desk: Desk, workspace: str, submission_id: int) -> int | None:
    """Read one submission's article and keep the reading; gives its id, or None where the story ends here."""
    with desk.database.transaction(workspace, read_only=True) as s:
        if stored := readings.of_submission(s, submission_id):
            return stored[0]
        submission, again = submissions.get(s, submission_id), rereads.of_submission(s, submission_id)
        if submissions.has_ended_early(submission):
            return None
        article_id, article = article_of(s, submission_id)
        candidates = [events.get(s, again.event)] if again and again.event else []
    if not candidates:
        keep_vectors(desk, workspace, most=BATCH)
        vector = embedded(desk, article)
        with desk.database.transaction(workspace, read_only=True) as s:
            candidates = candidate_events(desk, s, article, vector, hint=submission.event_hint)
    desk.tell(workspace, submission_id, f"Reading {len(article.text.split()):,} words against {counted(len(candidates))} …")
    try:
        reading = reading_of(desk, article, candidates)
    except Cannot as error:
        with desk.database.transaction(workspace) as s:
            submissions.fail(s, submission_id, "not_read", error.sentence)
        return None
    with desk.database.transaction(workspace) as s:
        reading_id = readings.save(s, submission_id, article_id, reading)
        submissions.set_state(s, submission_id, SubmissionState.READ)
    return reading_id


def candidate_events(
    desk: Desk, s: WorkspaceSession, article: Article, vector: list[float] | None, *, hint: str | None = None
) -> list[Event]:
    """Find the stored events that an article may be about, the likeliest first; the sender's hint leads.

    Where no word leads anywhere (an article in another script, say), the newest events stand in.
    """
    model = desk.embedder.model if desk.embedder else None
    words = f"{article.title or ''}\n{article.text}"
    slugs = search.search(s, words, date=article.published, limit=CANDIDATES, vector=vector, vector_model=model)
    found = events.get_many(s, list(dict.fromkeys([*([hint] if hint else []), *slugs]))[:CANDIDATES])
    return found or events.list_(s, CANDIDATES)


def embedded(desk: Desk, article: Article) -> list[float] | None:
    """Embed the start of an article; None where no embedding model is set, or it is out of reach (words must do then)."""
    if desk.embedder is None:
        return None
    try:
        return desk.embedder.embed([f"{article.title or ''}\n{article.text}"[:EMBEDDED]])[0]
    except TryLater:
        return None


def reading_of(desk: Desk, article: Article, candidates: Sequence[Event]) -> Reading:
    """Read one article, with the fallback where the reader is out of reach, and look every quote up in the text."""
    answer, degraded = _answer(desk, article, candidates)
    reading = ground(answer, article.text, candidates)
    return reading.model_copy(update={"remarks": (*degraded, *_care(article), *reading.remarks)})


def _answer(desk: Desk, article: Article, candidates: Sequence[Event]) -> tuple[Answer, tuple[str, ...]]:
    try:
        return desk.reader.read(article, candidates), ()
    except TryLater as error:
        if desk.fallback is desk.reader:
            raise
        sentence = f"{error.sentence} The built-in reader worked instead: it is much plainer, so please read the article."
        return desk.fallback.read(article, candidates), (sentence,)


def _care(article: Article) -> tuple[str, ...]:
    return (f"Only part of the article could be read: {article.partial}",) if article.partial else ()


def keep_vectors(desk: Desk, workspace: str, *, most: int | None = None) -> int:
    """Embed stored events that have no vector yet, at most so many; gives how many were embedded.

    Where the embedding model is out of reach the rest waits for the next time: words find events meanwhile.
    """
    done = 0
    while desk.embedder is not None and (most is None or done < most):
        with desk.database.transaction(workspace, read_only=True) as s:
            missing = vectors.missing(s, desk.embedder.model, BATCH)
        if not missing:
            break
        try:
            found = desk.embedder.embed([text for _, text in missing])
        except TryLater:
            break
        with desk.database.transaction(workspace) as s:
            vectors.save(s, desk.embedder.model, dict(zip((slug for slug, _ in missing), found, strict=True)))
        done += len(missing)
    return done


def counted(number: int) -> str:
    """Say how many stored events."""
    return f"{number} stored event" if number == 1 else f"{number} stored events"
