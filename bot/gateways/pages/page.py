"""From the bytes of a page to a `Page`: pure computation, which may run in another process."""

import hashlib
import re
from collections.abc import Collection

from bot.domain.errors import FetchFailure, Unreadable
from bot.domain.platforms import is_platform, is_platforms_name
from bot.domain.reading import Page
from bot.gateways.pages.addresses import canonical, canonical_of_page, copy_at, parse, publisher
from bot.gateways.pages.decoding import decode
from bot.gateways.pages.extraction import Extract, extract, hidden_in, language_of, refuse_too_long
from bot.gateways.pages.no_article import PASTE
from bot.gateways.pages.partial import LEAST_PASTED, LEAST_WORDS, count_words, is_only_notices, why_partial
from bot.gateways.screening.hidden import remarks_on
from bot.gateways.screening.unseen import clean_text


def page_of_html(html: bytes, url: str, charset: str | None, allow: Collection[str]) -> Page:
    """Extract the article of a page served at `url`, without its bytes; raises Unreadable."""
    found = extract(decode(html, charset), url)
    _refuse_too_little(found.text)
    address = canonical_of_page(url, found.link, allow)
    domain, remarks = publisher(parse(address)), [*found.remarks, *_kept_copy(url)]
    return Page(
        url=url,
        canonical_url=address,
        domain=domain,
        site_name=_own_name(found, domain, parse(url).host),
        title=found.title,
        authors=found.authors,
        published=found.published,
        language=found.language,
        text=found.text,
        partial=found.partial,
        warning=" ".join(remarks) or None,
    )


def _own_name(found: Extract, domain: str, host: str) -> str | None:
    """Return the name that an outlet gives itself: on a platform not the platform's, and none that is only its address."""
    name = found.site_name
    if name and is_platforms_name(name) and not is_platform(domain):
        name = next(iter(found.authors), None)
    return None if name and name.lower() in (domain, host) else name


def _kept_copy(url: str) -> list[str]:
    copy = copy_at(url)
    if copy is None:
        return []
    day = f", kept on {copy.kept_on.day} {copy.kept_on:%B %Y}" if copy.kept_on else ""
    return [f"This is an archived copy at {copy.kept_by}{day}; the outlet's own page may say something else now."]


def page_of_plain(body: bytes, url: str, charset: str | None, allow: Collection[str]) -> Page:
    """Return a page of the plain text that a site serves at `url`; raises Unreadable where there is too little of it."""
    return _page_of_text(decode(body, charset), url, allow, LEAST_WORDS)


def page_of_text(raw: str, url: str | None, allow: Collection[str]) -> Page:
    """Return a page of pasted text; raises Unreadable where there is too little of it."""
    return _page_of_text(raw, url, allow, LEAST_PASTED)


def warning_of_html(html: bytes) -> str | None:
    """Return a warning if a page hides orders to a model; None where it hides none, or is no article."""
    try:
        return " ".join(remarks_on(hidden_in(decode(html, None)), "")) or None
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
        domain=publisher(parse(address)) if url else "",
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
