"""What a fact-check says of the rumour that it restates: its own verdict denies it; without a plain one, it is open."""

import re
from collections.abc import Iterator, Sequence

from bot.domain.evidence.prepared import Prepared
from bot.domain.evidence.sentences import Span
from bot.domain.evidence.speech import SAYING
from bot.domain.model import OWN_WORK, Basis, HopKind, Stance, Tone
from bot.domain.reading import Judgement, Quote
from bot.domain.terms import fold, word_set
from bot.domain.wording import shortened

_UNSOURCED = (Basis.ANONYMOUS, Basis.RELAYED, Basis.UNSTATED)
_LABEL = r"\b(?:verdict|rating|ruling|conclusion|our\s+(?:finding|assessment))\s*[:–—-]\s*"
_RUMOUR = (
    r"\b(?:this|that|it|they|these|those|(?:the|this|that|these|those)\s+"
    r"(?:\w+\s+){0,2}(?:claims?|rumou?rs?|stor(?:y|ies)|posts?|messages?|reports?|allegations?))\s+"
    r"(?:is|are|was|were|has\s+been|have\s+been)\s+"
)
_FALSE = (
    r"(?:(?:mostly|largely|completely|entirely|totally|simply|demonstrably|plainly)\s+)?"
    r"(?:false|fake|untrue|not\s+true|incorrect|misleading|fabricated|unfounded|baseless|a\s+hoax|invented|wrong|debunked)\b"
)
_TRUE = r"(?:(?:mostly|largely|completely|entirely|essentially)\s+)?(?:true|correct|accurate|right|genuine|real)\b"
_BETWEEN = (
    r"(?:partly|partially|half|mixed|un(?:proven|proved|clear|verified|confirmed|determined)|missing|lacks?|no\s+evidence)\b"
)
_SAID = r"(?=\s*(?:[.!,;:)–—]|$|because\b|since\b|and\b|but\b))"
"""Behind a verdict; "that was wrong in spring" is none."""
_DEBUNKS = re.compile(
    rf"(?P<label>{_LABEL}{_FALSE})"
    rf"|\b(?:we|our\s+\w+)\s+(?:rate|rated|rates|found|find|judge)\s+(?P<between>(?:[\w’']+\s+){{1,5}}?){_FALSE}"
    rf"|{_RUMOUR}{_FALSE}{_SAID}",
    re.IGNORECASE | re.MULTILINE,
)
_SAYS_ELSE = re.compile(rf"(?P<label>{_LABEL}(?:{_TRUE}|{_BETWEEN}))|{_RUMOUR}{_TRUE}{_SAID}", re.IGNORECASE | re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]+")
_TURNED = word_set("if whether unless no not nor never nobody none nothing might may could would should who why how")


def as_fact_check(judgements: Sequence[Judgement], prepared: Prepared, remarks: dict[str, None]) -> list[Judgement]:
    """Return the judgements of a fact-check: a rumour that it restates and debunks is denied by it, in its verdict's words.

    Without a verdict that is plainly its own, or with several that differ, the restated rumour is open. What the fact-check
    confirms by somebody named, or by its own work that it shows, stays, and so does all where it finds the rumour true.
    """
    debunked, else_said = list(_own(_DEBUNKS, prepared)), list(_own(_SAYS_ELSE, prepared))
    if else_said and not debunked and all(re.search(_TRUE, found.text, re.IGNORECASE) for found in else_said):
        return list(judgements)
    said: list[Judgement] = []
    denied = {(each.event, each.claim) for each in judgements if each.stance is Stance.DENIES}
    for each in judgements:
        in_verdict = any(each.quote.start < found.end and found.start < each.quote.end for found in debunked)
        if in_verdict and each.stance is Stance.DENIES and each.origin.kind is HopKind.OWN:
            # Its verdict is its own work.
            said.append(each.model_copy(update={"basis": Basis.WITNESSED}))
            continue
        restated = each.stance is Stance.CONFIRMS and (each.basis in _UNSOURCED or each.origin.kind is HopKind.UNNAMED)
        if not restated:
            said.append(each)
            continue
        told = f"This fact-check only restates {shortened(each.quote.text)}"
        if (each.event, each.claim) in denied:
            remarks.setdefault(f"{told}; what it finds denies that.")
            said.append(each.model_copy(update={"stance": Stance.CONTEXT}))
        elif debunked and not else_said:
            denied.add((each.event, each.claim))
            remarks.setdefault(f"{told}; its verdict: {shortened(debunked[0].text)}.")
            own = {"quote": debunked[0], "path": (OWN_WORK,), "basis": Basis.WITNESSED, "tone": Tone.CERTAIN}
            denial = {"stance": Stance.DENIES, "revises": None, "translation": None}
            said.append(each.model_copy(update={**own, **denial}))
        else:
            why = "it has several verdicts" if debunked else "no plain verdict was found in it"
            remarks.setdefault(f"{told}; {why}, so an editor says what that means.")
            said.append(each.model_copy(update={"stance": Stance.OPEN, "revises": None}))
    return said


def _own(form: re.Pattern[str], prepared: Prepared) -> Iterator[Quote]:
    """Yield the sentences in which the article itself gives a verdict: nobody is quoted, asked or supposed to."""
    text = prepared.text
    for match in form.finditer(text):
        place = prepared.sentences.around(match.start(), match.end())
        words = place.of(text).rstrip()
        beside = {fold(word) for word in _WORD.findall(f"{text[place.start : match.start()]} {text[match.end() : place.end]}")}
        between = {fold(word) for word in _WORD.findall(match.groupdict().get("between") or "")}
        supposed = words.endswith("?") or not (SAYING | _TURNED).isdisjoint(beside) or not _TURNED.isdisjoint(between)
        if _is_quoted(prepared, match.start()) or (not match["label"] and supposed):
            continue
        if match["label"] or prepared.attribution.speaker(place) is None:
            yield Quote(text=words, start=place.start, end=place.start + len(words))


def _is_quoted(prepared: Prepared, at: int) -> bool:
    start = prepared.sentences.paragraph(at, at + 1).start
    before = Span(start, at).of(prepared.text)
    return before.rfind("“") > before.rfind("”") or before.count('"') % 2 == 1
