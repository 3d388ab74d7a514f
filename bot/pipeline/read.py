"""The second step: a reader takes the article's claims, and its word on those of the likeliest stored events."""

import threading
from collections.abc import Sequence

import structlog

from bot.domain.answer import Answer
from bot.domain.errors import BadInput, Cannot, SecondSourceError, TryLater
from bot.domain.grounding import ground
from bot.domain.model import Article, Event, Reading
from bot.domain.record import SubmissionState
from bot.pipeline.desk import Desk
from bot.pipeline.ports import PaidReader
from bot.pipeline.record import article_of
from storage import answers, articles, events, readings, rereads, search, submissions, vectors
from storage.session import WorkspaceSession

log = structlog.get_logger()

CANDIDATES = 6
EMBEDDED = 4000
BATCH = 256
_FREE = {"calls": 0, "tokens_in": 0, "tokens_out": 0, "tokens_cached": 0, "cost": 0.0, "cached": True, "seconds": 0.0}
# Copies of one text that come in together would all be asked about before the first answer is there. Which lock a question
# gets follows from its hash; two questions that share one only wait for each other.
_turns = tuple(threading.Lock() for _ in range(256))


def read(desk: Desk, workspace: str, submission_id: int) -> int | None:
    """Read one submission's article and keep the reading; gives its id, or None where the story ends here."""
    with desk.database.transaction(workspace, read_only=True) as s:
        if stored := readings.of_submission(s, submission_id):
            return stored[0]
        submission, again = submissions.get(s, submission_id), rereads.of_submission(s, submission_id)
        if submissions.has_ended_early(submission):
            return None
        article_id, article = article_of(s, submission_id)
        html = articles.archive(s, article_id)
        candidates = [events.get(s, again.event)] if again and again.event else []
    if not candidates:
        keep_vectors(desk, workspace, most=BATCH)
        vector = embedded(desk, article)
        with desk.database.transaction(workspace, read_only=True) as s:
            candidates = candidate_events(desk, s, article, vector, hint=submission.event_hint)
    desk.tell(workspace, submission_id, f"Reading {len(article.text.split()):,} words against {counted(len(candidates))} …")
    try:
        reading = warned(desk, reading_of(desk, article, candidates, workspace=workspace, afresh=again is not None), html)
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


def reading_of(
    desk: Desk, article: Article, candidates: Sequence[Event], *, workspace: str | None = None, afresh: bool = False
) -> Reading:
    """Read one article, with the fallback where the reader fails, and look every quote up in the text.

    In a workspace, the same question is not paid for twice; `afresh` asks it all the same, for a person who wants to have an
    article read again. Raises Cannot where the fallback does not read such articles either.
    """
    answer, degraded = _answer(desk, article, candidates, workspace, afresh=afresh)
    reading = ground(answer, article.text, candidates)
    return reading.model_copy(update={"remarks": (*degraded, *_care(article), *reading.remarks)})


def warned(desk: Desk, reading: Reading, html: bytes | None) -> Reading:
    """Put a warning of what a page hides among a reading's remarks: nobody has read it, and an editor should know."""
    warning = desk.fetcher.warning(html) if html is not None else None
    return reading.model_copy(update={"remarks": (warning, *reading.remarks)}) if warning else reading


def _answer(
    desk: Desk, article: Article, candidates: Sequence[Event], workspace: str | None, *, afresh: bool
) -> tuple[Answer, tuple[str, ...]]:
    try:
        if workspace is not None and isinstance(desk.reader, PaidReader):
            return _kept_or_asked(desk, desk.reader, article, candidates, workspace, afresh=afresh), ()
        return desk.reader.read(article, candidates), ()
    except SecondSourceError as error:
        if desk.fallback is desk.reader:
            raise
        log.warning("the built-in reader stands in", kind=type(error).__name__, sentence=error.sentence)
        return _by_fallback(desk, article, candidates, error)


def _by_fallback(
    desk: Desk, article: Article, candidates: Sequence[Event], error: SecondSourceError
) -> tuple[Answer, tuple[str, ...]]:
    """Let the fallback read, and say why, and what a person can do about it."""
    try:
        answer = desk.fallback.read(article, candidates)
    except Cannot as other:
        raise Cannot(f"{error.sentence} The built-in reader cannot stand in: {other.sentence}") from error
    way_on = "please read the article."
    if isinstance(error, TryLater):
        way_on = "please read the article, or have it read again when the model is back."
    elif isinstance(error, BadInput):
        way_on = "please read the article, or have it read again when an engineer has seen to that."
    return answer, (f"{error.sentence} The built-in reader worked instead: it is much plainer, so {way_on}",)


def _kept_or_asked(
    desk: Desk, reader: PaidReader, article: Article, candidates: Sequence[Event], workspace: str, *, afresh: bool
) -> Answer:
    """Give the kept answer to the same question, at no cost; else ask, and keep the answer."""
    question = reader.question(article, candidates)
    with _turns[int(question[:8], 16) % len(_turns)]:
        if not afresh:
            with desk.database.transaction(workspace, read_only=True) as s:
                kept = answers.find(s, question)
            if kept is not None:
                return kept.model_copy(update={"stamp": kept.stamp.model_copy(update=_FREE)})
        answer = reader.read(article, candidates)
        try:
            with desk.database.transaction(workspace) as s:
                answers.keep(s, question, answer, desk.clock())
        except SecondSourceError as error:
            # The answer is paid for: that it cannot be kept for others is no reason to do without it here.
            log.warning("an answer was not kept", sentence=error.sentence)
    return answer


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
