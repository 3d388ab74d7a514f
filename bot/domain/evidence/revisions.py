"""Finds the words by which an article replaces or takes back what was reported."""

import re
from typing import Final

from bot.domain.evidence.prepared import Prepared
from bot.domain.model import Revision
from bot.domain.reading import Judgement
from bot.domain.wording import shortened

_TAKEN_BACK = (
    r"correct(?:s|ed|ing|ion|ions)?|incorrect(?:ly)?|wrong(?:ly)?|mistake(?:s|n|nly)?|error(?:s)?|erroneous(?:ly)?|inaccura\w+|clarif\w+|retract\w*"
    r"|withdr[ae]w\w*|withdrawn|take(?:s)?\s+\w*\s*back|took\s+\w*\s*back|taken\s+back|recant\w*|disown\w*|apolog\w+|regret\w*|sorry|no\s+longer"
    r"|should\s+(?:not\s+)?have|never\s+(?:said|happened|saw)|not\s+true|untrue|false(?:ly)?|misstat\w+|misreport\w+|misheard|mixed\s+up|amend\w*|revok\w*"
    r"|we\s+(?:had\s+)?(?:wrote|written|reported)|rescind\w*|revers\w+|delet\w+|removed|editor['’]s\s+note|an\s+earlier\s+(?:version|report|article)|can(?:not|'t|’t)\s+(?:know|say|tell)"
    r"|berichtig\w*|korrig\w*|korrektur|falsch\w*|irrtum\w*|irrtüml\w*|fehler\w*|zurückgezogen|zieh\w*\s+\w*\s*zurück|widerruf\w*|richtigstell\w*|entschuldig\w*"
    r"|rectif\w*|corrig\w*|erreur\w*|rétract\w*|retir\w*|excus\w*|faux|fausse\w*|démenti\w*|inexact\w*"
    r"|rectific\w*|correcci\w*|error\w*|errón\w*|equivoc\w*|retract\w*|retir\w*|disculp\w*|fals\w+|desmenti\w*"
    r"|rettific\w*|corre[tz]\w*|errat\w*|sbagli\w*|ritir\w*|ritratt\w*|scus\w*|errad\w*|retrat\w*|desculp\w*"
    r"|sprostowan\w*|sprostow\w*|popraw\w*|błęd\w*|błąd\w*|wycof\w*|odwoł\w*|przepras\w*|nieprawd\w*"
    r"|виправ\w*|спросту\w*|помил\w*|відклика\w*|вибач\w*|неправд\w*|исправ\w*|опроверг\w*|ошиб\w*|отозва\w*|отзыв\w*|извин\w*"
)
_EARLIER_PIECE = re.compile(
    r"\b(?:an?|the|our|this)\s+(?:(?:earlier|previous|original|first)\s+)?(?:version|article|report|story|post|headline|caption|item)\b",
    re.IGNORECASE,
)
_NEWER = (
    r"now|newer|newly|latest|updat\w*|revis\w*|ris(?:e|es|ing|en)|rose|rais\w+|climb\w*|increas\w*|grow\w*|grew|gone\s+up|went\s+up|goes\s+up|jump\w*"
    r"|reach(?:es|ed)|so\s+far|lowered|fall(?:s|en)?|fell|drop(?:s|ped)|reduc\w*|fewer|earlier|previous\w*|instead|up\s+from|no\s+longer|final\w*"
    r"|(?:more|further)\s+\w+\s+(?:ha[sd]|have|were|was)|at\s+(?:this|the)\s+(?:moment|point)"
    r"|inzwischen|mittlerweile|nun|jetzt|gestiegen|steigt|stieg|erhöh\w*|aktualisier\w*|zuvor|bislang|bisher|gesunken"
    r"|désormais|maintenant|augment\w*|alourdi\w*|auparavant|dernier\s+bilan|ahora|sub(?:e|ió|ieron)|aument\w*|elev\w*|actualiz\w*|asciend\w*"
    r"|adesso|salit\w*|sale|saliti|aggiorn\w*|agora|subiu|teraz|już|wzros\w*|wzrast\w*|dotychczas\w*|zaktualiz\w*"
    r"|тепер|зараз|вже|зрос\w*|збільш\w*|оновл\w*|теперь|сейчас|уже|вырос\w*|возрос\w*|увелич\w*|обновл\w*"
)
_WORDS: Final = {
    Revision.WITHDRAWAL: re.compile(rf"\b(?:{_TAKEN_BACK})\b", re.IGNORECASE),
    Revision.UPDATE: re.compile(rf"\b(?:{_NEWER}|{_TAKEN_BACK})\b", re.IGNORECASE),
}


def takes_back_a_piece(text: str) -> bool:
    """Say whether words take back a piece that was carried before: "An article on Friday said that … That was wrong."."""
    return _EARLIER_PIECE.search(text) is not None and _WORDS[Revision.WITHDRAWAL].search(text) is not None


def shown_revision(judgement: Judgement, prepared: Prepared, remarks: dict[str, None]) -> Judgement:
    """Return a judgement without its revision, and remark on it, if no words of the title or the paragraphs there show one."""
    revision, quote = judgement.revises, judgement.quote
    around = prepared.sentences.paragraph(quote.start, quote.end, before=1).of(prepared.text)
    if revision is None or _WORDS[revision].search(f"{prepared.article.title or ''}\n{around}"):
        return judgement
    what = "an update" if revision is Revision.UPDATE else "a withdrawal"
    remarks.setdefault(f"The reader takes {shortened(quote.text)} for {what} of an earlier report; no words there say so.")
    return judgement.model_copy(update={"revises": None})
