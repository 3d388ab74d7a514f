"""The window of `/digest`, read: a channel, a subscription to change or None, and the settings."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from bot.domain.errors import BadInput
from bot.domain.subscription import DigestSettings, mail_domain_of
from bot.slack.filled import Filled, FormFaults
from bot.slack.text import clean, cut
from bot.slack.views.modal import on_one_line
from bot.slack.views.modal_digest import SAY_NOTHING
from bot.slack.views.modal_fields import Field

_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,20}")
_NOT_OURS = "This form is not one of ours, or is too old. Type /digest again."


@dataclass(frozen=True, slots=True)
class DigestForm:
    """What somebody settled for a channel's digest; `subscription` is the one that is changed."""

    channel: str
    subscription: int | None
    settings: DigestSettings


def digest_wanted(view: Mapping[str, Any], mail_domains: Collection[str]) -> DigestForm | FormFaults:
    """Read the window of `/digest`; raises BadInput for one that we never made."""
    filled = Filled.of(view)
    channel, subscription = _context(filled.metadata)
    addresses = re.split(r"[\s,;]+", filled.text(Field.ADDRESSES).strip()) if filled.text(Field.ADDRESSES) else []
    strange = [address for address in addresses if mail_domain_of(address) not in mail_domains]
    if strange:
        return FormFaults({Field.ADDRESSES: _not_sent_there(strange[0], mail_domains)})
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
        return DigestForm(channel, subscription, DigestSettings.model_validate(given))
    except ValidationError as error:
        return FormFaults(dict(_fault(fault["loc"]) for fault in error.errors()))


_WRONG = {
    "days": (Field.DAYS, "Choose one day at least."),
    "at": (Field.TIME, "Choose a time."),
    "zone": (Field.ZONE, "Choose a time zone from the list."),
    "parts": (Field.PARTS, "Choose one thing at least that it tells."),
    "place": (Field.PLACE, "Write a place, at most 200 characters long."),
    "kinds": (Field.KINDS, "Choose kinds from the list."),
    "tags": (Field.TAGS, "Write at most 50 tags, with commas between them."),
    "addresses": (Field.ADDRESSES, "Write at most 20 addresses such as desk@example.com, one a line."),
}


def _fault(place: tuple[int | str, ...]) -> tuple[str, str]:
    names = [str(part) for part in place if str(part) in _WRONG]
    field, sentence = _WRONG[names[-1]] if names else (Field.DAYS, _NOT_OURS)
    return field.value, sentence


def _not_sent_there(address: str, domains: Collection[str]) -> str:
    where = " or ".join(f"@{domain}" for domain in sorted(domains)) or "no domain yet"
    return f"“{cut(clean(address), 60)}”: digests are sent to addresses at {where} only."


def _context(metadata: str) -> tuple[str, int | None]:
    try:
        context = json.loads(metadata)
    except ValueError as error:
        raise BadInput(_NOT_OURS) from error
    channel = context.get("channel") if isinstance(context, dict) else None
    subscription = context.get("subscription") if isinstance(context, dict) else None
    known = isinstance(channel, str) and _CHANNEL.fullmatch(channel)
    if not known or isinstance(subscription, bool) or not isinstance(subscription, int | None):
        raise BadInput(_NOT_OURS)
    return str(channel), subscription
