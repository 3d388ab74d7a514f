"""The form in which a journalist logs what they found out themselves, as a report of the newsroom's own."""

import datetime as dt
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from pydantic import ValidationError
from slack_sdk.models.blocks import Block, DatePickerElement, ExternalDataSelectElement, Option, StaticSelectElement

from bot.domain.by_hand import date_fault
from bot.domain.errors import BadInput
from bot.domain.model import Claim, Event, Hop, HopKind, Stance
from bot.domain.own_report import HOW_SAID, Contact, OwnReport
from bot.slack.forms.fields import Filled, FormFaults, asked, slug_of, text_box
from bot.slack.forms.other_event import SEARCH
from bot.slack.text import clean, cut
from bot.slack.views.modal import modal, on_one_line, option, plain, rich, small, words

ID: Final = "own_report"
LONGEST_WORDS = 1000
_LONGEST_NAME = 300
_MOST_CLAIMS = 50
_LONGEST_OPTION = 70
_STANCES = {
    Stance.CONFIRMS: "It confirms the claim",
    Stance.DENIES: "It denies the claim",
    Stance.CONTEXT: "It is context: not counted",
}
_WHO = {
    HopKind.PERSON: "A person",
    HopKind.BODY: "A body or office",
    HopKind.DOCUMENT: "A document",
    HopKind.UNNAMED: "Somebody we do not name",
    HopKind.OWN: "Nobody: our own people saw or heard it",
}
_HOW = {contact: said[0].upper() + said[1:] for contact, said in HOW_SAID.items()}
_STRANGE = "This form is not one of ours, or is too old. Close it, and choose “Log as our own report” again."


class Field(StrEnum):
    """The block ids of the inputs; the claim's is followed by the event's slug (`claim_of`)."""

    EVENT = "own_event"
    CLAIM = "own_claim"
    STANCE = "own_stance"
    WHO = "own_who"
    NAME = "own_name"
    ROLE = "own_role"
    BODY = "own_body"
    HOW = "own_how"
    DAY = "own_day"
    WORDS = "own_words"


class Place(NamedTuple):
    """Where the card goes: a channel, the message whose thread it is in, and the message that the report is logged of."""

    channel: str
    thread: str | None
    message: str


def claim_of(slug: str) -> str:
    """Return the block id of the claim's select: another one for each event, so that Slack keeps no choice of another."""
    return f"{Field.CLAIM}:{slug}"


def draw(place: Place, event: Event | None, *, today: dt.date, text: str, given: Filled | None = None) -> dict[str, Any]:
    """Draw the form, with the words of the message; without an event only that is asked for, by a search."""
    search = ExternalDataSelectElement(
        action_id=SEARCH,
        placeholder=plain("Search by headline, name or place"),
        min_query_length=0,
        initial_option=option(cut(on_one_line(event.headline), 75), event.slug) if event else None,
    )
    chosen = asked(Field.EVENT, "On which event?", search)
    chosen.dispatch_action = True
    blocks: list[Block] = [chosen, *(_drawn_claims(event) if event else [small("Its claims are shown once it is chosen.")])]
    day = given.date(Field.DAY) if given else None

    def written(field: Field, initial: str = "") -> str:
        return given.text(field) if given else initial

    blocks += [
        asked(Field.STANCE, "What does it say about the claim?", _select(Field.STANCE, _STANCES, given)),
        asked(Field.WHO, "Who says so?", _select(Field.WHO, _WHO, given)),
        text_box(
            Field.NAME,
            "Name",
            initial=written(Field.NAME),
            optional=True,
            most=_LONGEST_NAME,
            hint="Of the person, body or document.",
        ),
        text_box(
            Field.ROLE,
            "Office or part",
            initial=written(Field.ROLE),
            optional=True,
            most=_LONGEST_NAME,
            placeholder="fire chief, neighbour …",
        ),
        text_box(
            Field.BODY,
            "For whom do they speak?",
            initial=written(Field.BODY),
            optional=True,
            most=_LONGEST_NAME,
            hint="Empty for a private person or a witness.",
        ),
        asked(Field.HOW, "How do you know?", _select(Field.HOW, _HOW, given)),
        asked(Field.DAY, "When?", DatePickerElement(action_id=Field.DAY, initial_date=(day or today).isoformat())),
        text_box(
            Field.WORDS,
            "What was said or seen?",
            initial=cut(clean(written(Field.WORDS, text)), LONGEST_WORDS),
            lines=True,
            most=LONGEST_WORDS,
            hint="In your words; once approved, they also stand on the event's page.",
        ),
        small("A card follows, and another editor decides. Nothing is on record before that."),
    ]
    return modal("Log our own report", blocks, callback=ID, submit="Propose it", metadata=json.dumps(place._asdict()))


def place_of(view: Mapping[str, Any]) -> Place:
    """Return where the form was opened; raises BadInput for one that is not ours."""
    try:
        # What App Home keeps behind it is in a line of its own.
        return Place(**json.loads(str(view.get("private_metadata") or "").partition("\n")[0]))
    except (ValueError, TypeError) as error:
        raise BadInput(_STRANGE) from error


def event_of(view: Mapping[str, Any]) -> str | None:
    """Return the slug of the event that is chosen; None if none is."""
    value = Filled.of(view).choice(Field.EVENT)
    return None if value is None else slug_of(value)


def parse(view: Mapping[str, Any], *, today: dt.date) -> OwnReport | FormFaults:
    """Parse the form."""
    filled, slug = Filled.of(view), event_of(view)
    faults: dict[str, str] = {}
    if slug is None:
        return FormFaults({Field.EVENT: "Choose the event."})
    claim = filled.choice(claim_of(slug))
    if claim is None:
        faults[claim_of(slug) if filled.has(claim_of(slug)) else Field.EVENT] = "Choose the claim that it is about."
    who, fault = _who(filled)
    if fault:
        faults[Field.NAME] = fault
    day, text = filled.date(Field.DAY) or today, filled.text(Field.WORDS)
    if fault := date_fault(day, today):
        faults[Field.DAY] = fault
    if not any(map(str.isalpha, text)):
        faults[Field.WORDS] = "Write what was said or seen."
    if faults:
        return FormFaults(faults)
    try:
        return OwnReport(
            event=slug,
            claim=claim or "",
            stance=Stance(filled.choice(Field.STANCE) or ""),
            who=who,
            how=Contact(filled.choice(Field.HOW) or ""),
            day=day,
            words=text[:LONGEST_WORDS],
        )
    except ValueError as error:
        raise BadInput(_STRANGE) from error


def _who(filled: Filled) -> tuple[Hop, str | None]:
    """Return where the information comes from, and what is wrong with its name."""
    name, role, body = (on_one_line(filled.text(field)) for field in (Field.NAME, Field.ROLE, Field.BODY))
    try:
        kind = HopKind(filled.choice(Field.WHO) or "")
        if kind is HopKind.OWN:
            return Hop(kind=kind), "Leave the name empty where our own people saw or heard it." if name else None
        if kind is HopKind.UNNAMED:
            return Hop(kind=kind, name=role), "Leave the name empty: it would be on record." if name else None
        if not any(map(str.isalpha, name)):
            return Hop(kind=HopKind.OWN), "Write the name."
        return Hop(kind=kind, name=name, role=role, body=body), None
    except ValidationError as error:
        raise BadInput(_STRANGE) from error
    except ValueError as error:
        raise BadInput(_STRANGE) from error


def _drawn_claims(event: Event) -> list[Block]:
    """Ask for the claim; if any is too long for an option, all are shown in full above."""
    claims = event.current[:_MOST_CLAIMS]
    long = any(len(claim.text) > _LONGEST_OPTION for claim in claims)
    options = [_option(number, claim, numbered=long) for number, claim in enumerate(claims, 1)]
    core = next((each for each in options if each.value == event.core.key), options[0])
    select = StaticSelectElement(action_id=Field.CLAIM, options=options, initial_option=core)
    full = [rich(*(words(f"{n}. {on_one_line(claim.text)}", 300) for n, claim in enumerate(claims, 1)))] if long else []
    return [*full, asked(claim_of(event.slug), "On which claim?", select)]


def _option(number: int, claim: Claim, *, numbered: bool) -> Option:
    text = on_one_line(claim.text)
    return option(f"{number}. {text}" if numbered else text, claim.key)


def _select(field: Field, labels: Mapping[Any, str], given: Filled | None) -> StaticSelectElement:
    options = {value: option(label, value) for value, label in labels.items()}
    chosen = given.choice(field) if given else None
    initial = next((each for each in options.values() if each.value == chosen), next(iter(options.values())))
    return StaticSelectElement(action_id=field, options=list(options.values()), initial_option=initial)
