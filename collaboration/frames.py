"""What travels over a space's socket: JSON text frames, encoded once for all who get them."""

import json
from typing import Any, NamedTuple
from uuid import UUID

from portal.server.outlet import text_frame

HTML, JSON = "html", "json"
"""The two forms of news: markup for htmx, or the subject as data (subprotocol parley.json)."""


class Frame(NamedTuple):
    """A message, and the bytes of it that go over the wire."""

    text: str
    wire: bytes


class Ending(NamedTuple):
    """Why a socket ends: close code (surface.md) and a few words."""

    code: int
    reason: str


RESTART = Ending(1012, "come again")
NOT_ALLOWED = Ending(1008, "not allowed any more")
TOO_LATE = Ending(1008, "no hello came")
TOO_FAST = Ending(1008, "too fast")
TOO_MANY = Ending(1008, "too many connections")
NOT_TEXT = Ending(1003, "text frames only")
TOO_BIG = Ending(1009, "too big")
TOO_SLOW = Ending(1013, "too slow")
MALFORMED = Ending(4400, "malformed")
SIGN_IN = Ending(4401, "sign in")


def frame(type_: str, **fields: Any) -> Frame:
    """A frame of this type. UUIDs and dates are written as text."""
    text = json.dumps({"type": type_, **fields}, ensure_ascii=False, default=str)
    return Frame(text, text_frame(text.encode()))


def event(kind: str, number: int | None, *, content: str | None, subject: Any) -> Frame:
    """News, as markup or as data. Only the space's own topic gives it a number."""
    fields: dict[str, Any] = {"kind": kind}
    if number is not None:
        fields["number"] = number
    fields |= {"content": content} if content is not None else {"subject": subject}
    return frame("event", **fields)


def ack(id_: UUID, number: int) -> Frame:
    """What was sent under this id is kept, as the space's event of this number."""
    return frame("ack", id=id_, number=number)


def refused(id_: UUID | None, reason: str) -> Frame:
    """What was sent is not taken; the reason is a sentence for people."""
    return frame("refused", id=id_, reason=reason)


RELOAD = frame("reload")
