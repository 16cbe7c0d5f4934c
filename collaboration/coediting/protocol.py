"""The messages of the y-websocket protocol (y-protocols: sync and awareness), and one of ours.

Message type 100 tells a writer how many of this connection's updates are stored by now.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from customer_space.documents.errors import Refused
from customer_space.documents.yupdate import MAX_CLIENT, Reader, encode_number

SYNC, AWARENESS, AUTH, QUERY_AWARENESS, STORED = 0, 1, 2, 3, 100
STEP_1, STEP_2, UPDATE = 0, 1, 2
LONGEST_STATE = 4096  # bytes of one client's presence
MOST_CARETS = 4096  # entries of a message: a client repeats what it hears of others
NOBODY = "null"


@dataclass(frozen=True)
class Question:
    """What have you got that I have not? The asker's state vector."""

    state_vector: bytes


@dataclass(frozen=True)
class Change:
    """An update of the document."""

    update: bytes


class Caret(NamedTuple):
    """One client's presence in the text: where it is and who that is, as JSON; null when gone."""

    client: int
    clock: int
    state: str


@dataclass(frozen=True)
class Presence:
    """What a client says about presence."""

    entries: tuple[Caret, ...]


@dataclass(frozen=True)
class WhoIsThere:
    """Please send everybody's presence."""


Message = Question | Change | Presence | WhoIsThere


def read(message: bytes) -> Message:
    """Understand a client's message.

    Raises:
        Refused: no client of this protocol sends that.
    """
    reader = Reader(message)
    match reader.number():
        case 0:
            return _read_sync(reader)
        case 1:
            return _read_awareness(reader)
        case 3:
            reader.finish()
            return WhoIsThere()
        case kind:
            raise Refused(f"message of kind {kind}")


def _read_sync(reader: Reader) -> Question | Change:
    step, body = reader.number(), reader.block()
    reader.finish()
    if step == STEP_1:
        return Question(body)
    if step in {STEP_2, UPDATE}:
        return Change(body)
    raise Refused("unknown step of the synchronisation")


def _read_awareness(reader: Reader) -> Presence:
    inner = Reader(reader.block())
    reader.finish()
    count = inner.number(MOST_CARETS)
    entries = tuple(Caret(inner.number(), inner.number(), inner.string()) for _ in range(count))
    inner.finish()
    return Presence(entries)


def question(state_vector: bytes) -> bytes:
    """The server's own question to a writer."""
    return bytes((SYNC, STEP_1)) + block(state_vector)


def answer(update: bytes) -> bytes:
    """The answer to a question."""
    return bytes((SYNC, STEP_2)) + block(update)


def change(update: bytes) -> bytes:
    """An update for those who did not write it."""
    return bytes((SYNC, UPDATE)) + block(update)


def carets(entries: Iterable[Caret]) -> bytes:
    """Who is where."""
    listed = list(entries)
    body = encode_number(len(listed))
    for client, clock, state in listed:
        body += encode_number(client) + encode_number(clock) + block(state.encode())
    return bytes((AWARENESS,)) + block(body)


def stored(count: int) -> bytes:
    """How many updates of this connection are kept for good."""
    return bytes((STORED,)) + encode_number(count)


def block(data: bytes) -> bytes:
    """Bytes with their length in front."""
    return encode_number(len(data)) + data


def with_name(caret: Caret, name: str, side: str) -> Caret:
    """The caret under its owner's real name: nobody writes as somebody else.

    Raises:
        Refused: the state is not an object in JSON, or is too long.
    """
    if len(caret.state.encode()) > LONGEST_STATE:
        raise Refused("too much presence")
    try:
        state = json.loads(caret.state)
    except (ValueError, RecursionError):
        raise Refused("presence that is not JSON") from None
    if state is None:
        return caret._replace(state=NOBODY)
    if not isinstance(state, dict) or caret.clock >= MAX_CLIENT:
        raise Refused("presence that is not an object")
    user = state.get("user")
    shown = user if isinstance(user, dict) else {}
    try:
        coded = json.dumps({**state, "user": {**shown, "name": name, "side": side}})
    except RecursionError:
        raise Refused("presence nested too deep") from None
    return caret._replace(state=coded)
