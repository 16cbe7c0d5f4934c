"""JSON that a program sent, before anybody believes a word of it."""

import json
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

JSON_TYPE = "application/json"


async def json_body(request: Request) -> bytes:
    """The body, which is JSON (RFC 8259) in which no object names a key twice.

    Raises:
        HTTPException: 415 for another type, 400 for what is no JSON.
    """
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != JSON_TYPE:
        raise HTTPException(415, "Send this as application/json.")
    body = await request.body()
    try:
        json.loads(body.decode(), object_pairs_hook=once_each, parse_constant=refuse)
    except (ValueError, RecursionError):
        raise HTTPException(400) from None
    return body


def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """For `json.loads(object_pairs_hook=…)`: a key that stands there twice means nobody knows what.

    Raises:
        ValueError: for one.
    """
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands there twice")
    return found


def refuse(constant: str) -> Any:
    """For `json.loads(parse_constant=…)`: NaN and Infinity are no JSON. Raises ValueError."""
    raise ValueError(constant)
