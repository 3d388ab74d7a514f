"""Plain news English beside claims: of what the reader is sure, and what it shows."""

from collections import Counter
from pathlib import Path

from bot.domain.model import Claim, Event, EventKind, Stance
from tests.gateways.builtin.stories import on_candidates, read

SIDES = {"C": Stance.CONFIRMS, "D": Stance.DENIES}
# Of these the reader is sure although they only share the claim's words.
KNOWN_FAULTS = {
    "Lotte Ruhl bit into a hot dog on Sunday.",
    "Nurse Ida Wold treated a man at Sund clinic who had been attacked by a dog.",
}


def test_it_is_sure_of_no_wrong_side_and_shows_what_speaks_to_a_claim() -> None:
    claim, counted, wrong = "", Counter[str](), []
    for row in Path(__file__).with_name("news.txt").read_text(encoding="utf-8").splitlines():
        mark, text = row[:1], row[2:]
        if mark == "=":
            claim = text
        if mark not in "CDON":
            continue
        event = Event(slug="e", kind=EventKind.OTHER, headline=claim, claims=(Claim(key="c", text=claim),))
        found = {judgement.stance for judgement in on_candidates(read(text, event))}
        counted[mark] += 1
        counted[f"{mark} sure"] += SIDES.get(mark) in found
        counted[f"{mark} shown"] += bool(found)
        if found & set(SIDES.values()) - {SIDES.get(mark)}:
            wrong.append(text)
    assert set(wrong) == KNOWN_FAULTS
    assert counted["C sure"] >= 0.7 * counted["C"]
    assert counted["D sure"] >= 0.63 * counted["D"]
    assert all(counted[f"{mark} shown"] >= 0.97 * counted[mark] for mark in "CDO")
