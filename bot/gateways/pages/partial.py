"""Signs that a text is not an article, or not the whole of one."""

import re
from collections.abc import Iterable
from functools import lru_cache

LEAST_WORDS = 20
LEAST_PASTED = 3
"""Text that a person pastes may be short: a post, a notice, a wire's first line."""
_SHORT = 250
_SHORT_CHARACTERS = 10_000
_MOST_AROUND = 200_000
_KEPT_SHARE = 0.6

_SPACELESS = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_SPACELESS}]|[^\W_{_SPACELESS}]+(?:['’-][^\W_{_SPACELESS}]+)*")
_SPACELESS_ONE = re.compile(rf"[{_SPACELESS}]")

_NOTICE = re.compile(
    r"\bcookies?\b|\bconsent\b|\bGDPR\b|\bprivacy (?:policy|settings|notice|choices)\b|\bpersonal(?:ised|ized)? (?:data|ads)\b"
    r"|\b(?:accept|reject|manage|allow|agree)(?: to)?(?: all| and \w{1,20}| preferences| settings| options)?[.!]?$"
    r"|\b(?:our|third[- ]party) (?:partners|vendors)\b|\blegitimate interests?\b|\b(?:enable|turn on) javascript\b"
    r"|\bjavascript (?:is|has been) (?:disabled|blocked|turned off)\b|\bad[- ]?blocker\b"
    r"|\bDatenschutz|\bEinwilligung|\btémoins de connexion|\bprotección de datos|\bфайл\w{0,6} cookie|\bcookie-?файл",
    re.IGNORECASE,
)
_WALL = re.compile(
    r"\b(?:subscribe|sign up|sign in|log ?in|register|become a (?:member|subscriber))\b[^.!?]{0,60}"
    r"\b(?:to (?:continue|keep|finish|read|unlock|access|view)|for (?:full|unlimited) access)\b"
    r"|\bto (?:continue|keep|finish) reading\b|\bto read (?:the )?(?:full|rest|entire|more of this|this (?:article|story))\b"
    r"|\b(?:this|the full|the rest of th(?:is|e)) (?:article|story|content|post|piece|report) is (?:only |exclusively )?"
    r"(?:for|available (?:only )?(?:to|for)|reserved for|exclusive to|limited to|behind)\b[^.!?]{0,40}"
    r"\b(?:subscribers?|members?|readers|subscription|paywall)"
    r"|\b(?:subscribers?|members?)[- ]only\b|\balready a (?:subscriber|member)\b|\b(?:free )?article limit\b"
    r"|\bcreate (?:a|your) free account\b|\bstart your (?:free )?(?:trial|subscription)\b"
    r"|\bjetzt (?:weiterlesen|abonnieren)|\bweiterlesen mit\b|\bréservée? (?:à nos|aux) abonnés"
    r"|\bpara (?:seguir|continuar) leyendo"
    r"|\bчита(?:ть|ти) (?:далее|далі|полностью|повністю)\b|続きを読む|有料会員|订阅后",
)
"""Of text in lower case: to ignore case takes three times as long."""
_MORE = re.compile(
    r"(?:\b(?:read (?:more|on|the (?:full|whole|rest)[^.!?]{0,40})|(?:continue|keep) reading|(?:see|show) more|full story)\b"
    r"[\s.…»›→>]*|[\[(]\s*(?:…|\.{3})\s*[\])]|\[\s*\+?\d+ chars\s*\])$",
    re.IGNORECASE,
)
_BROKEN_OFF = re.compile(r"(?:…|\.{3})[\"'”’»)\]]*$")


# One page's text is counted for its length, its language and what may be missing.
@lru_cache(maxsize=8)
def count_words(text: str) -> int:
    """Count words; in scripts without spaces, two characters make one."""
    return len(_WORD.findall(text)) - len(_SPACELESS_ONE.findall(text)) // 2


def is_only_notices(text: str) -> bool:
    """Say whether nothing is left without the notices on cookies, consent and scripts."""
    if len(text) > _SHORT_CHARACTERS or count_words(text) > _SHORT or not _NOTICE.search(text):
        return False
    sentences = re.split(r"\n+|(?<=[.!?])\s+", text)
    return count_words(" ".join(sentence for sentence in sentences if not _NOTICE.search(sentence))) < LEAST_WORDS


def share_of_notices(text: str) -> float:
    """Return how much of a text speaks of cookies, consent and scripts, as a share of its words."""
    words = count_words(text)
    if not words or len(text) > _SHORT_CHARACTERS:
        return 0.0
    sentences = re.split(r"\n+|(?<=[.!?])\s+", text)
    return count_words(" ".join(sentence for sentence in sentences if _NOTICE.search(sentence))) / words


def why_partial(text: str, *, around: str = "", promised_words: Iterable[int] = (), said_closed: bool = False) -> str | None:
    """Say in one sentence why a text is probably not the whole article, or None.

    `around` is all that the page shows; `promised_words` are the lengths that the page states for its article; `said_closed` is
    the page's own statement that it is not free to read.
    """
    words = count_words(text)
    promised = max((number for number in promised_words if number < 100_000), default=0)
    advice = "Paste the whole text if you have it."
    if promised > 60 and words < _KEPT_SHARE * promised:
        return f"The page promises about {promised} words and shows {words}, so part of the article is missing. {advice}"
    whole = promised > 60 and words >= 0.9 * promised
    if said_closed and not whole:
        return f"The page says that it is for subscribers, so the text is probably cut short. {advice}"
    paragraphs = [paragraph.strip() for paragraph in text.split("\n") if paragraph.strip()]
    ending = "\n".join(paragraphs[-3:])[-1000:]
    if _WALL.search(ending.lower()) or (not whole and words < 2 * _SHORT and _WALL.search(around[:_MOST_AROUND].lower())):
        return f"The page asks readers to sign in or subscribe for the rest, so the text is probably cut short. {advice}"
    if _MORE.search(ending[-200:]):
        return f"The text ends with a link to the rest, so it is probably only the beginning. {advice}"
    if _BROKEN_OFF.search(ending[-200:]):
        return f"The text breaks off with an ellipsis, so it is probably only the beginning. {advice}"
    return None
