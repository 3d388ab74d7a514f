"""Articles with their text, and the pages as served. Neither ever changes."""

import datetime as dt
import hashlib
import zlib
from collections.abc import Collection, Iterator
from typing import NamedTuple, TypeVar

from sqlalchemy import bindparam, func, update
from sqlalchemy import select as rows
from sqlmodel import col

from bot.domain.errors import BadInput, NotFound
from bot.domain.model import Value
from bot.domain.reading import Article, Response
from storage import copy_index, outlets, purges
from storage.columns import storable
from storage.prepared import Prepared, table_of
from storage.session import WorkspaceSession
from storage.tables.review import ArticleRow

LONGEST_ADDRESS = 2000
_F = TypeVar("_F")
_T = table_of(ArticleRow).c
_SAME = Prepared(rows(_T.id).where(_T.canonical_url == bindparam("address"), _T.text_sha256 == bindparam("text_sha256")))
_LOCKED = Prepared(rows(_T.id).where(_T.id == bindparam("id_")).with_for_update(key_share=True))
_WITHOUT_PAGE = Prepared(rows(*(column for column in _T if column is not _T.html)).where(_T.id == bindparam("id_")))
_KEPT = Prepared(
    rows(
        *(_T.id, _T.fetched_at, _T.text_sha256, _T.html_sha256, _T.response),
        (_T.text == "").label("no_text"),
        _T.html.is_(None).label("no_page"),
    ).where(_T.id.in_(bindparam("ids", expanding=True)))
)
_TEXTLESS = Prepared(rows(_T.id).where(_T.id == bindparam("id_"), _T.text == ""))
_PAGE = Prepared(rows(_T.html, _T.html_sha256).where(_T.id == bindparam("id_")))


class Saved(NamedTuple):
    """The id of a stored article; `new` if it was not stored before."""

    id: int
    new: bool


def save(s: WorkspaceSession, article: Article, html: bytes | None, fetched_at: dt.datetime) -> int:
    """Store an article, with the page as served; returns its id, which is the same for the same text at the same address.

    Raises BadInput for an address of more than 2,000 characters.
    """
    return add(s, article, html, fetched_at).id


def add(
    s: WorkspaceSession, article: Article, html: bytes | None, fetched_at: dt.datetime, response: Response | None = None
) -> Saved:
    """Store an article as `save` does, and tell whether it is new."""
    refuse_long(article.canonical_url)
    article = article.model_copy(update={"text": storable(article.text)})
    known: int | None = s.value(_SAME, address=article.canonical_url, text_sha256=article.text_sha256)
    if known is not None:
        _bring_back(s, known, article.text, html)
        return Saved(known, new=False)
    outlet_id = outlets.find_or_add(s, article.outlet, fetched_at)
    id_ = s.insert(
        ArticleRow,
        canonical_url=article.canonical_url,
        outlet_id=outlet_id,
        title=article.title,
        authors=list(article.authors),
        published=article.published,
        language=article.language,
        text=article.text,
        text_sha256=article.text_sha256,
        partial=article.partial,
        html=None if html is None else zlib.compress(html),
        html_sha256=None if html is None else hashlib.sha256(html).hexdigest(),
        response=None if response is None else response.model_dump(mode="json"),
        fetched_at=fetched_at,
    )
    copy_index.add(s, id_, outlet_id, article, fetched_at)
    return Saved(id_, new=True)


def get(s: WorkspaceSession, article_id: int) -> Article:
    """Return an article, with its outlet's current grade; raises NotFound."""
    row = _row(s, article_id)
    return Article(
        canonical_url=row.canonical_url,
        outlet=outlets.by_ids(s, [row.outlet_id])[row.outlet_id],
        title=row.title,
        authors=tuple(row.authors),
        published=row.published,
        language=row.language,
        text=row.text,
        partial=row.partial,
    )


def _bring_back(s: WorkspaceSession, article_id: int, text: str, html: bytes | None) -> None:
    """Keep the text that was purged, and came again; the page too, if it is the very same.

    The article is locked until the transaction ends: no purge takes away what somebody is about to read.
    """
    if s.on_postgresql:
        s.value(_LOCKED, id_=article_id)
    if not s.value(_TEXTLESS, id_=article_id):
        return
    s.execute(update(ArticleRow).where(col(ArticleRow.id) == article_id).values(text=text))
    if html is not None and hashlib.sha256(html).hexdigest() == kept(s, article_id).html_sha256:
        s.execute(update(ArticleRow).where(col(ArticleRow.id) == article_id).values(html=zlib.compress(html)))


class Kept(Value):
    """When an article was fetched, the hashes of its text and of the page as served, and how the site answered.

    There is no page where the text was pasted. The answer is None where the page was handed in by a person, or fetched by a
    version that did not keep it. What was purged says when.
    """

    fetched_at: dt.datetime
    text_sha256: str = ""
    html_sha256: str | None
    response: Response | None = None
    text_purged_at: dt.datetime | None = None
    page_purged_at: dt.datetime | None = None


def kept(s: WorkspaceSession, article_id: int) -> Kept:
    """Return what is known of an article's page besides its bytes; raises NotFound."""
    return _found(kept_of(s, [article_id]).get(article_id), article_id)


def kept_of(s: WorkspaceSession, article_ids: Collection[int]) -> dict[int, Kept]:
    """Return the same of several articles, by their ids, without those that are not there."""
    found = s.rows(_KEPT, ids=list(article_ids)) if article_ids else ()
    texts = purges.of(s, [row.id for row in found if row.no_text], purges.TEXT)
    pages = purges.of(s, [row.id for row in found if row.no_page and row.html_sha256], purges.PAGE)
    return {
        row.id: Kept(
            fetched_at=row.fetched_at,
            text_sha256=row.text_sha256,
            html_sha256=row.html_sha256,
            response=row.response,
            text_purged_at=texts.get(row.id),
            page_purged_at=pages.get(row.id),
        )
        for row in found
    }


def first_published(s: WorkspaceSession, canonical_url: str) -> dt.date | None:
    """Return when the first text that is stored of an address was published, where that is known."""
    at_address = col(ArticleRow.canonical_url) == storable(canonical_url)
    return s.scalars(rows(col(ArticleRow.published)).where(at_address).order_by(col(ArticleRow.id)).limit(1)).first()


def texts_before(s: WorkspaceSession, article_id: int) -> tuple[str, ...]:
    """Return the texts that are stored from before an article at its address, the latest first; raises NotFound."""
    at_it, there = col(ArticleRow.canonical_url) == _row(s, article_id).canonical_url, col(ArticleRow.text) != ""
    before = at_it, there, col(ArticleRow.id) < article_id
    return tuple(s.scalars(rows(col(ArticleRow.text)).where(*before).order_by(col(ArticleRow.id).desc())))


def archive(s: WorkspaceSession, article_id: int) -> bytes | None:
    """Return the page as served, or None if there was none or it was purged; raises NotFound, ValueError if tampered with."""
    row = _found(s.row(_PAGE, id_=article_id), article_id)
    if row.html is None and (row.html_sha256 is None or purges.of(s, [article_id], purges.PAGE)):
        return None
    html = zlib.decompress(row.html) if row.html else b""
    if hashlib.sha256(html).hexdigest() != row.html_sha256:
        raise ValueError(f"the archived page of article {article_id} does not fit its hash")
    return html


def count(s: WorkspaceSession) -> int:
    """Return how many articles are stored."""
    return s.scalar(rows(func.count()).select_from(ArticleRow)) or 0


def faults(s: WorkspaceSession) -> Iterator[str | None]:
    """Yield of each stored article whether it does not fit its hashes, in a sentence; None if its text and its page do."""
    for id_ in list(s.scalars(rows(col(ArticleRow.id)).order_by(col(ArticleRow.id)))):
        text, text_sha256 = s.execute(
            rows(col(ArticleRow.text), col(ArticleRow.text_sha256)).where(col(ArticleRow.id) == id_)
        ).one()
        fits = hashlib.sha256(text.encode()).hexdigest() == text_sha256 if text else bool(purges.of(s, [id_], purges.TEXT))
        yield _fault_in_page(s, id_) if fits else f"The text of article {id_} was altered: it does not fit its hash."


def fault(s: WorkspaceSession) -> str | None:
    """Say in a sentence which stored article does not fit its hashes first; None if all do."""
    return next((fault for fault in faults(s) if fault), None)


def _fault_in_page(s: WorkspaceSession, article_id: int) -> str | None:
    try:
        archive(s, article_id)
    except (ValueError, zlib.error):
        return f"The archived page of article {article_id} was altered or removed: it does not fit its hash."
    return None


def refuse_long(address: str) -> None:
    """Raise BadInput for an address that the indexes cannot hold."""
    if len(address) > LONGEST_ADDRESS:
        raise BadInput("The address has more than 2,000 characters; take the article's plain address, without its parameters.")


def _row(s: WorkspaceSession, article_id: int) -> ArticleRow:
    row: ArticleRow | None = s.row(_WITHOUT_PAGE, id_=article_id)
    return _found(row, article_id)


def _found(found: _F | None, article_id: int) -> _F:
    if found is None:
        raise NotFound(f"There is no article {article_id}.")
    return found
