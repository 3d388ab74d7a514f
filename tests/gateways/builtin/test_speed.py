"""The built-in reader is quick: far below what a person, or an outage with many links, would notice."""

import time
from collections.abc import Callable
from functools import partial
from random import Random
from statistics import median

from bot.domain.model import Claim, Event, EventKind
from bot.gateways.builtin_reader import BuiltinReader
from tests.gateways.builtin.stories import article

BOUND = 15
"""How many times as long as a piece of plain counting, which takes longer on a slow and busy machine too; it takes three."""

PEOPLE = ["Ada Roe", "Ivo Trent", "Mayor Petra Lund", "General Otto Rask", "the River Institute", "two officials", "Reuters"]
PLACES = ["Port Hale", "the Tarn Dam", "Calder Point", "Dunmore", "the Orr Bridge", "Maravale"]
THINGS = ["a ferry", "the night train", "the grain store", "a crane", "the old mill", "the pumping station"]
ACTS = [
    "was destroyed",
    "had sunk",
    "may have been closed",
    "did not burn",
    "was sold for 40 crowns",
    "is likely to be rebuilt",
]
SAYS = ["said", "denied", "claimed", "could not verify", "told the Dunmore Gazette"]


def made_text(random: Random, words: int = 1000) -> str:
    found: list[str] = []
    while sum(len(sentence.split()) for sentence in found) < words:
        event = f"{random.choice(THINGS)} at {random.choice(PLACES)} {random.choice(ACTS)}"
        said = f"{random.choice(PEOPLE)} {random.choice(SAYS)} on Monday that {event}"
        sentence = f"{said}, although nobody in {random.choice(PLACES)} knew."
        found.append(sentence[0].upper() + sentence[1:] + ("\n\n" if len(found) % 3 == 2 else " "))
    return "".join(found)


def made_event(random: Random, number: int) -> Event:
    claims = tuple(
        Claim(
            key=f"claim-{key}", text=f"{random.choice(THINGS).capitalize()} at {random.choice(PLACES)} {random.choice(ACTS)}."
        )
        for key in range(3)
    )
    return Event(slug=f"event-{number}", kind=EventKind.OTHER, headline=f"News from {random.choice(PLACES)}", claims=claims)


def test_a_thousand_words_against_six_events_take_little_time() -> None:
    random, reader = Random(20261006), BuiltinReader()
    cases = [(made_text(random), [made_event(random, n) for n in range(6)]) for _ in range(6)]
    times = []
    for text, events in cases:
        counting = seconds(lambda: sum(len(str(number)) for number in range(200_000)))
        reading = seconds(partial(reader.read, article(text, language="en"), events))
        times.append(reading / counting)
    assert median(times) < BOUND


def seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
