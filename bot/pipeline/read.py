"""The second step: a reader takes the article's own claims, and judges the claims of the likeliest stored events."""

import threading
from collections.abc import Sequence
from weakref import WeakValueDictionary

import structlog

from bot.domain.answer import Answer
from bot.domain.errors import BadInput, Cannot, SecondSourceError, TryLater
from bot.domain.grounding import ground
from bot.domain.model import Event
from bot.domain.ranking import plain_words
from bot.domain.reading import Article, Reading
from bot.domain.remarks import FALLBACK, PARTIAL
from bot.pipeline.fetch import Fetched
from bot.pipeline.ports import Embedder, PaidReader
from bot.pipeline.record import Story
from bot.pipeline.services import Services
from bot.pipeline.show import fail
from bot.pipeline.values import Read
from storage import answers, articles, events, readings, search, submissions
from storage.session import WorkspaceSession

log = structlog.get_logger()

CANDIDATES = 6
EMBEDDED = 600
"""Characters of an article that are embedded: headline and first sentences say what it is about, in a fraction of the time."""
BATCH = 256
_FREE = {"calls": 0, "tokens_in": 0, "tokens_out": 0, "tokens_cached": 0, "cost": 0.0, "cached": True, "seconds": 0.0}
# Without locks, several copies of one text that arrive together would all be sent to the model before the first answer is
# stored. Each question has a lock for as long as somebody holds it or waits for it.
_question_locks: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()
_making_locks = threading.Lock()


def forget_answers(services: Services, workspace: str) -> bool:
    """Delete the model's answers that were kept for long enough; returns whether there were any."""
    with services.database.transaction(workspace) as s:
        return answers.forget(s, services.clock() - services.retention.answers) > 0


def read(services: Services, story: Story, fetched: Fetched) -> int | None:
    """Read one submission's article and store the reading; returns its id, or None if the story ends here."""
    with services.database.transaction(story.workspace, read_only=True) as s:
        if stored := readings.of_submission(s, story.submission_id):
            return stored[0]
        # Loaded again: its message may have been deleted meanwhile.
        if submissions.has_ended_early(submissions.get(s, story.submission_id)):
            return None
        article = story.article(s, fetched.article_id)
        begun = story.begun(s)
        again, hint = begun.again, begun.brought.submission.event_hint
        if begun.brought.submission.public:
            services = services.for_public()
        candidates = [events.get(s, again.event)] if again and again.event else []
        if not candidates and services.embedder is None:
            candidates = candidate_events(services, s, article, None, hint=hint)
        unseen = services.embedder is not None and _lacks_vectors(s, services.embedder)
    if not candidates and services.embedder is not None:
        if unseen:
            keep_vectors(services, story.workspace, most=BATCH)
        vector = embedded(services, article)
        with services.database.transaction(story.workspace, read_only=True) as s:
            candidates = candidate_events(services, s, article, vector, hint=hint)
    words, against = len(article.text.split()), counted(len(candidates))
    services.tell(story.workspace, story.submission_id, f"Reading {words:,} words against {against} …")
    try:
        reading = reading_of(services, article, candidates, workspace=story.workspace, afresh=again is not None)
    except Cannot as error:
        fail(services, story, "not_read", error.sentence)
        return None
    reading = warned(reading, fetched.warning)
    with services.database.transaction(story.workspace) as s:
        reading_id = readings.save(s, story.submission_id, fetched.article_id, reading)
        alive = submissions.read(s, story.submission_id)
        first_published = articles.first_published(s, article.canonical_url) if fetched.earlier else None
    story.has_been_read(
        Read(
            submission=story.submission_id,
            hint=hint,
            again=again,
            article_id=fetched.article_id,
            article=article,
            reading_id=reading_id,
            reading=reading,
            events=tuple(candidates),
            earlier=fetched.earlier,
            first_published=first_published,
        )
    )
    return reading_id if alive else None


def candidate_events(
    services: Services, s: WorkspaceSession, article: Article, vector: list[float] | None, *, hint: str | None = None
) -> list[Event]:
    """Find the stored events that an article may be about, the sender's hint first, then the likeliest.

    If the search finds nothing (an article in another script, for example), the newest events are returned.
    """
    model = services.embedder.model if services.embedder else None
    words = f"{article.title or ''}\n{article.text}"
    slugs = search.search(s, words, date=article.published, limit=CANDIDATES, vector=vector, vector_model=model)
    found = events.get_many(s, list(dict.fromkeys([*([hint] if hint else []), *slugs]))[:CANDIDATES])
    return found or events.list_(s, CANDIDATES)


def embedded(services: Services, article: Article) -> list[float] | None:
    """Embed the start of an article; None if no embedding model is set or it is out of reach: then words alone find events."""
    if services.embedder is None:
        return None
    try:
        return services.embedder.embed_query(plain_words(f"{article.title or ''}\n{article.text}"[:EMBEDDED]))
    except TryLater:
        return None


def reading_of(
    services: Services, article: Article, candidates: Sequence[Event], *, workspace: str | None = None, afresh: bool = False
) -> Reading:
    """Read one article, with the fallback if the reader fails, and look up every quote in the text.

    With a workspace, answers are cached, so the same question is not paid for twice; `afresh` ignores the cache, for a person
    who wants an article read again. Raises Cannot if the fallback does not read such articles either.
    """
    # A claim whose wording was replaced is not read against any more.
    shown = tuple(event.model_copy(update={"claims": event.current}) for event in candidates)
    answer, degraded = _answer(services, article, shown, workspace, afresh=afresh)
    reading = services.compute(ground, answer, article, shown)
    return reading.model_copy(update={"remarks": (*degraded, *_partial_remark(article), *reading.remarks)})


def warned(reading: Reading, warning: str | None) -> Reading:
    """Add a warning about the page to a reading's remarks: what readers cannot see, an editor should know."""
    return reading.model_copy(update={"remarks": (warning, *reading.remarks)}) if warning else reading


def _answer(
    services: Services, article: Article, candidates: Sequence[Event], workspace: str | None, *, afresh: bool
) -> tuple[Answer, tuple[str, ...]]:
    try:
        if workspace is not None and isinstance(services.reader, PaidReader):
            return _cached_or_asked(services, services.reader, article, candidates, workspace, afresh=afresh), ()
        return services.reader.read(article, candidates), ()
    except SecondSourceError as error:
        if services.fallback is services.reader:
            raise
        log.warning("the built-in reader stands in", kind=type(error).__name__, sentence=error.sentence)
        return _read_by_fallback(services, article, candidates, error)


def _read_by_fallback(
    services: Services, article: Article, candidates: Sequence[Event], error: SecondSourceError
) -> tuple[Answer, tuple[str, ...]]:
    """Let the fallback read, and add a remark: why, and what a person can do about it."""
    try:
        answer = services.fallback.read(article, candidates)
    except Cannot as other:
        raise Cannot(f"{error.sentence} The built-in reader cannot stand in: {other.sentence}") from error
    advice = "please read the article."
    if isinstance(error, TryLater):
        advice = "please read the article, or have it read again when the model is back."
    elif isinstance(error, BadInput):
        advice = "please read the article, or have it read again when an engineer has seen to that."
    return answer, (f"{FALLBACK}. {error.sentence} It is much plainer, so {advice}",)


def _cached_or_asked(
    services: Services, reader: PaidReader, article: Article, candidates: Sequence[Event], workspace: str, *, afresh: bool
) -> Answer:
    """Return the cached answer to the same question, at no cost; else ask, and cache the answer."""
    question = reader.question(article, candidates)
    with _question_lock(question):
        if not afresh:
            with services.database.transaction(workspace, read_only=True) as s:
                kept = answers.find(s, question)
            if kept is not None:
                return kept.model_copy(update={"stamp": kept.stamp.model_copy(update=_FREE)})
        answer = reader.read(article, candidates)
        try:
            with services.database.transaction(workspace) as s:
                answers.keep(s, question, answer, services.clock())
        except SecondSourceError as error:
            # The answer is paid for and is used here, even if it cannot be cached.
            log.warning("an answer was not kept", sentence=error.sentence)
    return answer


def _question_lock(question: str) -> threading.Lock:
    with _making_locks:
        return _question_locks.setdefault(question, threading.Lock())


def _partial_remark(article: Article) -> tuple[str, ...]:
    return (f"{PARTIAL}: {article.partial}",) if article.partial else ()


def _lacks_vectors(s: WorkspaceSession, embedder: Embedder) -> bool:
    # Numpy is slow to import, and without embeddings nothing needs it.
    from storage import vectors

    return bool(vectors.missing(s, embedder.model, 1))


def keep_vectors(services: Services, workspace: str, *, most: int | None = None) -> int:
    """Embed stored events that have no vector yet, in batches, until `most` are done; returns how many were embedded.

    If the embedding model is out of reach, the rest waits for the next call; meanwhile words find events.
    """
    if services.embedder is None:
        return 0
    from storage import vectors

    done = 0
    while most is None or done < most:
        with services.database.transaction(workspace, read_only=True) as s:
            missing = vectors.missing(s, services.embedder.model, BATCH)
        if not missing:
            break
        try:
            found = services.embedder.embed([text for _, text in missing])
        except TryLater:
            break
        with services.database.transaction(workspace) as s:
            # An event that was reworded meanwhile waits for a vector of its new text.
            waiting = dict(vectors.missing(s, services.embedder.model, BATCH))
            made = {slug: vector for (slug, text), vector in zip(missing, found, strict=True) if waiting.get(slug) == text}
            vectors.save(s, services.embedder.model, made)
        done += len(missing)
    return done


def counted(number: int) -> str:
    """Return "1 stored event", "2 stored events" and so on."""
    return f"{number} stored event" if number == 1 else f"{number} stored events"
