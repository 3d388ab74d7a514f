"""Tokens by which programs read the record and bring sources; none of them decides anything."""

import base64
import binascii
import datetime as dt
import re
from enum import StrEnum
from typing import NamedTuple

from bot.domain.errors import BadInput
from bot.domain.model import Value
from bot.domain.people import person

LONGEST_NAME = 40
BROUGHT_BY = "the program “"
"""What the names of programs begin with where the record says who brought something."""
_PREFIX = "sst_"
_FORM = re.compile(rf"{_PREFIX}([A-Za-z0-9_-]{{1,400}})\.[A-Za-z0-9_-]{{43}}")


class Scope(StrEnum):
    """What a token allows: to read the record, or to bring sources, which an editor decides on."""

    READ = "read"
    PROPOSE = "propose"


class ApiToken(Value):
    """A token as it is kept: its text is not, only a hash of that. `ends_at` is when it stops by itself."""

    id: int
    name: str
    scopes: tuple[Scope, ...]
    made_by: str
    made_at: dt.datetime
    ends_at: dt.datetime | None = None
    last_used_at: dt.datetime | None = None
    revoked_at: dt.datetime | None = None
    revoked_by: str | None = None

    def works(self, now: dt.datetime) -> bool:
        """Tell whether it opens anything."""
        return self.revoked_at is None and (self.ends_at is None or now < self.ends_at)


class Caller(NamedTuple):
    """Who calls: a workspace, and the token that let them in."""

    workspace: str
    token: ApiToken


def of_this_machine(workspace: str, now: dt.datetime) -> Caller:
    """Return who reads without a token, since the database is at hand; to bring sources, they need one."""
    return Caller(workspace, ApiToken(id=0, name="this machine", scopes=(Scope.READ,), made_by="this machine", made_at=now))


def written(workspace: str, secret: str) -> str:
    """Return the text of a token: the workspace, and a secret of 43 characters."""
    return f"{_PREFIX}{base64.urlsafe_b64encode(workspace.encode()).decode().rstrip('=')}.{secret}"


def workspace_of(token: str) -> str | None:
    """Return the workspace that a token names; None for what is no token of ours."""
    found = _FORM.fullmatch(token)
    if found is None:
        return None
    try:
        named = base64.urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    # PostgreSQL takes no NUL, also not to look for it.
    return None if "\0" in named else named


def token_name(name: str) -> str:
    """Return a token's name in its one form; raises BadInput."""
    plain = person(name)
    if len(plain) > LONGEST_NAME:
        raise BadInput(f"A token's name has at most {LONGEST_NAME} characters; this one has {len(plain)}.")
    return plain


def bringer(name: str) -> str:
    """Return who brought what came by a token, on record."""
    return f"{BROUGHT_BY}{name}”"


def token_named(by: str) -> str | None:
    """Return the name of the token by which something was brought; None where a person brought it."""
    return by.removeprefix(BROUGHT_BY).removesuffix("”") if is_program(by) else None


def is_program(by: str) -> bool:
    """Tell whether a program brought something, and not a person."""
    return by.startswith(BROUGHT_BY)
