"""What was said, a page at a time, for those who may read it."""

from typing import NamedTuple
from uuid import UUID

from tortoise.queryset import QuerySet

from collaboration.chat.models import Message, ThreadKind
from customer_space.accounts.models import Member
from portal.errors import NotFound

PAGE = 50


class Messages(NamedTuple):
    """A page of a conversation, the oldest first; `more` before it, or not."""

    shown: list[Message]
    more: bool

    @property
    def oldest(self) -> Message | None:
        return self.shown[0] if self.shown and self.more else None


async def newest(
    account_id: UUID, *, thread: tuple[ThreadKind, UUID] | None = None, most: int = PAGE
) -> Messages:
    """The end of the space's conversation, or of a thread in it."""
    kind, thread_id = thread or (None, None)
    found = _readable().filter(account_id=account_id, thread_id=thread_id, thread_kind=kind)
    return await _page(found, most)


async def older(member: Member, before: UUID) -> Messages:
    """What was said before a message, where it was said.

    Raises:
        NotFound: if there is no such message in this space.
    """
    mark = await Message.get_or_none(id=before, account_id=member.account_id)
    if mark is None:
        raise NotFound
    found = _readable().filter(
        account_id=member.account_id,
        thread_id=mark.thread_id,
        thread_kind=mark.thread_kind,
        number__lt=mark.number,
    )
    return await _page(found, PAGE)


async def message(id_: UUID) -> Message | None:
    """One message with what its partial shows."""
    return await _readable().get_or_none(id=id_)


def _readable() -> QuerySet[Message]:
    return Message.all().select_related("author__person", "reply_to__author__person")


async def _page(found: QuerySet[Message], most: int) -> Messages:
    latest = await found.order_by("-number").limit(most + 1)
    return Messages(latest[:most][::-1], len(latest) > most)
