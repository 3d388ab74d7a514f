"""From the bytes of a page to its characters, even where its labels are wrong."""

import codecs
import re

HTML_TYPES = ("text/html", "application/xhtml+xml")
TEXT_TYPES = (*HTML_TYPES, "text/plain")

# What browsers take these names to mean: https://encoding.spec.whatwg.org/#names-and-labels
_BROWSER_NAMES = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
}  # fmt: skip
# Python has codecs that no page uses (punycode, unicode_escape, utf-7); a page may only ask for these.
_PAGE_CODECS = frozenset(
    {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "koi8-r", "koi8-u", "gb18030", "big5hkscs", "euc_jp", "iso2022_jp", "cp866"}
    | {"cp932", "cp949", "cp874", "mac-roman", "mac-cyrillic"}
    | {f"cp125{number}" for number in range(9)}
    | {f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)}
)
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_BAD_SHARE = 0.01
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")

_MAGIC = (
    (b"%PDF-", "a PDF"), (b"PK\x03\x04", "a ZIP archive or an office document"), (b"\x89PNG", "an image"),
    (b"GIF8", "an image"), (b"\xff\xd8\xff", "an image"), (b"RIFF", "an image, a sound or a film"),
    (b"\x1f\x8b", "a compressed file"), (b"7z\xbc\xaf", "an archive"), (b"Rar!", "an archive"),
    (b"\xd0\xcf\x11\xe0", "an office document"), (b"{\\rtf", "an RTF document"), (b"OggS", "a sound or a film"),
    (b"ID3", "a sound"), (b"\x1aE\xdf\xa3", "a film"), (b"\x7fELF", "a program"), (b"MZ\x90", "a program"),
    (b"%!PS", "a PostScript document"),
)  # fmt: skip


def not_text(body: bytes) -> str | None:
    """Say what a body is that is no text ("a PDF"), or None for text."""
    start = body[:1024].lstrip()
    for magic, name in _MAGIC:
        if start.startswith(magic):
            return name
    if body[4:8] == b"ftyp":
        return "a film"
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    # UTF-16 without a byte order mark has a NUL in every second byte; data has them anywhere.
    return "binary data" if b"\0" in start and _unmarked_utf16(body) is None else None


def _unmarked_utf16(body: bytes) -> str | None:
    start = body[:1024]
    for codec, side in (("utf-16-le", 1), ("utf-16-be", 0)):
        if start[side::2].count(0) > 0.4 * len(start) and 0 not in start[1 - side :: 2]:
            return codec
    return None


def decode(body: bytes, declared: str | None = None) -> str:
    """Decode a page: by byte order mark, else the first that fits of UTF-8, header and page's own charset, else a guess.

    Never fails: a byte that does not fit becomes U+FFFD.
    """
    for mark, marked in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(marked, "replace")
    if codec := _unmarked_utf16(body):
        return body.decode(codec, "replace")
    said = [codec for codec in (_page_codec(declared), _page_codec(_declared_inside(body))) if codec]
    if said and said[0] == "iso2022_jp":  # seven bits only: it would pass for UTF-8
        return body.decode(said[0], "replace")
    try:
        # Text in another charset is hardly ever valid UTF-8 by chance, so this outranks every label.
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for codec in said or ["utf-8"]:
        text = body.decode(codec, "replace")
        bad = text.count("\ufffd")
        if bad <= _BAD_SHARE * len(text) and (said or bad < len(_BEYOND_ASCII.findall(text)) / 2):
            return text
    # Few pages need it, and it is slow to import.
    from trafilatura.utils import detect_encoding

    guessed = (_page_codec(name) for name in detect_encoding(body))
    return body.decode(next(filter(None, guessed), said[0] if said else "cp1252"), "replace")


def _declared_inside(body: bytes) -> str | None:
    found = _META_CHARSET.search(body[:4096])
    return found[1].decode("ascii", "replace") if found else None


def _page_codec(label: str | None) -> str | None:
    if not label or len(label) > 40:
        return None
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    name = _BROWSER_NAMES.get(name, name)
    return name if name in _PAGE_CODECS else None
