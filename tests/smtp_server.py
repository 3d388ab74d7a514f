"""A real SMTP server on loopback that accepts e-mails, or refuses them as a test wants."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from aiosmtpd.smtp import AuthResult, Envelope, Session


class PostOffice(MessageHandler):
    """Keeps the e-mails that it accepts; the next recipients get `answers` instead, as long as there are any.

    `goodbye` is its answer to QUIT.
    """

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Message] = []
        self.answers: list[str] = []
        self.asked = 0
        self.goodbye = "221 Bye"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked += 1
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_QUIT(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        return self.goodbye

    def handle_message(self, message: Message) -> None:
        self.letters.append(message)


@contextmanager
def post_office(**options: Any) -> Iterator[tuple[PostOffice, int]]:
    """Start the server on a free port; yields its handler and the port."""
    context = PostOffice()
    controller = _AnyPort(context, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield context, controller.address()[1]
    finally:
        controller.stop()


def knows(user: str, password: str) -> Any:
    """Return an authenticator that accepts one user."""

    def authenticate(server: Any, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (user.encode(), password.encode()), handled=False)

    return authenticate


class _AnyPort(Controller):
    """Finds the port that it got when it asked for any."""

    def address(self) -> tuple[str, int]:
        assert isinstance(self.server, asyncio.Server)
        host, port = self.server.sockets[0].getsockname()[:2]
        return host, port

    def _trigger_server(self) -> None:
        socket.create_connection(self.address()).close()
