"""Whose words an article has: by its credit, or by passages that stand elsewhere, on record for its event or not."""

from typing import NamedTuple

from bot.domain.copies import Alike, original
from bot.domain.credits import Credit
from bot.domain.likeness import may_be_outlet
from bot.domain.reading import Article
from bot.domain.wording import shortened
from bot.pipeline.values import OnRecord, Read


class Repeats(NamedTuple):
    """The outlet whose words an article has, if any, the words that show it, and remarks on it for the editor."""

    outlet: str | None = None
    shown_by: str = ""
    remarks: tuple[str, ...] = ()


def repeats_of(read: Read, credited: Credit | None, alike: Alike, known: OnRecord | None = None) -> Repeats:
    """Say whose words an article has: by its credit, as code or the reader sees it, or by passages that stand elsewhere."""
    article, seen = read.article, read.reading.credit
    if seen and not may_be_outlet(seen, article.outlet.name) and (not credited or may_be_outlet(seen, credited.author or "")):
        # An agency's initials may be those of several; the reader read its name.
        return Repeats(seen, credited.words if credited else seen, (_as_copy(seen, article),))
    return repeats_in(article, credited, alike, known)


def repeats_in(article: Article, credited: Credit | None, alike: Alike, known: OnRecord | None = None) -> Repeats:
    """Say whose words an article has: by its credit as code sees it, or by passages that stand elsewhere."""
    if credited and (source := credited.author):
        return Repeats(source, credited.words, (_as_copy(source, article),))
    unknown = (
        (f"{article.outlet.name} does not say whose words these are: {shortened(credited.words, 25)}",) if credited else ()
    )
    repeating = known.repeating(article.outlet.name) if known else set[int | None]()
    behind = known.bearing - repeating if known else set[int | None]()
    found = original(alike, behind, repeating)
    if found is None:
        return Repeats(remarks=unknown)
    first, copy = found
    where = "article on record" if first.id in behind else f"article of {first.day:%Y-%m-%d}"
    much = "Nearly all" if copy.share >= 0.9 else "Most" if copy.share >= 0.5 else "A part"
    share = f"{much} of it stands word for word in {first.outlet}'s {where}: {shortened(copy.passage.text, 25)}"
    if copy.by_hashes:
        share += f" The text of {first.outlet}'s article was purged; the hashes of its passages show this."
    return Repeats(first.outlet, copy.passage.text, (*unknown, share))


def _as_copy(source: str, article: Article) -> str:
    return f"This is {source} copy: it counts as {source}, not as {article.outlet.name}."
