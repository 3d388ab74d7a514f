"""News pages as sites serve them, made up: many layouts and many stories, the same for the same number."""

import html
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_PLACES = (
    "Halvik",
    "Port Ansel",
    "Dunmere",
    "Corrie Bay",
    "Ostrava Heath",
    "Lindal",
    "Vexley",
    "Marrow Hill",
    "Saint Ebb",
    "Tarnbeck",
)
_NAMES = ("Ida Morrow", "Felix Arden", "Greta Sohl", "Tomas Reyl", "Nadia Penrose", "Owen Blythe", "Lucia Varga", "Piet Hagen")
_SITES = ("The Halvik Mercury", "Coast & County News", "Dunmere Evening Post", "Valley Wire", "Northern Ledger")
# Headlines that sound like errors, walls and notices: their articles are articles all the same.
_HEADLINES = (
    "Ferry to {place} cancelled after engine fails",
    "Access denied: why {place} closed its archive",
    "Page not found: the missing chapter of {place}'s history",
    "{place} council says sorry for lost records",
    "Are you a robot? {place} tries driverless buses",
    "Just a moment that changed {place}",
    "Before you continue to build, {place} warns developers",
    "Leaving {place}: why the young go",
    "We value your privacy, says {place} hospital after data theft",
    "404 homes planned for {place}",
    "{place} bridge is under maintenance until spring",
    "Blocked drains flood cellars in {place}",
    "Captcha firm opens office in {place}",
    "Cookies recalled in {place} over glass splinters",
    "Live music returns to {place} after nine years",
    "Sign in please: {place} pubs keep guest lists",
    "Security check at {place} harbour delays lorries",
    "Something went wrong at the count in {place}",
    "{place} redirects buses around the market",
    "Internal server error let {place} voters register twice",
)
_SENTENCES = (
    "{name}, who runs the office in {place}, said on {day} that the work would take {number} weeks.",
    "About {number} people live in the houses along the river, and most of them have been told by letter.",
    "“Nobody asked us,” {name} told this newspaper at a meeting in the school hall.",
    "The county sent {number} engineers, who looked at the site until late in the evening.",
    "A spokeswoman for the ministry declined to give a figure before the audit is finished.",
    "Prices in the area have risen by {number} per cent in a year, according to the land registry.",
    "The decision can be appealed against within {number} days, and two residents have said that they will.",
    "Shops in {place} stayed open, though fewer people came than on an ordinary {day}.",
    "The last such case, in the spring of {year}, ended with a settlement that was never made public.",
    "Police asked anyone who had seen the lorry near the quay to call the station in {place}.",
    "The company said that it protects its customers, and that no request had been blocked by its staff.",
    "Readers in other countries were not able to see the site, which said that it was not available in their region.",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


@dataclass(frozen=True)
class Story:
    """A story, and the site that has it."""

    title: str
    paragraphs: tuple[str, ...]
    author: str
    site: str
    slug: str
    day: str


def story(number: int, paragraphs: int | None = None) -> Story:
    """Make the story of a number, from a brief to a long report."""
    chance = random.Random(number)
    place, name = chance.choice(_PLACES), chance.choice(_NAMES)

    def sentence() -> str:
        return chance.choice(_SENTENCES).format(
            place=place,
            name=chance.choice(_NAMES),
            day=chance.choice(_DAYS),
            number=chance.randint(3, 80),
            year=chance.randint(1990, 2024),
        )

    title = _HEADLINES[number % len(_HEADLINES)].format(place=place)
    count = paragraphs or chance.choice((2, 3, 5, 8, 14))
    body = tuple(" ".join(sentence() for _ in range(chance.randint(2, 4))) for _ in range(count))
    slug = "-".join("".join(letter for letter in word if letter.isalnum()) for word in title.lower().split())
    return Story(
        title, body, name, _SITES[number % len(_SITES)], slug, f"2026-0{chance.randint(1, 9)}-{chance.randint(10, 28)}"
    )


def _ps(made: Story, tag: str = "p") -> str:
    return "".join(f"<{tag}>{html.escape(text)}</{tag}>" for text in made.paragraphs)


def _teasers(number: int, count: int, *, leads: bool) -> str:
    found = []
    for at in range(count):
        other = story(number * 100 + at + 7, 1)
        lead = f"<p>{html.escape(other.paragraphs[0][:140])}</p>" if leads else ""
        found.append(f"<li class=card><h3><a href='/{other.slug}'>{html.escape(other.title)}</a></h3>{lead}</li>")
    return f"<section class=more><h2>More news</h2><ul>{''.join(found)}</ul></section>"


def _head(made: Story, *, described: bool) -> str:
    about = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": made.title,
        "datePublished": made.day,
        "author": {"@type": "Person", "name": made.author},
        "publisher": {"@type": "Organization", "name": made.site},
    }
    meta = (
        f"<meta property='og:type' content='article'><meta property='og:title' content='{html.escape(made.title, quote=True)}'>"
        f"<meta property='og:site_name' content='{html.escape(made.site, quote=True)}'>"
        f"<script type='application/ld+json'>{json.dumps(about)}</script>"
    )
    return f"<title>{html.escape(made.title)} | {html.escape(made.site)}</title>{meta if described else ''}"


_MENU = "".join(
    f"<li><a href='/{name.lower()}'>{name}</a></li>"
    for name in ("Home", "News", "Sport", "Culture", "Video", "Podcasts", "Sign in")
)
_AROUND = f"<header><a class=logo href=/>Paper</a><nav><ul>{_MENU}</ul></nav></header>"
_FOOT = "<footer><p>We use cookies. <a href=/privacy>Privacy settings</a></p><p>© 2026. All rights reserved.</p></footer>"


def _page(head: str, body: str, attributes: str = "lang='en-GB'") -> str:
    return f"<!doctype html><html {attributes}><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"


def _plain(made: Story, number: int) -> str:
    return _page(_head(made, described=False), f"<h1>{html.escape(made.title)}</h1>{_ps(made)}")


def _modern(made: Story, number: int) -> str:
    body = (
        f"<main><article><h1>{html.escape(made.title)}</h1><div class=byline>By {made.author}</div>{_ps(made)}</article></main>"
    )
    return _page(_head(made, described=True), _AROUND + body + _teasers(number, 24, leads=True) + _FOOT)


def _undescribed_with_teasers(made: Story, number: int) -> str:
    title = f"<h1 class=entry-title>{html.escape(made.title)}</h1>"
    body = f"<main><div class=post>{title}<div class=entry-content>{_ps(made)}</div></div></main>"
    return _page(_head(made, described=False), _AROUND + body + _teasers(number, 8, leads=False) + _FOOT)


def _blocks(made: Story, number: int) -> str:
    blocks = "".join(
        f"<div data-component='text-block'><div class='x1'><p>{html.escape(text)}</p></div></div>" for text in made.paragraphs
    )
    return _page(
        _head(made, described=True),
        f"{_AROUND}<main id=main-content><article><h1>{html.escape(made.title)}</h1>{blocks}</article></main>{_FOOT}",
    )


def _table(made: Story, number: int) -> str:
    lines = "<br><br>".join(html.escape(text) for text in made.paragraphs)
    cell = f"<td width=600><font size=3><b>{html.escape(made.title)}</b><br><br>{lines}</font></td>"
    return _page(_head(made, described=False), f"<table><tr><td width=120>{_MENU}</td>{cell}</tr></table>", "")


def _linked_title(made: Story, number: int) -> str:
    title = f"<h2 class=entry-title><a href='/{made.slug}' rel=bookmark>{html.escape(made.title)}</a></h2>"
    body = f"<div id=content><article class='post hentry'>{title}<div class=entry-content>{_ps(made)}</div></article></div>"
    return _page(_head(made, described=True), _AROUND + body + _FOOT)


def _guarded(made: Story, number: int) -> str:
    """Make a page with the scripts that guards put on ordinary pages, and a form with a captcha under the text."""
    scripts = (
        "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script><script "
        "src='https://www.google.com/recaptcha/api.js'></script>"
        "<script>window._pxAppId='PX1';</script><script src='https://js.datadome.co/tags.js'></script>"
    )
    form = "<form><label>Comment</label><textarea></textarea><div class=g-recaptcha></div><button>Send</button></form>"
    body = f"<article><h1>{html.escape(made.title)}</h1>{_ps(made)}</article>{form}"
    return _page(_head(made, described=True) + scripts, _AROUND + body + _FOOT)


def _with_panel(made: Story, number: int) -> str:
    panel = (
        "<div id='onetrust-banner-sdk' role=dialog><h2>We value your privacy</h2><p>We and our 812 partners use cookies to "
        "store personal "
        "data and to show advertisements that fit. You may accept all or manage your choices.</p><button>Accept "
        "all</button></div>"
    )
    return _page(
        _head(made, described=True), f"{panel}{_AROUND}<main><h1>{html.escape(made.title)}</h1>{_ps(made)}</main>{_FOOT}"
    )


def _with_film(made: Story, number: int) -> str:
    film = "<figure><video src=/a.mp4></video><figcaption>Watch the report</figcaption></figure>"
    about = json.dumps({"@context": "https://schema.org", "@type": "VideoObject", "name": made.title})
    head = f"{_head(made, described=True)}<script type='application/ld+json'>{about}</script>"
    return _page(head, f"{_AROUND}<article><h1>{html.escape(made.title)}</h1>{film}{_ps(made)}</article>{_FOOT}")


def _with_password(made: Story, number: int) -> str:
    login = "<form action=/login><input name=user><input type=password name=word><button>Log in</button></form>"
    return _page(
        _head(made, described=True), f"{login}{_AROUND}<article><h1>{html.escape(made.title)}</h1>{_ps(made)}</article>{_FOOT}"
    )


LAYOUTS: dict[str, Callable[[Story, int], str]] = {
    "plain": _plain, "modern": _modern, "undescribed, with teasers": _undescribed_with_teasers, "blocks": _blocks,
    "table": _table, "linked title": _linked_title, "guarded": _guarded, "with a panel": _with_panel, "with a film": _with_film,
    "with a login": _with_password,
}  # fmt: skip
EACH = 20


def pages() -> Iterator[tuple[str, Story, str]]:
    """Make two hundred pages: each layout with as many stories as there are headlines."""
    for at, (layout, make) in enumerate(LAYOUTS.items()):
        for number in range(EACH):
            made = story(at * EACH + number)
            yield layout, made, make(made, at * EACH + number)
