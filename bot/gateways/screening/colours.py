"""Colours as style sheets write them, and whether words of one can be told from what is behind them."""

import colorsys
import re
from functools import lru_cache

Look = dict[str, str]
Colour = tuple[float, float, float, float]  # red, green, blue 0-255, opacity 0-1

LEAST_OPACITY = 0.1
_LIKE = 24.0  # by how much each of two colours' channels may differ, of 255, before the eye tells them apart
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")
_NAMED = {"black": "000", "transparent": "0000", "red": "f00", "lime": "0f0", "blue": "00f", "yellow": "ff0", "green": "008000"}
_NAMED |= {"silver": "c0c0c0", "gray": "808080", "grey": "808080", "navy": "000080", "maroon": "800000"}
_NAMED |= {"snow": "fffafa", "ivory": "fffff0", "azure": "f0ffff", "seashell": "fff5ee", "mintcream": "f5fffa"}
_NAMED |= {"white": "fff", "honeydew": "f0fff0", "aliceblue": "f0f8ff", "ghostwhite": "f8f8ff", "whitesmoke": "f5f5f5"}
_NAMED |= {"floralwhite": "fffaf0", "lavenderblush": "fff0f5", "oldlace": "fdf5e6"}

_GROUNDS = frozenset({"background", "background-color", "background-image"})
COLOURS = _GROUNDS | {"color", "-webkit-text-fill-color"}
# The most lightness, and the chroma below which a colour is a grey.
_BY_LIGHTNESS = {"lab": (100.0, 4.0), "lch": (100.0, 4.0), "oklab": (1.0, 0.01), "oklch": (1.0, 0.01)}


def number(value: str) -> float:
    """Read a number or a share as style sheets write them; 1 for anything else."""
    found = NUMBER.match(value)
    return (float(found[0]) / (100 if value.endswith("%") else 1)) if found else 1.0


def colour(value: str) -> Colour | None:
    """Read a colour; None for one that is not known."""
    return _colour(value) if value else None


@lru_cache(maxsize=4096)
def _colour(value: str) -> Colour | None:
    value = value.strip().lower()
    digits = _NAMED.get(value) or value.removeprefix("#")
    if (value in _NAMED or value.startswith("#")) and len(digits) in (3, 4, 6, 8) and re.fullmatch(r"[0-9a-f]+", digits):
        whole = digits if len(digits) > 4 else "".join(digit * 2 for digit in digits)
        rgb = [float(byte) for byte in bytes.fromhex((whole + "ff")[:8])]
        return rgb[0], rgb[1], rgb[2], rgb[3] / 255
    kind, _, inside = value.partition("(")
    parts = re.split(r"[ ,/]+", inside[:100].rstrip(") "))
    if kind in _BY_LIGHTNESS:
        return _grey(kind, parts)
    if kind == "color" and parts[0] in ("srgb", "display-p3", "srgb-linear"):
        return colour(f"rgb({' '.join(part if part.endswith('%') else f'{number(part):.4%}' for part in parts[1:4])})")
    if kind not in ("rgb", "rgba", "hsl", "hsla") or len(parts) not in (3, 4) or not all(map(NUMBER.match, parts)):
        return None
    first, second, third, opacity = [*map(number, parts), 1.0][:4]
    if kind.startswith("rgb"):
        scale = [255 if part.endswith("%") else 1 for part in parts]
        return first * scale[0], second * scale[1], third * scale[2], opacity
    red, green, blue = colorsys.hls_to_rgb(first / 360 % 1, third, second)
    return red * 255, green * 255, blue * 255, opacity


def _grey(kind: str, parts: list[str]) -> Colour | None:
    """Read a colour that is given by its lightness, if it is a grey; of others only the white and the black end matter.

    Source: CSS Color Module Level 4, conversion from Lab and Oklab.
    """
    most, least_chroma = _BY_LIGHTNESS[kind]
    if len(parts) not in (3, 4) or not all(map(NUMBER.match, parts)):
        return None
    light = number(parts[0]) if parts[0].endswith("%") else number(parts[0]) / most
    opacity = number(parts[3]) if len(parts) == 4 else 1.0
    coloured = max(map(abs, map(number, parts[1:2] if kind.endswith("ch") else parts[1:3]))) > least_chroma
    if coloured and 0.02 < light < 0.98:
        return None
    linear = light**3 if kind.startswith("ok") else ((light * 100 + 16) / 116) ** 3
    level = 255 * min(max(1.055 * max(linear, 0.0) ** (1 / 2.4) - 0.055, 0.0), 1.0)
    return level, level, level, opacity


def ground_of(look: Look, around: Colour | None) -> Colour | None:
    """Return the colour behind an element's words; None where a picture or what is not known lies there."""
    if _GROUNDS.isdisjoint(look):
        return around
    said = look.get("background-color") or look.get("background") or ""
    if "url(" in said + look.get("background-image", "") or "gradient" in said + look.get("background-image", ""):
        return None
    if said in ("", "none", "inherit", "initial", "unset", "0"):
        return around
    found = colour(said) or next(filter(None, map(colour, said.split())), None)
    if found and found[3] < LEAST_OPACITY:
        return around
    return found if found and found[3] > 1 - LEAST_OPACITY else None


def blends(words: Colour | None, ground: Colour | None) -> bool:
    """Say whether words of a colour cannot be told from what is behind them."""
    if words is None:
        return False
    if words[3] < LEAST_OPACITY:
        return True
    return ground is not None and all(abs(one - other) <= _LIKE for one, other in zip(words[:3], ground[:3], strict=True))
