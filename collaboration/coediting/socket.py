"""The socket of a document: any Yjs client that speaks y-websocket may connect."""

import logging

from starlette.websockets import WebSocket

from auth.sessions import session_of
from collaboration.coediting import protocol
from collaboration.coediting.participants import Participant
from collaboration.coediting.protocol import Change, Presence, Question, WhoIsThere
from collaboration.coediting.room import Room
from collaboration.coediting.rooms import NO_SUCH_SPACE, rooms_of_this_process
from customer_space.accounts.access import may
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from customer_space.documents.access import document_of
from customer_space.documents.errors import Refused
from portal.errors import NotFound
from portal.routing import socket
from portal.server.outlet import budget_of, outlet_of

log = logging.getLogger(__name__)

# A held key repeats 30 times a second: an update and a caret each. Clients repeat others' carets.
MESSAGES_PER_S, MESSAGE_BURST = 120, 600


async def write_together(websocket: WebSocket, member: Member) -> None:
    """Let a member read, and write if their role allows it, until one side closes."""
    await websocket.accept()
    try:
        document = await document_of(member, websocket.path_params["document"])
    except NotFound as error:
        await websocket.close(NO_SUCH_SPACE, error.sentence)
        return
    budget_of(websocket).widen(MESSAGES_PER_S, MESSAGE_BURST)
    session = await session_of(websocket)
    participant = Participant(
        member,
        outlet_of(websocket),
        may_write=member.may(Right.WRITE_SPACE),
        session_id=session.id if session else None,
    )
    async with rooms_of_this_process().present(document.id, participant) as room:
        await _listen(websocket, participant, room)


async def _listen(websocket: WebSocket, participant: Participant, room: Room) -> None:
    while (event := await websocket.receive())["type"] == "websocket.receive":
        if participant.closed:
            continue
        data = event.get("bytes") or b""
        try:
            await _do(data, participant, room)
        except Refused as refused:
            log.warning("message of member %s refused: %s", participant.member.id, refused.reason)
            participant.refuse("no editor sends this")


async def _do(data: bytes, participant: Participant, room: Room) -> None:
    match protocol.read(data):
        case Question(state_vector):
            await room.answer(state_vector, participant)
        case Change(update) if participant.may_write:
            room.offer(update, participant)
        case Change():
            participant.refuse("You may read this, but not write it.")
        case Presence() as said:
            room.carets.show(said, participant)
        case WhoIsThere():
            room.carets.tell(participant)


routes = [
    socket("/spaces/{space}/documents/{document}", write_together, access=may(Right.READ_SPACE)),
]
