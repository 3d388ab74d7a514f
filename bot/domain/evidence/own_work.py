"""Finds the words by which an article shows that its outlet saw, heard or looked at a thing itself."""

import re
from typing import Final

from bot.domain.evidence.attribution import QUOTED
from bot.domain.evidence.sentences import Span
from bot.domain.reading import Article

_PEOPLE = r"(?:reporter|correspondent|journalist|photographer|critic|editor|writer)s?"
_PUBLISHER = (
    r"(?:(?:news)?paper|site|station|magazine|channel|broadcaster|agency|outlet|programme|program|website|column|newsroom)"
)
_LOOKED_AT = r"(?:seen|reviewed|viewed|obtained|examined|verified|checked|consulted|analy[sz]ed|inspected|geolocated|bought)"
_OWN_WORDS: Final = re.compile(
    rf"\b(?:I|[Ww]e|[Oo]ur(?:s|selves)?|[Uu]s|[Mm]e|[Mm]y|[Mm]yself|[Tt]his\s+(?:{_PUBLISHER}|{_PEOPLE})|{_PEOPLE}"
    rf"|{_LOOKED_AT}\s+by|(?:has|have)\s+{_LOOKED_AT}|[Oo]n\s+the\s+scene|[Ii]n\s+the\s+original"
    r"|[Ii]ch|[Ww]ir|[Uu]nser\w*|dieser\s+Zeitung|[Nn]ous|[Nn]otre|[Nn]os|[Nn]uestr\w+|este\s+(?:diario|periódico|medio)"
    r"|[Nn]ostr\w+|[Nn]oss\w+|[Nn]asz\w*|[Нн]аш\w*|[Мм]и|[Мм]ы|[Яя]|журналіст\w*|журналист\w*|кореспондент\w*|корреспондент\w*)\b"
)
_SPOKEN_TO = re.compile(r"\b(?:told|tells|asked|informed|to|with|gegenüber|à|a|al|alla|нашій|нашей)\s+(?:the\s+|our\s+)?$")
_THERE = re.compile(rf"\b{_PEOPLE}\b|\b(?:at|on|in|from)\s+(?:the\s+)?\w|,\s*\w", re.IGNORECASE)
_REACH = 20


def shown_own_work(article: Article, span: Span) -> Span | None:
    """Return the words in a part of an article, outside quotations, that speak of its own people or what they looked at."""
    text = article.text
    spoken = [Span(*match.span()) for match in QUOTED.finditer(text, *span)]
    for words in (_OWN_WORDS, _named(article.outlet.name)):
        for match in words.finditer(text, *span) if words else ():
            found = Span(*match.span())
            addressed = _SPOKEN_TO.search(text, max(found.start - _REACH, span.start), found.start)
            if not addressed and not any(quote.holds(found) for quote in spoken):
                return found
    return None


def sent_from_there(article: Article) -> bool:
    """Say whether a byline says where its reporter is: "Our correspondent in Orrin"."""
    return any(_THERE.search(author) for author in article.authors)


def _named(outlet: str) -> re.Pattern[str] | None:
    name = re.sub(r"^the\s+", "", outlet.strip(), flags=re.IGNORECASE)
    if not name:
        return None
    short = name.split()[-1]
    return re.compile(rf"(?<!\w)(?:{re.escape(name)}|[Tt]he\s+{re.escape(short)})(?!\w)")
