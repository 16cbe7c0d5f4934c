"""Past contacts and holds, loaded only for people whom a limit protects."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from customer_space.gate.bulk.columns import fetch
from customer_space.gate.bulk.question import Question
from customer_space.gate.rules.channels import Channel, MessageClass
from customer_space.gate.rules.limits import is_limit
from customer_space.gate.rules.parties import Touch, TouchState
from customer_space.gate.rules.statements import Cap, Period, Rule

# As gate.past reads them for one: one's own, and those of one's accounts and points with limits.
CONTACTS = """
with asked as (select unnest($1::uuid[]) as about),
hat as (
  select a.about, m.account_id from asked a join member m on m.person_id = a.about
  where m.left_at is null and (m.account_id = any($3) or exists (
    select 1 from statement s left join statement r on r.replaces_id = s.id
    where s.party_id = m.account_id and s.kind in ('cap', 'gap') and r.id is null))),
spot as (
  select a.about, l.contact_point_id from asked a join contact_point_link l on l.person_id = a.about
  where l.valid_to is null and exists (
    select 1 from statement s left join statement r on r.replaces_id = s.id
    where s.party_id = l.contact_point_id and s.kind in ('cap', 'gap') and r.id is null)),
done as (
  select a.about, t.id from asked a join touch t on t.person_id = a.about
  union select h.about, t.id from hat h join touch t on t.account_id = h.account_id
  union select p.about, t.id from spot p join touch t on t.contact_point_id = p.contact_point_id),
held as (
  select a.about, r.id from asked a join reservation r on r.person_id = a.about
  union select h.about, r.id from hat h join reservation r on r.account_id = h.account_id
  union select p.about, r.id
    from spot p join reservation r on r.contact_point_id = p.contact_point_id)
select d.about, 'done', t.person_id, t.account_id, t.contact_point_id, t.channel, t.topic,
       t.message_class, t.weight, t.sender, t.occurred_at as at, null::timestamptz
from done d join touch t on t.id = d.id left join touch c on c.cancels_id = t.id
where t.occurred_at > $2::timestamptz - interval '400 days' and t.direction <> 'in'
  and not t.is_reply and t.cancels_id is null and c.id is null
union all
select h.about, 'held', r.person_id, r.account_id, r.contact_point_id, r.channel, r.topic,
       r.message_class, r.weight, r.owner_sender, r.slot_at, r.expires_at
from held h join reservation r on r.id = h.id
where r.state = 'held' and (r.expires_at is null or r.expires_at > $2)
order by at
"""

REACHES = {
    Period.DAY: timedelta(days=2),
    Period.WEEK: timedelta(days=9),
    Period.MONTH: timedelta(days=33),
    Period.QUARTER: timedelta(days=94),
    Period.YEAR: timedelta(days=368),
}
"""No contact longer ago is in the same period."""


async def contacts_of(
    ids: Sequence[UUID], agreed: Mapping[UUID, Sequence[Rule]], question: Question
) -> dict[UUID, tuple[Touch, ...]]:
    """What the limits of each of these people may count, by time; `agreed` by account."""
    accounts = [account for account, rules in agreed.items() if any(map(is_limit, rules))]
    found: dict[UUID, list[Touch]] = defaultdict(list)
    if ids:
        for about, *row in await fetch(CONTACTS, ids, question.now, accounts):
            found[about].append(_touch(row))
    return {about: tuple(touches) for about, touches in found.items()}


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
