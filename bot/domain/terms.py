"""Cuts text into search terms, the same way for what is stored and for what is asked."""

import re
import unicodedata

# No "us": it is the United States in a headline far more often than the pronoun.
_STOP = """
    a about above after again against all also am an and any are as at be because been before being below between both but
    by can could did do does doing down during each few for from further had has have having he her here hers herself him
    himself his how i if in into is it its itself just me more most my myself no nor not now of off on once only or other
    our ours ourselves out over own same she should so some such than that the their theirs them themselves then there
    these they this those through to too under until up very was we were what when where which while who whom why will
    with would you your yours yourself yourselves
    aint arent cant couldnt didnt doesnt dont hadnt hasnt havent isnt mightnt mustnt neednt shouldnt wasnt werent wont
    wouldnt
"""
STOP_WORDS = frozenset(_STOP.split())

# Scripts that put no white space between words.
_UNSPACED = (
    r"\u0e00-\u0e4f\u0e80-\u0ecf\u1000-\u103f\u1780-\u17d3\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\U00020000-\U0003ffff"
)
_MARKS = r"\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0966-\u0dff"
_LETTERS = rf"(?:[^\W_{_UNSPACED}]++|[{_MARKS}]++)++"
_TERM = re.compile(rf"[{_UNSPACED}]+|{_LETTERS}(?:'{_LETTERS})*+")
_SPACELESS = re.compile(rf"[{_UNSPACED}]")
_ACCENT = re.compile(r"[\u0300-\u036f]+")
_APOSTROPHE = re.compile(r"[’‘ʼ`´＇]")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]+")
_THOUSANDS = re.compile(r"(?<![\d,.])(\d{1,3})((?:,\d{3})+)(?![\d,])")
_DOTTED = re.compile(r"(?<!\w)((?:[^\W\d_]\.){2,})([^\W\d_](?!\w))?")
# A part of each of the two, which the engine finds some fifty times as fast: most texts have neither.
_IN_THOUSANDS = re.compile(r",\d{3}")
_IN_DOTTED = re.compile(r"\.[^\W\d_]\.")
_CONTRACTED = re.compile(r"'(?:s|re|ll|ve|d|m)$|(?<=s)'$")
_ELIDED = re.compile(r"^(?:[cdjlmnst]|qu)'(?=\w{2})")


def terms(text: str) -> list[str]:
    """Cut a text into search terms, in order and with repetitions.

    Terms are casefolded words without accents: "Russia's" is `russia`, "U.S." is `us`, "11,000" is `11000`. Runs in scripts
    without spaces become pairs of characters. English stop words are left out.
    """
    folded = fold(text)
    found: list[str] = []
    for term in _TERM.findall(folded):
        if not term.isascii() and _SPACELESS.match(term):
            found.extend([term[i : i + 2] for i in range(len(term) - 1)] or [term])
            continue
        if "'" in term:
            term = _ELIDED.sub("", _CONTRACTED.sub("", term)).replace("'", "")
        if term not in STOP_WORDS:
            found.append(term)
    return found


def fold(text: str) -> str:
    """Casefold a text and strip accents, dots of abbreviations and commas of thousands."""
    if not text.isascii():
        text = _INVISIBLE.sub("", _APOSTROPHE.sub("'", unicodedata.normalize("NFKC", text)))
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFD", text)))
    if _IN_THOUSANDS.search(text):
        text = _THOUSANDS.sub(lambda match: match.group().replace(",", ""), text)
    return _DOTTED.sub(lambda match: match.group().replace(".", ""), text) if _IN_DOTTED.search(text) else text


def table(rows: str) -> list[str]:
    """Return the rows of a table in the code: lines, or parts of a line between strokes."""
    return [row.strip() for line in rows.strip().splitlines() for row in line.split(" / ")]


def word_set(words: str) -> frozenset[str]:
    """Return the words of a string, for lists of words in the code."""
    return frozenset(words.split())
