"""Patterns that fit in any case, looked for in small letters.

The engine tries a list of words in small letters some three times as fast as one for which it must ignore the case of each
letter.
"""

import re
from collections.abc import Iterator

# A class such as "\W" and the sign of a named group keep their capitals.
_KEPT_OR_LETTER = re.compile(r"\\.|\(\?P|.", re.DOTALL)
# Letters of which `str.lower` makes no other, though they are read, and compared without regard to case, as one: a page could
# write an order with them.
_VARIANTS = str.maketrans("ſıİςϐϑϕϖϰϱϵẛι\u00b5\u1c80\u1c81\u1c82\u1c83\u1c84\u1c85\u1c86\u1c87", "siiσβθφπκρεṡι\u03bcвдосттъѣ")
_VARIANT = re.compile(f"[{''.join(map(chr, _VARIANTS))}]")


class AnyCase:
    """A pattern that fits in any case; what it finds is in small letters, at the places that it has in the text."""

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(_KEPT_OR_LETTER.sub(lambda part: part[0] if len(part[0]) > 1 else _small(part[0]), pattern))

    def search(self, text: str) -> re.Match[str] | None:
        """Find the first place where it fits."""
        return self._pattern.search(_small(text))

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Find all places where it fits."""
        return self._pattern.finditer(_small(text))

    def match(self, text: str, at: int = 0) -> re.Match[str] | None:
        """Find it at one place, by default the beginning."""
        return self._pattern.match(_small(text), at)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Say whether it fits the whole text."""
        return self._pattern.fullmatch(_small(text))


def _small(text: str) -> str:
    small = text.lower()
    if small.isascii():
        return small
    # A dotted capital I would become two characters, and all places behind it would be wrong.
    small = small if len(small) == len(text) else "".join([c.lower() if len(c.lower()) == 1 else c for c in text])
    return small.translate(_VARIANTS) if _VARIANT.search(small) else small
