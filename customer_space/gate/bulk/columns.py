"""What the answer can depend on, loaded for thousands of people in a few statements."""

from asyncio import gather
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from tortoise.connection import get_connection

from customer_space.directory.models import PointKind
from customer_space.gate.agreed import agreed_rules
from customer_space.gate.bulk.question import Question
from customer_space.gate.reachable import POINT_KINDS
from customer_space.gate.rules.channels import Channel
from customer_space.gate.rules.statements import Rule

Row = Any
"""A row of the driver: read by position."""

NO_LOCALES: Mapping[UUID, str] = MappingProxyType({})

PEOPLE = """
select id, tz, state, email, locale, country, region, birth_date from person where id = any($1)
"""

SEATS = """
select m.person_id, m.account_id, a.tz, a.country, a.region
from member m join account a on a.id = m.account_id join person p on p.id = m.person_id
where m.person_id = any($1) and m.left_at is null
  and (p.tz is null
       or p.country is null and a.country is not null
       or exists (select 1 from statement s where s.party_id = m.account_id)
       or exists (select 1 from rhythm_agreement g join plan on plan.id = g.plan_id
                  where plan.account_id = m.account_id and g.ended_at is null))
order by m.person_id, m.account_id
"""
"""Only the accounts whose rules, zone or country can count."""

LINKS = """
select l.person_id, c.id, l.is_primary, c.status, c.value, c.base_value,
       nullif(c.tz_candidates::text, '[]'),
       coalesce(l.facts -> 'opted_out', 'false') not in ('false', 'null', '0', '""', '[]', '{}')
from contact_point_link l join contact_point c on c.id = l.contact_point_id
where l.person_id = any($1) and l.valid_to is null and c.kind = $2
"""

SAID = """
select s.party_id, s.id, s.set_at, s.level, s.kind, s.channels::text, s.topics::text,
       s.senders::text, s.classes::text, s.params::text, s.effective_from::text,
       s.effective_to::text
from statement s left join statement r on r.replaces_id = s.id
where s.party_id = any($1) and s.kind <> 'lift' and r.id is null
"""

EVENTS = """
select person_id, kind, topic is null or topic = $2, channels ? $3, channels ? 'portal',
       basis, event_at, valid_until, case when kind = 'refused' then channels::text end
from consent_event
where person_id = any($1) and (
  kind in ('objected', 'objection_lifted', 'refused')
  or kind in ('given', 'renewed') and topic = $2 and channels ?| array[$3, 'portal']
  or kind in ('withdrawn', 'expired') and (topic is null or topic = $2)
     and channels ?| array[$3, 'portal'])
order by person_id, seq
"""


QUEUED = """
select distinct person_id from claim
where person_id = any($1) and state in ('waiting', 'offered') and until > $2
"""
"""Those for whose places others queue: a fair share of them counts."""


@dataclass(frozen=True)
class Columns:
    """The rows of some people, by person (statements by party)."""

    people: Sequence[Row]
    seats: dict[UUID, list[Row]]
    links: dict[UUID, list[Row]]
    said: dict[UUID, list[Row]]
    agreed: dict[UUID, list[Rule]]
    """By account: what both sides signed in the plan's rhythm."""
    events: dict[UUID, list[Row]]
    queued: frozenset[UUID]


async def load(
    question: Question, ids: Sequence[UUID], locales: Mapping[UUID, str] = NO_LOCALES
) -> Columns:
    """All but contacts and suppressions, which only some need; `locales` replace people's own."""
    kind = kind_of(question.channel)
    people, seats, links, events, queued = await gather(
        fetch(PEOPLE, ids),
        fetch(SEATS, ids),
        fetch(LINKS, ids, kind.value) if kind else _nothing(),
        fetch(EVENTS, ids, question.topic, question.channel.value),
        fetch(QUEUED, ids, question.now),
    )
    if locales:
        people = [(*row[:4], locales.get(row[0], row[4]), *row[5:]) for row in people]
    parties = {*ids, *(seat[1] for seat in seats), *(link[1] for link in links)}
    said, agreed = await gather(
        fetch(SAID, list(parties)), agreed_rules({seat[1] for seat in seats})
    )
    waited_for = frozenset(row[0] for row in queued)
    return Columns(people, _by(seats), _by(links), _by(said), agreed, _by(events), waited_for)


async def _nothing() -> Sequence[Row]:
    return ()


def kind_of(channel: Channel) -> PointKind | None:
    """Which kind of contact point the channel needs, if any."""
    return next((kind for kind, ways in POINT_KINDS.items() if channel in ways), None)


async def fetch(sql: str, *values: Any) -> Sequence[Row]:
    """The rows as the driver gives them, without a dictionary for each."""
    found: tuple[int, Sequence[Row]] = await get_connection("default").execute_query(
        sql, list(values)
    )
    return found[1]


def _by(found: Iterable[Row]) -> dict[UUID, list[Row]]:
    grouped: dict[UUID, list[Row]] = defaultdict(list)
    for row in found:
        grouped[row[0]].append(row)
    return grouped
