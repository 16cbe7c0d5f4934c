"""Past contacts and live holds, as caps and gaps count them."""

from collections.abc import Collection, Iterable
from datetime import timedelta
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
       t.message_class, t.weight, t.sender, t.occurred_at as at, null::timestamptz as expires,
       t.reservation_id as reservation, t.is_reply, t.direction
from touch t
where (t.person_id = $1 or t.account_id = any($2) or t.contact_point_id = any($3))
  and t.occurred_at > $5
  and t.cancels_id is null and not exists (select 1 from touch c where c.cancels_id = t.id)
union all
select 'held', r.person_id, r.account_id, r.contact_point_id, r.channel, r.topic,
       r.message_class, r.weight, r.owner_sender, r.slot_at, r.expires_at, r.id, false, 'out'
from reservation r
where (r.person_id = $1 or r.account_id = any($2) or r.contact_point_id = any($3))
  and r.state = 'held' and (r.expires_at is null or r.expires_at > $4)
order by at
"""


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
    return tuple(map(_touch, found))


def reach(rules: Iterable[Rule]) -> timedelta | None:
    """How far back the limits among these rules look, with a week to spare; None: there is none."""
    spans = [_span(rule.cap) for rule in rules if rule.cap is not None]
    return max(spans) + timedelta(days=7) if spans else None


def _span(cap: Cap) -> timedelta:
    if cap.rolling is not None:
        return cap.rolling.longest
    return DAYS[cap.calendar] if cap.calendar else timedelta()


def _touch(row: dict[str, Any]) -> Touch:
    return Touch(
        at=row["at"],
        channel=Channel(row["channel"]),
        message_class=MessageClass(row["message_class"]),
        person=str(row["person_id"]),
        account=_text(row["account_id"]),
        point=_text(row["contact_point_id"]),
        topic=row["topic"],
        sender=row["sender"],
        weight=row["weight"],
        state=TouchState(row["state"]),
        expires=row["expires"],
        reservation=_text(row["reservation"]),
        reply=row["is_reply"],
        inbound=row["direction"] == "in",
    )


def _text(id_: UUID | None) -> str | None:
    return str(id_) if id_ else None
