"""What a member's socket may say: types, the right each needs, and what is done about it."""

import json
import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from collaboration.chat.actions import Saying
from collaboration.chat.words import Words
from collaboration.frames import RESTART, TOO_FAST, ack, refused
from collaboration.hub import Listener
from collaboration.rendering import OUTAGES
from collaboration.service import LiveService
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from portal.bodies import once_each, refuse
from portal.errors import Busy, Invalid, NotAllowed, PortalError
from portal.forms import Form, parsed
from portal.server.load import load

MESSAGES: dict[str, Right] = {
    "hello": Right.READ_SPACE,
    "seen": Right.READ_SPACE,
    "message": Right.WRITE_SPACE,
    "typing": Right.WRITE_SPACE,
}
"""Every type a client may send, and the right it needs."""

BAD = "This could not be read as a message."
SLOW_DOWN = "slow down"
PATIENCE_S = 10.0


class BadMessage(Exception):
    """Not JSON, not an object, or not of a known type."""


class Hello(Form):
    type: Literal["hello"]


class Seen(Form):
    type: Literal["seen"]
    number: Annotated[int, Field(ge=0, lt=2**63, strict=True)]


class Typing(Form):
    type: Literal["typing"]


class Message(Words):
    type: Literal["message"]


async def receive(text: str, listener: Listener, live: LiveService) -> None:
    """Take one frame, and answer it.

    Raises:
        BadMessage: if it is none of ours.
    """
    said = read(text)
    if not listener.member.may(MESSAGES[said["type"]]):
        listener.offer(refused(_id_of(said), NotAllowed.sentence))
        return
    await _TAKEN[said["type"]](said, listener, live)


def read(text: str) -> dict[str, Any]:
    """The frame as an object of a known type."""
    try:
        said = json.loads(text, parse_constant=refuse, object_pairs_hook=once_each)
    except (ValueError, RecursionError):
        raise BadMessage from None
    if not isinstance(said, dict) or not isinstance(said.get("type"), str):
        raise BadMessage
    if said["type"] not in MESSAGES:
        raise BadMessage
    return said


async def _message(said: dict[str, Any], listener: Listener, live: LiveService) -> None:
    id_ = _id_of(said)
    if id_ is None:
        raise BadMessage
    try:
        words = parsed(said, Message)
        if load.sheds("chat"):
            raise Busy
        if not live.paces.may_write(listener.member.person_id):
            _slow_down(id_, listener)
            return
        number = await live.commits.run(
            listener.member.account_id, _saying(words, by=listener.member)
        )
    except PortalError as refusal:
        listener.offer(refused(id_, refusal.sentence))
    except OUTAGES:
        # Nobody knows whether it was kept. Whoever comes again sends it again, under the same id.
        listener.end(RESTART)
    else:
        listener.offer(ack(words.id, number))


def _saying(words: Message, *, by: Member) -> Saying:
    return Saying(words.id, words.text, by, words.reply_to, None, words.side_for(by))


def _slow_down(id_: UUID, listener: Listener) -> None:
    """Somebody writes too fast; twice within a few seconds is once too often."""
    listener.offer(refused(id_, SLOW_DOWN))
    at = time.monotonic()
    if at - listener.slowed_at < PATIENCE_S:
        listener.end(TOO_FAST)
    listener.slowed_at = at


async def _typing(said: dict[str, Any], listener: Listener, live: LiveService) -> None:
    _read_as(Typing, said)
    live.presence.typing(listener)


async def _seen(said: dict[str, Any], listener: Listener, live: LiveService) -> None:
    listener.seen = max(listener.seen, _read_as(Seen, said).number)
    live.reading.note(listener.member, listener.seen)


async def _hello(said: dict[str, Any], listener: Listener, live: LiveService) -> None:
    """A second hello changes nothing."""
    del listener, live
    _read_as(Hello, said)


def _read_as(model: Any, said: dict[str, Any]) -> Any:
    try:
        return parsed(said, model)
    except Invalid:
        raise BadMessage from None


def _id_of(said: dict[str, Any]) -> UUID | None:
    try:
        return UUID(said.get("id"))
    except (ValueError, TypeError, AttributeError):
        return None


_TAKEN: dict[str, Callable[[dict[str, Any], Listener, LiveService], Awaitable[None]]] = {
    "hello": _hello,
    "seen": _seen,
    "message": _message,
    "typing": _typing,
}
