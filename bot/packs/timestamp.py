"""Timestamps by an authority (RFC 3161): a question, and whether an answer fits it; the only user of rfc3161-client.

https://www.rfc-editor.org/rfc/rfc3161
"""

import datetime as dt
import hashlib

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimeStampRequest,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from bot.domain.errors import BadInput, Cannot

_SHA256 = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")


def question(message: bytes) -> TimeStampRequest:
    """Return the question for a timestamp on the SHA-256 of a message, with a nonce; the answer has the certificates."""
    return TimestampRequestBuilder(message, HashAlgorithm.SHA256).build()


def check_answer(asked: TimeStampRequest, answer: bytes) -> None:
    """Raise Cannot if an authority's answer is no timestamp on what was asked; who signed it is not verified."""
    try:
        decoded = decode_timestamp_response(answer)
        if decoded.status != PKIStatus.GRANTED:
            said = "; ".join(decoded.status_string)[:200]
            raise Cannot(f"The timestamp authority refused: {said or f'status {decoded.status}'}.")
        info = decoded.tst_info
        imprint = info.message_imprint.message, info.message_imprint.hash_algorithm
    except ValueError as error:
        raise Cannot("The timestamp authority's answer is no timestamp.") from error
    if imprint != (asked.message_imprint.message, _SHA256) or info.nonce != asked.nonce:
        raise Cannot("The timestamp authority's answer is on something else than it was asked for.")


def verified_time(answer: bytes, message: bytes, authorities: bytes) -> dt.datetime:
    """Return when an authority saw the SHA-256 of a message; `authorities` are the certificates that are trusted, as PEM.

    Raises BadInput for a timestamp that does not hold, and for certificates that are none.
    """
    try:
        roots = list(dict.fromkeys(x509.load_pem_x509_certificates(authorities)))
    except (ValueError, x509.InvalidVersion) as error:
        raise BadInput("The file with the authority's certificate has none in PEM form.") from error
    try:
        decoded = decode_timestamp_response(answer)
        _verify(decoded, message, roots)
        return decoded.tst_info.gen_time.astimezone(dt.UTC)
    except (
        VerificationError,
        ValueError,
        x509.DuplicateExtension,
        x509.InvalidVersion,
        x509.UnsupportedGeneralNameType,
    ) as error:
        raise BadInput(
            "The timestamp does not hold: it is not on this manifest, or not by an authority whose certificate was given."
        ) from error


def _verify(decoded: TimeStampResponse, message: bytes, roots: list[x509.Certificate]) -> None:
    if decoded.tst_info.message_imprint.hash_algorithm != _SHA256:
        raise VerificationError("not on a SHA-256")
    verifier = VerifierBuilder(roots=roots).build()
    verifier.verify(decoded, hashlib.sha256(message).digest())
