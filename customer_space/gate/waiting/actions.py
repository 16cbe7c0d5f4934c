"""Queueing for a place, and offering one that has become free (gate.md 4.12, rules 6 and 7)."""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from uuid import UUID

from customer_space.gate import ledger
from customer_space.gate.changes.models import ChangeKind
from customer_space.gate.models import Mode, Reservation
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.waiting.models import Claim, ClaimState
from customer_space.gate.weighing import Own, Weighed, weigh
from customer_space.preferences.locks import lock_recipient
from customer_space.preferences.suppressions import Keys
from portal.clock import now
from portal.database import rows, transaction
from portal.outbox import enqueue

OFFER = "gate.offer"
EXCLUSIVE = timedelta(minutes=15)
PATIENCE = timedelta(days=30)
MOST_WAITING = 100
"""Claims looked at for one offer; nobody is waited for by more."""
LIMITS = frozenset({"cap", "gap", "yield"})


async def queue(weighed: Weighed, *, priority: int) -> Claim | None:
    """Let a sender whom only a limit keeps back wait; once for each channel and topic.

    Call it in the transaction of the answer. None: waiting would not help.
    """
    reasons = weighed.verdict.reasons
    limited = all(reason.code.rpartition(".")[2] in LIMITS for reason in reasons)
    if weighed.person is None or weighed.verdict.outcome is Outcome.ALLOW or not limited:
        return None
    asked, person_id = weighed.asked, weighed.person.id
    claim = await Claim.get_or_none(
        person_id=person_id,
        sender=weighed.by.id,
        channel=asked.channel,
        topic=asked.topic,
        state=ClaimState.WAITING,
    )
    if claim is None:
        claim = await Claim.create(
            person_id=person_id,
            account_id=asked.account_id,
            sender=weighed.by.id,
            sender_kind=weighed.by.kind,
            sender_name=weighed.by.name,
            channel=asked.channel,
            topic=asked.topic,
            message_class=weighed.message_class,
            weight=weighed.request.load,
            template=asked.template,
            contains_promotion=asked.contains_promotion,
            priority=priority,
            since=weighed.at,
            until=min(asked.latest or weighed.at + PATIENCE, weighed.at + PATIENCE),
        )
    opens = weighed.verdict.may_open_earlier_at or weighed.verdict.next_at
    await look_again(person_id, at=opens or claim.until)
    return claim


async def look_again(person_id: UUID, *, at: datetime | None = None) -> None:
    """Have a free place with somebody offered to whoever waits, at once or then."""
    if await Claim.exists(person_id=person_id, state__in=(ClaimState.WAITING, ClaimState.OFFERED)):
        await enqueue(OFFER, {"person": str(person_id)}, at=at)


async def taken(weighed: Weighed) -> None:
    """Who has got what they waited for waits no more. Call it with the place held."""
    if weighed.waits and weighed.person is not None:
        await rows(_TAKEN, weighed.person.id, weighed.by.id, weighed.asked.channel,
                   weighed.asked.topic)  # fmt: skip


_TAKEN = """
update claim set state = 'taken'
where person_id = $1 and sender = $2 and channel = $3 and topic = $4
  and state in ('waiting', 'offered')
"""


@transaction
async def offer_next(person_id: UUID, keys: Keys) -> Reservation | None:
    """Hold a free place for whoever is next, for a quarter of an hour, and let them know."""
    await lock_recipient(person_id, None)
    await rows(_ENDED, person_id, now())
    waiting = await Claim.filter(person_id=person_id, state=ClaimState.WAITING).limit(MOST_WAITING)
    for claim in sorted(waiting, key=_place):
        held = await _offered(claim, keys)
        if held is not None:
            return held
    return None


_ENDED = """
update claim c set state = 'expired'
where c.person_id = $1 and (
  c.state = 'waiting' and c.until <= $2
  or c.state = 'offered' and not exists (
    select 1 from reservation r
    where r.id = c.reservation_id and r.state = 'held' and r.expires_at > $2))
"""


async def _offered(claim: Claim, keys: Keys) -> Reservation | None:
    asked = Asked(
        channel=claim.channel,
        topic=claim.topic,
        at=now(),
        person_id=claim.person_id,
        account_id=claim.account_id,
        weight=claim.weight,
        template=claim.template,
        contains_promotion=claim.contains_promotion,
    )
    by = Asker(claim.sender, claim.sender_kind, claim.sender_name)
    weighed = await weigh(asked, by=by, keys=keys, own=Own.ANY)
    if weighed.verdict.outcome is not Outcome.ALLOW:
        return None
    _, held = await ledger.write(weighed, Mode.RESERVE, hold=True, lives=EXCLUSIVE)
    assert held is not None  # noqa: S101 - it was to be held
    claim.state, claim.reservation_id = ClaimState.OFFERED, held.id
    await claim.save(update_fields=["state", "reservation_id"])
    await _told(claim, held)
    await look_again(claim.person_id, at=held.expires_at)
    return held


async def _told(claim: Claim, held: Reservation) -> None:
    offer = {
        "claim": str(claim.id),
        "reservation": str(held.id),
        "channel": claim.channel.value,
        "topic": claim.topic,
        "until": held.expires_at.isoformat() if held.expires_at else None,
    }
    await rows(_NOTE, ChangeKind.OFFER_MADE.value, claim.person_id, claim.sender,
               json.dumps(offer), now())  # fmt: skip


_NOTE = "insert into change (kind, person_id, sender, data, at) values ($1, $2, $3, $4, $5)"


def _place(claim: Claim) -> tuple[int, datetime, str]:
    """Priority, then time; a tie is settled by what no sender can choose."""
    tie = hmac.new(claim.person_id.bytes, claim.id.bytes, hashlib.sha256).hexdigest()
    return -claim.priority, claim.since, tie
