"""A real SMTP server on loopback that takes letters, or refuses them as it is told."""

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
    """Keeps the letters that came; `answers` are said to the next recipients in place of taking them.

    `goodbye` is its answer to a client that leaves.
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
    """Open the post office on any free port; gives it and its port."""
    office = PostOffice()
    controller = _AnyPort(office, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield office, controller.address()[1]
    finally:
        controller.stop()


def knows(user: str, password: str) -> Any:
    """Give an authenticator that lets one person in."""

    def authenticate(server: Any, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (user.encode(), password.encode()), handled=False)

    return authenticate


class _AnyPort(Controller):
    """Knows the port that it got where it asked for any."""

    def address(self) -> tuple[str, int]:
        assert isinstance(self.server, asyncio.Server)
        host, port = self.server.sockets[0].getsockname()[:2]
        return host, port

    def _trigger_server(self) -> None:
        socket.create_connection(self.address()).close()
