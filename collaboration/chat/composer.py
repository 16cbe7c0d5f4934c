"""Where people write: what the form needs to show itself, and how fast it may be used."""

from typing import Any

from starlette.requests import Request

from collaboration.chat.actions import Thread
from collaboration.chat.models import Message
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from portal.errors import TooMany
from portal.ids import new_id


def composer(
    member: Member, thread: Thread | None = None, replying: Message | None = None
) -> dict[str, Any]:
    """What `chat/_composer.html` asks for, again or for the first time."""
    return {
        "slug": member.account.slug,
        "composer_thread": thread,
        "may_write": member.may(Right.WRITE_SPACE),
        "fresh_id": new_id(),
        "replying": replying,
    }


def keep_pace(request: Request, member: Member) -> None:
    """Raises TooMany where somebody writes faster than anybody reads."""
    if not request.app.state.live.paces.may_write(member.person_id):
        raise TooMany(1, "Slow down, please: that was faster than anybody reads.")
