"""Reads the body of a request: of a known type, not too large, and not for too long."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

BODY_SECONDS = 10
FORM = "application/x-www-form-urlencoded"

NO_FORM = "This is no form as browsers send them."
TOO_LARGE = "The request is larger than any that is taken here."
TOO_SLOW = "The request did not arrive in time."


async def read_body(request: Request, most: int, types: tuple[str, ...], refused: str) -> bytes:
    """Read a body of at most so many bytes and one of some types; raises HTTPException, with `refused` for what is neither."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in types:
        raise HTTPException(400, refused)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise HTTPException(413, TOO_LARGE)
    except TimeoutError:
        raise HTTPException(408, TOO_SLOW) from None
    except ClientDisconnect:
        raise HTTPException(400, refused) from None
    return bytes(body)


async def read_form(request: Request, most: int) -> bytes:
    """Read a form as browsers send it, at most so many bytes; raises HTTPException."""
    return await read_body(request, most, (FORM,), NO_FORM)
