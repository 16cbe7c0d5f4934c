"""Asking the gate: look, hold a place, use it, give it back, or own up to a contact."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from customer_space.gate import ledger
from customer_space.gate.committing import commit_hold
from customer_space.gate.idempotency import once
from customer_space.gate.imagining import WhatIf
from customer_space.gate.models import (
    Decision,
    Mode,
    Permit,
    Reservation,
    ReservationState,
    Touch,
    TouchOutcome,
)
from customer_space.gate.questions.permits import spend
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.channels import CHANNELS
from customer_space.gate.turns import not_ahead, take_turn
from customer_space.gate.waiting.actions import look_again, queue, taken
from customer_space.gate.waiting.models import Claim
from customer_space.gate.weighing import Own, Weighed, weigh
from customer_space.preferences.locks import lock_recipient
from customer_space.preferences.suppressions import Keys
from portal.clock import now
from portal.database import rows, transaction
from portal.errors import Conflict, NotFound


@dataclass(frozen=True)
class Answer:
    """What the gate said, and what it wrote down."""

    weighed: Weighed
    decision: Decision | None = None
    reservation: Reservation | None = None
    permit: Permit | None = None
    touch: Touch | None = None
    claim: Claim | None = None
    """What the sender waits for."""

    @property
    def allowed(self) -> bool:
        return self.weighed.verdict.outcome is Outcome.ALLOW


@dataclass(frozen=True)
class Happened:
    """What became of a contact."""

    outcome: TouchOutcome = TouchOutcome.DELIVERED
    occurred_at: datetime | None = None
    note: str = ""
    external_id: str | None = None


async def simulate(asked: Asked, *, by: Asker, keys: Keys, what_if: WhatIf | None = None) -> Answer:
    """What the gate would say, or would say if; writes nothing."""
    return Answer(await weigh(asked, by=by, keys=keys, own=Own.SAME, what_if=what_if))


@transaction
async def reserve(
    asked: Asked,
    *,
    by: Asker,
    keys: Keys,
    accept_defer: bool = False,
    wait: int | None = None,
) -> Answer:
    """Decide, and hold the place: now if allowed, later if `accept_defer`.

    A sender has one open hold a person: a new one takes the place of the older. Whom only a
    limit keeps back may `wait` for a place, with this priority.
    """
    weighed = await weigh(await take_turn(asked), by=by, keys=keys, own=Own.ANY)
    outcome = weighed.verdict.outcome
    hold = outcome is Outcome.ALLOW or (outcome is Outcome.DEFER and accept_defer)
    decision, held = await ledger.write(weighed, Mode.RESERVE, hold=hold)
    claim = None
    if held:
        await taken(weighed)
    elif wait is not None:
        claim = await queue(weighed, priority=wait)
    await ledger.tell_of(weighed)
    return Answer(weighed, decision, held, claim=claim)


@transaction
async def commit(
    asked: Asked, *, by: Asker, keys: Keys, happened: Happened | None = None
) -> Answer:
    """Decide and, if allowed, permit the contact and write it down, in one step.

    A place that this sender holds for just this is used by it.

    Raises:
        Invalid: for a contact that lies in the future: that is a place to hold.
    """
    not_ahead(asked.at)
    weighed = await weigh(await take_turn(asked), by=by, keys=keys, own=Own.SAME)
    decision, _ = await ledger.write(weighed, Mode.COMMIT)
    answer = Answer(weighed, decision)
    if answer.allowed:
        if weighed.hold:
            await _end(weighed.hold, ReservationState.COMMITTED, reason="")
        await taken(weighed)
        answer = await _permitted(answer, decision, happened or Happened())
    await ledger.tell_of(weighed)
    return answer


@transaction
async def commit_reservation(
    reservation_id: UUID, *, by: Asker, keys: Keys, happened: Happened | None = None
) -> Answer:
    """Use a held place. What was withdrawn, paused or stopped meanwhile holds (gate.md 4.4).

    Raises:
        NotFound: if it is not this sender's.  Conflict: if it has lapsed or was used.
    """
    happened = happened or Happened()
    not_ahead(happened.occurred_at)
    held = await _held_by(reservation_id, by)
    await lock_recipient(held.person_id, held.account_id)
    weighed = await commit_hold(held, by=by, keys=keys, at=happened.occurred_at or now())
    decision, _ = await ledger.write(weighed, Mode.COMMIT)
    answer = Answer(weighed, decision)
    state = ReservationState.COMMITTED if answer.allowed else ReservationState.VOID
    await _end(held, state, reason="" if answer.allowed else decision.reasons[0]["code"])
    if answer.allowed:
        answer = await _permitted(answer, decision, happened)
    else:
        await look_again(held.person_id)
    await ledger.tell_of(weighed)
    return replace(answer, reservation=await Reservation.get(id=held.id))


@transaction
async def release(reservation_id: UUID, *, by: Asker, reason: str = "") -> Reservation:
    """Give a held place back.

    Raises:
        NotFound, Conflict: as `commit_reservation`.
    """
    held = await _held_by(reservation_id, by)
    await _end(held, ReservationState.RELEASED, reason=reason)
    await look_again(held.person_id)
    await ledger.tell(held.person_id, held.account_id)
    return await Reservation.get(id=held.id)


@transaction
async def report(asked: Asked, *, by: Asker, keys: Keys, happened: Happened) -> Answer:
    """A contact nobody had asked the gate about: always kept, counted, and shown as such.

    Raises:
        NotFound: if the address is nobody's; there is no one to show it to.
    """
    if happened.external_id:
        known = await Touch.get_or_none(external_id=happened.external_id)
        if known is not None:
            return Answer(await weigh(asked, by=by, keys=keys), touch=known)
    asked = await take_turn(asked)
    weighed = await weigh(asked, by=by, keys=keys)
    if weighed.person is None:
        raise NotFound("Nobody we know has this address.")
    kept = await ledger.touch(
        weighed,
        None,
        outcome=happened.outcome,
        occurred_at=happened.occurred_at or asked.at,
        note=happened.note,
        external_id=happened.external_id,
    )
    await ledger.tell_of(weighed)
    return Answer(weighed, touch=kept)


@transaction
async def answer_once(
    asker: str, key: str, words: dict[str, Any], do: Callable[[], Awaitable[dict[str, Any]]]
) -> tuple[dict[str, Any], bool]:
    """Do it once for this key; the kept answer otherwise (gate.md 4.14)."""
    return await once(asker, key, words, do)


async def _permitted(answer: Answer, decision: Decision, happened: Happened) -> Answer:
    if answer.weighed.asked.permit_id is not None:
        await spend(answer.weighed.asked.permit_id, decision.id, answer.weighed.at)
    leave = await ledger.permit(answer.weighed, decision)
    at = happened.occurred_at or answer.weighed.at
    if CHANNELS[decision.channel].live:
        await ledger.use(leave, answer.weighed.at)
    made = await ledger.touch(
        answer.weighed,
        leave,
        outcome=happened.outcome,
        occurred_at=at,
        note=happened.note,
        external_id=happened.external_id,
    )
    return replace(answer, permit=leave, touch=made)


async def _held_by(reservation_id: UUID, by: Asker) -> Reservation:
    held = await Reservation.get_or_none(id=reservation_id, owner_sender=by.id)
    if held is None:
        raise NotFound
    return held


_END = """
update reservation set state = $2, void_reason = $3
where id = $1 and state = 'held' and (expires_at is null or expires_at > $4)
returning id
"""


async def _end(held: Reservation, state: ReservationState, *, reason: str) -> None:
    if not await rows(_END, held.id, state.value, reason or None, now()):
        raise Conflict(
            "This place is not held any more. Please ask again.", slug="reservation-lapsed"
        )
