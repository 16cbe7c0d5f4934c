"""What was said, a page at a time, for those who may read it."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from collaboration.chat.models import Message, ThreadKind
from collaboration.chat.shown import SHOWN, Shown, shown
from customer_space.accounts.models import Member
from portal.errors import NotFound

PAGE = 50
AROUND = 25
END = (2**63 - 1, 0)  # after every message

_OF_MEMBER = f"""{SHOWN}
where message.account_id = $1 and (message.audience is null or message.audience = $2)"""
_IN_SPACE = "message.thread_id is null and coalesce($6::text, $7::uuid::text) is null"
_IN_THREAD = "message.thread_kind = $6 and message.thread_id = $7"
_BEFORE = """(message.number, message.note_number) < ($4, $5)
order by message.number desc, message.note_number desc limit $3"""
_AFTER = """(message.number, message.note_number) > ($4, $5)
order by message.number, message.note_number limit $3"""
_PAGES = {
    (place, way): f"{_OF_MEMBER} and {place} and {way}"
    for place in (_IN_SPACE, _IN_THREAD)
    for way in (_BEFORE, _AFTER)
}
_THESE = f"{SHOWN} where message.id = any($1)"
_LATEST_SHARED = f"""{SHOWN}
where message.account_id = $1 and message.audience is null and message.thread_id is null
  and message.removed_at is null
order by message.number desc limit $2"""


class Messages(NamedTuple):
    """A page of a conversation, the oldest first; `more` before it, or not."""

    shown: list[Shown]
    more: bool

    @property
    def oldest(self) -> Shown | None:
        return self.shown[0] if self.shown and self.more else None


def seen_by(member: Member) -> Q:
    """The messages of the member's space: the shared ones, and the notes of their own side."""
    return Q(account_id=member.account_id) & (Q(audience=None) | Q(audience=member.side))


async def newest(
    member: Member, *, thread: tuple[ThreadKind, UUID] | None = None, most: int = PAGE
) -> Messages:
    """The end of the space's conversation, or of a thread in it, as this member may read it."""
    return await _page(member, END, thread, most)


async def latest_shared(account_id: UUID, *, most: int) -> list[Shown]:
    """The last words of a space's conversation that everybody in it may read."""
    return (await shown(_LATEST_SHARED, account_id, most))[::-1]


async def older(member: Member, before: UUID) -> Messages:
    """What was said before a message, where it was said.

    Raises:
        NotFound: if there is no such message for this member.
    """
    mark = await Message.filter(seen_by(member)).get_or_none(id=before)
    if mark is None:
        raise NotFound
    return await _page(member, (mark.number, mark.note_number), _thread_of(mark), PAGE)


async def around(member: Member, mark: Message) -> list[Shown]:
    """A message of theirs with what was said before and after it."""
    at, thread = (mark.number, mark.note_number), _thread_of(mark)
    before = await _page(member, at, thread, AROUND)
    after = await _read(_AFTER, member, at, thread, AROUND)
    return [*before.shown, *await messages([mark.id]), *after]


async def first_since(member: Member, day: date) -> Message | None:
    """The first message since a day began where the customer is; else the last before it."""
    begins = datetime.combine(day, time(), _zone_of(member))
    there = Message.filter(seen_by(member), thread_id=None)
    later = there.filter(at__gte=begins).order_by("number", "note_number")
    return await later.first() or await there.order_by("-number", "-note_number").first()


async def messages(ids: Sequence[UUID]) -> list[Shown]:
    """Those of the messages that there are, whoever may read them."""
    return await shown(_THESE, list(ids))


def _zone_of(member: Member) -> ZoneInfo:
    try:
        return ZoneInfo(member.account.tz or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def readable() -> QuerySet[Message]:
    """Messages with what belongs to them."""
    return (
        Message.all()
        .select_related("account", "author__person", "reply_to__author__person", "commitment")
        .prefetch_related("mentions", "reactions__member__person")
    )


def _thread_of(mark: Message) -> tuple[ThreadKind, UUID] | None:
    return (mark.thread_kind, mark.thread_id) if mark.thread_kind and mark.thread_id else None


async def _page(
    member: Member, before: tuple[int, int], thread: tuple[ThreadKind, UUID] | None, most: int
) -> Messages:
    latest = await _read(_BEFORE, member, before, thread, most + 1)
    return Messages(latest[:most][::-1], len(latest) > most)


async def _read(
    way: str,
    member: Member,
    mark: tuple[int, int],
    thread: tuple[ThreadKind, UUID] | None,
    most: int,
) -> list[Shown]:
    """What one member may read beside a mark, in the space or in a thread."""
    sql = _PAGES[_IN_THREAD if thread else _IN_SPACE, way]
    place = thread or (None, None)
    return await shown(sql, member.account_id, member.side, most, *mark, *place)
