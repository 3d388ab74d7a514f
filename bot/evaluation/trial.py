"""A newsroom to measure in: its own database, reset for each case, and pages that are given instead of fetched."""

import dataclasses
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.app import open_services
from bot.domain.errors import BadInput
from bot.domain.reading import Page
from bot.evaluation.cases import CaseArticle
from bot.pipeline.ports import Fetcher
from bot.pipeline.services import Services
from bot.settings import Settings

ReaderName = Literal["model", "builtin"]


@dataclass(frozen=True)
class Trial:
    """A newsroom that is reset for each case: no case sees another's events, outlets or articles."""

    services: Services
    database: Path
    workspace: str

    def reset(self) -> None:
        """Reset the database."""
        self.services.database.dispose()
        for suffix in ("-wal", "-shm"):
            self.database.with_name(self.database.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(_pristine(self.database), self.database)

    def services_for(self, article: CaseArticle) -> Services:
        """Return services that know this page only."""
        return dataclasses.replace(self.services, fetcher=GivenPage(self.services.fetcher, article))


def _pristine(database: Path) -> Path:
    return database.with_suffix(".new")


@contextmanager
def open_trial(settings: Settings, reader: ReaderName | None) -> Iterator[Trial]:
    """Set up a newsroom in a temporary folder, with the reader that is asked for or else the configured one.

    A reader that is out of reach is not replaced by the built-in one here: that would measure another reader. Raises BadInput
    where the model is asked for and none is configured.
    """
    if reader == "model" and settings.openai_api_key is None:
        raise BadInput("No model is set, so it cannot be measured: set OPENAI_API_KEY, or give --reader builtin.")
    with tempfile.TemporaryDirectory(prefix="second-source-eval-") as folder:
        apart = settings.model_copy(update={"home": Path(folder), "database_url": None})
        with open_services(apart) as services:
            services.database.dispose()  # so that one file holds everything
            database = Path(folder) / "second-source.db"
            shutil.copyfile(database, _pristine(database))
            chosen = services.fallback if reader == "builtin" else services.reader
            yield Trial(dataclasses.replace(services, reader=chosen, fallback=chosen), database, apart.workspace)


@dataclass(frozen=True)
class GivenPage:
    """The fetcher of one page; what the file says about the page overrides what its bytes show."""

    fetcher: Fetcher
    article: CaseArticle

    def canonical(self, url: str) -> str:
        """Return the canonical form of an address."""
        return self.fetcher.canonical(url)

    def fetch(self, url: str) -> Page:
        """Return the given page, as if its text had been served at this address."""
        if self.article.text is None:
            raise BadInput(f"Nothing is fetched while measuring, so {url} was not.")
        return self.from_text(self.article.text, url)

    def from_html(self, html: bytes, url: str) -> Page:
        """Extract the page as from a saved one."""
        return self._as_given(self.fetcher.from_html(html, url))

    def warning(self, html: bytes) -> str | None:
        """Return the warning that a fetched page would get."""
        return self.fetcher.warning(html)

    def from_text(self, text: str, url: str | None) -> Page:
        """Return a page of pasted text."""
        return self._as_given(self.fetcher.from_text(text, url))

    def _as_given(self, page: Page) -> Page:
        given = {
            "title": self.article.title,
            "published": self.article.published,
            "authors": (self.article.byline,) if self.article.byline else None,
            "site_name": self.article.publisher,
        }
        return page.model_copy(update={name: value for name, value in given.items() if value})
