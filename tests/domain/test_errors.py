"""Errors come home from worker processes as they were raised."""

import pickle
from collections.abc import Iterator

import pytest

from bot.domain.errors import FetchFailure, SecondSourceError, Unreadable

OWN = SecondSourceError.__module__
"""Others are raised where they are caught, in the process that answers."""


def kinds(of: type[SecondSourceError] = SecondSourceError) -> Iterator[type[SecondSourceError]]:
    yield of
    for kind in of.__subclasses__():
        yield from kinds(kind)


@pytest.mark.parametrize("kind", [kind for kind in kinds() if kind.__module__ == OWN and kind is not Unreadable])
def test_an_error_survives_pickling(kind: type[SecondSourceError]) -> None:
    home = pickle.loads(pickle.dumps(kind("It did not work.")))
    assert (type(home), home.sentence, str(home)) == (kind, "It did not work.", "It did not work.")


def test_what_made_a_page_unreadable_survives_pickling() -> None:
    home = pickle.loads(pickle.dumps(Unreadable(FetchFailure.NO_TEXT, "There is no text.")))
    assert (type(home), home.kind, home.sentence) == (Unreadable, FetchFailure.NO_TEXT, "There is no text.")
