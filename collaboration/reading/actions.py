"""Noting how far somebody has read: forwards only, and never past what there is."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from customer_space.accounts.models import Member
from portal.clock import now
from portal.database import rows
from portal.ids import new_id


class Reader(NamedTuple):
    """A person in a space."""

    person_id: UUID
    space_id: UUID


# Ordered, so that two processes that write the same readers' rows never wait for each other.
_SAW = """
insert into seen_up_to (id, person_id, space_id, number, at)
select s.id, s.person, s.space, least(s.number, t.number), $5
from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[]) as s (id, person, space, number)
join topic t on t.name = 'space:' || s.space
order by s.person, s.space
on conflict (person_id, space_id) do update
  set number = greatest(seen_up_to.number, excluded.number), at = excluded.at
returning id
"""


async def saw(space_id: UUID, number: int, *, by: Member) -> None:
    """This member has seen everything up to this number of the space."""
    await keep({Reader(by.person_id, space_id): number})


async def keep(seen: Mapping[Reader, int]) -> None:
    """As `saw`, for many readers in one statement."""
    if not seen:
        return
    people, spaces = [each.person_id for each in seen], [each.space_id for each in seen]
    await rows(_SAW, [new_id() for _ in seen], people, spaces, list(seen.values()), now())
