"""From the bytes of a page to a `Page`: pure computation, which may run in another process."""

import hashlib
import re
from collections.abc import Collection

from bot.domain.errors import FetchFailure, Unreadable
from bot.domain.model import Page
from bot.gateways.pages.addresses import canonical, canonical_of_page, parse, registrable_domain
from bot.gateways.pages.decoding import decode
from bot.gateways.pages.extraction import extract, hidden_in, language_of, refuse_too_long
from bot.gateways.pages.partial import LEAST_PASTED, LEAST_WORDS, count_words, is_challenge, is_only_notices, why_partial
from bot.gateways.screening.instructions import remark_on_hidden
from bot.gateways.screening.unseen import clean_text

PASTE = "Paste the article's text instead."


def page_of_html(html: bytes, url: str, charset: str | None, allow: Collection[str]) -> Page:
    """Extract the article of a page served at `url`, without its bytes; raises Unreadable."""
    found = extract(decode(html, charset), url)
    if is_challenge(found.text or found.around):
        raise Unreadable(
            FetchFailure.BLOCKED, f"The site wants to see first that its visitor is a person, not a program. {PASTE}"
        )
    _refuse_too_little(found.text)
    address = canonical_of_page(url, found.link, allow)
    domain = registrable_domain(parse(address).host)
    return Page(
        url=url,
        canonical_url=address,
        domain=domain,
        site_name=None if found.site_name and found.site_name.lower() in (domain, parse(url).host) else found.site_name,
        title=found.title,
        authors=found.authors,
        published=found.published,
        language=found.language,
        text=found.text,
        partial=found.partial,
        warning=remark_on_hidden(found.hidden),
    )


def page_of_plain(body: bytes, url: str, charset: str | None, allow: Collection[str]) -> Page:
    """Return a page of the plain text that a site serves at `url`; raises Unreadable where there is too little of it."""
    return _page_of_text(decode(body, charset), url, allow, LEAST_WORDS)


def page_of_text(raw: str, url: str | None, allow: Collection[str]) -> Page:
    """Return a page of pasted text; raises Unreadable where there is too little of it."""
    return _page_of_text(raw, url, allow, LEAST_PASTED)


def warning_of_html(html: bytes) -> str | None:
    """Return a warning if a page hides orders to a model; None where it hides none, or is no article."""
    try:
        return remark_on_hidden(hidden_in(decode(html, None)))
    except Unreadable:
        return None


def _page_of_text(raw: str, url: str | None, allow: Collection[str], least: int) -> Page:
    lines = (" ".join(line.split()) for line in clean_text(raw).split("\n"))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    refuse_too_long(text)
    _refuse_too_little(text, least)
    address = canonical(url, allow) if url else f"text:{hashlib.sha256(text.encode()).hexdigest()}"
    return Page(
        url=url or address,
        canonical_url=address,
        domain=registrable_domain(parse(address).host) if url else "",
        title=_headline(text),
        language=language_of(text),
        text=text,
        partial=why_partial(text),
    )


def _refuse_too_little(text: str, least: int = LEAST_WORDS) -> None:
    words = count_words(text)
    if words < least:
        found = "is no text" if not words else "is only 1 word" if words == 1 else f"are only {words} words"
        raise Unreadable(
            FetchFailure.NO_TEXT, f"There {found} here, too little to read as an article. Paste the article's whole text."
        )
    if is_only_notices(text):
        raise Unreadable(FetchFailure.NO_TEXT, f"The page shows a notice on cookies or consent and no article. {PASTE}")


def _headline(text: str) -> str | None:
    """Return the first line above the first paragraph that looks like a headline: short, unique, no sentence, no credit."""
    above = []
    for line in filter(None, text.split("\n")[:20]):
        if count_words(line) > 25 or line.endswith((".", "…", "。")):
            break
        above.append(line)
    else:
        return None
    fit = (
        line for line in above if count_words(line) >= 2 and above.count(line) == 1 and not line.endswith((")", ":", ",", ";"))
    )
    return next(fit, None)
