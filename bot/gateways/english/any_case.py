"""Patterns that fit in any case, looked for in small letters.

The engine tries a list of words in small letters some three times as fast as one for which it must ignore the case of each
letter.
"""

import re
from collections.abc import Iterator

# A class such as "\W" and the sign of a named group keep their capitals.
_KEPT_OR_LETTER = re.compile(r"\\.|\(\?P|.", re.DOTALL)
# A long s, and an i that has a dot where English has none or none where it has one.
_LIKE_OTHERS = str.maketrans("ſıİ", "sii")


class AnyCase:
    """A pattern that fits in any case; what it finds is in small letters, at the places that it has in the text."""

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(_KEPT_OR_LETTER.sub(lambda part: part[0] if len(part[0]) > 1 else part[0].lower(), pattern))

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
    # What pretends to be another letter is taken for that; no letter becomes two, so that all places stay right.
    return text.lower() if text.isascii() else text.translate(_LIKE_OTHERS).lower()
