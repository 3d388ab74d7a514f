"""What editors write by hand: origins and days that can be right, and those that cannot."""

import datetime as dt

import pytest

from bot.domain.by_hand import date_fault, origin_fault
from bot.domain.model import EventKind, Hop, HopKind
from tests.domain.make import EVENT, OWN, person, report

TEXT = "Ida Berg, who lives below the dam, said she heard it go. The Water Board's log has the hour."
OTHERS = [report("Alder Post", id="7-1", origin=person("Sten Rask")), report("Alder Post", id="7-2", copy_of="Cedar Wire")]


@pytest.mark.parametrize(
    ("origin", "fault"),
    [
        (person("Ida Berg"), None),
        (person("BERG, Ida"), None),
        (Hop(kind=HopKind.BODY, name="water board"), None),
        (person("Vera Holm"), None),  # the claim's speaker
        (person("Sten Rask"), None),  # the origin of another report
        (Hop(kind=HopKind.OUTLET, name="Cedar Wire"), None),  # whose words these are
        (OWN, None),
        (Hop(kind=HopKind.UNNAMED, name="two neighbours"), None),
        (person("Tora Lunde"), "does not stand in the article"),
        (Hop(kind=HopKind.DOCUMENT, name="12/7"), "is no name"),
        (Hop(kind=HopKind.PERSON, name="Tora Lunde", vouched_by="edda"), None),
    ],
)
def test_a_new_origin_is_known_or_named_or_vouched_for(origin: Hop, fault: str | None) -> None:
    said = origin_fault(origin, OTHERS[1], EVENT, OTHERS, TEXT)
    assert (said is None) if fault is None else (said is not None and fault in said)


TODAY, PUBLISHED = dt.date(2026, 3, 9), dt.date(2026, 3, 2)


@pytest.mark.parametrize(
    ("day", "kind", "fault"),
    [
        (TODAY, EventKind.POLICY, None),
        (TODAY + dt.timedelta(days=1), EventKind.POLICY, None),
        (TODAY + dt.timedelta(days=2), EventKind.POLICY, "has not come yet"),
        (dt.date(1899, 12, 31), EventKind.OTHER, "before 1900"),
        (dt.date(1900, 1, 1), EventKind.OTHER, None),
        (PUBLISHED + dt.timedelta(days=1), EventKind.ATTACK, None),
        (PUBLISHED + dt.timedelta(days=2), EventKind.ATTACK, "was published on 2 Mar 2026"),
        (PUBLISHED + dt.timedelta(days=2), EventKind.ELECTION, None),
    ],
)
def test_days_within_reason(day: dt.date, kind: EventKind, fault: str | None) -> None:
    said = date_fault(day, TODAY, published=PUBLISHED, kind=kind)
    assert (said is None) if fault is None else (said is not None and fault in said)
