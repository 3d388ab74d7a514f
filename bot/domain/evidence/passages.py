"""Sees to it that one passage of an article is the word of one origin."""

from collections.abc import Sequence

from bot.domain.evidence.sentences import Sentences, Span
from bot.domain.evidence.support import Sourced, Support
from bot.domain.model import HopKind, Stance
from bot.domain.reading import Judgement
from bot.domain.spelling import same_name
from bot.domain.wording import shortened


def one_origin_each(found: Sequence[Sourced], sentences: Sentences) -> tuple[list[Sourced], list[str]]:
    """Keep one origin where a reader gives a passage several: that to which the article attributes it. Say what was left out.

    Quotes that overlap are one passage. So are parts of one sentence, unless it attributes each of them to its own origin.
    """
    order = sorted(range(len(found)), key=lambda at: (-found[at].support, bool(found[at].judgement.origin.words), at))
    stay: list[int] = []
    remarks: list[str] = []
    for at in order:
        here = found[at].judgement
        rival = next((other for other in stay if _rivals(found[at], found[other], sentences)), None)
        if rival is None:
            stay.append(at)
            continue
        remarks.append(
            f"One passage has one origin: {shortened(here.quote.text)} was left out as the word of {here.origin}; "
            f"that of {found[rival].judgement.origin} was kept."
        )
    return [found[at] for at in sorted(stay)], remarks


def _rivals(one: Sourced, other: Sourced, sentences: Sentences) -> bool:
    a, b = one.judgement, other.judgement
    if (a.event, a.claim, a.stance) != (b.event, b.claim, b.stance) or a.stance is Stance.CONTEXT or not _differ(a, b):
        return False
    first, second = Span(a.quote.start, a.quote.end), Span(b.quote.start, b.quote.end)
    if first.meets(second):
        return True
    plain = one.support is other.support is Support.PLAIN
    return not plain and sentences.around(*first).meets(sentences.around(*second))


def _differ(one: Judgement, other: Judgement) -> bool:
    a, b = one.origin, other.origin
    if HopKind.UNNAMED in (a.kind, b.kind):
        return False
    return HopKind.OWN in (a.kind, b.kind) if a.kind is not b.kind else not (a.name == b.name or same_name(a.name, b.name))
