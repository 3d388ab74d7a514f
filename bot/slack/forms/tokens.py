"""The form in which admins make and revoke tokens of programs, and the modal that shows a new one, once."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    DatePickerElement,
    RichTextSectionElement,
    StaticMultiSelectElement,
)

from bot.domain.api_token import LONGEST_NAME, ApiToken, Scope, bringer
from bot.domain.dates import day_said
from bot.slack.forms.fields import Filled, FormFaults, asked, text_box
from bot.slack.views.modal import modal, on_one_line, option, plain, said, small
from bot.slack.views.rows import line, lines, person, strong, tidy

ID: Final = "tokens"
NAME: Final = "token_name"
SCOPES: Final = "token_scopes"
UNTIL: Final = "token_until"
REVOKED: Final = "revoked_tokens"
_MOST_SHOWN = 20
_MOST_REVOKED = 100
_SCOPES = {
    Scope.READ: option("Read the record", Scope.READ.value, "Events on record, and how proposals stand"),
    Scope.PROPOSE: option("Bring sources", Scope.PROPOSE.value, "Each becomes a proposal; an editor decides"),
}


class TokensForm(NamedTuple):
    """What an admin wants: a new token, if it has a name, and these (by their ids) revoked."""

    name: str
    scopes: tuple[Scope, ...]
    ends_at: dt.datetime | None
    revoked: tuple[int, ...]


def draw(tokens: Sequence[ApiToken], now: dt.datetime) -> dict[str, Any]:
    """Draw the form, with the tokens that work."""
    live = [token for token in tokens if token.works(now)]
    what = "Programs read the record and bring sources by tokens. No token decides anything. /openapi.json describes the API."
    blocks: list[Block] = [small(what)]
    if live:
        blocks.append(lines(*map(_line, live[:_MOST_SHOWN])))
    if left := len(live) - _MOST_SHOWN:
        blocks += [small(f"and {left:,} more")] if left > 0 else []
    blocks += [_name(), _scopes(), _until()]
    if live:
        blocks.append(_revoked(live))
    return modal("Tokens of programs", blocks, callback=ID, submit="Save", close="Close")


def parse(view: Mapping[str, Any], now: dt.datetime) -> TokensForm | FormFaults:
    """Parse the form; raises BadInput for one that is not ours."""
    filled = Filled.of(view)
    name, day, chosen = filled.text(NAME), filled.date(UNTIL), filled.choices(SCOPES)
    ends = None if day is None else dt.datetime.combine(day, dt.time(), dt.UTC) + dt.timedelta(days=1)
    faults = {}
    if name and not chosen:
        faults[SCOPES] = "Tick what the program may do."
    if name and ends is not None and ends <= now:
        faults[UNTIL] = "Choose a day to come."
    if faults:
        return FormFaults(faults)
    scopes = tuple(scope for scope in Scope if scope in chosen)
    revoked = (int(id_) for id_ in filled.choices(REVOKED) if id_.isascii() and id_.isdigit() and len(id_) < 10)
    return TokensForm(name, scopes, ends, tuple(revoked))


def new_token(text: str, token: ApiToken) -> dict[str, Any]:
    """Show a new token; nobody can see it again."""
    blocks: list[Block] = [
        said("Copy the token now: it is shown this once, and only a hash of it is kept."),
        said(text),
        small(f"Who has it acts as {bringer(token.name)}. Revoke it here as soon as it may be known to others."),
    ]
    return modal("New token", blocks)


def _line(token: ApiToken) -> RichTextSectionElement:
    used = f"last used on {day_said(token.last_used_at)}" if token.last_used_at else "never used"
    ends = f" · ends on {day_said(token.ends_at)}" if token.ends_at else ""
    may = " and ".join(token.scopes)
    made_by = person(token.made_by)
    return line(strong(tidy(token.name, LONGEST_NAME)), f": {may} · made by ", made_by, f" · {used}{ends}\n")


def _name() -> Block:
    hint = "The record says by this name who brought what. A name is given once."
    return text_box(NAME, "Name of a new program", optional=True, most=LONGEST_NAME, hint=hint)


def _scopes() -> Block:
    boxes = CheckboxesElement(action_id=SCOPES, options=list(_SCOPES.values()), initial_options=[_SCOPES[Scope.READ]])
    return asked(SCOPES, "What it may do", boxes, optional=True)


def _until() -> Block:
    return asked(
        UNTIL,
        "Last day",
        DatePickerElement(action_id=UNTIL),
        optional=True,
        hint="Without one, it works until you revoke it.",
    )


def _revoked(live: Sequence[ApiToken]) -> Block:
    select = StaticMultiSelectElement(
        action_id=REVOKED,
        placeholder=plain("Choose tokens"),
        options=[option(on_one_line(token.name), str(token.id)) for token in live[:_MOST_REVOKED]],
    )
    return asked(REVOKED, "Revoke", select, optional=True, hint="For good, from the program's next call on.")
