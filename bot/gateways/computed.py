"""What is computed in other processes: each function loads what it needs when it runs there.

Who only lets it run does not load it: a worker and each command start earlier by it.
"""

from collections.abc import Collection, Sequence

from bot.domain.answer import Answer
from bot.domain.model import Event
from bot.domain.reading import Article, Page


def page_of_html(html: bytes, url: str, charset: str | None, allow: Collection[str]) -> Page:
    """Return the page that HTML holds; raises Unreadable."""
    from bot.gateways.pages import page

    return page.page_of_html(html, url, charset, allow)


def page_of_plain(body: bytes, url: str, charset: str | None, allow: Collection[str]) -> Page:
    """Return the page that a plain text file holds; raises Unreadable."""
    from bot.gateways.pages import page

    return page.page_of_plain(body, url, charset, allow)


def page_of_text(text: str, url: str | None, allow: Collection[str]) -> Page:
    """Return a pasted text as a page; raises Unreadable."""
    from bot.gateways.pages import page

    return page.page_of_text(text, url, allow)


def warning_of_html(html: bytes) -> str | None:
    """Return what an editor should know of text that readers of a page do not see."""
    from bot.gateways.pages import page

    return page.warning_of_html(html)


def answer_on(article: Article, candidates: Sequence[Event]) -> Answer:
    """Read one article by rules; raises Cannot for an article that is not in English."""
    from bot.gateways.builtin import answering

    return answering.answer_on(article, candidates)
