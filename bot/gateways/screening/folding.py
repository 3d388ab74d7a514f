"""Words written in letters that only look like the common ones: brought back to what a model would read in them."""

import re
import unicodedata

# After Unicode's confusables.txt (UTS 39): the letters of other alphabets that look like a Latin one, as English
# needs them.
_LOOKS = {
    "a": "аαɑᴀ", "b": "ЬВβʙ", "c": "сϲᴄ", "d": "ԁɗᴅ", "e": "еєεҽᴇ", "f": "ғꜰƒ", "g": "ɡԍɢ", "h": "һнʜ", "i": "іιıɪӏ",
    "j": "јϳᴊ", "k": "кκᴋ", "l": "ⅼʟӀ", "m": "мᴍ", "n": "пηɴո", "o": "оοσօᴏө", "p": "рρᴘ", "q": "ԛգ", "r": "гʀ",
    "s": "ѕꜱ", "t": "тτᴛ", "u": "υսᴜц", "v": "ѵνᴠ", "w": "ԝшωᴡ", "x": "хχ", "y": "уүγʏ", "z": "ᴢ", "A": "АΑ", "B": "ВΒ",
    "C": "СϹ", "E": "ЕΕ", "F": "Ϝ", "G": "Ԍ", "H": "НΗ", "I": "ІΙ", "J": "Ј", "K": "КΚ", "M": "МΜ", "N": "Ν", "O": "ОΟ",
    "P": "РΡ", "S": "Ѕ", "T": "ТΤ", "V": "Ѵ", "W": "Ԝ", "X": "ХΧ", "Y": "ҮΥ", "Z": "Ζ",
}  # fmt: skip
_PLAIN = str.maketrans({look: plain for plain, looks in _LOOKS.items() for look in looks})
# A digit or a sign beside letters. To look for that first, and then around it, is far faster.
_MIXED = re.compile(r"[0-9@$|!](?:(?<=[a-zA-Z].)(?=[0-9@$|!a-zA-Z])|(?<!!)(?=[a-zA-Z])|(?<=[a-zA-Z]{2}[03457@$])(?!\w))")
_AS_DIGITS = {"0": "o", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i", "|": "l"}
# A "1" may be an i or an l.
_DIGITS = [str.maketrans({**_AS_DIGITS, "1": one}) for one in "il"]
_APART = re.compile(r"(?<!\w)\w(?:[ ._*-]{1,2}\w(?!\w)){7,}")
_BETWEEN = re.compile(r"[ ._*-]+")


def plain(text: str) -> str:
    """Return a text in plain letters, where it has others that look like them: wide, bold, accented, Cyrillic, Greek."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text)
    return "".join([letter for letter in apart if not unicodedata.combining(letter)]).translate(_PLAIN)


def with_letters(text: str) -> list[str]:
    """Return what a plain text says if digits in its words stand for letters; nothing if there are none."""
    if not _MIXED.search(text):
        return []
    words = text.split(" ")
    return [" ".join([word.translate(table) if _MIXED.search(word) else word for word in words]) for table in _DIGITS]


def run_together(text: str) -> list[str]:
    """Return what a plain text says in single letters with something between them, without any of that."""
    return [_BETWEEN.sub("", run[0]) for run in _APART.finditer(text)]
