"""Articles with their text, and the pages as served. Neither ever changes."""

import datetime as dt
import hashlib
import zlib
from collections.abc import Collection
from typing import NamedTuple, TypeVar

from sqlalchemy import bindparam
from sqlalchemy import select as rows
from sqlmodel import col

from bot.domain.errors import BadInput, NotFound
from bot.domain.model import Article, Response, Value
from storage import copy_index, outlets
from storage.columns import storable
from storage.prepared import Prepared, table_of
from storage.session import WorkspaceSession
from storage.tables.review import ArticleRow

LONGEST_ADDRESS = 2000
_F = TypeVar("_F")
_T = table_of(ArticleRow).c
_SAME = Prepared(rows(_T.id).where(_T.canonical_url == bindparam("address"), _T.text_sha256 == bindparam("text_sha256")))
_WITHOUT_PAGE = Prepared(rows(*(column for column in _T if column is not _T.html)).where(_T.id == bindparam("id_")))
_KEPT = Prepared(rows(_T.id, _T.fetched_at, _T.html_sha256, _T.response).where(_T.id.in_(bindparam("ids", expanding=True))))
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


class Kept(Value):
    """When an article was fetched, the hash of the page as served (None if its text was pasted), and how the site answered.

    The answer is None where the page was handed in by a person, or fetched by a version that did not keep it.
    """

    fetched_at: dt.datetime
    html_sha256: str | None
    response: Response | None = None


def kept(s: WorkspaceSession, article_id: int) -> Kept:
    """Return what is known of an article's page besides its bytes; raises NotFound."""
    return _found(kept_of(s, [article_id]).get(article_id), article_id)


def kept_of(s: WorkspaceSession, article_ids: Collection[int]) -> dict[int, Kept]:
    """Return the same of several articles, by their ids, without those that are not there."""
    found = s.rows(_KEPT, ids=list(article_ids)) if article_ids else ()
    return {row.id: Kept(fetched_at=row.fetched_at, html_sha256=row.html_sha256, response=row.response) for row in found}


def first_published(s: WorkspaceSession, canonical_url: str) -> dt.date | None:
    """Return when the first text that is stored of an address was published, where that is known."""
    at_address = col(ArticleRow.canonical_url) == storable(canonical_url)
    return s.scalars(rows(col(ArticleRow.published)).where(at_address).order_by(col(ArticleRow.id)).limit(1)).first()


def texts_before(s: WorkspaceSession, article_id: int) -> tuple[str, ...]:
    """Return the texts that were stored before an article at its address, the latest first; raises NotFound."""
    before = col(ArticleRow.canonical_url) == _row(s, article_id).canonical_url, col(ArticleRow.id) < article_id
    return tuple(s.scalars(rows(col(ArticleRow.text)).where(*before).order_by(col(ArticleRow.id).desc())))


def archive(s: WorkspaceSession, article_id: int) -> bytes | None:
    """Return the page as served, or None if there was none; raises NotFound, and ValueError if it was tampered with."""
    row = _found(s.row(_PAGE, id_=article_id), article_id)
    if row.html is None and row.html_sha256 is None:
        return None
    html = zlib.decompress(row.html) if row.html else b""
    if hashlib.sha256(html).hexdigest() != row.html_sha256:
        raise ValueError(f"the archived page of article {article_id} does not fit its hash")
    return html


def fault(s: WorkspaceSession) -> str | None:
    """Say in a sentence which stored article does not fit its hashes, in its text or its page; None if all do."""
    for id_ in list(s.scalars(rows(col(ArticleRow.id)).order_by(col(ArticleRow.id)))):
        text, text_sha256 = s.execute(
            rows(col(ArticleRow.text), col(ArticleRow.text_sha256)).where(col(ArticleRow.id) == id_)
        ).one()
        if hashlib.sha256(text.encode()).hexdigest() != text_sha256:
            return f"The text of article {id_} was altered: it does not fit its hash."
        try:
            archive(s, id_)
        except (ValueError, zlib.error):
            return f"The archived page of article {id_} was altered or removed: it does not fit its hash."
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
