"""What the others see of a message, as markup and as data."""

from typing import Any
from uuid import UUID

from markupsafe import Markup

from collaboration.chat.models import Message
from collaboration.chat.queries import message, newest
from collaboration.chat.rules import linked
from portal.templating import appending, fragment, replacing

LATELY = 3


def drawn(said: Message) -> Markup:
    """The message as it stands in its conversation, the same for everybody."""
    return fragment("chat/_message.html", message=said, text=linked(said.text))


async def posted(subject: UUID) -> Markup | None:
    """A new message goes to the end of its conversation, and on the home of the space."""
    said = await message(subject)
    if said is None:
        return None
    added = appending(drawn(said), to=said.list_id)
    return added if said.thread_id else added + replacing(await lately(said.account_id))


async def lately(account_id: UUID) -> Markup:
    """The last words of a space's conversation."""
    found = await newest(account_id, most=LATELY)
    return fragment("chat/_lately.html", latest=found.shown)


async def described(subject: UUID) -> dict[str, Any] | None:
    """A message for programs."""
    said = await message(subject)
    if said is None:
        return None
    return {
        "id": said.id,
        "text": said.text,
        "author": {"id": said.author_id, "name": said.author.name, "side": said.author.side},
        "at": said.at.isoformat(),
        "reply_to": said.reply_to_id,
        "thread": {"kind": said.thread_kind, "id": said.thread_id} if said.thread_id else None,
    }


live = {"chat.message_posted": posted}
describers = {"chat.message_posted": described}
