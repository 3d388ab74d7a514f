"""The certificates that this machine trusts."""

from functools import cache
from ssl import SSLContext

import httpx2


@cache
def trusted(*, by_environment: bool = True) -> SSLContext:
    """Return the TLS context; without `by_environment` it ignores SSL_CERT_FILE and SSL_CERT_DIR.

    It is made once and shared: reading all certificates takes longer than most requests.
    """
    return httpx2.create_ssl_context(trust_env=by_environment)
