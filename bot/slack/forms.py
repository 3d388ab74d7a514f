"""What people fill in, read: a submitted modal becomes a value, or sentences at the inputs that are wrong.

Each function takes the view as Slack sends it with `view_submission`, and raises BadInput for one that we never made.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from bot.domain.errors import BadInput
from bot.domain.model import Claim, EventDraft, EventKind, Layer, Slug, Statement
from bot.domain.names import same_name
from bot.domain.workspace import Domain, WorkspaceSettings
from bot.slack.edited import edited
from bot.slack.filled import Filled, FormFaults
from bot.slack.names import Ref
from bot.slack.text import clean, cut
from bot.slack.views.modal import on_one_line
from bot.slack.views.modal_fields import MOST_STATEMENTS, SELF_APPROVAL, SHARED_CHANNELS, TEXT_BOXES, Field, numbered

__all__ = [
    "FormFaults",
    "SourceForm",
    "chosen_event",
    "edited",
    "home_channel",
    "new_event",
    "new_settings",
    "pasted",
    "reject_reason",
    "shared",
    "source",
]
_SLUG: TypeAdapter[str] = TypeAdapter(Slug)
_DOMAIN: TypeAdapter[str] = TypeAdapter(Domain)
_LONGEST_CLAIM = 1000
_ENDS_A_SENTENCE = tuple(".!?…:”\"'»)")


@dataclass(frozen=True, slots=True)
class SourceForm:
    """What somebody brings: a link, a text or both; `event` is a slug, `channel` where the modal was opened."""

    url: str | None
    text: str | None
    note: str
    event: str | None
    channel: str | None


def reject_reason(view: Mapping[str, Any]) -> tuple[Ref, str]:
    """Read which proposal is rejected, and why (empty where nothing was said)."""
    filled = Filled.of(view)
    return Ref.parse(filled.metadata), filled.text(Field.REASON)


def chosen_event(view: Mapping[str, Any]) -> tuple[Ref, str]:
    """Read which event (its slug) a proposal is about instead."""
    filled = Filled.of(view)
    return Ref.parse(filled.metadata), _slug(filled.choice(Field.EVENT))


def new_event(view: Mapping[str, Any], statements: Sequence[Statement]) -> tuple[Ref, EventDraft, tuple[int, ...]] | FormFaults:
    """Read a new event, and for each of its claims ("c1", "c2" … in order) the index of the statement behind it.

    In a statement, what the speaker says makes two claims: that it was said, and that it is so; both have the same index.
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
    if faults:
        return FormFaults(faults)
    claims, indexes = _claims(kind, speaker, statements, chosen)
    entities = [on_one_line(line) for line in filled.text(Field.ENTITIES).splitlines()]
    try:
        draft = EventDraft(
            kind=kind,
            headline=headline,
            place=on_one_line(filled.text(Field.PLACE)) or None,
            date=filled.date(Field.DATE),
            claims=claims,
            entities=tuple(dict.fromkeys(entity for entity in entities if entity)),
        )
    except ValidationError as error:
        raise BadInput(f"The event cannot be used: {error.errors()[0]['msg']}.") from error
    return ref, draft, indexes


def pasted(view: Mapping[str, Any]) -> tuple[int, str] | FormFaults:
    """Read the text that somebody pasted for a submission."""
    filled = Filled.of(view)
    if not (filled.metadata.isascii() and filled.metadata.isdigit() and len(filled.metadata) < 10):
        raise BadInput("This form is not one of ours, or is too old. Bring the link again.")
    text = _text(filled)
    if not text:
        return FormFaults({Field.TEXT: "Paste the article's text."})
    if _address(text):
        return FormFaults({Field.TEXT: "This is an address. Paste the words of the article."})
    return int(filled.metadata), text


def source(view: Mapping[str, Any]) -> SourceForm | FormFaults:
    """Read what somebody brings; an address that stands alone in the box for text is the link."""
    filled = Filled.of(view)
    context = _context(filled.metadata)
    url, text = filled.text(Field.LINK), _text(filled)
    if not url and _address(text):
        url, text = text, ""
    if not url and not text:
        return FormFaults({Field.LINK: "Give a link, or paste the article's text below."})
    if url and not _address(url):
        return FormFaults({Field.LINK: "This is no web address. It should look like https://example.com/story."})
    return SourceForm(
        url=url or None,
        text=text or None,
        note=filled.text(Field.NOTE),
        event=_slug(context["event"]) if context.get("event") else None,
        channel=context["channel"] if isinstance(context.get("channel"), str) else None,
    )


def shared(view: Mapping[str, Any]) -> tuple[str, str]:
    """Read which event (its slug) goes to which conversation."""
    filled = Filled.of(view)
    chosen = filled.ids(Field.CHANNEL)
    if not chosen:
        raise BadInput("Choose where the event goes.")
    return _slug(filled.metadata), chosen[0]


def home_channel(view: Mapping[str, Any]) -> tuple[str, str | None]:
    """Read which channel an event (its slug) has for a home, or None."""
    filled = Filled.of(view)
    chosen = filled.ids(Field.CHANNEL)
    return _slug(filled.metadata), chosen[0] if chosen else None


def new_settings(view: Mapping[str, Any], old: WorkspaceSettings) -> WorkspaceSettings | FormFaults:
    """Read the settings; those that the form does not have stay as they were."""
    filled = Filled.of(view)
    changes: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for field in (Field.WATCHED, Field.EDITORS):
        if filled.has(field):
            changes[field] = filled.ids(field)
    if filled.has(Field.EDITOR_GROUPS):
        changes["editor_groups"] = filled.choices(Field.EDITOR_GROUPS)
    if filled.has(Field.HOME):
        changes["home_channel"] = next(iter(filled.ids(Field.HOME)), None)
    if filled.has(Field.ALLOWED):
        ticked = filled.choices(Field.ALLOWED)
        changes |= {"self_approval": SELF_APPROVAL in ticked, "shared_channels": SHARED_CHANNELS in ticked}
    if filled.has(Field.UNDO_MINUTES):
        changes["undo_minutes"] = filled.text(Field.UNDO_MINUTES)
    if filled.has(Field.REMINDER_HOURS):
        changes["reminder_hours"] = filled.text(Field.REMINDER_HOURS)
    if filled.has(Field.REMINDER_CHANNEL):
        changes["reminder_channel"] = next(iter(filled.ids(Field.REMINDER_CHANNEL)), None)
    if filled.has(Field.IGNORED):
        changes["ignored_domains"], faults = _domains(filled)
    try:
        settings = WorkspaceSettings.model_validate({**old.model_dump(), **changes})
    except ValidationError as error:
        return FormFaults({**{str(fault["loc"][0]): _WRONG[str(fault["loc"][0])] for fault in error.errors()}, **faults})
    if settings.reminder_hours and settings.reminder_channel is None:
        faults = {**faults, Field.REMINDER_CHANNEL: "Choose the channel of the reminders, or write 0 hours."}
    return FormFaults(faults) if faults else settings


_WRONG = {
    "watched_channels": "Choose channels, not conversations with people; 100 at most.",
    "editors": "Choose people of this workspace; 500 at most.",
    "editor_groups": "Choose user groups from the list; 50 at most.",
    "home_channel": "Choose a channel, not a conversation with people.",
    "undo_minutes": "Write a whole number from 0 to 1440.",
    "reminder_hours": "Write a whole number from 0 to 720.",
    "reminder_channel": "Choose a channel, not a conversation with people.",
    "ignored_domains": "Write sites such as example.com, 500 at most.",
}


def _domains(filled: Filled) -> tuple[tuple[str, ...], dict[str, str]]:
    """Read the ignored sites from all their inputs; gives them and what is wrong, by block id."""
    domains: dict[str, None] = {}
    faults: dict[str, str] = {}
    number = 0
    while filled.has(block_id := numbered(Field.IGNORED, number)):
        for line in filled.text(block_id).split():
            domain = _domain(line.strip(",;"))
            if domain is None:
                faults.setdefault(block_id, f"“{cut(clean(line), 60)}” is no site. Write it like example.com, one a line.")
            else:
                domains[domain] = None
        number += 1
    return tuple(domains), faults


def _domain(line: str) -> str | None:
    """Give the domain of an address or of a domain as people write them, or None."""
    try:
        host = urlsplit(line if "://" in line else f"//{line}").hostname or ""
        plain = host.removeprefix("*.").removeprefix("www.").rstrip(".").encode("idna").decode()
        return _DOMAIN.validate_python(plain)
    except ValueError:
        return None


def _claims(
    kind: EventKind, speaker: str | None, statements: Sequence[Statement], chosen: Sequence[int]
) -> tuple[tuple[Claim, ...], tuple[int, ...]]:
    """Make claims of statements; those that the article has from the speaker (else all) are the speaker's."""
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
    """Tell whether a statement says itself who says so."""
    return speaker.split()[-1].casefold() in text.casefold()


def _kind(value: str | None) -> EventKind:
    try:
        return EventKind(value or "")
    except ValueError as error:
        raise BadInput("Choose what kind of event it is.") from error


def _text(filled: Filled) -> str:
    """Join what stands in the boxes for text; where a box ends within a sentence, the next one goes on with it."""
    whole = ""
    for number in range(TEXT_BOXES):
        part = filled.text(numbered(Field.TEXT, number))
        if whole and part:
            whole += "\n\n" if whole.endswith(_ENDS_A_SENTENCE) else " "
        whole += part
    return whole


def _address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(character.isspace() for character in text)


def _context(metadata: str) -> Mapping[str, Any]:
    try:
        context = json.loads(metadata or "{}")
    except ValueError as error:
        raise BadInput("This form is not one of ours, or is too old. Open it again.") from error
    if not isinstance(context, dict):
        raise BadInput("This form is not one of ours, or is too old. Open it again.")
    return context


def _slug(value: object) -> str:
    try:
        return _SLUG.validate_python(value)
    except ValidationError as error:
        raise BadInput("Choose an event from the list.") from error
