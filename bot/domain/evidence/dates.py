"""Knows days and months by their names, in English and eight other languages, and finds a date in a text."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Final

from bot.domain.terms import fold, word_set

_MONTH_ROWS = """
january jan januar janvier enero gennaio janeiro stycz* січ* январ*
february feb februar fevrier febrero febbraio fevereiro lutego luty лютого лютий феврал*
march mar marz mars marzo marco marca marzec берез* март*
april apr avril abril aprile kwiet* квіт* апрел*
may mai mayo maggio maio maj maja трав* мая май
june jun juni juin junio giugno junho czerwca czerwiec червня червень июн*
july jul juli juillet julio luglio julho lipca lipiec липня липень июл*
august aug aout agosto sierp* серп* август*
september sep sept septembre septiembre settembre setembro wrzes* верес* сентяб*
october oct okt oktober octobre octubre ottobre outubro pazdziern* жовт* октяб*
november nov novembre noviembre novembro listopad* листопад* нояб*
december dec dez dezember decembre diciembre dicembre dezembro grud* груд* декаб*
"""
_WEEKDAY_ROWS = """
monday montag montags lundi lunes lunedi segunda-feira poniedzia* понеділ* понедельник*
tuesday dienstag dienstags mardi martes martedi terca-feira wtor* вівтор* вторник*
wednesday mittwoch mittwochs mercredi miercoles mercoledi quarta-feira sroda srode srody середа середу середи среда среду среды
thursday donnerstag donnerstags jeudi jueves giovedi quinta-feira czwart* четвер*
friday freitag freitags vendredi viernes venerdi sexta-feira piatek piatku п'ятниц* пятниц*
saturday samstag samstags sonnabend samedi sabado sabato sobot* субот* суббот*
sunday sonntag sonntags dimanche domingo domenica niedziel* неділ* воскресен*
"""
_NEAR_ROWS = {
    0: "today tonight heute aujourd'hui hoy oggi hoje dzis dzisiaj сьогодні сегодня morning afternoon",
    -1: "yesterday overnight gestern hier ayer ieri ontem wczoraj вчора вчера",
    1: "tomorrow morgen demain manana domani amanha jutro завтра",
}


class _Names:
    """The names of days or months, whole or by how they begin."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._whole = frozenset(name for name in names if not name.endswith("*"))
        self._stems = tuple(name[:-1] for name in names if name.endswith("*"))

    def has(self, word: str) -> bool:
        """Say whether a folded word is one of them."""
        return word in self._whole or word.startswith(self._stems)


def _rows(table: str) -> list[_Names]:
    return [_Names([fold(word) for word in row.split()]) for row in table.strip().splitlines()]


def _together(rows: Sequence[_Names]) -> _Names:
    return _Names([name for row in rows for name in row.names])


_MONTHS, _WEEKDAYS = _rows(_MONTH_ROWS), _rows(_WEEKDAY_ROWS)
_ANY_MONTH, _ANY_WEEKDAY = _together(_MONTHS), _together(_WEEKDAYS)
MONTHS: Final = tuple(word.rstrip("*") for word in _ANY_MONTH.names)
_NEAR = {days: tuple(fold(word) for word in words.split()) for days, words in _NEAR_ROWS.items()}
_ALSO_NAMES = word_set("may march april june august jan mark marco mar mai maj mars juni jul nov sep oct dec")
"""Names of months that are people's names or other words too."""
_LINKS = word_set("""
the of on at in a an and th st nd rd am den le el il em w o early late morning evening afternoon night
""")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_NUMBER_WORDS = word_set("""
one two three four five six seven eight nine ten eleven twelve dozen dozens hundred hundreds thousand thousands
""")
_NEAREST = dt.timedelta(days=8)


def is_date(name: str) -> bool:
    """Say whether a name is only a day, a month or a number, and no name of anybody."""
    words = [word for word in map(fold, _WORD.findall(name)) if word not in _LINKS]
    dated = [word for word in words if _ANY_WEEKDAY.has(word) or _ANY_MONTH.has(word)]
    numbers = [word for word in words if word[0].isdigit() or word in _NUMBER_WORDS]
    if not words or len(dated) + len(numbers) < len(words):
        return False
    return bool(numbers) or any(word not in _ALSO_NAMES for word in dated)


def without_weekday(name: str) -> str:
    """Return a person's name without a day of the week at its end, as in "Quill Wednesday told reporters"."""
    words = name.split()
    while len(words) > 1 and _ANY_WEEKDAY.has(fold(words[-1])):
        words.pop()
    return " ".join(words)


def stands_in(date: dt.date, text: str, published: dt.date | None) -> bool:
    """Say whether a text gives a date: in any usual spelling, or by a word that counts from the day of publication."""
    folded = fold(text)
    words = _WORD.findall(folded)
    if any(re.search(rf"(?<!\d){form}(?!\d)", folded) for form in _figures(date)):
        return True
    said = set(words)
    if months := {word for word in said if _MONTHS[date.month - 1].has(word)}:
        day = re.compile(rf"0?{date.day}(?:st|nd|rd|th|er|o|º)?")
        for place, word in enumerate(words):
            beside = [*words[max(place - 3, 0) : place], *words[place + 1 : place + 3]] if word in months else ()
            if any(day.fullmatch(other) for other in beside):
                return True
    if published is None or abs(published - date) <= _NEAREST:
        weekday = _WEEKDAYS[date.weekday()]
        if any(weekday.has(word) for word in said):
            return True
    return published is not None and not said.isdisjoint(_NEAR.get((date - published).days, ()))


def _figures(date: dt.date) -> tuple[str, ...]:
    day, month = rf"0?{date.day}", rf"0?{date.month}"
    year = rf"(?:{date.year}|{date.year % 100:02d})"
    return (rf"{date.year}-{month}-{day}", rf"{day}[./-]\s?{month}[./-]\s?(?:{year})?", rf"{month}[./-]{day}[./-]{year}")
