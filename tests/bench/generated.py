"""Events and articles to measure on: invented places, people and happenings, the same for the same seed."""

import datetime as dt
import random
from collections.abc import Iterator

from bot.domain.model import Article, Claim, Event, EventKind, Layer, Outlet

_SYLLABLES = ("bal", "dor", "fen", "gri", "hol", "kes", "lun", "mar", "nor", "orr", "pel", "qua", "ren", "sil", "tor", "wick")
_THINGS = ("bridge", "dam", "ferry", "hospital", "library", "market", "mill", "mine", "museum", "pier", "school", "tunnel")
_DEEDS = ("burned", "was closed", "collapsed", "was evacuated", "flooded", "was sold", "reopened", "was searched", "was struck")
_FILLER = (
    "People in the town spoke of little else that week. The weather stayed mild, with some rain in the evening. "
    "Buses ran on another route. The council meets again in a fortnight. Shops along the main street stayed open. "
)


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


def _name(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=3)).capitalize()
