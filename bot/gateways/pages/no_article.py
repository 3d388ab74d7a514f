"""Pages that are no article, each refused with a sentence of its own: what it is, and what to do."""

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from bot.domain.errors import FetchFailure, Unreadable
from bot.gateways.pages.blocked import is_about_region, is_blocked
from bot.gateways.pages.notices import (
    CONSENT,
    IS_MISSING,
    LOGIN,
    LONGEST_NOTICE,
    MISSING,
    NEEDS_SCRIPT,
    NO_SITE,
    PASSES_ON,
    REPORTED,
    SAYS_ON,
    TO_READERS,
    TO_SOMEBODY,
    TROUBLE,
    WHAT_IS_MISSING,
)
from bot.gateways.pages.partial import LEAST_WORDS, count_words, share_of_notices
from bot.gateways.pages.passing import passes_to
from bot.gateways.pages.shape import Headings, Shape, headings_of, shape_of
from bot.gateways.screening.unseen import Node

PASTE = "Paste the article's text instead; the link is kept."
_NO_SUCH_PAGE = f"The site says that there is no such page, or no longer. Check the link. {PASTE}"
_ENOUGH_WORDS = 150
"""A page that describes itself as an article and shows so many words of it is one."""
_FEW = 60
_SHORTEST_REPORT = 80  # characters
_LITTLE = 900  # characters of running text
_MUCH = 1500

_PASS_LINKS_ON = frozenset(
    {"news.google.com", "apple.news", "lnkd.in", "t.co", "trib.al", "dlvr.it", "flip.it", "smartnews.com"}
)
_SHOWS_PDF = re.compile(r"<(?:embed|iframe|object)\b[^>]{0,300}(?:application/pdf|\.pdf\b)", re.IGNORECASE)
_MOST_SOURCE = 200_000

_FILM_SITES = re.compile(
    r"(?:[a-z]+\.)?(?:youtube\.com/(?:watch|shorts/|live/|embed/|clip/|playlist)|youtu\.be/|vimeo\.com/(?:[a-z]+/)*\d+"
    r"|dailymotion\.com/video/"
    r"|tiktok\.com/(?:@[^/]+/video/|t/|v/)|twitch\.tv/|rumble\.com/v|odysee\.com/@|bitchute\.com/video/"
    r"|facebook\.com/(?:watch|reel|[^/]+/videos/)"
    r"|fb\.watch/|instagram\.com/(?:reels?|tv)/|bilibili\.com/video/|rutube\.ru/video/|vk\.com/video|streamable\.com/"
    r"|snapchat\.com/spotlight/)"
)
_SOUND_SITES = re.compile(
    r"(?:[a-z]+\.)?(?:open\.spotify\.com/|spotify\.com/(?:episode|show|track)|podcasts\.apple\.com/|music\.apple\.com/"
    r"|soundcloud\.com/|audioboom\.com/"
    r"|mixcloud\.com/|podbean\.com/|overcast\.fm/|pca\.st/|castbox\.fm/|spreaker\.com/|podcasts\.google\.com/|deezer\.com/)"
)
_FILM_PATH = re.compile(r"/(?:videos?|av|watch|reels?|clips?|tv|mediathek|video-\w+)/", re.IGNORECASE)
_SOUND_PATH = re.compile(r"/(?:audio|podcasts?|listen|episodes?|radio|sounds?)/", re.IGNORECASE)
_FILM_KINDS = frozenset({"VideoObject", "Movie", "TVEpisode", "Clip", "BroadcastEvent"})
_SOUND_KINDS = frozenset({"AudioObject", "PodcastEpisode", "PodcastSeries", "RadioEpisode", "MusicRecording"})
_CONSENT_PLACE = re.compile(
    r"consent\.[a-z.]+/|guce\.[a-z.]+/|[a-z.]+/(?:consent|privacy-gate|gdpr-consent|zustimmung|cookiewall|cookie-consent)/?$",
    re.IGNORECASE,
)
_SHORTEST_ARTICLE_PATH = 8
_LIST_PATH = re.compile(
    r"/?|/(?:index|home|default|start|news|latest|archives?|search|sitemap|videos?|sports?|politics|opinion"
    r"|world)(?:\.\w{2,5})?/?"
    r"|/(?:\w\w/)?(?:search|tags?|topics?|categor(?:y|ies)|authors?|sections?|archives?)/[^/]+/?(?:page/\d+/?)?",
    re.IGNORECASE,
)
_PRODUCT_KINDS = frozenset({"Product", "ProductGroup", "Offer", "AggregateOffer"})
_LIST_KINDS = frozenset({"CollectionPage", "SearchResultsPage", "ItemList"})


@dataclass(frozen=True)
class Seen:
    """What there is to judge a page by; `tree` has no more than a browser shows, `text` is what was extracted.

    `described` says that it describes itself as an article, `kinds` are the schema.org types that it names, `refresh` is the
    address that it is refreshed with, and `others` counts the headlines of other articles that the tree no longer has.
    """

    url: str
    html: str
    tree: Node
    text: str
    around: str
    described: bool
    kinds: frozenset[str]
    refresh: str | None
    others: int = 0

    @cached_property
    def headings(self) -> Headings:
        """Return the page's title and first headings."""
        return headings_of(self.tree)

    @cached_property
    def shape(self) -> Shape:
        """Return what the page is made of."""
        return shape_of(self.tree)

    @cached_property
    def words(self) -> int:
        """Return how many words the page shows."""
        return count_words(self.around)

    @cached_property
    def reports(self) -> bool:
        """Say whether it reports what somebody said and speaks to nobody, so that its heading is a headline."""
        return (
            REPORTED.search(self.text) is not None
            and TO_SOMEBODY.search(self.text) is None
            and self.shape.own >= _SHORTEST_REPORT
        )

    def is_headed(self, pattern: re.Pattern[str]) -> bool:
        """Say whether its title, a heading or a part of one is nothing but such words, and there is no article under it."""
        if self.reports:
            return False
        if any(pattern.fullmatch(heading) for heading in self.headings.first):
            return self.shape.own < (_LITTLE // 4 if self.described else _LITTLE)
        if any(pattern.fullmatch(heading) for heading in self.headings.second):
            return not self.described and self.shape.own < _LITTLE // 3
        return False


class PassedOn(Unreadable):
    """A page that only sends its readers on to another address."""

    def __init__(self, url: str) -> None:
        shown = url if len(url) <= 200 else f"{url[:200]}…"
        super().__init__(
            FetchFailure.REDIRECTS,
            f"This page only sends its readers on to {shown}. Give that link, or paste the article's text; this link is kept.",
        )
        self.url = url

    def __reduce__(self) -> tuple[type["PassedOn"], tuple[str]]:  # type: ignore[override]  # built again from its address alone
        return type(self), (self.url,)


def refuse_sent_home(asked: str, came: str) -> None:
    """Raise Unreadable where a site sends the link of an article to its front page, or to a page of consent or login."""
    host, path = urlsplit(came).hostname or "", urlsplit(came).path
    if _CONSENT_PLACE.match(host + path):
        raise Unreadable(FetchFailure.NO_TEXT, f"The site asks for consent before it shows the article. {PASTE}")
    if len(urlsplit(asked).path) > _SHORTEST_ARTICLE_PATH and came != asked and _is_front(came):
        raise Unreadable(
            FetchFailure.NOT_FOUND,
            f"The site sends this link on to a front page, so the article is probably gone or the link is incomplete. {PASTE}",
        )


def refuse_no_article(page: Seen) -> None:
    """Raise Unreadable where a page is no article; PassedOn where it sends its readers on."""
    _refuse_film_or_sound_site(page.url)
    if page.described and count_words(page.text) >= _ENOUGH_WORDS and not _is_front(page.url):
        return
    _follow(page)
    if not page.reports and is_blocked(
        page.html, (*page.headings.first, *page.headings.second), page.around, page.words, described=page.described
    ):
        raise _blocked(page)
    if _says_missing(page):
        raise Unreadable(FetchFailure.NOT_FOUND, _NO_SUCH_PAGE)
    for pattern, kind, sentence in _HEADED:
        if page.is_headed(pattern):
            raise Unreadable(kind, sentence)
    _refuse_walls(page)
    _refuse_film_or_sound(page)
    _refuse_product(page)
    _refuse_list(page)


def _says_missing(page: Seen) -> bool:
    """Say whether a heading says that what was asked for is missing, on a page that speaks to its reader and reports none."""
    return (
        not page.described
        and page.shape.own < _LITTLE
        and TO_READERS.search(page.around) is not None
        and REPORTED.search(page.text) is None
        and any(
            len(heading.split()) <= LONGEST_NOTICE and WHAT_IS_MISSING.search(heading) and IS_MISSING.search(heading)
            for heading in (*page.headings.first, *page.headings.second)
        )
    )


def _follow(page: Seen) -> None:
    """Raise PassedOn where a page with next to no words of its own leads on; Unreadable where it hides where to."""
    if page.words >= _ENOUGH_WORDS:
        return
    hides = urlsplit(page.url).hostname in _PASS_LINKS_ON and count_words(page.text) < LEAST_WORDS
    is_notice = hides or (not page.described and (page.is_headed(PASSES_ON) or (page.words < _FEW and _says_on(page))))
    if not (is_notice or page.refresh or (page.words < _FEW and not page.described)):
        return
    if target := passes_to(page.tree, page.html, page.url, page.refresh, is_notice=is_notice):
        raise PassedOn(target)
    if hides:
        raise Unreadable(
            FetchFailure.REDIRECTS,
            f"This service hides where its link leads. Open it, and give the address of the article. {PASTE}",
        )


def _says_on(page: Seen) -> bool:
    return SAYS_ON.search(page.around) is not None


_HEADED = (
    (MISSING, FetchFailure.NOT_FOUND, _NO_SUCH_PAGE),
    (
        TROUBLE,
        FetchFailure.SERVER_ERROR,
        f"The site shows an error of its own instead of the page. Try again in a while. {PASTE}",
    ),
    (NO_SITE, FetchFailure.NOT_AN_ARTICLE, f"There is no article at this address, only a placeholder of the site. {PASTE}"),
    (CONSENT, FetchFailure.NO_TEXT, f"The site shows its notice on cookies, consent or age instead of the article. {PASTE}"),
    (LOGIN, FetchFailure.BLOCKED, f"The site asks for a login or a subscription instead of showing the article. {PASTE}"),
    (
        PASSES_ON,
        FetchFailure.REDIRECTS,
        f"This page only sends its readers on. Open it and give the link where it ends. {PASTE}",
    ),
)


def _blocked(page: Seen) -> Unreadable:
    if is_about_region(page.around):
        return Unreadable(FetchFailure.BLOCKED, f"The site is closed to readers in the bot's region. {PASTE}")
    return Unreadable(
        FetchFailure.BLOCKED, f"The site blocks automatic readers, or wants to see first that its visitor is a person. {PASTE}"
    )


def _refuse_walls(page: Seen) -> None:
    words = count_words(page.text)
    if (
        not page.described
        and words < _ENOUGH_WORDS
        and page.tree.xpath("//input[@type='password']")
        and page.shape.own < _LITTLE
    ):
        raise Unreadable(
            FetchFailure.BLOCKED, f"The site asks for a login or a subscription instead of showing the article. {PASTE}"
        )
    if words < _FEW and NEEDS_SCRIPT.search(page.around[:20_000]):
        raise Unreadable(
            FetchFailure.NO_TEXT,
            f"The site shows its pages only in a browser that runs their scripts, so there is no text here. {PASTE}",
        )
    if not page.described and words < 2 * _ENOUGH_WORDS and share_of_notices(page.text) > 0.6:
        raise Unreadable(FetchFailure.NO_TEXT, f"The page shows a notice on cookies or consent and no article. {PASTE}")
    if words < _FEW and _SHOWS_PDF.search(page.html[:_MOST_SOURCE]):
        raise Unreadable(FetchFailure.NOT_AN_ARTICLE, f"This page only shows a PDF, which cannot be read here. {PASTE}")


def _refuse_film_or_sound_site(url: str) -> None:
    parts = urlsplit(url)
    place = f"{(parts.hostname or '').removeprefix('www.')}{parts.path}"
    if _FILM_SITES.match(place):
        raise _film()
    if _SOUND_SITES.match(place):
        raise _sound()


def _refuse_film_or_sound(page: Seen) -> None:
    words = count_words(page.text)
    if page.described or words >= _ENOUGH_WORDS:
        return
    kind = next(iter(page.tree.xpath("//meta[@property='og:type']/@content")), "").lower()
    path = urlsplit(page.url).path
    if (
        kind.startswith("video")
        or page.kinds & _FILM_KINDS
        or (words < 80 and _FILM_PATH.search(path) and "<video" in page.html)
    ):
        raise _film()
    if (
        kind.startswith("music")
        or page.kinds & _SOUND_KINDS
        or (words < 80 and _SOUND_PATH.search(path) and "<audio" in page.html)
    ):
        raise _sound()


def _refuse_product(page: Seen) -> None:
    if page.described or count_words(page.text) >= _ENOUGH_WORDS:
        return
    kind = next(iter(page.tree.xpath("//meta[@property='og:type']/@content")), "").lower()
    if kind.startswith(("product", "og:product")) or page.kinds & _PRODUCT_KINDS:
        raise Unreadable(FetchFailure.NOT_AN_ARTICLE, f"This page offers a product, and is no article. {PASTE}")


def _film() -> Unreadable:
    return Unreadable(
        FetchFailure.NOT_AN_ARTICLE,
        "This is a page with a video, and what is said in it cannot be read here. Paste what matters of it as text (who says "
        "what); the link is kept.",
    )


def _sound() -> Unreadable:
    return Unreadable(
        FetchFailure.NOT_AN_ARTICLE,
        "This is a page with a recording, and what is said in it cannot be read here. Paste what matters of it as text (who "
        "says what); the link is kept.",
    )


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _refuse_list(page: Seen) -> None:
    shape, front = page.shape, _is_front(page.url)
    path = urlsplit(page.url).path
    headline = len(shape.headline.split()) >= 4 and shape.own >= _LITTLE // 9
    cards = shape.cards + page.others
    lists = bool(page.kinds & _LIST_KINDS) or _LIST_PATH.fullmatch(path) is not None
    few = shape.own < max(_LITTLE // 2, shape.in_cards)
    if front:
        found = cards >= 3 and shape.own < max(_MUCH, 2 * shape.in_cards)
    else:
        found = not page.described and cards >= (3 if lists else 5) and few and (lists or not headline)
    if found:
        raise Unreadable(
            FetchFailure.NOT_AN_ARTICLE,
            "This is a front page or a list of articles, not one article. Open the article that you mean and give its link, or "
            "paste its text; the link is kept.",
        )
