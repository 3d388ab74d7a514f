"""Clusters as files: several articles on one event, and what should be counted on its claims when all are approved."""

import datetime as dt
from collections import Counter
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from bot.domain.event_file import EventFile
from bot.domain.model import Key, Level
from bot.evaluation.cases import Address, CaseArticle, Day
from bot.evaluation.lines import CaseValue, NamedCase, Words, read_lines


def _whole_number(value: object) -> object:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("must be a whole number, 0 or more")
    return value


Number = Annotated[int, BeforeValidator(_whole_number)]


class Counts(CaseValue):
    """What is counted on one claim: only known origins.

    `independent` are those of the `confirm_origins` that are independent of the claim; `names` are the names of the origins
    that confirm or deny it, None where the file does not give them.
    """

    confirm_origins: Number
    independent: Number
    deny_origins: Number
    level: Level
    names: tuple[Words, ...] | None = None


class ClusterArticle(CaseValue):
    """One article; `site` is the name by which the page calls itself."""

    id: Words
    url: Annotated[Words, Address]
    title: str
    published: Annotated[dt.date | None, Day]
    byline: str | None = None
    site: str | None = None
    text: Words

    @property
    def page(self) -> CaseArticle:
        """Return the article as the pages of all cases are given."""
        return CaseArticle(
            text=self.text,
            title=self.title,
            url=self.url,
            published=self.published,
            byline=self.byline,
            publisher=self.site,
        )


class Cluster(NamedCase):
    """One event, the articles on it in the order in which they are brought, and the right counts by claim."""

    kind: Words
    event: EventFile
    articles: Annotated[tuple[ClusterArticle, ...], Field(min_length=1)]
    gold: Annotated[dict[Key, Counts], Field(min_length=1)]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        times = Counter(article.id for article in self.articles)
        if twice := [name for name, number in times.items() if number > 1]:
            raise ValueError(f"articles: the id '{twice[0][:80]}' stands twice")
        keys = {claim.key for claim in self.event.claims}
        if unknown := [key for key in self.gold if key not in keys]:
            raise ValueError(f"gold: the event has no claim '{unknown[0]}'")
        return self

    def unknown_fields(self) -> list[str]:
        """Return the paths of the fields that are unknown."""
        parts: list[tuple[str, CaseValue]] = [("articles[].", article) for article in self.articles]
        parts += [("gold.*.", counts) for counts in self.gold.values()]
        return super().unknown_fields() + [f"{where}{name}" for where, part in parts for name in part.unknown_fields()]


def read_clusters(data: bytes) -> list[Cluster]:
    """Read clusters, one per line; raises WrongLines."""
    return read_lines(data, Cluster)
