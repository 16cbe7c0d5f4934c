"""Past contacts and live holds, as caps and gaps count them."""

from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from itertools import chain
from operator import attrgetter
from typing import Any
from uuid import UUID

from customer_space.gate.rules.channels import Channel, MessageClass
from customer_space.gate.rules.parties import Touch, TouchState
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

_PAST = """
select 'done' as state, t.person_id, t.account_id, t.contact_point_id, t.channel, t.topic,
       t.message_class, t.sender, t.is_reply, t.direction = 'in' as inbound,
       array_agg(t.occurred_at) as at, array_agg(t.weight) as weights,
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
  and r.state = 'held' and (r.expires_at is null or r.expires_at > $4)
"""
"""Contacts that share everything but their instant and weight come as one row."""


async def touches_of(
    person_id: UUID,
    *,
    back: timedelta,
    accounts: Collection[UUID] = (),
    points: Collection[UUID] = (),
) -> tuple[Touch, ...]:
    """Contacts so far back, and live holds: of the person, these accounts, these points."""
    at = now()
    found = await rows(_PAST, person_id, list(accounts), list(points), at, at - back)
    return tuple(sorted(chain.from_iterable(map(_touches, found)), key=_AT))


def reach(rules: Iterable[Rule]) -> timedelta | None:
    """How far back the limits among these rules look, with a week to spare; None: there is none."""
    spans = [_span(rule.cap) for rule in rules if rule.cap is not None]
    return max(spans) + timedelta(days=7) if spans else None


def _span(cap: Cap) -> timedelta:
    if cap.rolling is not None:
        return cap.rolling.longest
    return DAYS[cap.calendar] if cap.calendar else timedelta()


_AT = attrgetter("at")


def _touches(row: dict[str, Any]) -> Iterator[Touch]:
    """The contacts of a row."""
    channel, class_ = Channel(row["channel"]), MessageClass(row["message_class"])
    person, account = str(row["person_id"]), _text(row["account_id"])
    point, held = _text(row["contact_point_id"]), _text(row["reservation"])
    topic, sender, expires = row["topic"], row["sender"], row["expires"]
    state, reply, inbound = TouchState(row["state"]), row["is_reply"], row["inbound"]
    for at, weight in zip(row["at"], row["weights"], strict=True):
        # by position: a thousand of these are made for one decision
        yield Touch(
            at,
            channel,
            class_,
            person,
            account,
            point,
            topic,
            sender,
            weight,
            state,
            expires,
            held,
            reply,
            inbound,
        )


def _text(id_: UUID | None) -> str | None:
    return str(id_) if id_ else None
