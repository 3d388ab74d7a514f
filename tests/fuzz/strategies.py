"""What is thrown at the doors: samples of what really comes, with a few things changed in them, and plain nonsense."""

import copy
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from hypothesis import strategies as st

from tests.web.test_sources_hostile import WORDS

Draw = Callable[[st.SearchStrategy[Any]], Any]
NONSENSE = (
    *WORDS, "999999999999999999999", "-1", "1e400", "1.1", "0.0", "\ufeff", "\u0130\u0131\u00df", "a\u0301" * 40, "[" * 300,
    "\x00\x01\x1b[2J",
    "https://[::1", "https://[v1.x]/", "http://a\u2100b.example", "https://%zz/", "\u2028", "\U0010ffff", "2026-02-30", "nan",
)  # fmt: skip
KEYS = (
    "value",
    "type",
    "text",
    "id",
    "user",
    "channel",
    "blocks",
    "elements",
    "url",
    "state",
    "values",
    "private_metadata",
    "",
)
_MOST = 4
"""How many things are changed in one sample."""

words: st.SearchStrategy[str] = st.one_of(
    st.sampled_from(NONSENSE),
    st.text(max_size=60),
    st.text(st.characters(), min_size=1, max_size=8).map(lambda some: some * 400),
)
plain: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(-(2**70), 2**70), st.floats(), words
)
nested: st.SearchStrategy[Any] = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | words, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


T = TypeVar("T")


class Samples(Generic[T]):
    """Samples to draw from; Hypothesis would write all of them into its reports."""

    def __init__(self, given: Sequence[T]) -> None:
        self._given = given

    def one(self, draw: Draw) -> T:
        """Draw one of them."""
        return self._given[draw(st.integers(0, len(self._given) - 1))]

    def __repr__(self) -> str:
        return f"{len(self._given)} samples"


def changed(samples: Sequence[Any], kept: frozenset[str] = frozenset()) -> st.SearchStrategy[Any]:
    """Draw one of the samples with some of its parts changed, removed or moved; each of the `kept` keys stays, with a value."""
    return _changed(Samples(samples), kept)


def changed_text(samples: Sequence[str]) -> st.SearchStrategy[str]:
    """Draw one of the samples with something put in, left out, repeated or put in another place."""
    return _changed_text(Samples(samples))


def changed_bytes(samples: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Draw one of the samples with some of its bytes changed, as a file in which a disk has errors, or a hostile one."""
    return _changed_bytes(Samples(samples))


@st.composite
def _changed(draw: Draw, samples: Samples[Any], kept: frozenset[str]) -> Any:
    whole = copy.deepcopy(samples.one(draw))
    for _ in range(draw(st.integers(0, _MOST))):
        places = list(_places(whole, kept))
        if not places:
            return whole
        around, key = Samples(places).one(draw)
        match draw(st.integers(0, 4)):
            case 0 if isinstance(around, dict):
                del around[key]
            case 1 if isinstance(around[key], str):
                around[key] = draw(changed_text([around[key]]))
            case 2:
                around[key] = copy.deepcopy(Samples([where[at] for where, at in places]).one(draw))
            case 3:
                around[key] = draw(plain)
            case _:
                around[key] = draw(nested)
    return whole


@st.composite
def _changed_text(draw: Draw, samples: Samples[str]) -> str:
    text = samples.one(draw)
    for _ in range(draw(st.integers(0, _MOST))):
        first, last = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        match draw(st.integers(0, 3)):
            case 0:
                text = text[:first] + draw(words) + text[first:]
            case 1:
                text = text[:first] + text[last:]
            case 2:
                text = text[:last] + text[first : first + 2_000] * draw(st.integers(1, 5)) + text[last:]
            case _:
                text = text[last:] + draw(words) + text[:first]
    return text


@st.composite
def _changed_bytes(draw: Draw, samples: Samples[bytes]) -> bytes:
    data = samples.one(draw)
    for _ in range(draw(st.integers(0, _MOST))):
        first, last = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        match draw(st.integers(0, 3)):
            case 0:
                data = data[:first] + draw(st.binary(max_size=40)) + data[first:]
            case 1:
                data = data[:first] + data[last:]
            case 2:
                data = data[:first] + draw(st.binary(min_size=1, max_size=4)) + data[first + 1 :]
            case _:
                data = data[:first] + data[first : first + 2_000] * draw(st.integers(2, 5)) + data[last:]
    return data


def _places(whole: Any, kept: frozenset[str], *, of_kept: bool = False) -> Iterator[tuple[Any, Any]]:
    """Yield each place in nested data that may be changed: what it is in, and its key there."""
    items = whole.items() if isinstance(whole, dict) else enumerate(whole) if isinstance(whole, list) else ()
    for key, value in items:
        stays = key in kept or (of_kept and isinstance(whole, list))
        if not stays:
            yield whole, key
        yield from _places(value, kept, of_kept=stays)
