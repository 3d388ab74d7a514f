"""The picture that other sites show for a link to an event: its level, its headline and its counts, as PNG.

It is drawn with the font that comes with Pillow, so it is the same on any machine. That font has plain Latin letters only:
accents are left out, and a text in another script is not drawn wrong but said to be on the page.
"""

import io
import unicodedata
from functools import lru_cache
from itertools import groupby

from PIL import Image, ImageDraw, ImageFont

from bot.domain.model import Level
from bot.domain.visible import visible
from bot.domain.wording import counted, origins_said
from bot.web.record import EventShown

SIZE = (1200, 630)
_MARGIN, _BAND = 70, 22
_WIDTH = SIZE[0] - 2 * _MARGIN
_PAPER, _INK, _SOFT = "#ffffff", "#1a1d21", "#525963"
_COLOURS = {
    Level.VERIFIED: "#176345",
    Level.CORROBORATED: "#125a73",
    Level.REPORTED: "#70500f",
    Level.UNVERIFIED: "#525963",
    Level.DISPUTED: "#98281f",
    Level.RETRACTED: "#98281f",
}
_SIZES = ((54, 3), (46, 4), (38, 5))
"""The sizes in which a headline is tried, each with the lines that there is room for."""
_LONGEST = 400
_ELSEWHERE = "The headline is in letters that this picture cannot show. It is on the page."
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        "\u2026": "...", "\u00d7": "x", "\u00b7": "-", "\u20ac": "EUR ", "\u00a3": "GBP ",
        "\u00df": "ss", "\u00e6": "ae", "\u00c6": "Ae", "\u0153": "oe", "\u0152": "Oe", "\u00f8": "o", "\u00d8": "O",
        "\u0142": "l", "\u0141": "L",
        "\u0111": "d", "\u0110": "D", "\u00f0": "d", "\u00d0": "D", "\u00fe": "th", "\u00de": "Th", "\u0131": "i",
    }
)  # fmt: skip


def picture_of(shown: EventShown, newsroom: str) -> bytes:
    """Draw the picture of an event, as PNG; the `newsroom` stands on it by its name."""
    core = shown.core.assessment
    image = Image.new("RGB", SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, _BAND, SIZE[1]), fill=_COLOURS[core.level])
    draw.text((_MARGIN, 52), _cut(plain_letters(newsroom) or "", 60), font=_font(30), fill=_SOFT)
    draw.text((_MARGIN, 110), core.level.upper(), font=_font(64), fill=_COLOURS[core.level])
    headline = plain_letters(shown.event.headline) or _ELSEWHERE
    size, lines = _fitted(headline)
    for number, line in enumerate(lines):
        draw.text((_MARGIN, 215 + number * int(size * 1.25)), line, font=_font(size), fill=_INK)
    for number, line in enumerate(counts_said(shown)):
        draw.text((_MARGIN, 508 + number * 44), _cut(line, 75), font=_font(32), fill=_SOFT)
    written = io.BytesIO()
    # Few colours make a small file, and hardly another picture.
    image.quantize(32, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(written, "PNG")
    return written.getvalue()


def counts_said(shown: EventShown) -> tuple[str, str]:
    """Say what an event's level rests on, and the levels of its claims, each in a line."""
    core = shown.core.assessment
    rests = "No report yet"
    if core.reports:
        origins = origins_said(core.origins, core.origins_at_most)
        rests = ", ".join([origins, counted(core.outlets, "outlet"), counted(core.reports, "report")])
    levels = sorted((each.assessment.level for each in shown.claims), key=list(Level).index, reverse=True)
    each = ", ".join(f"{len(list(same))} {level}" for level, same in groupby(levels))
    return rests, f"{counted(len(shown.claims), 'claim')}: {each}"


def told(shown: EventShown) -> str:
    """Say the picture, for those who do not see it."""
    return visible(f"{shown.core.assessment.level.capitalize()}: {shown.event.headline}. {'. '.join(counts_said(shown))}.")


def plain_letters(text: str) -> str | None:
    """Return a text in the letters that the font has, without accents; None if it has others."""
    # "2½" is no "212".
    apart = "".join(f" {c}" if unicodedata.decomposition(c).startswith("<fraction>") else c for c in visible(text[:_LONGEST]))
    spaced = " ".join(apart.translate(_PLAIN).split())
    bare = "".join(c for c in unicodedata.normalize("NFKD", spaced) if not unicodedata.combining(c)).replace("\u2044", "/")
    readable = "".join(c if c.isascii() and c.isprintable() else "" for c in bare)
    # A sign more or less, such as an emoji, changes no word; a letter does.
    return None if any(c.isalnum() and not c.isascii() for c in bare) else " ".join(readable.split()) or None


def _fitted(text: str) -> tuple[int, list[str]]:
    """Return the largest size in which a text fits, and its lines; in the smallest, what is too much is left out."""
    for size, most in _SIZES:
        lines = _wrapped(text, size)
        if len(lines) <= most:
            return size, lines
    return size, [*lines[: most - 1], f"{lines[most - 1][:-4]} ..."]


def _wrapped(text: str, size: int) -> list[str]:
    """Break a text into lines that fit; a word that is wider than a line is cut."""
    font, lines = _font(size), [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= _WIDTH:
            lines[-1] = longer
            continue
        while font.getlength(word) > _WIDTH:
            word = word[: int(len(word) * 0.9)]
        lines.append(word)
    return [line for line in lines if line]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 4]} ..."


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    found = ImageFont.load_default(size)
    if not isinstance(found, ImageFont.FreeTypeFont):
        raise TypeError("Pillow was built without FreeType, so it has no font that can be scaled")
    return found
