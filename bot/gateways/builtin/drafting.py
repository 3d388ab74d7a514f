"""A modest draft of a new event from an article's headline and lead."""

import re
from collections import Counter

from bot.domain.model import Basis, Claim, EventDraft, EventKind, HopKind, Layer
from bot.gateways.builtin.article import ReadyArticle
from bot.gateways.builtin.lines import Line
from bot.gateways.builtin.people import strip_titles
from bot.gateways.english.words import stem, word_set, words

_PLACE = re.compile(
    r"\b(?:in|near|outside|at)\s+(?:the\s+(?:city|town|village|port|region)\s+of\s+)?"
    r"((?:[A-Z][\w'’-]+)(?:[ ,]{1,2}[A-Z][\w'’-]+){0,2})"
)
_COUNCIL = re.compile(
    r"\b([A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?)(?:['’]s)?\s+(?:town|city|village|county|district|borough|parish)\s+(?:council|hall|court)\b"
)
_DATELINE = re.compile(r"^([A-Z][A-Z .'’-]{2,30}|[A-Z][\w .'’-]{2,30}?)(?:,\s*[\w. ]{2,25})?\s*(?:\([\w\s]{2,25}\)\s*)?[–—-]\s")
_ENTITY = re.compile(r"\b[A-Z][\w'’-]+(?:(?:\s+(?:of|for|de)(?:\s+the)?)?\s+[A-Z][\w'’-]+){1,5}")
_CALENDAR = re.compile(r"(?:January|February|March|April|May|June|July|August|September|October|November|December|\w+day)\b")


def draft_event(ready: ReadyArticle) -> tuple[EventDraft, int] | None:
    """Draft an event, with the place of the line that its claims are made of; None where the article has no such line."""
    place = next((n for n, line in enumerate(ready.lines) if not line.sentence.heading and len(line.tokens) >= 6), None)
    if place is None:
        return None
    article, lead = ready.article, ready.lines[place]
    text = _one_line(_DATELINE.sub("", lead.text)) or _one_line(lead.text)
    heading = next((line.text for line in ready.lines[:3] if line.sentence.heading), None)
    said = next((a for a in lead.attributions if a.spoke and a.hop.kind in (HopKind.PERSON, HopKind.BODY)), None)
    claims: tuple[Claim, ...] = (Claim(key="claim", text=_cut(text)),)
    if said and said.basis is Basis.ON_RECORD and not said.denies:
        content = _one_line(" ".join(lead.text[a:b].strip(" ,“”\"'") for a, b in said.scopes if b - a > 10))
        content = re.sub(r"^(?:on\s+\w+,?\s+)?that\s+", "", content).rstrip(".,")
        if len(content.split()) >= 4:
            speaker = said.hop.name
            claims = (
                Claim(key="utterance", text=_cut(f"{speaker} said that {content}"), layer=Layer.UTTERANCE, speaker=speaker),
                Claim(key="substance", text=_cut(content[0].upper() + content[1:]), speaker=speaker),
            )
    draft = EventDraft(
        kind=EventKind.STATEMENT if len(claims) == 2 else _kind(ready, lead),
        headline=_cut(_one_line(article.title or "") or _one_line(heading or text)),
        place=_place(ready, lead),
        date=article.published,
        claims=claims,
        entities=_entities(ready),
    )
    return draft, place


def _kind(ready: ReadyArticle, lead: Line) -> EventKind:
    said = {w.stem for w in (*lead.tokens, *words(ready.article.title or ""))}
    kinds = (kind for kind in EventKind if kind not in (EventKind.STATEMENT, EventKind.OTHER))
    scores = {kind: len(said & {stem(cue) for cue in word_set("page", f"kinds.{kind.value}")}) for kind in kinds}
    best = max(scores, key=lambda kind: scores[kind])
    return best if scores[best] else EventKind.OTHER


def _place(ready: ReadyArticle, lead: Line) -> str | None:
    for line in ready.lines[:4]:
        for match in _PLACE.finditer(line.text):
            place = match.group(1).strip(" ,")
            if not _CALENDAR.match(place) and (not line.sentence.heading):
                return re.sub(r"['’]s$", "", place)
    dateline = _DATELINE.match(lead.text)
    if dateline:
        return dateline.group(1).strip().title()
    council = _COUNCIL.search(lead.text)
    return council.group(1) if council else None


def _entities(ready: ReadyArticle) -> tuple[str, ...]:
    counts: Counter[str] = Counter()
    for line in ready.lines[:40]:
        if line.sentence.heading:
            continue
        for match in _ENTITY.finditer(line.text):
            parts = match.group().split()
            while parts and parts[0].lower() in word_set("words", "stop"):
                parts.pop(0)
            name = re.sub(r"['’]s$", "", strip_titles(" ".join(parts)))
            if " " in name and not _CALENDAR.match(name):
                counts[name] += 1
    return tuple(name for name, _ in counts.most_common(8))


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _cut(text: str) -> str:
    return text if len(text) <= 300 else text[: text.rfind(" ", 0, 299)] + "…"
