"""A timestamp authority of our own on loopback, with the certificates and mistakes that a test wants."""

import datetime as dt
import hashlib
import http.server
import threading
from collections.abc import Callable, Iterator
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = dt.datetime(2026, 3, 4, 12, 0, tzinfo=dt.UTC)
"""The authority's time."""
_DAY = dt.timedelta(days=1)
Answer = tuple[int, bytes]
Signed = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


class Authority:
    """The authority: a root that is trusted, and what that issued; `answer` may be replaced by one that answers wrongly.

    `purpose` is what its certificate is for, `until` when that ends; `beside` are certificates that come with its answers, too.
    """

    def __init__(
        self,
        number: int = 1,
        *,
        purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.TIME_STAMPING,
        until: dt.datetime = NOW + _DAY,
        beside: Callable[[x509.Certificate], bytes] | None = None,
    ) -> None:
        root = certificate(number, "Test CA")
        self.own, self._key = certificate(number + 1, "Test TSA", root, purpose=purpose, until=until)
        self.certificates = root[0].public_bytes(serialization.Encoding.PEM)
        self._sent = [encoded(self.own)] if beside is None else sorted([encoded(self.own), beside(self.own)])
        self.answer: Callable[[bytes], Answer] = self.right

    def right(self, question: bytes) -> Answer:
        """Answer as an authority should."""
        _, imprint, *rest = _parts(_content(question))
        nonce = next(part for part in rest if part[0] == 0x02)
        moment = _der(0x18, NOW.strftime("%Y%m%d%H%M%SZ").encode())
        info = _sequence(_number(1), _oid("1.2.3.4.1"), imprint, _number(7), moment, nonce)
        return 200, _sequence(_sequence(_number(0)), self._signed(info))

    def _signed(self, info: bytes) -> bytes:
        """Return a token with these contents (RFC 5652), signed."""
        kind = _oid("1.2.840.113549.1.9.16.1.4")
        digest = _sequence(_oid("2.16.840.1.101.3.4.2.1"))
        own = _sequence(_sequence(_sequence(_der(0x04, hashlib.sha256(encoded(self.own)).digest()))))
        said = (
            (_oid("1.2.840.113549.1.9.3"), kind),
            (_oid("1.2.840.113549.1.9.4"), _der(0x04, hashlib.sha256(info).digest())),
            (_oid("1.2.840.113549.1.9.16.2.47"), own),
        )
        attributes = b"".join(sorted(_sequence(name, _der(0x31, value)) for name, value in said))
        signature = self._key.sign(_der(0x31, attributes), ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
        signer = _sequence(
            _number(1),
            _sequence(self.own.issuer.public_bytes(), _number(self.own.serial_number)),
            digest,
            _der(0xA0, attributes),
            _sequence(_oid("1.2.840.10045.4.3.2")),
            _der(0x04, signature),
        )
        told = _sequence(kind, _der(0xA0, _der(0x04, info)))
        sent = _der(0xA0, b"".join(self._sent))
        signed = _sequence(_number(3), _der(0x31, digest), told, sent, _der(0x31, signer))
        return _sequence(_oid("1.2.840.113549.1.7.2"), _der(0xA0, signed))

    def __enter__(self) -> Self:
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.headers["Content-Type"] == "application/timestamp-query"
                status, body = owner.answer(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(status)
                self.send_header("Location", "http://127.0.0.1:9/")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def address(self) -> str:
        """Return the address to ask at."""
        return f"http://127.0.0.1:{self._server.server_port}/tsa"


def asked(message: bytes) -> bytes:
    """Return the same question for the same message."""
    imprint = _sequence(_sequence(_oid("2.16.840.1.101.3.4.2.1")), _der(0x04, hashlib.sha256(message).digest()))
    return _sequence(_number(1), imprint, _number(4711))


def certificate(
    number: int,
    name: str,
    issuer: Signed | None = None,
    *,
    purpose: x509.ObjectIdentifier | None = None,
    until: dt.datetime = NOW + _DAY,
) -> Signed:
    """Make the certificate of a key that its number makes, which is its serial number too; without an issuer, a root."""
    key = ec.derive_private_key(number, ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(number)
        .not_valid_before(NOW - 9 * _DAY)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    if purpose is not None:
        built = built.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    return built.sign(issuer[1] if issuer else key, hashes.SHA256(), ecdsa_deterministic=True), key


def encoded(made: x509.Certificate) -> bytes:
    """Return a certificate's bytes."""
    return made.public_bytes(serialization.Encoding.DER)


def _der(tag: int, content: bytes) -> bytes:
    length = len(content)
    size = length.to_bytes((length.bit_length() + 7) // 8 or 1)
    return bytes((tag,)) + (size if length < 0x80 else bytes((0x80 | len(size),)) + size) + content


def _sequence(*parts: bytes) -> bytes:
    return _der(0x30, b"".join(parts))


def _number(value: int) -> bytes:
    return _der(0x02, value.to_bytes(value.bit_length() // 8 + 1, signed=True))


def _oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    written = bytearray((40 * first + second,))
    for arc in rest:
        groups = [arc >> 7 * place & 0x7F for place in range(max(arc.bit_length() - 1, 0) // 7, -1, -1)]
        written += bytes([*(group | 0x80 for group in groups[:-1]), groups[-1]])
    return _der(0x06, bytes(written))


def _content(encoded: bytes) -> bytes:
    return encoded[2 if encoded[1] < 0x80 else 2 + (encoded[1] & 0x7F) :]


def _parts(content: bytes) -> Iterator[bytes]:
    while content:
        whole = 2 + content[1]
        assert content[1] < 0x80, "questions are short"
        yield content[:whole]
        content = content[whole:]
