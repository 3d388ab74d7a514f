"""Letters over real SMTP on loopback."""

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from bot.domain.errors import BadInput, Cannot, OutOfReach, SecondSourceError
from bot.gateways.mail import SmtpMailer
from tests.letters.digests import DIGESTS, MONDAY
from tests.smtp_server import PostOffice, knows, post_office

DOMAINS = frozenset({"paper.example"})
DESK = "desk@paper.example"
FROM = "digest@paper.example"
CERTIFICATE = Path(__file__).with_name("loopback_certificate_for_tests.pem")


def certified() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return what a server shows, and what a client must trust for that."""
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(CERTIFICATE)
    return own, ssl.create_default_context(cafile=str(CERTIFICATE))


@pytest.fixture
def context() -> Iterator[tuple[PostOffice, int]]:
    with post_office() as opened:
        yield opened


def mailer(port: int, *, login: str = "", scheme: str = "smtp", trust: ssl.SSLContext | None = None) -> SmtpMailer:
    return SmtpMailer(f"{scheme}://{login}127.0.0.1:{port}", FROM, DOMAINS, trust=trust)


def parts(letter: Message) -> dict[str, str]:
    found = {}
    for part in letter.walk():
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            found[part.get_content_type()] = payload.decode("utf-8")
    return found


def test_a_letter_has_text_and_html_and_says_what_it_is(context: tuple[PostOffice, int]) -> None:
    opened, port = context
    mailer(port).send(DESK, DIGESTS["one"], "digest:1:20261123T0700", MONDAY)
    (letter,) = opened.letters
    assert (letter["Subject"], letter["To"]) == ("Verification digest, Mon 23 Nov", DESK)
    assert letter["From"] == f"Second Source <{FROM}>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"] == "Mon, 23 Nov 2026 07:00:00 +0000"
    assert letter.get_content_type() == "multipart/alternative"
    said = parts(letter)
    assert "The ferry hall burned down, part 1" in said["text/plain"]
    assert said["text/html"].startswith("<!doctype html>")


def test_the_same_letter_again_can_be_told_by_its_number(context: tuple[PostOffice, int]) -> None:
    opened, port = context
    for key, address in (("digest:1", DESK), ("digest:1", DESK), ("digest:2", DESK), ("digest:1", "night@paper.example")):
        mailer(port).send(address, DIGESTS["one"], key, MONDAY + dt.timedelta(minutes=len(opened.letters)))
    numbers = [letter["Message-ID"] for letter in opened.letters]
    assert numbers[0] == numbers[1]
    assert len(set(numbers)) == 3
    assert all(number.endswith("@paper.example>") for number in numbers)


def test_hostile_text_makes_no_header(context: tuple[PostOffice, int]) -> None:
    opened, port = context
    mailer(port).send(DESK, DIGESTS["hostile"], "digest:1\r\nBcc: spy@rival.example", MONDAY)
    (letter,) = opened.letters
    assert letter["Bcc"] is None
    assert letter["X-RcptTo"] == DESK


def test_no_letter_goes_out_of_the_house(context: tuple[PostOffice, int]) -> None:
    opened, port = context
    for address in ("spy@rival.example", "desk@paper.example.rival.example", "desk@PAPER.example.evil"):
        with pytest.raises(Cannot, match=r"@paper\.example|paper\.example only"):
            mailer(port).send(address, DIGESTS["one"], "digest:1", MONDAY)
    assert opened.asked == 0


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        ("550 No such desk", Cannot, "550 No such desk"),
        ("451 Come back later", OutOfReach, "451 Come back later"),
    ],
)
def test_what_the_server_says_decides_whether_it_is_tried_again(
    context: tuple[PostOffice, int], answer: str, kind: type[SecondSourceError], words: str
) -> None:
    opened, port = context
    opened.answers = [answer]
    with pytest.raises(kind, match=words):
        mailer(port).send(DESK, DIGESTS["one"], "digest:1", MONDAY)
    mailer(port).send(DESK, DIGESTS["one"], "digest:1", MONDAY)
    assert len(opened.letters) == 1


def test_a_server_that_is_not_there_or_hangs_up_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        threading.Thread(target=lambda: listening.accept()[0].close(), daemon=True).start()
        with pytest.raises(OutOfReach, match="does not answer"):
            mailer(port).send(DESK, DIGESTS["one"], "digest:1", MONDAY)
    with pytest.raises(OutOfReach, match="does not answer"):
        mailer(port).check()


def test_a_password_goes_over_an_encrypted_connection_only(context: tuple[PostOffice, int]) -> None:
    opened, port = context
    with pytest.raises(Cannot, match="no STARTTLS"):
        mailer(port, login="ann:hushhush@").send(DESK, DIGESTS["one"], "digest:1", MONDAY)
    assert opened.letters == []


@pytest.mark.parametrize(("password", "taken"), [("hush%40hush", True), ("wrong", False)])
def test_starttls_and_a_password(password: str, taken: bool) -> None:
    served, trust = certified()
    options = {
        "tls_context": served,
        "require_starttls": True,
        "authenticator": knows("ann", "hush@hush"),
        "auth_required": True,
    }
    with post_office(**options) as (opened, port):
        ours = mailer(port, login=f"ann:{password}@", trust=trust)
        if taken:
            ours.send(DESK, DIGESTS["one"], "digest:1", MONDAY)
            assert ours.check() == f"127.0.0.1:{port} takes letters"
        else:
            with pytest.raises(Cannot, match="name or password"):
                ours.send(DESK, DIGESTS["one"], "digest:1", MONDAY)
        assert len(opened.letters) == taken


def test_tls_from_the_start() -> None:
    served, trust = certified()
    with post_office(ssl_context=served) as (opened, port):
        mailer(port, scheme="smtps", trust=trust).send(DESK, DIGESTS["one"], "digest:1", MONDAY)
        assert len(opened.letters) == 1
        with pytest.raises(Cannot, match="not one that this machine trusts"):
            mailer(port, scheme="smtps").send(DESK, DIGESTS["one"], "digest:1", MONDAY)


@pytest.mark.parametrize("url", ["", "mail.example", "http://mail.example", "smtp://", "smtp://ann:hushhush@mail.example:port"])
def test_an_address_that_is_none_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(BadInput, match="SECOND_SOURCE_SMTP_URL should look like") as refused:
        SmtpMailer(url, FROM, DOMAINS)
    assert "hushhush" not in repr(refused.value)
    assert refused.value.__cause__ is None


def test_a_letter_that_was_taken_is_sent_whatever_the_server_says_at_the_goodbye(context: tuple[PostOffice, int]) -> None:
    opened, port = context
    opened.goodbye = "421 4.3.2 Closing down"
    mailer(port).send(DESK, DIGESTS["one"], "digest:1", MONDAY)
    assert len(opened.letters) == 1
