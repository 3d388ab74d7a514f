"""The strict schema of the model's answer, and how that becomes a reader's answer.

The schema is the same for every request, so that endpoints compile it once and their prompt caches stay valid: it allows all
labels that can exist, and those that were not shown are refused here. It uses the part of OpenAI's strict mode that other
endpoints accept too: objects, arrays, strings, enumerations, null, references.
"""

import datetime as dt
import json
import re
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, WithJsonSchema, model_validator

from bot.domain.answer import NEW_EVENT, Answer, QuotedJudgement, QuotedStatement
from bot.domain.model import Basis, Claim, Event, EventDraft, EventKind, Genre, Hop, HopKind, Layer, Revision, Stance, Tone
from bot.domain.reading import ReaderStamp

SCHEMA_NAME = "reading"
MAX_EVENTS = 6
MAX_CLAIMS = 30
MAX_STATEMENTS = 30
MAX_JUDGEMENTS = 60
MAX_DRAFT_CLAIMS = 8
MAX_NAMES = 20
MAX_HOPS = 4
TEXT_LENGTH = 500
NAME_LENGTH = 150
QUOTE_LENGTH = 900
TRANSLATION_LENGTH = 2 * QUOTE_LENGTH + 200

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NO_NAME = frozenset({"", "-", "none", "null", "n/a", "unknown", "unnamed"})


class Unfit(Exception):
    """The model's `answer` cannot be used; the text tells the model what to correct."""

    def __init__(self, fault: str, answer: str = "") -> None:
        super().__init__(fault)
        self.answer = answer


def _line(limit: int) -> AfterValidator:
    """Make one line of a string and cut it at a word; a cut quote is still verbatim."""

    def cut(text: str) -> str:
        text = _CONTROL.sub("", " ".join(text.split()))
        return text if len(text) <= limit else text[: limit + 1].rpartition(" ")[0][:limit] or text[:limit]

    return AfterValidator(cut)


Text = Annotated[str, _line(TEXT_LENGTH)]
Name = Annotated[str, _line(NAME_LENGTH)]
Passage = Annotated[str, _line(QUOTE_LENGTH)]
# The schema requires the null; leaving it out is still no reason to ask again.
Translated = Annotated[str, _line(TRANSLATION_LENGTH)] | None
Label = Annotated[str, WithJsonSchema({"type": "string", "enum": [f"C{number}" for number in range(1, MAX_CLAIMS + 1)]})]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Hop(_Wire):
    kind: HopKind
    name: Name = ""
    role: Name = ""
    body: Name = ""
    also: Name = ""

    def value(self) -> Hop:
        kind, name, role, body = self.kind, _named(self.name), _named(self.role), _named(self.body)
        if kind is HopKind.PERSON:
            name = name or role
        if kind in (HopKind.PERSON, HopKind.BODY) and not name:
            kind, name, role, body = HopKind.BODY, body, "", ""
        if kind is HopKind.OWN:
            return Hop(kind=kind)
        return Hop(kind=kind if name else HopKind.UNNAMED, name=name, role=role, body=body, also=_named(self.also))


class _Sighting(_Wire):
    quote: Passage
    tone: Tone
    basis: Basis
    path: tuple[_Hop, ...]

    def hops(self) -> tuple[Hop, ...]:
        """Return the path's ends where it is too long: the nearest hops, and the root."""
        hops = [hop.value() for hop in self.path] or [Hop(kind=HopKind.UNNAMED)]
        return tuple(hops if len(hops) <= MAX_HOPS else [*hops[: MAX_HOPS - 1], hops[-1]])


class _Statement(_Sighting):
    text: Text


class _Judgement(_Sighting):
    claim: Label
    translation: Translated = None
    stance: Literal[Stance.CONFIRMS, Stance.DENIES, Stance.CONTEXT]
    revises: Literal["none", Revision.UPDATE, Revision.WITHDRAWAL] = "none"


class _DraftClaim(_Statement):
    translation: Translated = None
    layer: Layer
    speaker: Name | None
    parties: list[Name]

    @model_validator(mode="after")
    def _utterance_has_speaker(self) -> "_DraftClaim":
        if self.layer is Layer.UTTERANCE and not self.speaker:
            raise ValueError("an utterance needs a speaker")
        return self


class _Draft(_Wire):
    kind: EventKind
    headline: Text
    place: Name | None
    date: str | None
    claims: list[_DraftClaim]
    entities: list[Name]


class _Piece(_Wire):
    genre: Genre = Genre.NEWS
    credit: Name | None = None


class WireReading(_Wire):
    """The model's whole answer; `unrelated` is there to make it go through every claim, and nothing comes of it."""

    piece: _Piece = _Piece()
    statements: list[_Statement]
    judgements: list[_Judgement]
    unrelated: list[Label]
    draft: _Draft | None


def wire_schema() -> dict[str, Any]:
    """Return the JSON Schema of `WireReading` as strict mode accepts it.

    Source: OpenAI, "Structured model outputs", supported schemas: every object closed, every property required.
    """
    schema: dict[str, Any] = _strict(WireReading.model_json_schema())
    return schema


def _strict(node: Any) -> Any:
    """Drop titles, descriptions and defaults from a schema, and require every property."""
    if isinstance(node, dict):
        kept = {
            key: {name: _strict(each) for name, each in value.items()} if key in ("properties", "$defs") else _strict(value)
            for key, value in node.items()
            if key not in ("title", "description", "default")
        }
        return kept | {"required": list(kept["properties"])} if "properties" in kept else kept
    return [_strict(each) for each in node] if isinstance(node, list) else node


SCHEMA = wire_schema()
SCHEMA_TEXT = json.dumps(SCHEMA, separators=(",", ":"))


class Candidates:
    """The candidate events as shown to the model, with labels in place of slugs and keys.

    At most `MAX_EVENTS` events and `MAX_CLAIMS` claims are shown; `left_out` counts the other claims. `wording` has the words
    of those shown, without labels.
    """

    def __init__(self, events: Sequence[Event]) -> None:
        self._places: dict[str, tuple[str, str]] = {}
        self.left_out = 0
        self.wording: list[str] = []
        lines: list[str] = []
        for number, event in enumerate(events, start=1):
            claims = event.claims[: MAX_CLAIMS - len(self._places)] if number <= MAX_EVENTS else ()
            self.left_out += len(event.claims) - len(claims)
            if not claims:
                continue
            self.wording.append(f"{event.headline} {event.place or ''}")
            where_when = ", ".join(str(part) for part in (event.place, event.date) if part)
            lines.append(_one_line(f"E{number} ({event.kind}) {event.headline}" + (f" [{where_when}]" if where_when else "")))
            for claim in claims:
                label = f"C{len(self._places) + 1}"
                self._places[label] = (event.slug, claim.key)
                self.wording.append(f"{claim.text} {claim.speaker or ''}")
                said_by = f", said by {claim.speaker}" if claim.speaker else ""
                lines.append("  " + _one_line(f"{label} ({claim.layer}{said_by}) {claim.text}"))
        self.text = "\n".join(lines) or "(There are none.)"

    def place(self, label: str) -> tuple[str, str]:
        """Return the slug and the claim's key behind a label; raises KeyError where no such label was shown."""
        return self._places[label]

    @property
    def labels(self) -> list[str]:
        """Return all labels that were shown."""
        return list(self._places)


def parse_wire(content: str, shown: Candidates) -> WireReading:
    """Parse the model's text and check its labels; raises Unfit."""
    try:
        wire = WireReading.model_validate_json(content)
    except ValidationError as error:
        raise Unfit(_faults(error), content) from None
    unknown = {judgement.claim for judgement in wire.judgements} - set(shown.labels)
    if unknown:
        known = ", ".join(shown.labels) or "none, so judgements must be empty"
        wrong = ", ".join(repr(label[:40]) for label in sorted(unknown)[:5])
        raise Unfit(f"No claim has the label {wrong}. The labels are: {known}.", content)
    return wire


def to_answer(
    wire: WireReading, shown: Candidates, stamp: ReaderStamp, remarks: Iterable[str], *, in_part: bool = False
) -> Answer:
    """Turn labels into slugs and keys, and drop what has no quote, with a remark.

    The claims of a draft are among the statements too, and each is confirmed by its own quote.
    """
    said = list(remarks)
    drafted = wire.draft.claims[:MAX_DRAFT_CLAIMS] if wire.draft else []
    without = sum(not s.quote for s in (*drafted, *wire.statements)) + sum(not j.quote for j in wire.judgements)
    if without:
        said.append(f"The model gave {without} of its findings without a quote; they were left out.")
    judgements = list(dict.fromkeys(j for j in wire.judgements if j.quote))[:MAX_JUDGEMENTS]
    judged = [_judged(j, j.stance, *shown.place(j.claim)) for j in judgements]
    draft_claims = [c for c in drafted if c.text and c.quote]
    draft = _draft(wire.draft, draft_claims) if wire.draft else None
    if draft and any(j.stance is not Stance.CONTEXT for j in judgements):
        draft = None
        said.append("The model drafted a new event although the article speaks to one on record; the draft was left out.")
    if draft:
        judged += [
            _judged(sighting, Stance.CONFIRMS, NEW_EVENT, claim.key)
            for sighting, claim in zip(draft_claims, draft.claims, strict=True)
        ]
    sightings = {s.text: s for s in reversed((*draft_claims, *wire.statements)) if s.text and s.quote}
    return Answer(
        genre=wire.piece.genre,
        credit=_named(wire.piece.credit or "") or None,
        statements=tuple(
            QuotedStatement(
                text=s.text,
                quote=s.quote,
                translation=_translation(s),
                tone=s.tone,
                basis=s.basis,
                path=s.hops(),
            )
            for s in list(reversed(sightings.values()))[:MAX_STATEMENTS]
        ),
        judgements=tuple(judged),
        draft=draft,
        remarks=tuple(said),
        in_part=in_part,
        stamp=stamp,
    )


def _named(name: str) -> str:
    return "" if name.lower() in _NO_NAME else name


def _judged(sighting: _Statement | _Judgement, stance: Stance, event: str, claim: str) -> QuotedJudgement:
    return QuotedJudgement(
        event=event,
        claim=claim,
        stance=stance,
        quote=sighting.quote,
        translation=_translation(sighting),
        tone=sighting.tone,
        basis=sighting.basis,
        path=sighting.hops(),
        revises=None if not isinstance(sighting, _Judgement) or sighting.revises == "none" else sighting.revises,
    )


def _translation(sighting: _Statement | _Judgement) -> str | None:
    return (sighting.translation or None) if isinstance(sighting, _Judgement | _DraftClaim) else None


def _draft(draft: _Draft, claims: Sequence[_DraftClaim]) -> EventDraft | None:
    if not draft.headline or not claims:
        return None
    return EventDraft(
        kind=draft.kind,
        headline=draft.headline,
        place=draft.place or None,
        date=_date(draft.date),
        claims=tuple(
            Claim(
                key=f"c{number}",
                text=claim.text,
                layer=claim.layer,
                speaker=claim.speaker or None,
                parties=tuple(name for name in claim.parties[:MAX_NAMES] if name),
            )
            for number, claim in enumerate(claims, start=1)
        ),
        entities=tuple(dict.fromkeys(name for name in draft.entities if name))[:MAX_NAMES],
    )


def _date(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _faults(error: ValidationError) -> str:
    """Say what does not fit, without repeating what the model wrote."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    lines = [
        f"{'.'.join(str(step)[:40] for step in fault['loc']) or 'the answer'}: {fault['msg'][:200]}" for fault in faults[:8]
    ]
    more = f"\n… and {len(faults) - 8} more" if len(faults) > 8 else ""
    return "The answer does not fit the schema:\n" + "\n".join(lines) + more


def _one_line(text: str) -> str:
    return _CONTROL.sub("", " ".join(text.split()))
