"""Past contacts and holds, loaded only for people whom a limit protects."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any
from uuid import UUID

from customer_space.gate.bulk.columns import Columns, fetch
from customer_space.gate.bulk.question import Question
from customer_space.gate.rules.channels import Channel, MessageClass
from customer_space.gate.rules.limits import is_limit
from customer_space.gate.rules.parties import Touch, TouchState
from customer_space.gate.rules.statements import Cap, Period, Rule

DONE = """
select t.{party}, t.id, 'done', t.person_id, t.account_id, t.contact_point_id, t.channel, t.topic,
       t.message_class, t.weight, t.sender, t.occurred_at, null::timestamptz
from touch t
where t.{party} = any($1) and t.occurred_at > $2 and t.direction <> 'in' and not t.is_reply
  and t.cancels_id is null and not exists (select 1 from touch c where c.cancels_id = t.id)
"""

HELD = """
select r.{party}, r.id, 'held', r.person_id, r.account_id, r.contact_point_id, r.channel, r.topic,
       r.message_class, r.weight, r.owner_sender, r.slot_at, r.expires_at
from reservation r
where r.{party} = any($1) and r.state = 'held' and (r.expires_at is null or r.expires_at > $2)
"""

LIMITED_POINTS = """
select l.person_id, l.contact_point_id from contact_point_link l
where l.person_id = any($1) and l.valid_to is null and exists (
  select 1 from statement s
  where s.party_id = l.contact_point_id and s.kind in ('cap', 'gap')
    and not exists (select 1 from statement r where r.replaces_id = s.id))
"""
LIMITING = frozenset({"cap", "gap"})

REACHES = {
    Period.DAY: timedelta(days=2),
    Period.WEEK: timedelta(days=9),
    Period.MONTH: timedelta(days=33),
    Period.QUARTER: timedelta(days=94),
    Period.YEAR: timedelta(days=368),
}
"""No contact longer ago is in the same period."""


async def contacts_of(
    limits: Mapping[UUID, tuple[Rule, ...]], columns: Columns, question: Question
) -> dict[UUID, tuple[Touch, ...]]:
    """What these people's limits may count, by time: theirs, and of limited accounts and points.

    As gate.snapshots gathers them for one.
    """
    if not limits:
        return {}
    reach = max(_reach(rule.cap) for rules in limits.values() for rule in rules if rule.cap)
    since = question.at - reach
    hats = [
        (id_, seat[1])
        for id_ in limits
        for seat in columns.seats.get(id_, ())
        if _limits(seat[1], columns)
    ]
    spots = await fetch(LIMITED_POINTS, list(limits))
    own = [(id_, id_) for id_ in limits]
    found: dict[UUID, dict[UUID, Touch]] = {id_: {} for id_ in limits}
    for party, pairs in (("person_id", own), ("account_id", hats), ("contact_point_id", spots)):
        touches = await _by_party(party, {pair[1] for pair in pairs}, since, question)
        for id_, of in pairs:
            found[id_].update(touches.get(of, ()))
    return {
        id_: tuple(sorted(each.values(), key=lambda touch: touch.at)) for id_, each in found.items()
    }


async def _by_party(
    party: str, ids: Collection[UUID], since: datetime, question: Question
) -> dict[UUID, list[tuple[UUID, Touch]]]:
    found: dict[UUID, list[tuple[UUID, Touch]]] = defaultdict(list)
    if ids:
        done = await fetch(DONE.format(party=party), list(ids), since)
        held = await fetch(HELD.format(party=party), list(ids), question.now)
        for of, id_, *row in chain(done, held):
            found[of].append((id_, _touch(row)))
    return found


def _limits(account: UUID, columns: Columns) -> bool:
    """Whether anything limits the number of contacts with this account."""
    said = any(row[4] in LIMITING for row in columns.said.get(account, ()))
    return said or any(map(is_limit, columns.agreed.get(account, ())))


def has_room(rule: Rule, touches: tuple[Touch, ...], load: int, at: datetime) -> bool:
    """Whether the limit would have room if it counted every contact within its reach."""
    cap = rule.cap
    if cap is None:
        return False
    since = at - _reach(cap)
    counted = sum(max(touch.load, 1) for touch in touches if touch.at >= since)
    return counted + max(load, 1) <= cap.max


def _reach(cap: Cap) -> timedelta:
    if cap.calendar is not None:
        return REACHES[cap.calendar]
    return cap.rolling.longest if cap.rolling else REACHES[Period.YEAR]


def _touch(row: Sequence[Any]) -> Touch:
    state, person, account, point, channel, topic, class_, weight, sender, at, expires = row
    return Touch(
        at=at,
        channel=Channel(channel),
        message_class=MessageClass(class_),
        person=str(person),
        account=str(account) if account else None,
        point=str(point) if point else None,
        topic=topic,
        sender=sender,
        weight=weight,
        state=TouchState(state),
        expires=expires,
    )
