"""Whether a sentence tells an act at the claim's time: not of another day or year, and not as something to come."""

import datetime as dt
import re
from collections.abc import Sequence

from bot.gateways.builtin.article import ReadyArticle
from bot.gateways.builtin.lines import Line
from bot.gateways.builtin.naming import is_verb
from bot.gateways.builtin.roles import may_be_verb
from bot.gateways.builtin.signs import Setting
from bot.gateways.builtin.stance import positions_of
from bot.gateways.builtin.targets import Target
from bot.gateways.english.words import Word, stem, word_set, words

_DETERMINERS = word_set("words", "determiners")
_LIGHT = word_set("words", "light_verbs")
_MONTHS = word_set("words", "months")
_WEEKDAYS = word_set("barring", "weekdays")
_REACH = 4
"""Words behind a verb of saying among which its own day stands."""
_TO_COME = re.compile(
    r"\b(?:announc|schedul|call|plann?|organis|organiz|arrang|order|promis|prepar|propos|threaten|demand|urg|offer|vow|signal"
    r"|foreshadow|forecast|predict|expect|rul|consider|request|recommend|favou?r|back|oppos|reject|seek|sought|ask)"
    r"(?:e|es|s|ed|ing|led|ling)?\s+(?:out\s+|for\s+|on\s+)?(?:(?:an?|the|its|their|his|her|any|new|further|another|first)\s+){0,2}"
    r"(?:[a-z][\w’'-]*\s+){0,2}$",
    re.IGNORECASE,
)
_MODAL_BEHIND = re.compile(
    r"(?:\s+(?:in|of|to|on|for)\s+(?:[\w’'-]+\s+){1,3}|\s+)"
    r"(?:could|may|might|would|will|should|(?:is|are|was|were)\s+(?:due|to|expected|planned|likely|scheduled|set)|must)\b"
)
_WHEN = re.compile(r"(?:in|since|when)\s")
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)s?\b(?!\s*(?:people|men|women|jobs|homes|euros|dollars|pounds|\w+s\b))")
# "Reopens on Thursday", "takes office on 2 January"
_SCHEDULED = re.compile(
    r"[^,;]{0,40}\s(?:(?:on|next|from)\s+(?:\w+day|\d|[A-Z]|week|month|year)|in\s+[A-Z][a-z]+(?=[.,])|tomorrow)"
)
# "The 2019 report", ", stolen in 1994,"
_OF_A_THING = re.compile(r"(?:the|an?|its|their|his|her)\s+(?:[a-z]+\s+)?$", re.IGNORECASE)
_THING = re.compile(r"\s+[a-z]{4,}")
# "A blaze last year", "the month before": of a claim about now, that is another one.
_EARLIER = re.compile(
    r"\b(?:last|the\s+previous|the\s+(?=\w+\s+before))\s*(?P<span>year|month|season|summer|winter|spring|autumn|decade)\b"
    r"|\b(?:a|an|\w+)\s+(?P<ago>year|month|decade)s?\s+(?:ago|earlier|before)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r",\s+(?:who|which|[a-z]+(?:ed|en|lt|ng))\s[^,;]*$")
_PART = re.compile(r"[;:]|,\s|\s(?:and|but|while|when|after|before|although|though|whereas|as)\s")


def at_another_time(ready: ReadyArticle, target: Target, line: Line) -> bool:
    """Say whether a claim names a month or a day of the week, and a sentence only other ones, or is of another month."""
    verbs = [n for n, word in enumerate(line.tokens) if is_verb(word.lower)]
    said = {n for verb in verbs for n in range(verb + 1, verb + 1 + _REACH)}
    for names in (_MONTHS, _WEEKDAYS):
        own = {_time(word) for word in words(target.content)} & names
        # "… fell in, the mine rescue service said on Friday": the day is that of the saying.
        told = {_time(word) for n, word in enumerate(line.tokens) if n not in said} & names
        if own and told and own.isdisjoint(told):
            return True
        if own and names is _MONTHS and not told and own.isdisjoint(_lately(ready.article.published)):
            return True
    return False


def _lately(published: dt.date | None) -> frozenset[str]:
    """Return the names of the month of an article and of the one before; all names where its date is not known."""
    if published is None:
        return _MONTHS
    months = (published, published.replace(day=1) - dt.timedelta(days=1))
    return frozenset(name for name in _MONTHS if any(name.startswith(f"{month:%b}".lower()) for month in months))


def _time(word: Word) -> str:
    return word.lower.removesuffix("s") if word.capital else ""


def scheduled(target: Target, line: Line) -> bool:
    """Say whether the act stands in the present with a day to come: "the museum reopens on Thursday"."""
    at = [w for w in line.tokens if w.stem in target.anatomy.acts]
    return bool(at) and all(
        w.lower.endswith("s") and w.lower not in target.forms and _SCHEDULED.match(line.text, w.end) is not None for w in at
    )


def earlier(ready: ReadyArticle, setting: Setting, target: Target, line: Line) -> bool:
    """Say whether a sentence tells the act of last year, or last month, and the event was not then."""
    acts = positions_of(line, target.anatomy.acts)
    for told in _EARLIER.finditer(line.text):
        if told.group().lower() not in target.content.lower() and not _is_aside(line.text, told.start(), acts):
            return not _was_then(ready, setting, (told["span"] or told["ago"]).lower())
    return False


def _was_then(ready: ReadyArticle, setting: Setting, span: str) -> bool:
    """Say whether an event was in the month, or the year, before an article."""
    date, published = setting.event.date, ready.article.published
    if date is None or published is None:
        return False
    if span == "month":
        return (published.year - date.year) * 12 + published.month - date.month > 0
    return date.year < published.year or (span not in ("year", "decade") and date.month != published.month)


def other_year(ready: ReadyArticle, setting: Setting, target: Target, line: Line) -> bool:
    """Say whether a sentence names a year that is neither the event's nor the claim's, nor that of something else."""
    date = setting.event.date or ready.article.published
    near = () if date is None else (date.year, date.year - 1)
    acts = positions_of(line, target.anatomy.acts)
    return any(
        int(year[1]) not in near and year[1] not in target.content and not _is_aside(line.text, year.start(), acts)
        for year in _YEAR.finditer(line.text)
    )


def _is_aside(text: str, year: int, acts: Sequence[int]) -> bool:
    """Say whether a year belongs to something behind the act: "leaked after a joint broke in a pipe laid in 1971"."""
    if _OF_A_THING.search(text, 0, year) and _THING.match(text, year + 4):
        return True
    aside = _ASIDE.search(text, 0, year)
    closed = text.find(",", year)
    if aside and closed > 0 and not any(aside.start() < act < closed for act in acts):
        return True
    stops = [stop for act in acts if act < year for stop in _PART.finditer(text, act, year)]
    return bool(stops) and not any(_WHEN.match(text, stop.end()) or stop.group().strip() == "when" for stop in stops)


def to_come(target: Target, line: Line) -> bool:
    """Say whether a noun tells the act, of what is announced, or may be: "a cut could come", "called a demonstration"."""
    if target.future or target.led:
        return False
    acts = target.anatomy.acts - _LIGHT or target.anatomy.acts
    at = [n for n, word in enumerate(line.tokens) if word.stem in acts]
    return bool(at) and all(_is_to_come(target, line, n) for n in at)


def _is_to_come(target: Target, line: Line, at: int) -> bool:
    word, text = line.tokens[at], line.text
    if is_noun(line.tokens, at) and _MODAL_BEHIND.match(text, word.end):
        return True
    if not is_noun(line.tokens, at) or word.lower in target.forms:
        return False
    led = _TO_COME.search(text[: word.start])
    return led is not None and stem(led.group().split()[0].lower()) not in target.stems


def is_noun(tokens: Sequence[Word], at: int) -> bool:
    """Say whether the word at a place is told of and does not tell: "the opening", "a sharp cut", "job cuts"."""
    if not may_be_verb(tokens, at):
        return True
    return tokens[at].lower.endswith("ing") and at > 0 and tokens[at - 1].lower in _DETERMINERS
