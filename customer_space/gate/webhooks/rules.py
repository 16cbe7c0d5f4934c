"""How a message is signed, and when it is tried again (Standard Webhooks 1.0.0)."""

import base64
import hmac
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

PREFIX = "whsec_"
PAUSES_S = (5, 30, 120, 300, 900, 1800, 3600, 7200, 14400, 28800, 28800)
"""Seconds before the second, third … try: 24 hours in all. Then it is given up."""
LONGEST_PAUSE_ASKED_S = 3600
BREAKS_AFTER = 5
"""Failures in a row, after which only one message is tried at a time, and rarely."""
FIRST_REST_S, LONGEST_REST_S = 10, 300
GIVES_UP_AFTER = timedelta(days=3)
"""So long without one answer, an endpoint is paused."""
LONGEST_ANSWER = 200


def secret_of(random: bytes) -> str:
    """A secret as both sides write it down, out of 24 to 64 random bytes."""
    return PREFIX + base64.b64encode(random).decode()


def message_id(delivery: UUID) -> str:
    """The same for every try, so that a receiver can drop what it has already."""
    return f"msg_{delivery.hex}"


def body_of(kind: str, at: datetime, data: dict[str, Any]) -> bytes:
    """The message: type, timestamp, data."""
    said = {"type": kind, "timestamp": at.isoformat(), "data": data}
    return json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode()


def headers_of(body: bytes, *, id_: str, at: datetime, secrets: Sequence[str]) -> dict[str, str]:
    """What goes with the message; a signature by every secret that is valid at the moment."""
    stamp = int(at.timestamp())
    signed = (signature(body, id_=id_, stamp=stamp, secret=secret) for secret in secrets)
    return {
        "content-type": "application/json",
        "user-agent": "Parley",
        "webhook-id": id_,
        "webhook-timestamp": str(stamp),
        "webhook-signature": " ".join(signed),
    }


def signature(body: bytes, *, id_: str, stamp: int, secret: str) -> str:
    """`v1,` and the HMAC-SHA-256 of id, timestamp (seconds since 1970) and body, in base64."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    mac = hmac.digest(key, f"{id_}.{stamp}.".encode() + body, "sha256")
    return f"v1,{base64.b64encode(mac).decode()}"


def pause_after(tries: int, *, asked_s: int = 0) -> timedelta | None:
    """How long to wait after so many tries, at least as asked for; None: give it up."""
    if tries > len(PAUSES_S):
        return None
    return timedelta(seconds=max(PAUSES_S[tries - 1], min(asked_s, LONGEST_PAUSE_ASKED_S)))


def rest_after(failures: int) -> timedelta | None:
    """How long an endpoint is left alone after so many failures in a row."""
    if failures < BREAKS_AFTER:
        return None
    seconds = FIRST_REST_S * 2 ** min(failures - BREAKS_AFTER, 10)
    return timedelta(seconds=min(seconds, LONGEST_REST_S))


def excerpt(answer: bytes) -> str:
    """The beginning of an answer, as an admin may see it: never whole, never active."""
    text = answer[: 4 * LONGEST_ANSWER].decode("utf-8", "replace")
    plain = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(plain.split())[:LONGEST_ANSWER]
