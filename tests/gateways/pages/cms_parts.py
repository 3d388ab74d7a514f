"""What news pages of large content systems are made of, made up."""

import html
import json
from collections.abc import Sequence

from tests.gateways.pages.made import Story, story


def ps(texts: Sequence[str], attributes: str = "", tag: str = "p") -> str:
    return "".join(f"<{tag} {attributes}>{html.escape(text)}</{tag}>" for text in texts)


def whole(made: Story, body: str, head: str = "", attributes: str = "lang=en-GB") -> str:
    about = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": made.title, "datePublished": made.day}
    return (
        f"<!doctype html><html {attributes}><head><meta charset=utf-8><title>{html.escape(made.title)} - {made.site}</title>"
        f"<meta property=og:type content=article><meta property=og:site_name content='{html.escape(made.site)}'>"
        f"<script type='application/ld+json'>{json.dumps(about)}</script>{head}</head><body>{body}</body></html>"
    )


MENU = "<header><nav><ul><li><a href=/>Home</a><li><a href=/news>News</a><li><a href=/sport>Sport</a></ul></nav></header>"
SHARE = "<ul class=share><li><a href=#>Share on Facebook</a><li><a href=#>Email this</a><li><a href=#>Copy link</a></ul>"
LETTER = (
    "<div class='newsletter-signup'><h3>The morning letter</h3><p>Get the day's stories in your inbox. Enter your address "
    "and we will send one every weekday.</p><form><input type=email><button>Sign up</button></form></div>"
)
COMMENTS = (
    "<section id=comments class=comments><h2>Comments</h2><div class=comment><p>I have lived there for forty years and nobody "
    "ever asked me, which says it all really.</p></div><div class=comment><p>The last lot were no better, and you know it. "
    "Shame on the paper for printing this.</p></div></section>"
)
FOOT = "<footer><p>© 2026. All rights reserved. <a href=/privacy>Privacy</a> <a href=/terms>Terms of use</a></p></footer>"


def related(made: Story, count: int = 4) -> str:
    others = [story(900 + len(made.title) + at, 1) for at in range(count)]
    return "".join(
        f"<li><a href='/{other.slug}'><h3>{html.escape(other.title)}</h3></a><p>{other.paragraphs[0][:90]}</p></li>"
        for other in others
    )


def figure(made: Story) -> str:
    return f"<figure><img src=/a.jpg alt='A picture'><figcaption>{made.author} at the site last week.</figcaption></figure>"


def split_at(made: Story, at: int = 2) -> tuple[Sequence[str], Sequence[str]]:
    return made.paragraphs[:at], made.paragraphs[at:]


def h1(made: Story, names: str = "") -> str:
    return f"<h1 class='{names}'>{html.escape(made.title)}</h1>"


def script(made: Story) -> str:
    return "<script>document.addEventListener('DOMContentLoaded', function () { reveal(); });</script>"
