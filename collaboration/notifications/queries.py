"""What was said lately in a space, and for whom it would be news."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from collaboration.notifications.models import Attention, HeldReply
from collaboration.notifications.rules import Digest, Reader, Said, Volume
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Role, Side
from portal.database import rows

MOST = 500
"""Messages of a space that are looked at; of more than that a mail would tell nothing."""

_READERS = """
select m.id, m.role, m.joined_at, coalesce(p.tz, a.tz, 'UTC') as zone,
       t.volume, t.digest, t.told_number, t.told_note,
       s.number as seen_number, s.at as seen_at
from member m
join person p on p.id = m.person_id and p.state = 'active'
join account a on a.id = m.account_id
left join attention t on t.member_id = m.id
left join seen_up_to s on s.person_id = m.person_id and s.space_id = m.account_id
where m.account_id = $1 and m.left_at is null and ($2::uuid is null or m.id = $2)
"""

_SAID = """
select c.id, c.author_id, w.role, c.at, c.number, c.note_number, c.audience, c.thread_id,
       r.author_id as answers,
       array(select member_id from chat_mention n
             where n.message_id = c.id and member_id is not null) as named,
       array(select n."group" from chat_mention n
             where n.message_id = c.id and n."group" is not null) as groups,
       case when c.thread_id is not null then array(
         select distinct author_id from chat_message o
         where o.account_id = c.account_id and o.thread_id = c.thread_id) end as writers
from chat_message c
join member w on w.id = c.author_id
left join chat_message r on r.id = c.reply_to_id
where c.account_id = $1 and c.removed_at is null and c.at > $2
order by c.number desc, c.note_number desc
limit $3
"""


async def readers_of(account_id: UUID, *, only: UUID | None = None) -> list[Reader]:
    """Everybody who sits in a space (or this one of them) with what they want to hear."""
    return [_reader(row) for row in await rows(_READERS, account_id, only)]


async def said_in(account_id: UUID, *, since: datetime) -> list[Said]:
    """What was said in a space since then and stands, the oldest first."""
    found = await rows(_SAID, account_id, since, MOST)
    return [_said(row) for row in reversed(found)]


async def attention_of(member: Member) -> Attention:
    """What a member has chosen, or the defaults."""
    return await Attention.get_or_none(member_id=member.id) or Attention(member_id=member.id)


async def volumes_of(members: Iterable[Member]) -> dict[UUID, Volume]:
    """How loud each of these seats is."""
    ids = [member.id for member in members]
    chosen = {one.member_id: one.volume for one in await Attention.filter(member_id__in=ids)}
    return {id_: chosen.get(id_, Volume.NORMAL) for id_ in ids}


async def held_for(member: Member) -> list[HeldReply]:
    """Answers by mail that wait for this member's word."""
    found = HeldReply.filter(address__member_id=member.id, decided_at=None)
    return await found.order_by("-at").limit(20)


def _reader(row: dict[str, Any]) -> Reader:
    known = row["volume"] is not None
    return Reader(
        id=row["id"],
        side=Role(row["role"]).side,
        joined_at=row["joined_at"],
        zone=row["zone"],
        volume=Volume(row["volume"]) if known else Volume.NORMAL,
        digest=Digest(row["digest"]) if known else Digest.DAILY,
        told_number=row["told_number"] or 0,
        told_note=row["told_note"] or 0,
        seen_number=row["seen_number"] or 0,
        seen_at=row["seen_at"],
    )


def _said(row: dict[str, Any]) -> Said:
    return Said(
        id=row["id"],
        author_id=row["author_id"],
        author_side=Role(row["role"]).side,
        at=row["at"],
        number=row["number"],
        note_number=row["note_number"],
        audience=Side(row["audience"]) if row["audience"] else None,
        thread_id=row["thread_id"],
        named=frozenset(row["named"]),
        groups=frozenset(row["groups"]),
        answers=row["answers"],
        writers=frozenset(row["writers"] or ()),
    )
