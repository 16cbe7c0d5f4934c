"""Whether those who listen may still do so: asked when something changes, and once a minute."""

from collections.abc import Iterable

from auth.models import PersonState, Session
from collaboration.frames import NOT_ALLOWED, SIGN_IN
from collaboration.hub import Listener
from portal.clock import now
from portal.database import rows

_SEATS = "select id, role from member where id = any($1) and left_at is null"
_SESSIONS = """
select session.id from session join person on person.id = session.person_id
where session.id = any($1) and ended_at is null
  and started_at > $2 and seen_at > $3 and person.state = any($4)
"""
WELCOME = [PersonState.ACTIVE.value, PersonState.RESTRICTED.value]


async def check(listeners: Iterable[Listener]) -> None:
    """End the sockets whose session is over (4401), or whose seat is gone or another (1008)."""
    asked = list(listeners)
    if not asked:
        return
    sessions = await _live_sessions(asked)
    roles = await _roles(asked)
    for listener in asked:
        if listener.session_id not in sessions:
            listener.end(SIGN_IN)
        elif roles.get(listener.member.id) != listener.member.role:
            listener.end(NOT_ALLOWED)


async def _live_sessions(listeners: list[Listener]) -> set[object]:
    ids = [listener.session_id for listener in listeners]
    at = now()
    found = await rows(_SESSIONS, ids, at - Session.LIVES, at - Session.IDLE, WELCOME)
    return {row["id"] for row in found}


async def _roles(listeners: list[Listener]) -> dict[object, str]:
    found = await rows(_SEATS, [listener.member.id for listener in listeners])
    return {row["id"]: row["role"] for row in found}
