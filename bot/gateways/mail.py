"""E-mail by SMTP (RFC 5321), with the standard library."""

import datetime as dt
import hashlib
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from bot.domain.digest import Digest, title_of
from bot.domain.errors import BadInput, Cannot, OutOfReach
from bot.domain.subscription import mail_domain_of
from bot.letters.html import as_html
from bot.letters.text import as_text

TIMEOUT_SECONDS = 20.0
_PORTS = {"smtp": 587, "smtps": 465}
_LATER = range(400, 500)


class SmtpMailer:
    """Sends digests from one address over one mail server, to addresses at `domains` only.

    `url` is `smtp://USER:PASSWORD@HOST:PORT` (STARTTLS where the server offers it; with a password it must) or `smtps://…`.
    Raises BadInput for an address that is neither.
    """

    def __init__(self, url: str, sender: str, domains: frozenset[str], *, trust: ssl.SSLContext | None = None) -> None:
        self._scheme, self._host, self._port, self._user, self._password = _parts(url)
        self._sender = Address("Second Source", addr_spec=sender)
        self._trust = trust or ssl.create_default_context()
        self.domains = domains

    def send(self, address: str, digest: Digest, key: str, now: dt.datetime) -> None:
        """Send a digest as `Mailer` says; the same `key` has the same Message-ID, so that the receiver sees a repetition."""
        if mail_domain_of(address) not in self.domains:
            raise Cannot(f"Letters go to addresses at {', '.join(sorted(self.domains))} only.")
        message = self._message(address, digest, key, now)
        with self._connected() as server:
            try:
                server.send_message(message)
            except smtplib.SMTPRecipientsRefused as error:
                code, answer = next(iter(error.recipients.values()))
                raise _refused(code, answer) from error

    def check(self) -> str:
        """Say that the server answers; raises OutOfReach, Cannot."""
        with self._connected() as server:
            server.noop()
        return f"{self._host}:{self._port} takes letters"

    def _message(self, address: str, digest: Digest, key: str, now: dt.datetime) -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = title_of(digest)
        message["From"] = self._sender
        message["To"] = Address(addr_spec=address)
        message["Date"] = format_datetime(now)
        number = hashlib.sha256(f"{key}\n{address}".encode()).hexdigest()[:32]
        message["Message-ID"] = f"<{number}@{self._sender.domain}>"
        # RFC 3834: no automatic reply, such as a holiday notice, should answer.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(as_text(digest, now))
        message.add_alternative(as_html(digest, now), subtype="html")
        return message

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        try:
            server = self._open()
            try:
                self._log_in(server)
                yield server
            finally:
                # The server has accepted the message by now; an error at the end is no reason to send it again.
                with suppress(smtplib.SMTPException, OSError):
                    server.quit()
                server.close()
        except smtplib.SMTPAuthenticationError as error:
            raise Cannot("The mail server does not take the name or password in SECOND_SOURCE_SMTP_URL.") from error
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code, error.smtp_error) from error
        except ssl.SSLCertVerificationError as error:
            raise Cannot(
                f"The mail server's certificate is not one that this machine trusts: {error.verify_message}."
            ) from error
        except smtplib.SMTPNotSupportedError as error:
            raise Cannot(f"The mail server cannot do what is asked of it: {error}.") from error
        except (smtplib.SMTPException, OSError) as error:
            raise OutOfReach(
                f"The mail server {self._host}:{self._port} does not answer as it should; it is tried again."
            ) from error

    def _open(self) -> smtplib.SMTP:
        if self._scheme == "smtps":
            return smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT_SECONDS, context=self._trust)
        return smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_SECONDS)

    def _log_in(self, server: smtplib.SMTP) -> None:
        server.ehlo()
        if self._scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=self._trust)
            server.ehlo()
        elif self._scheme == "smtp" and self._password:
            raise Cannot(
                "The mail server offers no STARTTLS, and a password is sent over an encrypted connection only; use smtps://."
            )
        if self._user and self._password:
            server.login(self._user, self._password)


def _parts(url: str) -> tuple[str, str, int, str | None, str | None]:
    wrong = BadInput("SECOND_SOURCE_SMTP_URL should look like smtp://user:password@mail.example.com:587, or smtps://….")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        # The cause may quote the address, and with it a password.
        raise wrong from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise wrong
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    return parts.scheme, parts.hostname, port or _PORTS[parts.scheme], user, password


def _refused(code: int, answer: bytes | str) -> Exception:
    said = answer.decode(errors="replace") if isinstance(answer, bytes) else str(answer)
    short = " ".join(said.split())[:200]
    if code in _LATER:
        return OutOfReach(f"The mail server does not take the letter now ({code} {short}); it is tried again.")
    return Cannot(f"The mail server does not take the letter: {code} {short}")
