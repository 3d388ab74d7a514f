"""What of a text can be seen: the one place where texts from outside are cleaned before anybody is shown them."""

import re

_BREAKING = re.compile("[\t\x0b\x0c\x85\u2028\u2029]")
# Scripts in which (non-)joiners change how a word is written: Arabic and its neighbours, those of India, Tibetan, Khmer …
_JOINING = "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc"
_EMOJI = "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_UNSEEN = re.compile(
    # Controls, hyphens and fillers that nobody sees, marks that turn a line round, tags, selectors of private glyphs.
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\r\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
    # Joiners, but not between letters that they shape, nor within an emoji of several parts.
    rf"|(?<![{_JOINING}])\u200c"
    rf"|(?<![{_JOINING}{_EMOJI}\ufe0f])\u200d"
    rf"|(?<=[{_EMOJI}\ufe0f])\u200d(?![{_EMOJI}])"
    # A selector of emoji or text, but not behind what has both.
    rf"|(?<![{_EMOJI}0-9#*])[\ufe0e\ufe0f]"
)


def visible(text: str) -> str:
    """Remove control characters and all that hides in a text or turns it round; line breaks stay, tabs become spaces."""
    return _UNSEEN.sub("", _BREAKING.sub(" ", text))
