"""Marks of a text that no prose has: those that part the turns of a chat, messages in code, and program code."""

import base64
import re
from collections.abc import Iterator

_CHAT_MARKERS = re.compile(
    r"<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id)\|?>?|\[/?INST\]|<</?SYS>>"
    r"|^[ \t]*#{2,}[ \t]*(?:instructions?|system(?:[ \t]+prompt)?)[ \t]*:?[ \t]*$"
    r"|</?(?:system|instructions?|system_prompt)>"
    r"|(?-i:\bSYSTEM\s+(?:MESSAGE|PROMPT|OVERRIDE|NOTICE|INSTRUCTIONS?)\s*(?:>>|:|\]|\*\*))"
    r"|\b(?:BEGIN|END|NEW)\s+(?:SYSTEM\s+)?(?:PROMPT|INSTRUCTIONS)\b"
    r"|^[ \t]*(?:system|assistant)[ \t]*:\s{0,9}"
    r"(?:you\s+(?:are|must|will)|ignore|disregard|from\s+now|always|never|the\s+(?:article|user))",
    re.IGNORECASE | re.MULTILINE,
)
_CHAT_SIGNS = ("<|", "nst]", "sys>", "nstruct", "system", "prompt", "stant")
"""Of which one stands, in small letters, in all of them; without an "i", which has a form with a dot and one without."""
# What a line or a sentence begins with if it is a program's; prose that speaks of code has words before it.
_CODE = re.compile(
    r"(?:^|(?<=[.!?:;] )|\b(?i:output|return|print|run|execute|(?:reply|respond|answer) with) )[ \t]*(?:"
    r"```|import [a-z_][\w.]*(?: as \w+)?(?:;|$)|from [a-z_][\w.]* import [\w*]|(?:async )?def \w+\("
    r"|(?:os|sys|subprocess|requests|console|process|child_process|shutil|socket)\.\w+[.(]"
    r"|(?:print|eval|exec|open|fetch)\([^)\n]|<script\b|document\.cookie|<\?php|#include\b"
    r"|\{ ?[\"'][\w -]+[\"'] ?: ?[\"'\[{\dtfn]"
    r"|(?:\$ ?)?(?:sudo \w|rm -\w|curl (?:-|http)|wget (?:-|http)|chmod [+\d]|bash -\w)|!\[[^\]\n]{0,80}\]\(http"
    r"|SELECT\s[^\n]{1,80}\sFROM\s\w|(?:DROP|ALTER)\sTABLE\s\w|DELETE\sFROM\s\w|INSERT\sINTO\s\w)",
    re.MULTILINE,
)
# A message in Base64 or hexadecimal, long enough to say something.
_ENCODED = re.compile(r"(?<![\w/+=.-])(?:[A-Za-z0-9+/]{32,}={0,2}|(?:[0-9A-Fa-f]{2}[ ]?){24,})(?![\w/+=])")
_LONGEST_DECODED = 4000


def chat_markers(text: str) -> Iterator[re.Match[str]]:
    """Find what parts the turns of a chat; most texts have none, which their words tell in a fraction of the time."""
    small = text.casefold()
    return _CHAT_MARKERS.finditer(text) if any(sign in small for sign in _CHAT_SIGNS) else iter(())


def marks_in(text: str) -> Iterator[re.Match[str]]:
    """Find all that no prose has; a key or a checksum holds no message."""
    yield from chat_markers(text)
    yield from _CODE.finditer(text)
    yield from (found for found in _ENCODED.finditer(text) if _holds_words(found[0][:_LONGEST_DECODED]))


def _holds_words(code: str) -> bool:
    for decode in (_from_hex, _from_base64):
        decoded = decode(code)
        if decoded is not None and decoded.isascii() and decoded.isprintable() and decoded.count(" ") * 12 >= len(decoded):
            return True
    return False


def _from_hex(code: str) -> str | None:
    try:
        return bytes.fromhex(code).decode()
    except ValueError:
        return None


def _from_base64(code: str) -> str | None:
    try:
        return base64.b64decode(code[: len(code) // 4 * 4]).decode()
    except ValueError:
        return None
