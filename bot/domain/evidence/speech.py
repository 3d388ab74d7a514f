"""Words by which articles say who says something: own compilation, for English and the commonest of eight other languages."""

import re
from typing import Final

from bot.domain.terms import fold, word_set

_REGULAR = """
acknowledge add advise allege announce argue assert assure attest blame brief caution charge claim comment complain conclude
condemn confess confirm contend contradict criticise criticize declare demand deny describe detail disclose dismiss dispute
document emphasise emphasize estimate explain hint highlight indicate inform insist joke maintain mention note object
observe outline pledge post predict propose protest reaffirm recall recommend reiterate reject remark remember repeat reply
report respond reveal signal state stress suggest suspect testify tweet urge voice vow warn welcome announce answer praise
promise recount relate concede suppose appeal accuse
"""
_OF_OTHER_FORMS = """
said say says saying told tell tells telling wrote write writes writing written spoke speak speaks speaking admitted admit
admits admitting refuted rebutted rebuts swore swears put puts gave gives give called calls call calling thought thinks
think believed believes believe knows knew read reads held holds hold made quipped argued sees quoted forecast expects
expected
"""
_PERCEIVED = """
acquit appoint approve ban convict grant order revoke sentence suspend veto vote appear answer assess attest broadcast
calculate check compare compile conclude consult correct count date detect determine discover document establish examine
experience film follow help hear identify inspect interview investigate issue judge learn list listen locate measure monitor
name notice notify obtain observe photograph picture point print probe publish raise realise realize receive recognise
recognize record register release research retract return review rule sample search see show sign study survey tally test
trace track understand uncover verify watch witness
"""
_PERCEIVED_IN_OTHER_FORMS = """
saw seen heard sent sends withdrew withdraws withdrawn found finds find felt knew showed shown understood watching studied
identifies
"""


def _inflected(words: str) -> set[str]:
    found = set[str]()
    for word in words.split():
        if word.endswith("e"):
            found |= {word, f"{word}s", f"{word}d", f"{word[:-1]}ing"}
        elif re.search(r"[^aeiou]y$", word):
            found |= {word, f"{word[:-1]}ies", f"{word[:-1]}ied", f"{word}ing"}
        else:
            ending = "es" if word.endswith(("s", "sh", "ch", "x")) else "s"
            found |= {word, f"{word}{ending}", f"{word}ed", f"{word}ing"}
    return found


SAYING: Final = frozenset(_inflected(_REGULAR) | set(_OF_OTHER_FORMS.split()))
"""What somebody says, in English."""
PERCEIVING: Final = frozenset(_inflected(_PERCEIVED) | set(_PERCEIVED_IN_OTHER_FORMS.split()) | SAYING)
"""What somebody says, sees, finds or publishes who is where a thing comes from, in English."""
PLAIN: Final = word_set("""
said says told tells announced announces stated states claimed claims wrote writes warned warns added adds confirmed confirms
insisted insists reported reports explained explains recalled recalls denied denies
""")
"""The plainest of them: whoever they stand beside says it."""
ADDRESSING: Final = word_set("told tell tells telling informed informs informing asked asks briefed notified")
"""Whoever stands behind them is spoken to."""
CITING: Final = word_set("citing cites cited quoting quotes quoted referencing crediting credited per via")
DONE_TO: Final = word_set("was were is are be been being gets got")

INFORMATION: Final = word_set("""
account accounts admission affidavit alert allegation allegations analysis announcement answer article assessment audit
bulletin charge charges claim claims column comment comments communique complaint confirmation count data database denial
description diary document documents email emails entries entry estimate estimates evidence examination figure figures files
filing filings findings footage image images information inquiry interview investigation journal judgement judgment letter
letters list log logs measurement measurements memo message messages minutes news note notes notebook notice observation
observations opinion order paper papers photo photograph photographs photos picture pictures post posts quote recollection
recording records register reply report reporting reports research response results review ruling source speech statement
statements story study summary survey tally testimony text toll tweet verdict version video view views word words warning
""")
"""What one has from somebody."""
PAPERS: Final = INFORMATION | word_set("""
act agreement bill book calendar certificate contract conversation deal decision decree draft indictment law lawsuit lease
licence license list manifest map memorandum page paperwork permit petition plan presentation printout programme receipt
release resolution rule schedule sheet slides table timetable treaty warrant website will
""")
"""What a document may be called."""
OFFICES: Final = word_set("""
spokesman spokeswoman spokesperson spokespeople spokesmen lawyer lawyers attorney solicitor counsel agent representative
representatives office secretary chief head director manager manageress chairman chairwoman chairperson chair president
minister commissioner officer officers official officials boss executive ceo leader deputy press adviser advisor aide
coordinator engineer inspector prosecutor mayor commander captain superintendent principal treasurer owner founder editor
sprecher sprecherin leiter leiterin chef chefin direktor direktorin anwalt anwaltin vorsitzende vorsitzender porte-parole
porteparole directeur directrice avocat avocate president presidente portavoz director directora abogado abogada portavoce
direttore direttrice avvocato porta-voz portavoz diretor diretora advogado rzecznik rzeczniczka dyrektor
""")
"""What somebody is who speaks for a body."""

_ELSEWHERE = """
sagt sagte sagten gesagt erklart erklarte erklarten teilte teilten teilt mitteilte mitgeteilt berichtet berichtete
berichteten meldet meldete meldeten bestatigt bestatigte bestatigten betont betonte schreibt schrieb schrieben kundigte
kundigt angekundigt gab gaben gibt warnt warnte nennt nannte spricht sprach dementiert dementierte wies weist behauptet
behauptete schildert schilderte erzahlt erzahlte heisst laut zufolge angaben auskunft dit dite disent disait confie confie
selon apres nie nient ecrit ecrivait communique dijo dijeron dice dicen dicho conto cuenta cuentan nego niega segun sostuvo
sostiene solto detto dice dicono disse scritto scrive secondo sostiene sostenuto reso rende parla diz dizem disseram contou
conta negou nega segundo conforme acordo mowi mowia pisze pisza podal podala podaje wedlug według zdaniem zgodnie каже
кажуть пише пишуть словами даними інформацією повідомленням пишет пишут словам данным информации сообщению говорит говорят
"""
ELSEWHERE: Final = frozenset(map(fold, _ELSEWHERE.split()))
_STEMS = """
declar affirm annonc indiqu expliqu precis rapport confirm assur estim soulign racont dement rejet ajout reconn temoign
afirm asegur explic inform anunci senal indic rechaz relat denunci comunic report public advirti admiti anadi agreg escrib
coment recono revel asever dichiar afferm spieg annunci riferi conferm comunic smenti aggiun precisa ribad acrescent garanti
relatou escrev powiedzia poinformowa informuj oswiadcz twierdz stwierdz potwierdz przekaza wyjasni dodał dodala zaprzecz
oglosi ogłosi napisa oceni relacjon powiadomi повідом заяв розпов зазнач підтверд поясн додав додал заперечу заперечи спрост
оголос переда стверджу наголос сказа згадує згадал згідно написа сообщ заяв рассказ отмет подтверд поясн добав опроверг
отриц объяв утвержда согласно
"""
STEMS: Final = tuple(map(fold, _STEMS.split()))
"""Beginnings of such words in the other languages, whose endings differ."""

BACKWARD: Final = frozenset({"he", "she", "they", "it", "this", "these"})
"""Who is named before, where it stands beside a verb of saying."""
PREPOSITIONS: Final = word_set("""
de del della di da do dos das du des en em im auf au aux dans nel nella sul su para por per pour bei von vom zu zum zur nach
aus w na z od у в на з із до от из для про
""")
"""Prepositions of the other languages: whoever stands behind one does not speak."""
NARRATORS: Final = word_set("""
police officials authorities prosecutors residents witnesses neighbours neighbors spokesman spokeswoman spokesperson
spokespeople ministry council mayor minister governor commissioner company firm court university hospital union army navy
agency government office chief director president chairman chairwoman secretary lawyer lawyers inspector captain commander
firefighters rescuers doctors investigators eyewitnesses polizei feuerwehr behorden police pompiers policia bomberos polizia
policja поліція полиция
""")
"""Who may say something without a name."""
LANGUAGES: Final = frozenset({"en", "de", "fr", "es", "it", "pt", "pl", "uk", "ru"})


def is_saying(word: str, english: bool) -> bool:
    """Say whether a folded word may be one that says who says something."""
    if english:
        return word in SAYING
    return word in ELSEWHERE or word in SAYING or word.startswith(STEMS)
