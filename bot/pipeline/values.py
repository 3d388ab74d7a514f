"""What is loaded from the record before it is assessed; what assesses it knows no database."""

import datetime as dt

from bot.domain.genres import bears
from bot.domain.likeness import may_be_outlet
from bot.domain.model import Event, Report, Value
from bot.domain.reading import Article, Reading
from bot.domain.record import Reread


class Read(Value):
    """A submission that has been read: its article, its reading, and the events that the article was compared with.

    `hint` is the event that the sender named; `again` is set if it was filed to read another submission again; `earlier` is the
    submission that brought the same address with another text, of which the first was published on the day `first_published`.
    """

    submission: int
    hint: str | None
    again: Reread | None
    article_id: int
    article: Article
    reading_id: int
    reading: Reading
    events: tuple[Event, ...]
    earlier: int | None = None
    first_published: dt.date | None = None

    @property
    def dated(self) -> Article:
        """Return the article as old as the first text at its address: by that it belongs to an event."""
        return self.article.model_copy(update={"published": self.first_published or self.article.published})


class OnRecord(Value):
    """What is on record for one event: the reports that count, and the ids of the articles behind them."""

    event: Event
    standing: tuple[Report, ...]
    articles: tuple[int | None, ...]

    def repeating(self, outlet: str) -> set[int | None]:
        """Return the articles that copy or cite an outlet: it does not have its words from them."""
        both = zip(self.standing, self.articles, strict=True)
        return {article for report, article in both if any(may_be_outlet(name, outlet) for name in report.repeats)}

    @property
    def bearing(self) -> set[int | None]:
        """Return the articles that confirm or deny: satire, opinion and mere context are the original of nothing older."""
        return {article for report, article in zip(self.standing, self.articles, strict=True) if bears(report)}
