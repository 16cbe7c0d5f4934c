"""What was said, a page at a time, for those who may read it."""

from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from collaboration.chat.models import Message, ThreadKind
from customer_space.accounts.models import Member
from portal.errors import NotFound

PAGE = 50
AROUND = 25


class Messages(NamedTuple):
    """A page of a conversation, the oldest first; `more` before it, or not."""

    shown: list[Message]
    more: bool

    @property
    def oldest(self) -> Message | None:
        return self.shown[0] if self.shown and self.more else None


def seen_by(member: Member) -> Q:
    """The messages of the member's space: the shared ones, and the notes of their own side."""
    return Q(account_id=member.account_id) & (Q(audience=None) | Q(audience=member.side))


async def newest(
    member: Member, *, thread: tuple[ThreadKind, UUID] | None = None, most: int = PAGE
) -> Messages:
    """The end of the space's conversation, or of a thread in it, as this member may read it."""
    kind, thread_id = thread or (None, None)
    return await _page(
        readable().filter(seen_by(member), thread_id=thread_id, thread_kind=kind), most
    )


async def latest_shared(account_id: UUID, *, most: int) -> list[Message]:
    """The last words of a space's conversation that everybody in it may read."""
    found = Message.filter(
        account_id=account_id, audience=None, thread_id=None, removed_at=None
    ).select_related("author__person")
    return (await found.order_by("-number").limit(most))[::-1]


async def older(member: Member, before: UUID) -> Messages:
    """What was said before a message, where it was said.

    Raises:
        NotFound: if there is no such message for this member.
    """
    mark = await Message.filter(seen_by(member)).get_or_none(id=before)
    if mark is None:
        raise NotFound
    return await _page(_beside(member, mark).filter(_before(mark)), PAGE)


async def around(member: Member, mark: Message) -> list[Message]:
    """A message with what was said before and after it."""
    before = await _page(_beside(member, mark).filter(_before(mark)), AROUND)
    after = _beside(member, mark).filter(_after(mark)).order_by("number", "note_number")
    return [*before.shown, mark, *await after.limit(AROUND)]


async def first_since(member: Member, day: date) -> Message | None:
    """The first message since a day began where the customer is; else the last before it."""
    begins = datetime.combine(day, time(), _zone_of(member))
    there = Message.filter(seen_by(member), thread_id=None)
    later = there.filter(at__gte=begins).order_by("number", "note_number")
    return await later.first() or await there.order_by("-number", "-note_number").first()


async def message(id_: UUID) -> Message | None:
    """One message with what its partial shows, whoever may read it."""
    return await readable().get_or_none(id=id_)


def _zone_of(member: Member) -> ZoneInfo:
    try:
        return ZoneInfo(member.account.tz or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def readable() -> QuerySet[Message]:
    """Messages with what their partial shows."""
    return (
        Message.all()
        .select_related("account", "author__person", "reply_to__author__person", "commitment")
        .prefetch_related("mentions", "reactions__member__person")
    )


def _beside(member: Member, mark: Message) -> QuerySet[Message]:
    """The conversation that a message stands in."""
    return readable().filter(
        seen_by(member), thread_id=mark.thread_id, thread_kind=mark.thread_kind
    )


def _before(mark: Message) -> Q:
    return Q(number__lt=mark.number) | Q(number=mark.number, note_number__lt=mark.note_number)


def _after(mark: Message) -> Q:
    return Q(number__gt=mark.number) | Q(number=mark.number, note_number__gt=mark.note_number)


async def _page(found: QuerySet[Message], most: int) -> Messages:
    latest = await found.order_by("-number", "-note_number").limit(most + 1)
    return Messages(latest[:most][::-1], len(latest) > most)
