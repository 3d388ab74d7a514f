"""Short ways to write domain values in tests."""

import datetime as dt
import itertools
from typing import Any

from bot.domain.model import Basis, Claim, Event, EventKind, Grade, Hop, HopKind, Layer, Outlet, Report, Stance, Tone
from bot.domain.reading import Article

_numbers = itertools.count(1)

OWN = Hop(kind=HopKind.OWN)
UNNAMED = Hop(kind=HopKind.UNNAMED)
SUBSTANCE = Claim(key="so", text="The dam at Orrin failed.", speaker="Vera Holm", parties=("Orrin Water Board",))
UTTERANCE = Claim(key="said", text="Vera Holm said that the dam at Orrin failed.", layer=Layer.UTTERANCE, speaker="Vera Holm")
EVENT = Event(
    slug="orrin-dam",
    kind=EventKind.STATEMENT,
    headline="Vera Holm says the Orrin dam failed",
    place="Orrin",
    date=dt.date(2026, 3, 2),
    claims=(UTTERANCE, SUBSTANCE),
    entities=("Vera Holm", "Orrin Water Board"),
)


def person(name: str) -> Hop:
    return Hop(kind=HopKind.PERSON, name=name)


def article(text: str, **more: Any) -> Article:
    return Article(**{"canonical_url": "https://example.com/story", "outlet": Outlet(name="Alder Post"), "text": text, **more})


def outlet(name: str, grade: Grade = Grade.B, **more: Any) -> Outlet:
    return Outlet(name=name, grade=grade, **more)


# For property tests: sister papers, every sort of grade, and names that share surnames, initials, titles and offices.
OUTLETS = (
    outlet("Alder Post", Grade.A, family="Big Media"),
    outlet("Birch News", Grade.B, family="Big Media"),
    outlet("Cedar Wire", Grade.A),
    outlet("Dogwood Daily", Grade.C),
    outlet("Elm Radio", Grade.F),
    outlet("Fir Blog", Grade.E),
    outlet("Orrin Water Board", Grade.B),
)
NAMES = (*(o.name for o in OUTLETS), "Big Media", "Unlisted Gazette")
SPELLINGS = (
    *("Vera Holm", "Mayor Holm", "V. Holm", "Vera Holm's office", "Anna Holm", "the mayor"),
    *("John Smith", "Jane Smith", "Smith", "J. Smith", "Chief Smith"),
    *("Ida Berg", "Ivan Berg", "Berg", "Dr. Berg"),
    *("Orrin Water Board", "Water Board", "OWB", "Orrin Water Board spokesman Jan Ek", "Tessel Water Board"),
)


def report(by: Outlet | str, origin: Hop = OWN, **changes: Any) -> Report:
    """Make a report: confirms the substance claim, certain, witnessed, the outlet's own work, unless changed.

    `origin` is short for a path of that one hop.
    """
    fields: dict[str, Any] = {
        "id": f"r{next(_numbers)}",
        "claim": "so",
        "outlet": outlet(by) if isinstance(by, str) else by,
        "url": "https://example.com/story",
        "stance": Stance.CONFIRMS,
        "tone": Tone.CERTAIN,
        "basis": Basis.WITNESSED,
        "path": (origin,),
        "quote": "The dam failed before dawn.",
    }
    return Report(**{**fields, **changes})
