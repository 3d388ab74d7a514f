"""Who comes in: a token of the right scope, not too often."""

import threading
import time
from collections.abc import Callable

from bot.domain.api_token import Caller, Scope
from bot.domain.errors import Refused
from bot.pipeline.api_tokens import NO_TOKEN, admit
from bot.pipeline.services import RecordServices
from bot.web.api.problems import Problem

MOST_A_MINUTE = 600
NEEDED = (
    "Send a token of your newsroom: Authorization: Bearer sst_… An admin makes one in the app's Home, or by 'tokens create'."
)
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Second Source"'}
_MOST_COUNTED = 10_000


class Entry:
    """Lets callers in; `most` calls of one token a minute, in this process."""

    def __init__(
        self, services: RecordServices, *, most: int = MOST_A_MINUTE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._services, self._most, self._clock = services, most, clock
        self._calls: dict[tuple[str, int], tuple[int, int]] = {}
        self._counting = threading.Lock()

    def let_in(self, authorization: str, scope: Scope | None = None) -> Caller:
        """Return who calls with an Authorization header, and may do what needs a scope; raises Problem and TryLater."""
        kind, _, text = authorization.strip().partition(" ")
        if kind.lower() != "bearer" or not text.strip():
            raise Problem(401, NEEDED, headers=_CHALLENGE)
        try:
            caller = admit(self._services, text.strip())
        except Refused:
            error = {"WWW-Authenticate": f'{_CHALLENGE["WWW-Authenticate"]}, error="invalid_token"'}
            raise Problem(401, NO_TOKEN, headers=error) from None
        self._count(caller)
        require(caller, scope)
        return caller

    def _count(self, caller: Caller) -> None:
        minute, who = int(self._clock() // 60), (caller.workspace, caller.token.id)
        with self._counting:
            begun, calls = self._calls.get(who, (minute, 0))
            calls = calls + 1 if begun == minute else 1
            if len(self._calls) >= _MOST_COUNTED:
                self._calls.clear()
            self._calls[who] = minute, calls
        if calls > self._most:
            left = 60 - int(self._clock() % 60)
            detail = (
                f"This token called more than {self._most} times within a minute. Wait {left} seconds, and call less often."
            )
            raise Problem(429, detail, headers={"Retry-After": str(left)})


def require(caller: Caller, scope: Scope | None) -> None:
    """Raise Problem if a caller's token has not a scope."""
    if scope is not None and scope not in caller.token.scopes:
        refused = {"WWW-Authenticate": f'{_CHALLENGE["WWW-Authenticate"]}, error="insufficient_scope", scope="{scope}"'}
        raise Problem(403, f"This needs a token with the scope “{scope}”. Ask an admin for one.", headers=refused)
