"""The form in which an editor drafts a new event from an article."""

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple

from pydantic import ValidationError
from slack_sdk.models.blocks import Block, CheckboxesElement, DatePickerElement, StaticSelectElement

from bot.domain.by_hand import date_fault
from bot.domain.errors import BadInput
from bot.domain.model import Claim, EventDraft, EventKind, Layer
from bot.domain.reading import Statement
from bot.domain.spelling import same_name
from bot.domain.wording import EMOJI
from bot.slack.action_ids import Ref
from bot.slack.forms.fields import Filled, FormFaults, asked, text_box
from bot.slack.text import cut
from bot.slack.views.modal import modal, on_one_line, option, rich, said, small, words

ID: Final = "new_event"


class Field(StrEnum):
    """The block ids of the inputs."""

    HEADLINE = "headline"
    CLAIMS = "claims"
    KIND = "kind"
    SPEAKER = "speaker"
    PLACE = "place"
    DATE = "date"
    ENTITIES = "entities"


LONGEST_LINE = 1000
MOST_STATEMENTS = 10
"""How many statements are offered (a group of checkboxes has at most 10 options)."""
_LONGEST_OPTION = 70
_LONGEST_CLAIM = 1000


class NewEvent(NamedTuple):
    """A new event for a proposal; `statements` has, for each claim, the index of the statement behind it."""

    ref: Ref
    draft: EventDraft
    statements: tuple[int, ...]


def draw(ref: Ref, draft: EventDraft, statements: Sequence[Statement]) -> dict[str, Any]:
    """Draw the form, filled from a draft; the claims are chosen from the article's own statements (the first 10)."""
    offered = statements[:MOST_STATEMENTS]
    if not offered:
        sentence = "The article makes no statement of its own that could be a claim. Paste its text, or have it read again."
        return modal("New event", [said(sentence)])
    kinds = {kind: option(f"{EMOJI[kind]} {kind.capitalize()}", kind) for kind in EventKind}
    speaker = next((claim.speaker for claim in draft.claims if claim.speaker), None)
    date = DatePickerElement(action_id=Field.DATE, initial_date=draft.date.isoformat() if draft.date else None)
    blocks: list[Block] = [
        _line(Field.HEADLINE, "Headline", draft.headline),
        *_offered(draft, offered),
        asked(
            Field.KIND,
            "What is it?",
            StaticSelectElement(action_id=Field.KIND, options=list(kinds.values()), initial_option=kinds[draft.kind]),
        ),
        _line(
            Field.SPEAKER,
            "Who said it?",
            speaker,
            optional=True,
            hint="Needed where the event is a statement.",
        ),
        _line(Field.PLACE, "Where?", draft.place, optional=True),
        asked(Field.DATE, "When?", date, optional=True),
        text_box(
            Field.ENTITIES,
            "Who and what is involved?",
            initial="\n".join(on_one_line(entity) for entity in draft.entities),
            lines=True,
            optional=True,
            hint="One a line.",
        ),
        small("A card for the new event follows. Nothing is on record until an editor approves it."),
    ]
    return modal("New event", blocks, callback=ID, submit="Propose event", metadata=str(ref))


def parse(
    view: Mapping[str, Any], statements: Sequence[Statement], *, today: dt.date, published: dt.date | None = None
) -> NewEvent | FormFaults:
    """Parse the form: a new event, and for each of its claims ("c1", "c2" … in order) the index of the statement behind it.

    If the event is a statement, what the speaker says becomes two claims with the same index: that it was said, and that it
    is so.
    """
    filled = Filled.of(view)
    ref = Ref.parse(filled.metadata)
    headline, speaker = on_one_line(filled.text(Field.HEADLINE)), on_one_line(filled.text(Field.SPEAKER)) or None
    kind = _kind(filled.choice(Field.KIND))
    ticked = filled.choices(Field.CLAIMS)
    chosen = [n for n in range(min(len(statements), MOST_STATEMENTS)) if str(n + 1) in ticked]
    faults: dict[str, str] = {}
    if not headline:
        faults[Field.HEADLINE] = "Write a headline."
    if not chosen:
        faults[Field.CLAIMS] = "Choose at least one: an event without a claim has nothing to check."
    if kind is EventKind.STATEMENT and speaker is None:
        faults[Field.SPEAKER] = "Write who said it."
    day = filled.date(Field.DATE)
    if day and (fault := date_fault(day, today, published=published, kind=kind)):
        faults[Field.DATE] = fault
    if faults:
        return FormFaults(faults)
    claims, indexes = _claims(kind, speaker, statements, chosen)
    entities = [on_one_line(line) for line in filled.text(Field.ENTITIES).splitlines()]
    try:
        draft = EventDraft(
            kind=kind,
            headline=headline,
            place=on_one_line(filled.text(Field.PLACE)) or None,
            date=day,
            claims=claims,
            entities=tuple(dict.fromkeys(entity for entity in entities if entity)),
        )
    except ValidationError as error:
        raise BadInput(f"The event cannot be used: {error.errors()[0]['msg']}.") from error
    return NewEvent(ref, draft, indexes)


def _line(field: Field, label: str, initial: str | None, *, optional: bool = False, hint: str | None = None) -> Block:
    value = on_one_line(initial) if initial else None
    return text_box(field, label, initial=value, optional=optional, most=LONGEST_LINE, hint=hint)


def _offered(draft: EventDraft, offered: Sequence[Statement]) -> list[Block]:
    """Offer statements as claims; if any is too long for a checkbox, all are shown in full above."""
    long = any(len(statement.text) > _LONGEST_OPTION for statement in offered)
    options = [option(f"{n}. {on_one_line(s.text)}" if long else on_one_line(s.text), str(n)) for n, s in enumerate(offered, 1)]
    claimed = {claim.text for claim in draft.claims}
    chosen = [o for o, statement in zip(options, offered, strict=True) if statement.text in claimed] or options[:1]
    boxes = CheckboxesElement(action_id=Field.CLAIMS, options=options, initial_options=chosen)
    full = [rich(*(words(f"{n}. {on_one_line(s.text)}", LONGEST_LINE) for n, s in enumerate(offered, 1)))] if long else []
    return [*full, asked(Field.CLAIMS, "Which of the article's statements are its claims?", boxes)]


def _claims(
    kind: EventKind, speaker: str | None, statements: Sequence[Statement], chosen: Sequence[int]
) -> tuple[tuple[Claim, ...], tuple[int, ...]]:
    """Make claims from statements; those whose origin is the speaker (if there are none, all) are the speaker's."""
    theirs = {n for n in chosen if speaker and same_name(str(statements[n].origin), speaker)} or set(chosen)
    made: list[tuple[str, Layer, str | None, int]] = []
    for n in chosen:
        text, by = on_one_line(statements[n].text), speaker if n in theirs else None
        if kind is EventKind.STATEMENT and by and _names(text, by):
            made.append((text, Layer.UTTERANCE, by, n))
            continue
        if kind is EventKind.STATEMENT and by:
            made.append((f"{by} said: {text}", Layer.UTTERANCE, by, n))
        made.append((text, Layer.SUBSTANCE, by, n))
    claims = tuple(
        Claim(key=f"c{number}", text=cut(text, _LONGEST_CLAIM), layer=layer, speaker=by)
        for number, (text, layer, by, _) in enumerate(made, 1)
    )
    return claims, tuple(n for *_, n in made)


def _names(text: str, speaker: str) -> bool:
    """Return whether a statement names its speaker."""
    return speaker.split()[-1].casefold() in text.casefold()


def _kind(value: str | None) -> EventKind:
    try:
        return EventKind(value or "")
    except ValueError as error:
        raise BadInput("Choose what kind of event it is.") from error
