"""What somebody has not read yet: for that person's own pages only."""

from collections.abc import Sequence
from uuid import UUID

from collaboration.reading.models import SeenUpTo
from customer_space.accounts.models import Member
from portal.database import rows

MOST = 100
"""Nobody counts further."""

_UNREAD = """
select a.seat, n.unread from unnest($1::uuid[], $2::text[]) as a (seat, side)
join member s on s.id = a.seat
left join seen_up_to u on u.person_id = s.person_id and u.space_id = s.account_id
cross join lateral (
  select count(*) as unread from (
    select 1 from chat_message m
    where m.account_id = s.account_id and m.author_id <> s.id and m.removed_at is null
      and (m.audience is null or m.audience = a.side)
      and m.at > coalesce(case when m.audience is not null then u.at end, s.joined_at)
      and (m.audience is not null or m.number > coalesce(u.number, 0))
    limit $3
  ) as found
) as n
"""


async def unread_at(seats: Sequence[Member]) -> dict[UUID, int]:
    """Seat: how many messages its person has not seen there, `MOST` at most; one statement."""
    if not seats:
        return {}
    sides = [str(seat.side) for seat in seats]
    found = await rows(_UNREAD, [seat.id for seat in seats], sides, MOST)
    return {row["seat"]: row["unread"] for row in found if row["unread"]}


async def seen_by_self(member: Member) -> int | None:
    """How far this member has seen the space; None: nothing was ever noted."""
    found = await SeenUpTo.get_or_none(person_id=member.person_id, space_id=member.account_id)
    return found.number if found else None
