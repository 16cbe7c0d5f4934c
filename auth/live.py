"""What the sign-in's own announcements show: nothing; the end of a session closes its sockets."""

from uuid import UUID

from markupsafe import Markup

from portal.live import Renderer


async def of_session(session_id: UUID) -> Markup | None:
    """Nothing is drawn: the socket hears it and closes (collaboration)."""
    del session_id
    return None


live: dict[str, Renderer] = {"auth.session_ended": of_session}
