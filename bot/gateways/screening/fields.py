"""What stands around an article's text, its title, its authors and its outlet, screened for orders to a model."""

from bot.domain.model import UNKNOWN_OUTLET, Outlet
from bot.domain.reading import Article
from bot.gateways.english.sentences import Sentence, split
from bot.gateways.screening.instructions import instructions_in


def without_orders(article: Article) -> tuple[Article, list[Sentence]]:
    """Take out of an article the fields that read like instructions to a model; returns those sentences too.

    A field goes as a whole: what stands beside an order is not to be trusted either, and the text says what matters.
    """
    in_title = _orders(article.title or "")
    in_authors = {author: _orders(author) for author in article.authors}
    in_outlet = _orders(article.outlet.name)
    found = [*in_title, *(order for orders in in_authors.values() for order in orders), *in_outlet]
    if not found:
        return article, []
    kept = {
        "title": None if in_title else article.title,
        "authors": tuple(author for author in article.authors if not in_authors[author]),
        "outlet": Outlet(name=UNKNOWN_OUTLET) if in_outlet else article.outlet,
    }
    return article.model_copy(update=kept), found


def _orders(field: str) -> list[Sentence]:
    return instructions_in(field, split(field))
