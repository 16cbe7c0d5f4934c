"""What the others see of a message, as markup and as data."""

from typing import Any
from uuid import UUID

from markupsafe import Markup

from collaboration.chat.models import Message, ReactionKind
from collaboration.chat.queries import latest_shared, message
from collaboration.chat.rules import shown
from portal.templating import appending, fragment, replacing

LATELY = 3


def drawn(said: Message) -> Markup:
    """The message as it stands in its conversation, the same for everybody who may read it."""
    reactions = {
        kind: [one.member.name for one in said.reactions if one.kind is kind]
        for kind in ReactionKind
    }
    return fragment(
        "chat/_message.html",
        message=said,
        text=shown(said.text, {one.words for one in said.mentions}),
        reactions={kind: names for kind, names in reactions.items() if names},
    )


async def posted(subject: UUID) -> Markup | None:
    """A new message goes to the end of its conversation, and on the home of the space."""
    said = await message(subject)
    if said is None:
        return None
    return appending(drawn(said), to=said.list_id) + await _lately_after(said)


async def changed(subject: UUID) -> Markup | None:
    """A message that says something else now, and the last words if it may be among them."""
    said = await message(subject)
    if said is None:
        return None
    return replacing(drawn(said)) + await _lately_after(said)


async def answered(subject: UUID) -> Markup | None:
    """A message round which something has changed, its words have not."""
    said = await message(subject)
    return replacing(drawn(said)) if said else None


async def lately(account_id: UUID) -> Markup:
    """The last words of a space's conversation."""
    latest = await latest_shared(account_id, most=LATELY)
    return fragment("chat/_lately.html", latest=latest)


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
        "audience": said.audience or "everyone",
        "edited": said.edited_at is not None,
        "removed": said.removed_at is not None,
        "mentions": [{"member": one.member_id, "words": one.words} for one in said.mentions],
    }


async def _lately_after(said: Message) -> Markup:
    """The home's last words; a note or a word in a thread does not touch them."""
    if said.thread_id or said.audience:
        return Markup()
    return replacing(await lately(said.account_id))


live = {
    "chat.message_posted": posted,
    "chat.message_edited": changed,
    "chat.message_removed": changed,
    "chat.message_reacted": answered,
    "chat.message_taken_up": answered,
    "chat.quote_changed": answered,
}
describers = dict.fromkeys(live, described)
