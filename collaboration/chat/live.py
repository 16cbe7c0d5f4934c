"""What the others see of a message, as markup and as data."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from markupsafe import Markup

from collaboration.chat.models import ReactionKind
from collaboration.chat.queries import latest_shared, messages
from collaboration.chat.rules import shown
from collaboration.chat.shown import Shown
from portal.live import Together
from portal.templating import appending, fragment, replacing

LATELY = 3
KEPT = 4096


@lru_cache(KEPT)
def drawn(said: Shown) -> Markup:
    """The message as it stands in its conversation, the same for everybody who may read it."""
    reactions = {
        kind: [one.name for one in said.reactions if one.kind is kind] for kind in ReactionKind
    }
    return fragment(
        "chat/_message.html",
        message=said,
        text=shown(said.text, {one.words for one in said.mentions}),
        files=said.own_files,
        reactions={kind: names for kind, names in reactions.items() if names},
    )


async def posted(subjects: Sequence[UUID]) -> dict[UUID, Markup]:
    """A new message goes to the end of its conversation, and on the home of the space."""
    said = await messages(subjects)
    return await _with_lately(said, lambda one: appending(drawn(one), to=one.list_id))


async def changed(subjects: Sequence[UUID]) -> dict[UUID, Markup]:
    """A message that says something else now, and the last words if it may be among them."""
    return await _with_lately(await messages(subjects), lambda one: replacing(drawn(one)))


async def answered(subjects: Sequence[UUID]) -> dict[UUID, Markup]:
    """A message round which something has changed, its words have not."""
    return {one.id: replacing(drawn(one)) for one in await messages(subjects)}


async def lately(account_id: UUID) -> Markup:
    """The last words of a space's conversation."""
    return _lately(tuple(await latest_shared(account_id, most=LATELY)))


async def described(subjects: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Messages for programs."""
    return {one.id: _described(one) for one in await messages(subjects)}


def _described(said: Shown) -> dict[str, Any]:
    return {
        "id": said.id,
        "text": said.text,
        "author": {"id": said.author.id, "name": said.author.name, "side": said.author.side},
        "at": said.at.isoformat(),
        "reply_to": said.quote.id if said.quote else None,
        "thread": {"kind": said.thread_kind, "id": said.thread_id} if said.thread_id else None,
        "audience": said.audience or "everyone",
        "edited": said.edited,
        "removed": said.removed,
        "files": [
            {"id": file.id, "name": file.name, "media_type": file.media_type, "size": file.size}
            for file in said.own_files
        ],
        "mentions": [{"member": one.member_id, "words": one.words} for one in said.mentions],
    }


async def _with_lately(
    said: Iterable[Shown], draw: Callable[[Shown], Markup]
) -> dict[UUID, Markup]:
    """Each message drawn, and the home's last words; a note or a thread does not touch those."""
    found: dict[UUID, Markup] = {}
    latest: dict[UUID, Markup] = {}
    for one in said:
        found[one.id] = draw(one)
        if not one.thread_id and not one.audience:
            if one.account_id not in latest:
                latest[one.account_id] = replacing(await lately(one.account_id))
            found[one.id] += latest[one.account_id]
    return found


@lru_cache(KEPT)
def _lately(latest: tuple[Shown, ...]) -> Markup:
    return fragment("chat/_lately.html", latest=latest)


live = {
    "chat.message_posted": Together(posted),
    "chat.message_edited": Together(changed),
    "chat.message_removed": Together(changed),
    "chat.message_reacted": Together(answered),
    "chat.message_taken_up": Together(answered),
    "chat.quote_changed": Together(answered),
}
describers = dict.fromkeys(live, Together(described))
