"""Who may come in, for routes that do not belong to one account."""

from collections.abc import Awaitable, Callable
from enum import StrEnum

from starlette.requests import HTTPConnection

from auth.models import ApiClient, Person, Session
from auth.sessions import SEEN_EVERY, session_of
from portal.clock import now
from portal.errors import NotAllowed, SignInNeeded
from portal.ids import fingerprint
from portal.limits import CLIENT, identify


class Scope(StrEnum):
    """What an API client may do (surface.md)."""

    GATE_ASK = "gate:ask"
    GATE_REPORT = "gate:report"
    DIRECTORY_READ = "directory:read"
    DIRECTORY_WRITE = "directory:write"
    SPACE_READ = "space:read"
    SPACE_WRITE = "space:write"
    EVENTS_WRITE = "events:write"
    ADMIN = "admin"


async def anyone(connection: HTTPConnection) -> Person | None:
    """Everybody, known or not."""
    session = await session_of(connection)
    return session.person if session else None


async def signed_in(connection: HTTPConnection) -> Person:
    """People who are signed in."""
    return (await signed_in_session(connection)).person


async def signed_in_session(connection: HTTPConnection) -> Session:
    """People who are signed in, with the browser they are signed in with."""
    session = await session_of(connection)
    if session is None:
        raise SignInNeeded
    return session


async def admin(connection: HTTPConnection) -> Person:
    """Admins of the installation. They read no space they are not a member of."""
    person = await signed_in(connection)
    if not person.is_admin:
        raise NotAllowed("This is for administrators.")
    return person


def client(scope: Scope) -> Callable[[HTTPConnection], Awaitable[ApiClient]]:
    """API clients with this scope, by `Authorization: Bearer` (RFC 6750)."""

    async def client_with_scope(connection: HTTPConnection) -> ApiClient:
        kind, _, token = connection.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token:
            raise SignInNeeded("Send the client's token as Authorization: Bearer.")
        found = await ApiClient.get_or_none(token_print=fingerprint(token), revoked_at=None)
        if found is None:
            raise SignInNeeded("This token is not valid.")
        identify(connection, CLIENT, found.id)
        if scope not in found.scopes:
            raise NotAllowed(f"This client lacks the scope {scope}.")
        if found.last_used_at is None or now() - found.last_used_at > SEEN_EVERY:
            await ApiClient.filter(id=found.id).update(last_used_at=now())
        return found

    client_with_scope.scope = scope  # type: ignore[attr-defined]
    return client_with_scope
