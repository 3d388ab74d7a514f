"""The form of `/digest`: the settings of a channel's digest."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from pydantic import StrictInt, ValidationError
from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ExternalDataSelectElement,
    Option,
    RadioButtonsElement,
    StaticMultiSelectElement,
    TimePickerElement,
)

from bot.domain.chat_ids import ChannelId, PersonId
from bot.domain.errors import BadInput
from bot.domain.model import EventKind, Value
from bot.domain.subscription import DAY_NAMES, DigestSettings, mail_domain_of
from bot.slack.forms.fields import Filled, FormFaults, asked, text_box
from bot.slack.text import clean, cut
from bot.slack.views.digest_list import PARTS
from bot.slack.views.modal import modal, on_one_line, option, plain

ID: Final = "digest"
SEARCH: Final = "find_zone"


class Field(StrEnum):
    """The block ids of the inputs."""

    DAYS = "days"
    TIME = "time"
    ZONE = "zone"
    PARTS = "parts"
    PLACE = "place"
    KINDS = "kinds"
    TAGS = "tags"
    QUIET = "quiet"
    ADDRESSES = "addresses"


SAY_SO, SAY_NOTHING = "say_so", "say_nothing"
_QUIET = {SAY_SO: "Say so in one line", SAY_NOTHING: "Say nothing"}
_FULL_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NOT_OURS = "This form is not one of ours, or is too old. Type /digest again."
_WRONG = {
    "days": (Field.DAYS, "Choose one day at least."),
    "at": (Field.TIME, "Choose a time."),
    "zone": (Field.ZONE, "Choose a time zone from the list."),
    "parts": (Field.PARTS, "Choose at least one thing for it to tell."),
    "place": (Field.PLACE, "Write a place, at most 200 characters long."),
    "kinds": (Field.KINDS, "Choose kinds from the list."),
    "tags": (Field.TAGS, "Write at most 50 tags, with commas between them."),
    "addresses": (Field.ADDRESSES, "Write at most 20 addresses such as desk@example.com, one a line."),
}


@dataclass(frozen=True, slots=True)
class DigestForm:
    """The settings of a channel's digest, or of a person's own (`channel` is their id).

    `subscription` is the one to change, None for a new one.
    """

    channel: str
    subscription: int | None
    settings: DigestSettings


class _Context(Value):
    """The form's private metadata."""

    channel: ChannelId | PersonId
    subscription: StrictInt | None = None


def draw(
    channel: str, settings: DigestSettings, *, subscription: int | None = None, mail_domains: Sequence[str] = ()
) -> dict[str, Any]:
    """Draw the form; it asks for e-mail addresses only if there are `mail_domains`."""
    blocks: list[Block] = [_days(settings), _time(settings), _zone(settings), _parts(settings), *_events(settings)]
    blocks.append(_quiet(settings))
    if mail_domains:
        blocks.append(_addresses(settings, mail_domains))
    metadata = json.dumps({"channel": channel, "subscription": subscription})
    title = "New digest" if subscription is None else "Change this digest"
    return modal(title, blocks, callback=ID, submit="Save", metadata=metadata)


def parse(view: Mapping[str, Any], mail_domains: Collection[str]) -> DigestForm | FormFaults:
    """Parse the form; raises BadInput for one that is not ours."""
    filled = Filled.of(view)
    context = _context(filled.metadata)
    addresses = re.split(r"[\s,;]+", filled.text(Field.ADDRESSES).strip()) if filled.text(Field.ADDRESSES) else []
    refused = [address for address in addresses if mail_domain_of(address) not in mail_domains]
    if refused:
        return FormFaults({Field.ADDRESSES: _wrong_domain(refused[0], mail_domains)})
    tags = [on_one_line(tag) for tag in filled.text(Field.TAGS).split(",")]
    given = {
        "days": [day for day in filled.choices(Field.DAYS) if day.isdigit()],
        "at": filled.time(Field.TIME),
        "zone": filled.choice(Field.ZONE),
        "parts": filled.choices(Field.PARTS),
        "events": {
            "place": on_one_line(filled.text(Field.PLACE)) or None,
            "kinds": filled.choices(Field.KINDS),
            "tags": [tag for tag in dict.fromkeys(tags) if tag],
        },
        "quiet": filled.choice(Field.QUIET) == SAY_NOTHING,
        "addresses": list(dict.fromkeys(addresses)),
    }
    try:
        return DigestForm(context.channel, context.subscription, DigestSettings.model_validate(given))
    except ValidationError as error:
        return FormFaults(dict(_fault(fault["loc"]) for fault in error.errors()))


def _days(settings: DigestSettings) -> Block:
    options = [option(_FULL_DAYS[day], str(day)) for day in range(len(DAY_NAMES))]
    chosen = [options[day] for day in sorted(settings.days)]
    return asked(Field.DAYS, "Days", CheckboxesElement(action_id=Field.DAYS, options=options, initial_options=chosen))


def _time(settings: DigestSettings) -> Block:
    picker = TimePickerElement(action_id=Field.TIME, initial_time=f"{settings.at:%H:%M}")
    return asked(Field.TIME, "Time", picker)


def _zone(settings: DigestSettings) -> Block:
    zone = ExternalDataSelectElement(
        action_id=SEARCH,
        placeholder=plain("Search a city or a region"),
        min_query_length=0,
        initial_option=option(settings.zone, settings.zone),
    )
    return asked(Field.ZONE, "Time zone", zone, hint="Local time: when the clocks change, it still comes once.")


def _parts(settings: DigestSettings) -> Block:
    options = {part: option(label, part.value, more) for part, (label, more) in PARTS.items()}
    chosen = [options[part] for part in settings.parts]
    boxes = CheckboxesElement(action_id=Field.PARTS, options=list(options.values()), initial_options=chosen)
    return asked(Field.PARTS, "What it tells", boxes)


def _events(settings: DigestSettings) -> list[Block]:
    kinds = {kind: option(kind.capitalize(), kind.value) for kind in EventKind}
    chosen: list[Option] = [kinds[kind] for kind in settings.events.kinds]
    select = StaticMultiSelectElement(
        action_id=Field.KINDS, placeholder=plain("All kinds"), options=list(kinds.values()), initial_options=chosen or None
    )
    return [
        text_box(
            Field.PLACE,
            "Only events at this place",
            initial=on_one_line(settings.events.place or "") or None,
            optional=True,
            most=200,
            hint="Leave it empty for events at all places.",
        ),
        asked(Field.KINDS, "Only events of these kinds", select, optional=True),
        text_box(
            Field.TAGS,
            "Only events with one of these tags",
            initial=on_one_line(", ".join(settings.events.tags)) or None,
            optional=True,
            most=500,
            hint="Several with commas between them.",
        ),
    ]


def _quiet(settings: DigestSettings) -> Block:
    options = {value: option(label, value) for value, label in _QUIET.items()}
    chosen = options[SAY_NOTHING if settings.quiet else SAY_SO]
    radio = RadioButtonsElement(action_id=Field.QUIET, options=list(options.values()), initial_option=chosen)
    return asked(Field.QUIET, "If nothing happened and nothing waits", radio)


def _addresses(settings: DigestSettings, domains: Sequence[str]) -> Block:
    where = ", ".join(f"@{domain}" for domain in sorted(domains)[:5])
    return text_box(
        Field.ADDRESSES,
        "Send it by e-mail too",
        initial="\n".join(settings.addresses) or None,
        lines=True,
        optional=True,
        hint=f"One address a line, at {where}.",
    )


def _fault(place: tuple[int | str, ...]) -> tuple[str, str]:
    names = [str(part) for part in place if str(part) in _WRONG]
    field, sentence = _WRONG[names[-1]] if names else (Field.DAYS, _NOT_OURS)
    return field.value, sentence


def _wrong_domain(address: str, domains: Collection[str]) -> str:
    where = " or ".join(f"@{domain}" for domain in sorted(domains)) or "no domain yet"
    return f"“{cut(clean(address), 60)}”: digests are sent to addresses at {where} only."


def _context(metadata: str) -> _Context:
    try:
        return _Context.model_validate_json(metadata)
    except ValidationError as error:
        raise BadInput(_NOT_OURS) from error
