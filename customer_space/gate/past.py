"""Past contacts and live holds, as caps and gaps count them, and addresses not to be used."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

from customer_space.gate.rules.channels import Channel, MessageClass
from customer_space.gate.rules.parties import Series, Touch, TouchState
from customer_space.gate.rules.statements import Cap, Period, Rule
from portal.clock import now
from portal.database import rows

DAYS = {
    Period.DAY: timedelta(days=2),
    Period.WEEK: timedelta(days=8),
    Period.MONTH: timedelta(days=32),
    Period.QUARTER: timedelta(days=93),
    Period.YEAR: timedelta(days=367),
}
"""No calendar period is longer, in whatever zone."""

_KEPT = """
with past as (
  select 'done' as state, t.person_id, t.account_id, t.contact_point_id, t.channel, t.topic,
         t.message_class, t.sender, t.is_reply, t.direction = 'in' as inbound,
         array_agg(t.occurred_at) as at,
         array_agg(t.weight) as weights,
         null::timestamptz as expires, null::uuid as reservation
  from touch t
  where (t.person_id = $1 or t.account_id = any($2) or t.contact_point_id = any($3))
    and t.occurred_at > $5
    and t.cancels_id is null and not exists (select 1 from touch c where c.cancels_id = t.id)
  group by 2, 3, 4, 5, 6, 7, 8, 9, 10
  union all
  select 'held', r.person_id, r.account_id, r.contact_point_id, r.channel, r.topic,
         r.message_class, r.owner_sender, false, false,
         array[r.slot_at], array[r.weight], r.expires_at, r.id
  from reservation r
  where (r.person_id = $1 or r.account_id = any($2) or r.contact_point_id = any($3))
    and r.state = 'held' and (r.expires_at is null or r.expires_at > $4) and $5 is not null
)
select past.*, stops.found as stops
from (
  select json_agg(s) as found from suppression s
  where (s.hash = any($6) or s.base_hash = any($6)) and s.lifted_at is null
) stops left join past on true
"""
"""Contacts that share everything but their instant and weight come as one row."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Past contacts by their kind, places held, and what is suppressed of the addresses."""

    series: tuple[Series, ...] = ()
    held: tuple[Touch, ...] = ()
    stops: tuple[Mapping[str, Any], ...] = ()


async def kept_of(
    person_id: UUID,
    prints: Collection[str],
    *,
    back: timedelta | None,
    accounts: Collection[UUID] = (),
    points: Collection[UUID] = (),
) -> Kept:
    """Contacts so far back, and live holds: of the person, these accounts, these points.

    `back` None: nothing limits their number, none are looked at. `prints` of addresses.
    """
    at = now()
    found = await rows(
        *(_KEPT, person_id, list(accounts), list(points)),
        *(at, at - back if back is not None else None, list(prints)),
    )
    kinds = [row for row in found if row["state"]]
    return Kept(
        tuple(_series(row) for row in kinds if row["state"] == TouchState.DONE),
        tuple(sorted((_held(row) for row in kinds if row["state"] == TouchState.HELD), key=_AT)),
        tuple(json.loads(found[0]["stops"] or "[]")),
    )


def claimed(row: Mapping[str, Any]) -> Touch:
    """A claim to a place, as the contact it would be."""
    return Touch(
        at=datetime.fromisoformat(row["since"]),
        channel=Channel(row["channel"]),
        message_class=MessageClass(row["message_class"]),
        person=row["person_id"],
        account=row["account_id"],
        topic=row["topic"],
        sender=row["sender"],
        weight=row["weight"],
        state=TouchState.HELD,
        expires=datetime.fromisoformat(row["until"]),
    )


def reach(rules: Iterable[Rule]) -> timedelta | None:
    """How far back the limits among these rules look, with a week to spare; None: there is none."""
    spans = [_span(rule.cap) for rule in rules if rule.cap is not None]
    return max(spans) + timedelta(days=7) if spans else None


def _span(cap: Cap) -> timedelta:
    if cap.rolling is not None:
        return cap.rolling.longest
    return DAYS[cap.calendar] if cap.calendar else timedelta()


_AT = attrgetter("at")


def _series(row: Mapping[str, Any]) -> Series:
    # sorted here: the database would first sort by everything that is grouped by
    times, weights = zip(*sorted(zip(row["at"], row["weights"], strict=True)), strict=True)
    return Series(_kind(row), times, weights)


def _held(row: Mapping[str, Any]) -> Touch:
    return replace(_kind(row), weight=row["weights"][0])


def _kind(row: Mapping[str, Any]) -> Touch:
    return Touch(
        at=row["at"][0],
        channel=Channel(row["channel"]),
        message_class=MessageClass(row["message_class"]),
        person=str(row["person_id"]),
        account=_text(row["account_id"]),
        point=_text(row["contact_point_id"]),
        topic=row["topic"],
        sender=row["sender"],
        state=TouchState(row["state"]),
        expires=row["expires"],
        reservation=_text(row["reservation"]),
        reply=row["is_reply"],
        inbound=row["inbound"],
    )


def _text(id_: UUID | None) -> str | None:
    return str(id_) if id_ else None
