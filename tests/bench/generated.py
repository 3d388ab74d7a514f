"""Events, articles and pages to measure on: invented places, people and happenings, the same for the same seed."""

import datetime as dt
import html
import json
import random
from collections.abc import Iterator

from bot.domain.model import Claim, Event, EventKind, Layer, Outlet
from bot.domain.reading import Article

_SYLLABLES = ("bal", "dor", "fen", "gri", "hol", "kes", "lun", "mar", "nor", "orr", "pel", "qua", "ren", "sil", "tor", "wick")
_THINGS = ("bridge", "dam", "ferry", "hospital", "library", "market", "mill", "mine", "museum", "pier", "school", "tunnel")
_DEEDS = ("burned", "was closed", "collapsed", "was evacuated", "flooded", "was sold", "reopened", "was searched", "was struck")
_FILLER = (
    "People in the town spoke of little else that week. The weather stayed mild, with some rain in the evening. "
    "Buses ran on another route. The council meets again in a fortnight. Shops along the main street stayed open. "
)
_WHO = ("a spokeswoman for the council", "the fire chief", "two officials", "a witness", "the Harbour Authority", "residents")
_SAID = ("said", "told reporters", "confirmed", "denied", "wrote in a statement", "said on condition of anonymity")
_WHAT = (
    "the road along the river would stay closed until {number} March",
    "{number} people had been taken to the school on the hill",
    "nobody had been hurt, as far as was known",
    "repairs could cost about {number} million crowns",
    "an inquiry was under way and might take {number} weeks",
    "the alarm had been raised shortly after {number} in the morning",
    "water had stood {number} centimetres high in the cellars",
)
_PLAIN = (
    "Buses ran on another route for {number} days.",
    "The weather stayed mild, with some rain in the evening.",
    "Shops along the main street opened {number} minutes late.",
    "It was the {number}th such case in the region since spring, according to figures of the ministry.",
    "The building dates from {number} and was last repaired a decade ago.",
    "A crowd of about {number} gathered in front of the town hall, and some carried signs.",
)
_STYLE = """
body { margin: 0; color: #222; background: #fff; font: 17px/1.5 Georgia, serif } nav ul { list-style: none; display: flex }
.menu .sub { display: none } .menu:hover .sub { display: block } .teaser, .tag { color: #555; font-size: 0.9em }
@media (max-width: 600px) { .aside { display: none } h1 { font-size: 1.4em } } .share::before { content: "→" }
.visually-hidden { position: absolute; width: 1px; overflow: hidden } footer a { color: #ddd; background: #333 }
"""
_RULES = ".block-{n} {{ margin: {n}px auto }} .has-{n} {{ width: {n}% }} .block-{n} .label-{n} {{ color: #33{n:02} }}\n"
_SCRIPT = "window.dataLayer = window.dataLayer || []; dataLayer.push({{section: 'news', slot: 'slot-{n}', ads: []}});\n"
_MENU = '<li class="menu block-{n}"><a href="/{n}"><span class="label-{n}">{name}</span></a><ul class="sub">{entries}</ul></li>'
_ENTRY = '<li><a href="/{n}/{m}">{name}</a></li>'
_TEASER = """<div class="teaser block-{n}"><div class="inner"><a href="/story/{n}"><figure><picture><source srcset="/{n}.webp">
<img src="/{n}.jpg" alt="" width="320" height="180"></picture></figure><h3>{title}</h3></a><p class="lead">{lead}</p>
<span class="tag label-{n}">{name}</span><time>{n} hours ago</time></div></div>"""
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{headline} | Bench Courier</title>
<meta property="og:site_name" content="Bench Courier"><meta property="og:title" content="{headline}">
<meta property="article:published_time" content="{day}T08:00:00Z"><link rel="canonical" href="{address}">
<script type="application/ld+json">{about}</script><style>{style}</style>{scripts}</head>
<body><header><a href="/">Bench Courier</a><nav><ul>{menu}</ul></nav></header><main><article><h1>{headline}</h1>
<div class="byline"><span>By {author}</span><span><time datetime="{day}">{day}</time></span></div>
{body}<div class="share"><a href="/mail">Send by mail</a></div></article>
<aside class="aside"><h2>Read more</h2>{teasers}</aside></main>
<footer><p class="visually-hidden">End of the page</p><a href="/imprint">Imprint</a></footer></body></html>"""


def events(number: int, seed: int = 7) -> Iterator[Event]:
    """Make events, every third of them a statement with both layers."""
    chance = random.Random(seed)
    for index in range(number):
        place, person = _name(chance), f"{_name(chance)} {_name(chance)}"
        deed = f"The {chance.choice(_THINGS)} in {place} {chance.choice(_DEEDS)}"
        said = index % 3 == 0
        claims = [Claim(key="so", text=f"{deed}.", speaker=person if said else None)]
        if said:
            claims.insert(0, Claim(key="said", text=f"{person} said: {deed}.", layer=Layer.UTTERANCE, speaker=person))
        yield Event(
            slug=f"event-{index}",
            kind=EventKind.STATEMENT if said else EventKind.ACCIDENT,
            headline=f"{person} says: {deed}" if said else deed,
            place=place,
            date=dt.date(2024, 1, 1) + dt.timedelta(days=index % 700),
            claims=tuple(claims),
            entities=(person, f"{place} Council"),
        )


def article(event: Event, words: int = 1000) -> Article:
    """Write an article on one event, of about so many words."""
    claim, person = event.core.text, event.entities[0]
    lead = f"{claim[:-1]} on Monday, {person} said.\n\n“{claim[:-1]},” {person} told reporters in {event.place}.\n\n"
    filler = f"{_FILLER}The mayor of {event.place}, {person}, asked for patience. An inquiry may follow, officials said.\n\n"
    text = lead + filler * (max(words - len(lead.split()), 0) // len(filler.split()))
    return Article(
        canonical_url=f"https://bench.example/{event.slug}",
        outlet=Outlet(name="Bench Courier", domains=("bench.example",)),
        title=event.headline,
        published=event.date,
        language="en",
        text=text,
    )


def page(event: Event, words: int = 800) -> bytes:
    """Write a news page on one event as sites serve them: an article of about so many words among what stands around it."""
    chance = random.Random(event.slug)
    paragraphs, length = [f"{event.core.text[:-1]} on Monday, {event.entities[0]} said."], 0
    while length < words:
        paragraph = " ".join(_sentence(chance, event) for _ in range(chance.randint(2, 4)))
        length += len(paragraph.split())
        paragraphs.append(paragraph)
    day, author = (event.date or dt.date(2025, 1, 1)).isoformat(), f"{_name(chance)} {_name(chance)}"
    about = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": event.headline,
        "datePublished": day,
        "author": {"@type": "Person", "name": author},
    }
    menus = ((n, "".join(_ENTRY.format(n=n, m=m, name=_name(chance)) for m in range(8))) for n in range(24))
    teasers = (
        _TEASER.format(n=n, title=_sentence(chance, event), lead=_sentence(chance, event), name=_name(chance))
        for n in range(60)
    )
    return _PAGE.format(
        headline=html.escape(event.headline),
        day=day,
        address=f"https://bench.example/{event.slug}",
        about=json.dumps(about),
        style=_STYLE + "".join(_RULES.format(n=n) for n in range(80)),
        scripts="".join(f"<script>{_SCRIPT.format(n=n) * 8}</script>" for n in range(25)),
        menu="".join(_MENU.format(n=n, name=_name(chance), entries=entries) for n, entries in menus),
        author=author,
        body="".join(f"<p>{html.escape(paragraph)}</p>\n" for paragraph in paragraphs),
        teasers="".join(teasers),
    ).encode()


def _sentence(chance: random.Random, event: Event) -> str:
    number = chance.randint(2, 90)
    if chance.random() < 0.35:
        return chance.choice(_PLAIN).format(number=number)
    who = chance.choice((*_WHO, event.entities[0], f"{_name(chance)} {_name(chance)}, a lawyer,"))
    what, said = chance.choice(_WHAT).format(number=number), chance.choice(_SAID)
    if chance.random() < 0.4:
        return f"“{what[0].upper()}{what[1:]},” {who} {said} in {event.place}."
    return f"{who[0].upper()}{who[1:]} {said} that {what}."


def _name(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=3)).capitalize()
