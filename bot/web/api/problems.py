"""What goes wrong, said to programs as Problem Details (RFC 9457): each with a sentence that says what to do."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import structlog
from starlette.responses import Response

from bot.domain.errors import BadInput, Busy, NotFound, Refused, SecondSourceError, TryLater, Unreadable
from bot.pipeline.program_sources import TOO_MANY

PROBLEM = "application/problem+json"
BUSY_SECONDS = 5
_DAY_SECONDS = 24 * 60 * 60


@dataclass
class Problem(Exception):
    """A call that cannot be answered; `faults` say what is wrong with single values, by their names."""

    status: int
    detail: str
    faults: Sequence[tuple[str, str]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        """Return the answer that says so."""
        said: dict[str, Any] = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
        }
        if self.faults:
            said["errors"] = [{"name": name, "detail": detail} for name, detail in self.faults]
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **self.headers}
        return Response(json.dumps(said, ensure_ascii=False).encode(errors="replace"), self.status, headers, PROBLEM)


def unexpected(error: Exception, **where: str) -> Problem:
    """Log an error that nobody foresaw, under a number; returns what is said of it, which is that number alone."""
    number = secrets.token_hex(4)
    structlog.get_logger().error("unexpected", id=number, exc_info=error, **where)
    return Problem(500, f"Something went wrong on our side. The newsroom's log has the details under {number}.")


def problem_of(error: SecondSourceError) -> Problem:
    """Return how an error of ours is said."""
    match error:
        case NotFound():
            return Problem(404, error.sentence)
        case Unreadable() | BadInput():
            return Problem(422, error.sentence)
        case Refused():
            return Problem(409, error.sentence)
        case Busy() if error.sentence == TOO_MANY:
            return Problem(429, error.sentence, headers={"Retry-After": str(_DAY_SECONDS)})
        case TryLater():
            return Problem(503, f"{error.sentence} Nothing was changed.", headers={"Retry-After": str(BUSY_SECONDS)})
    return Problem(422, error.sentence)
