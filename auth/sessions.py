"""Signed-in browsers: started by a proof, seen with each request, ended by either side."""

from datetime import timedelta
from uuid import UUID

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from auth.models import MAY_SIGN_IN, Person, Session
from portal.clock import now
from portal.database import transaction
from portal.ids import fingerprint, secret
from portal.limits import PERSON, identify
from portal.live import announce
from portal.settings import Settings

SEEN_EVERY = timedelta(minutes=1)


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this host and to TLS (RFC 6265bis, section 4.1.3)."""
    return "__Host-session" if settings.secure else "session"


async def session_of(connection: HTTPConnection) -> Session | None:
    """The live session of a request or socket, with its person; None for a stranger."""
    token = _only_cookie(connection, cookie_name(connection.app.state.settings))
    if not token:
        return None
    session = await Session.get_or_none(
        token_print=fingerprint(token), ended_at=None
    ).select_related("person")
    if session is None or not _is_live(session):
        return None
    identify(connection, PERSON, session.person.id)
    await _note_seen(session)
    return session


@transaction
async def start_session(
    person: Person, *, method: str, browser: str, provider_id: UUID | None = None
) -> str:
    """Sign somebody in; returns the token for the cookie, which is kept nowhere.

    `provider_id` is the customers' provider that vouched for them, if one did.
    """
    token, at = secret(), now()
    await Session.create(
        token_print=fingerprint(token),
        person=person,
        method=method,
        browser=browser[:120],
        provider_id=provider_id,
        started_at=at,
        seen_at=at,
    )
    return token


@transaction
async def end_session(session: Session) -> None:
    """Sign this browser out; its open sockets close (collaboration.relay)."""
    await Session.filter(id=session.id, ended_at=None).update(ended_at=now())
    await announce(topic_of(session), "auth.session_ended", session.id)


def topic_of(session: Session) -> str:
    """Where the end of a session is announced."""
    return f"session:{session.id}"


def set_cookie(request: Request, response: Response, token: str) -> None:
    """Give the browser its session."""
    settings: Settings = request.app.state.settings
    response.set_cookie(
        cookie_name(settings),
        token,
        max_age=int(Session.LIVES.total_seconds()),
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )


def drop_cookie(request: Request, response: Response) -> None:
    """Take the session cookie away."""
    settings: Settings = request.app.state.settings
    response.delete_cookie(
        cookie_name(settings), path="/", secure=settings.secure, httponly=True, samesite="lax"
    )


def _only_cookie(connection: HTTPConnection, name: str) -> str | None:
    """The cookie's value; with two of the same name nobody knows whose they are: a stranger."""
    values = [
        part.strip().partition("=")[2]
        for header in connection.headers.getlist("cookie")
        for part in header.split(";")
        if part.strip().partition("=")[0] == name
    ]
    return values[0] if len(values) == 1 else None


def _is_live(session: Session) -> bool:
    at = now()
    young = at - session.started_at < Session.LIVES
    return young and at - session.seen_at < Session.IDLE and session.person.state in MAY_SIGN_IN


async def _note_seen(session: Session) -> None:
    if now() - session.seen_at > SEEN_EVERY:
        await Session.filter(id=session.id).update(seen_at=now())
