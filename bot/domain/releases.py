"""Press releases: whether an article says that it is one, and who issued it."""

import re
from urllib.parse import urlsplit

from bot.domain.reading import Article
from bot.domain.terms import fold, word_set

_HEAD, _TAIL = 2400, 3000
"""Characters at the beginning and at the end in which the issuer is looked for."""
_FIRST_LINES, _LAST_LINES = 4, 3
"""Lines that the label, the title and the day may take before a press release begins, and those at its end."""
_LABEL = 80
"""Characters of a label at most; a sentence that speaks of a press release is none."""
_RELEASE = re.compile(
    r"\b(?:press|media|news)[\s-]+(?:releases?|statement|notice)\b|\bfor\s+immediate\s+release\b|\bnotes?\s+(?:to|for)\s+editors?\b"
    r"|\b(?:presse|medien)(?:mitteilung|information)|\bcommuniqu[ée]\b|\bcomunicado\b|\bnota\s+de\s+prensa\b"
    r"|\bcomunicato\s+stampa\b|\bkomunikat\s+prasowy\b|\bpersbericht\b|\bpressmeddelande\b|\bпресс?-рел[иі]з",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"/(?:(?:press|media)-?releases?|newsroom|pressemitteilung(?:en)?)/", re.IGNORECASE)
_SOURCE_LINE = re.compile(r"^(?:SOURCE|Source|QUELLE|Quelle)\s*:?\s+(?P<issuer>[^\n]{2,100})$", re.MULTILINE)
_LINE = re.compile(r"^(?=\S)", re.MULTILINE)
_PLACE_AND_DAY = re.compile(r"[^\n–—]{2,60}\s(?:[–—]|--?)\s+")
_RELEASED_BY = re.compile(
    r"^\W*(?:press|media|news)\s+(?:release|statement)\s*(?:[-–—:|]|\b(?:by|from|of)\b)\s*(?:the\s+)?"
    r"(?P<issuer>[A-Z][^\n,;:()|]{1,80}?)\s*(?:[,|(–—].*)?$",
    re.MULTILINE | re.IGNORECASE,
)
_ON_BEHALF = re.compile(r"\bon\s+behalf\s+of\s+(?:the\s+)?(?P<issuer>[^\n.,;()]{2,100})")
_ANNOUNCES = re.compile(
    r"[\s–—-]{0,6}(?P<issuer>[A-Z0-9][^\n,;()]{1,80}?)(?:\s*\([^()\n]{1,80}\))?(?:,[^\n]{1,250}?,)?"
    r"\s+(?:(?:today|has|have|is|are)\s+){0,3}"
    r"(?:announce[sd]?|report(?:s|ed)|confirm(?:s|ed)|launch(?:es|ed)|unveil(?:s|ed)|introduce[sd]|pleased|proud|release[sd]|complete[sd])\b"
)
_IN_NAMES = word_set("""
a an the of for and in on at to he she it we they i de del della di da du des van von der den y e et und la le el
""")
"""Words that alone make no name."""


def is_release(article: Article) -> bool:
    """Tell whether an article itself says that it is a press release: by a label, its address or a line with its source."""
    lines = [line.strip() for line in article.text.splitlines() if line.strip()]
    labels = [article.title or "", *lines[:_FIRST_LINES], *lines[-_LAST_LINES:]]
    labelled = any(len(line) <= _LABEL and not line.endswith(".") and _RELEASE.search(line) for line in labels)
    in_address = _ADDRESS.search(urlsplit(article.canonical_url).path)
    return labelled or in_address is not None or _SOURCE_LINE.search(article.text[-_TAIL:]) is not None


def issuer(text: str, begins: int | None = None) -> str | None:
    """Name who issued a press release: as it says at the end, or as its first sentence begins.

    `begins` is where the text begins behind the credit of a press-release wire.
    """
    head, tail = text[:_HEAD], text[-_TAIL:]
    if begins is not None:
        starts = [begins]
    else:
        lines = [match.start() for match in _LINE.finditer(head)][:_FIRST_LINES]
        starts = [place.end() if (place := _PLACE_AND_DAY.match(head, at)) else at for at in lines]
    announced = (
        found for at in starts if (found := _ANNOUNCES.match(head, at)) and (begins is not None or _is_name(found["issuer"]))
    )
    labelled = _RELEASED_BY.search(head) if begins is None else None
    found = _SOURCE_LINE.search(tail) or _ON_BEHALF.search(tail) or labelled or next(announced, None)
    return found["issuer"].strip(" .") if found else None


def _is_name(words: str) -> bool:
    """Tell whether words are written like a name: "Sources close to the crew" and "He" are not."""
    found = [word for word in words.split() if fold(word) not in _IN_NAMES]
    return bool(found) and all(any(letter.isupper() or letter.isdigit() for letter in word) for word in found)
