"""A short, repeatable part of `make fuzz`: each door gets the same few things each time."""

from collections import Counter

import pytest

from tests.fuzz.__main__ import throw
from tests.fuzz.all_doors import all_doors
from tests.fuzz.doors import Door

DOORS = all_doors()


@pytest.mark.slow
@pytest.mark.parametrize("door", DOORS, ids=[door.name for door in DOORS])
def test_nothing_but_our_own_errors_comes_out(door: Door) -> None:
    thrown = Counter[str]()
    with door.open() as take:
        fault = throw(door, take, 60, 7, thrown)
    assert fault is None, fault
    assert thrown[door.name] >= 20
