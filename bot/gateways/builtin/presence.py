"""Where an article shows that a reporter was there: what was seen, and whom was heard."""

import re
from collections.abc import Callable
from typing import NamedTuple

from bot.gateways.builtin.naming import is_known_outlet, is_outlet_name
from bot.gateways.builtin.phrasing import phrasing

_NAME = r"[A-Z][\w&’'-]*(?:\s+[A-Z][\w&’'-]*){0,4}"
_JOURNALIST = r"(?:reporter|correspondent|journalist|photographer)s?"
_PAPER = r"(?:newspaper|paper|magazine|website|newsroom|radio|station|site|broadcaster|weekly|daily)"
# "Our reporter", "a Dunmore Gazette reporter", "a reporter of this newspaper", "this newspaper", "the Gazette's reporter"
_WITNESS = (
    rf"(?:\b(?:[Oo]ur|[Aa]n?|[Tt]his|[Oo]ne|[Tt]wo|[Tt]hree|[Tt]he)\s+(?:{_NAME}\s+)?{_JOURNALIST}"
    rf"(?:\s+(?:for|from|of|with)\s+(?:this\s+{_PAPER}|(?:[Tt]he\s+)?{_NAME}))?"
    rf"|\b(?:[Tt]he\s+)?{_NAME}['’]s?\s+{_JOURNALIST}|\b[Tt]his\s+{_PAPER}|\b[Tt]he\s+{_NAME}|\b(?:I|we|We)\b)"
)
_ASIDE = r"(?:,?\s+who\s[^;“”\"]{3,60}?,?|\s+(?:at|on|near|in)\s+the\s+\w+)?"
_SAW = r"(?:\w+ly\s+)?(?:saw|watched|witnessed|counted|observed)\b"
_HEARD = r"(?:\w+ly\s+)?(?:heard|attended|followed|(?:was|were|stood|sat)\s+(?:there|present|in\s+the\s+\w+|among))\b"
_FORMS = (
    (True, phrasing(rf"(?P<who>{_WITNESS}){_ASIDE}\s+{_SAW}", "saw watched witnessed counted observed")),
    (
        True,
        phrasing(
            rf"\b(?:witnessed|seen|observed|counted|watched)\s+by\s+(?P<who>{_WITNESS})",
            "witnessed seen observed counted watched",
        ),
    ),
    (False, phrasing(rf"(?P<who>{_WITNESS}){_ASIDE}\s+{_HEARD}", "heard attended followed was were stood sat")),
    (
        False,
        phrasing(
            rf"\b(?:(?:heard|attended|followed)\s+by|in\s+the\s+presence\s+of)\s+(?P<who>{_WITNESS})",
            "heard attended followed presence",
        ),
    ),
)
_QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?")
_FIRST = re.compile(r"^(?:The|An?|Our|This|One|Two|Three|I|We)\b")
_STAFF = re.compile(rf"\b(?:{_JOURNALIST}|{_PAPER})\b")


class Presence(NamedTuple):
    """One sentence's word that a reporter was there: of the outlet itself, or of `outlet`; `saw` things or only heard words."""

    outlet: str | None
    saw: bool


def presence(text: str, is_own: Callable[[str], bool]) -> Presence | None:
    """Find in one sentence, outside quotation marks, that a reporter saw or heard what it tells; `is_own` knows own names."""
    fitting = [(saw, form.pattern) for saw, form in _FORMS if form.may_stand_in(text)]
    plain = _QUOTED.sub(lambda match: "“" * len(match.group()), text) if fitting else ""
    for saw, form in fitting:
        for match in form.finditer(plain):
            who = match["who"]
            names = [re.sub(r"['’]s?$", "", name) for name in re.findall(_NAME, _FIRST.sub("", who))]
            if any(is_own(name) for name in names):
                return Presence(None, saw)
            others = [name for name in names if is_known_outlet(name) or (" " in name and is_outlet_name(name.lower().split()))]
            if others:
                return Presence(others[0], saw)
            if _STAFF.search(who) or re.fullmatch(r"I|[Ww]e", who):
                return Presence(None, saw)
    return None
