"""All rows a decision about one person needs, in one query: one look at one moment."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from auth.models import Person, PersonState, ZoneSource
from customer_space.directory.models import ContactPoint, ContactPointLink, PointKind, PointStatus
from customer_space.gate.models import Reservation, ReservationState
from customer_space.gate.rules.channels import Channel, MessageClass
from customer_space.preferences.consents import Line
from customer_space.preferences.models import ConsentBasis, ConsentKind
from portal.clock import now
from portal.database import rows


@dataclass(frozen=True, slots=True)
class Hat:
    """An account, as far as a decision knows it."""

    id: UUID
    name: str
    tz: str | None
    country: str | None
    region: str | None


@dataclass(frozen=True, slots=True)
class Gathered:
    """The rows of one recipient's world; `users` says whom each point belongs to.

    `said` are the live statements as they stand in the table, `agreements` by account.
    """

    person: Person
    hats: Sequence[Hat]
    seats: Sequence[str]
    links: Sequence[ContactPointLink]
    users: Mapping[UUID, Sequence[UUID]]
    said: Sequence[Mapping[str, Any]]
    agreements: Sequence[Mapping[str, Any]]
    lines: Sequence[Line]
    topic: Mapping[str, Any] | None
    held: Sequence[Reservation]
    claims: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class About:
    """What else to look at: the topic asked about, and the sender whose holds these are."""

    topic: str | None = None
    template: str | None = None
    sender: str | None = None


NOTHING_MORE = About()

_GATHER = """
with seat as materialized (
  select account_id from member where person_id = $1 and left_at is null
), hat as materialized (
  select id, name, tz, country, region from account
  where id in (select account_id from seat union select $2::uuid)
), link as materialized (
  select l.id, l.is_primary, l.facts, l.contact_point_id,
         c.kind, c.value, c.status, c.tz_candidates
  from contact_point_link l join contact_point c on c.id = l.contact_point_id
  where l.person_id = $1 and l.valid_to is null
)
select p.*,
  (select json_agg(account_id order by account_id) from seat) as seats,
  (select json_agg(hat order by id) from hat) as hats,
  (select json_agg(link order by id) from link) as links,
  (select json_agg(json_build_array(u.contact_point_id, u.person_id)) from contact_point_link u
    where u.contact_point_id in (select contact_point_id from link) and u.valid_to is null
  ) as users,
  (select json_agg(s order by s.set_at, s.id) from statement s
    where s.party_id in (select $1 union all select id from hat
                         union all select contact_point_id from link)
      and s.kind <> 'lift' and not exists (select 1 from statement l where l.replaces_id = s.id)
  ) as said,
  (select json_agg(json_build_object('id', g.id, 'account', n.account_id, 'content', g.content,
                                     'agreed_at', g.agreed_at) order by g.agreed_at, g.id)
    from rhythm_agreement g join plan n on n.id = g.plan_id
    where n.account_id in (select id from hat) and g.ended_at is null
  ) as agreements,
  (select json_agg(json_build_array(e.kind, e.topic, e.channels, e.basis, e.event_at,
                                    e.valid_until) order by e.seq)
    from consent_event e where e.person_id = $1
  ) as lines,
  (select json_build_object('topic', t, 'listed', exists (
      select 1 from essential_template e where e.template = $4 and e.topic_id = t.key
    )) from contact_topic t where t.key = $3
  ) as topic,
  (select json_agg(r) from reservation r
    where r.person_id = $1 and r.state = 'held' and r.owner_sender = $5 and r.expires_at > $6
  ) as held,
  (select json_agg(c) from claim c
    where c.person_id = $1 and c.state in ('waiting', 'offered') and c.until > $6
      and $3::text is not null
  ) as claims
from person p where p.id = $1
"""


async def gather(
    person_id: UUID, account_id: UUID | None, about: About = NOTHING_MORE
) -> Gathered | None:
    """The world of a person, in this account if they have no seat; None: there is no such one."""
    asked = (about.topic, about.template, about.sender, now())
    found = await rows(_GATHER, person_id, account_id, *asked)
    if not found:
        return None
    [row] = found
    topic = row.pop("topic")
    parts = {name: json.loads(row.pop(name) or "[]") for name in _PARTS}
    users: dict[UUID, list[UUID]] = {}
    for point, user in parts["users"]:
        users.setdefault(UUID(point), []).append(UUID(user))
    return Gathered(
        person=_person(row),
        hats=[Hat(**hat | {"id": UUID(hat["id"])}) for hat in parts["hats"]],
        seats=parts["seats"],
        links=[_link(link, person_id) for link in parts["links"]],
        users=users,
        said=parts["said"],
        agreements=[_agreement(each) for each in parts["agreements"]],
        lines=[_line(line) for line in parts["lines"]],
        topic=json.loads(topic) if topic else None,
        held=[held_from(each) for each in parts["held"]],
        claims=parts["claims"],
    )


_PARTS = ("seats", "hats", "links", "users", "said", "agreements", "lines", "held", "claims")


def _person(row: dict[str, Any]) -> Person:
    enums = {"state": PersonState(row["state"]), "tz_source": ZoneSource(row["tz_source"])}
    return Person.construct(_saved_in_db=True, **row | enums)


def _link(link: Mapping[str, Any], person_id: UUID) -> ContactPointLink:
    point = ContactPoint.construct(
        id=UUID(link["contact_point_id"]),
        kind=PointKind(link["kind"]),
        value=link["value"],
        status=PointStatus(link["status"]),
        tz_candidates=link["tz_candidates"],
    )
    return ContactPointLink.construct(
        id=UUID(link["id"]),
        is_primary=link["is_primary"],
        facts=link["facts"],
        contact_point=point,
        contact_point_id=point.id,
        person_id=person_id,
    )


def _line(row: Sequence[Any]) -> Line:
    kind, topic, channels, basis, at, until = row
    ends = datetime.fromisoformat(until) if until else None
    return Line(
        ConsentKind(kind), topic, channels, ConsentBasis(basis), datetime.fromisoformat(at), ends
    )


def held_from(row: Mapping[str, Any]) -> Reservation:
    """A row of held places, as JSON has it."""
    typed = dict(row)
    for name in ("id", "decision_id", "person_id", "account_id", "contact_point_id"):
        typed[name] = UUID(row[name]) if row[name] else None
    for name in ("slot_at", "held_at", "expires_at"):
        typed[name] = datetime.fromisoformat(row[name]) if row[name] else None
    typed["channel"] = Channel(row["channel"])
    typed["message_class"] = MessageClass(row["message_class"])
    typed["state"] = ReservationState(row["state"])
    return Reservation.construct(_saved_in_db=True, **typed)


def _agreement(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**row, "agreed_at": datetime.fromisoformat(row["agreed_at"])}
