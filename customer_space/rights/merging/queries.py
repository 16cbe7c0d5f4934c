"""Records that are probably one person, and what each of two holds."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tortoise.expressions import Q

from auth.models import Person
from portal.database import rows

SHOWN = 50

_DOUBLES = """
with reached as (
  select l.person_id, c.base_value as value from contact_point_link l
  join contact_point c on c.id = l.contact_point_id where l.valid_to is null and l.usage <> 'role'
  union select id, email from person where email is not null
), named as (
  select person_id, account_id from contact
  union select person_id, account_id from member where left_at is null
), pair as (
  select a.person_id as one, b.person_id as other, 'reached at ' || a.value as why
  from reached a join reached b on b.value = a.value and b.person_id > a.person_id
  union all
  select a.person_id, b.person_id, 'the same name in one account'
  from named a join named b on b.account_id = a.account_id and b.person_id > a.person_id
  join person p on p.id = a.person_id join person q on q.id = b.person_id
  where lower(p.display_name) = lower(q.display_name)
)
select one, other, p.display_name as one_name, q.display_name as other_name,
       array_agg(distinct why order by why) as why
from pair join person p on p.id = one join person q on q.id = other
where p.state in ('active', 'restricted') and q.state in ('active', 'restricted')
  and p.is_company = q.is_company and ($1::uuid is null or $1 in (one, other))
group by 1, 2, 3, 4 order by 3, 4, 1, 2 limit $2
"""

_HELD = """
select p.id, p.display_name as name, p.email, p.tz, p.state, p.created_at,
  (select array_agg(c.value order by c.value) from contact_point_link l
    join contact_point c on c.id = l.contact_point_id
    where l.person_id = p.id and l.valid_to is null) as addresses,
  (select array_agg(a.name order by a.name) from member m join account a on a.id = m.account_id
    where m.person_id = p.id and m.left_at is null) as seats,
  (select count(*) from statement s where s.party_id = p.id and s.kind <> 'lift'
    and not exists (select 1 from statement r where r.replaces_id = s.id)) as wishes,
  (select count(*) from statement s where s.party_id = p.id and s.kind not in ('lift', 'allow')
    and not exists (select 1 from statement r where r.replaces_id = s.id)) as limits,
  (select count(*) from touch t where t.person_id = p.id and t.cancels_id is null) as contacts,
  (select count(*) from reservation r where r.person_id = p.id and r.state = 'held'
    and (r.expires_at is null or r.expires_at > now())) as held
from person p where p.id = any($1)
"""


@dataclass(frozen=True)
class Pair:
    """Two records, and why they look like one person."""

    one: UUID
    other: UUID
    one_name: str
    other_name: str
    why: list[str]


async def likely_doubles(person_id: UUID | None = None) -> list[Pair]:
    """By the same address or number, or the same name in one account; of everybody, or of one."""
    return [Pair(**row) for row in await rows(_DOUBLES, person_id, SHOWN)]


async def held_of(kept: UUID, gone: UUID) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """What the two records hold, side by side; None: one does not exist."""
    found = {row["id"]: row for row in await rows(_HELD, [kept, gone])}
    return (found[kept], found[gone]) if {kept, gone} <= found.keys() else None


async def people_called(words: str) -> list[Person]:
    """People by a part of their name or address."""
    if not words:
        return []
    found = Person.filter(Q(display_name__icontains=words) | Q(email__icontains=words))
    return await found.order_by("display_name", "id").limit(SHOWN)
