"""What replaces or takes back earlier reports: a later figure, an outlet's correction, a person who no longer says it."""

from dataclasses import replace
from functools import lru_cache

from bot.domain.model import OWN_WORK, Basis, HopKind, Revision, Stance, Tone
from bot.gateways.builtin.article import ReadyArticle
from bot.gateways.builtin.cues import forward, patterns
from bot.gateways.builtin.finding import Finding
from bot.gateways.builtin.stance import positions_of

_SPEAKERS = (HopKind.PERSON, HopKind.BODY)
_BEHIND = 2
"""How many sentences behind an outlet's earlier words it may say that they were wrong."""
_LEFT_OPEN = 5
"""How many sentences behind words that are taken back may say that what is so is not known."""


def revised(ready: ReadyArticle, finding: Finding) -> Finding:
    """Say of a finding what it does to earlier reports, if it does anything; words that are taken back confirm nothing."""
    text, verdict = finding.line.text, finding.verdict
    differs = finding.target.counted_otherwise(finding.line)
    behind = ready.behind(finding.line)
    wrong = next((line for line in (finding.line, *behind[:_BEHIND]) if _says("wrong", line.text)), None)
    left_open = any(_says("left_open", line.text) for line in (finding.line, *behind[:_LEFT_OPEN]))
    taken_back = Stance.CONTEXT if left_open or differs else Stance.DENIES
    earlier = list(forward(patterns("revising", "earlier"), text)) if wrong else []
    acts = positions_of(finding.line, finding.target.anatomy.acts)
    if earlier and (differs or (acts and not any(cue.start <= act < cue.end for cue in earlier for act in acts))):
        # What stands beside the words that were wrong is only their setting.
        return finding._replace(verdict=verdict._replace(stance=Stance.CONTEXT, basis=Basis.UNSTATED, path=(OWN_WORK,)))
    if wrong and earlier and finding.told and _names_it(finding):
        end = wrong.sentence.end
        whole = finding.line.sentence._replace(text=ready.article.text[finding.line.sentence.start : end], end=end)
        own = verdict._replace(stance=taken_back, tone=Tone.CERTAIN, basis=Basis.WITNESSED, path=(OWN_WORK,))
        return finding._replace(line=replace(finding.line, sentence=whole), verdict=own._replace(revises=Revision.WITHDRAWAL))
    if _says("amended", text) and differs:
        own = verdict._replace(stance=taken_back, path=(OWN_WORK,))
        return finding._replace(verdict=own._replace(revises=Revision.WITHDRAWAL))
    if verdict.path[-1].kind in _SPEAKERS and _says("taken_back", text):
        return finding._replace(verdict=verdict._replace(stance=taken_back, revises=Revision.WITHDRAWAL))
    later = (text, ready.article.title or "")
    if differs and any(_says("later", each) for each in later):
        return finding._replace(verdict=verdict._replace(stance=Stance.CONTEXT, revises=Revision.UPDATE))
    return finding


def _names_it(finding: Finding) -> bool:
    """Say whether a sentence has more than half of a claim's names, so that it is not about somebody of a like name."""
    target = finding.target
    return not target.names or 2 * target.weigh(target.names & finding.line.places.keys()) > target.weigh(target.names)


# The sentences behind one are looked at again for each claim.
@lru_cache(maxsize=4096)
def _says(name: str, text: str) -> bool:
    return patterns("revising", name).search(text) is not None
