"""What a newsroom finds out itself: whom a journalist spoke to, how and when, and what that says about a claim."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Final

from pydantic import StringConstraints

from bot.domain.dates import day_said
from bot.domain.model import Basis, Hop, HopKind, Key, Outlet, Report, Slug, Stance, Tone, Value
from bot.domain.reading import Article
from bot.domain.remarks import OWN_WORDS

OWN_ADDRESS = "own:"
"""How the address of such a report begins: it stands nowhere else."""
IN_OWN_WORDS: Final = f"{OWN_WORDS}these are the journalist's words; they stand in no article."
STANCES = (Stance.CONFIRMS, Stance.DENIES, Stance.CONTEXT)


class Contact(StrEnum):
    """How a journalist found out."""

    CALL = "call"
    EMAIL = "email"
    ON_THE_SPOT = "on_the_spot"
    DOCUMENT = "document"


HOW_SAID: Final = {
    Contact.CALL: "by phone",
    Contact.EMAIL: "by e-mail",
    Contact.ON_THE_SPOT: "on the spot",
    Contact.DOCUMENT: "in a document that we have seen",
}


class OwnReport(Value):
    """One report of the newsroom's own on one claim: `who` is where it comes from, `words` are the journalist's."""

    event: Slug
    claim: Key
    stance: Stance
    who: Hop
    how: Contact
    day: dt.date
    words: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]

    @property
    def basis(self) -> Basis:
        """Return how the newsroom knows: it was there, somebody is named, or nobody is."""
        named = Basis.ANONYMOUS if self.who.kind is HopKind.UNNAMED else Basis.ON_RECORD
        return Basis.WITNESSED if self.who.kind is HopKind.OWN else named

    @property
    def title(self) -> str:
        """Say in a line how the newsroom knows."""
        by = "seen by our own people" if self.who.kind is HopKind.OWN else f"from {self.who}"
        return f"Our own report, {by}, {HOW_SAID[self.how]}, {day_said(self.day)}"

    def article(self, number: str, by: str, newsroom: str) -> Article:
        """Return what the record keeps as its text; `number` makes its address.

        Its outlet is the newsroom itself, which its editors grade like any other.
        """
        return Article(
            canonical_url=f"{OWN_ADDRESS}{number}",
            outlet=Outlet(name=newsroom),
            title=self.title[:300],
            authors=(by,),
            published=self.day,
            text=self.words,
        )

    def report(self, id_: str, article: Article) -> Report:
        """Return the report, with the article as the record keeps it."""
        return Report(
            id=id_,
            claim=self.claim,
            outlet=article.outlet,
            url=article.canonical_url,
            published=self.day,
            stance=self.stance,
            tone=Tone.CERTAIN,
            basis=self.basis,
            path=(self.who,),
            quote=" ".join(self.words.split()),
        )


def is_own(url: str | None) -> bool:
    """Tell whether an address is that of a newsroom's own report."""
    return url is not None and url.startswith(OWN_ADDRESS)
