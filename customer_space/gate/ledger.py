"""Writing down what was decided, held, permitted and done. Call within the action's transaction."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from customer_space.accounts.models import Account
from customer_space.gate.models import (
    Compliance,
    Decision,
    Mode,
    Permit,
    Reservation,
    ReservationState,
    Touch,
    TouchOutcome,
)
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.channels import CHANNELS
from customer_space.gate.weighing import Weighed, tzdb_version
from portal.database import rows
from portal.ids import new_id
from portal.live import announce

HOLDS = {
    "rep": timedelta(minutes=30),
    "call_centre": timedelta(minutes=15),
    "campaign": timedelta(hours=24),
}
HOLD = timedelta(minutes=30)
PERMIT_LIVE, PERMIT_MESSAGE = timedelta(minutes=15), timedelta(hours=4)


_WRITE = """
with lapsed as (
  update reservation set state = 'lapsed'
  where person_id = $3 and state = 'held' and expires_at <= $4
), given_up as (
  update reservation set state = 'released', void_reason = 'held anew'
  where id = $5 and state = 'held' and expires_at > $4
), decided as (
  insert into decision select * from jsonb_populate_record(null::decision, $1::jsonb)
)
insert into reservation select * from jsonb_populate_recordset(null::reservation, $2::jsonb)
"""


async def write(
    weighed: Weighed, mode: Mode, *, hold: bool = False, lives: timedelta | None = None
) -> tuple[Decision, Reservation | None]:
    """The answer as a line of the ledger, in one statement with the place it holds, if it does.

    A place is held for its sender for a while, or as long as said; it takes the place of the
    sender's own.
    """
    decided = _decision(weighed, mode)
    held = _reservation(weighed, decided, lives) if hold else None
    instead_of = weighed.hold.id if hold and weighed.hold else None
    await rows(
        *(_WRITE, _json(decided), _json([held] if held else [])),
        *(decided["person_id"], weighed.at, instead_of),
    )
    decision = Decision.construct(_saved_in_db=True, **decided)
    return decision, Reservation.construct(_saved_in_db=True, **held) if held else None


def _decision(weighed: Weighed, mode: Mode) -> dict[str, Any]:
    return {
        "id": new_id(),
        "person_id": weighed.person.id if weighed.person else None,
        "account_id": weighed.asked.account_id,
        "mode": mode,
        "channel": weighed.asked.channel,
        "topic": weighed.asked.topic,
        "message_class": weighed.message_class,
        "sender": weighed.by.id,
        "sender_name": weighed.by.name,
        "request": weighed.asked.as_json(),
        "outcome": weighed.verdict.outcome,
        "reasons": weighed.plain["reasons"],
        "explanation": weighed.words,
        "alternatives": weighed.plain["alternatives"],
        "next_at": weighed.verdict.next_at,
        "evaluated_for": weighed.verdict.evaluated_for,
        "decided_at": weighed.at,
        "prefs_version": weighed.person.prefs_version if weighed.person else 0,
        "tzdb": tzdb_version(),
        "latency_us": weighed.latency_us,
    }


def _reservation(
    weighed: Weighed, decided: Mapping[str, Any], lives: timedelta | None
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "decision_id": decided["id"],
        "person_id": decided["person_id"],
        "account_id": decided["account_id"],
        "contact_point_id": weighed.point_id,
        "channel": decided["channel"],
        "topic": decided["topic"],
        "message_class": decided["message_class"],
        "weight": weighed.request.load,
        "slot_at": decided["next_at"] or decided["evaluated_for"],
        "state": ReservationState.HELD,
        "owner_sender": weighed.by.id,
        "held_at": weighed.at,
        "expires_at": _until(weighed, lives),
        "void_reason": None,
    }


def _json(values: Any) -> str:
    return json.dumps(values, default=str, separators=(",", ":"))


async def permit(weighed: Weighed, decision: Decision) -> Permit:
    """Leave for one contact, from an allowing decision."""
    live = CHANNELS[weighed.asked.channel].live
    until = weighed.at + (PERMIT_LIVE if live else PERMIT_MESSAGE)
    return await Permit.create(
        decision=decision,
        person_id=decision.person_id,
        channel=decision.channel,
        topic=decision.topic,
        message_class=decision.message_class,
        granted_at=weighed.at,
        expires_at=min(until, weighed.verdict.permit_until or until),
    )


async def touch(
    weighed: Weighed,
    leave: Permit | None,
    *,
    outcome: TouchOutcome,
    occurred_at: datetime,
    note: str = "",
    external_id: str | None = None,
) -> Touch:
    """The contact, as a fact; without a permit nobody had asked."""
    return await Touch.create(
        person_id=weighed.person.id if weighed.person else None,
        account_id=weighed.asked.account_id,
        permit=leave,
        reservation_id=weighed.asked.reservation_id,
        contact_point_id=weighed.point_id,
        channel=weighed.asked.channel,
        topic=weighed.asked.topic,
        message_class=weighed.message_class,
        weight=weighed.request.load,
        sender=weighed.by.id,
        sender_name=weighed.by.name,
        occurred_at=occurred_at,
        recorded_at=weighed.at,
        outcome=outcome,
        compliance=Compliance.PERMITTED if leave else Compliance.UNASKED,
        is_reply=weighed.asked.in_reply_to is not None,
        note=note,
        external_id=external_id,
    )


async def use(leave: Permit, at: datetime) -> None:
    """Spend a permit that no mail spends."""
    await rows("update permit set used_at = $2 where id = $1 and used_at is null", leave.id, at)


async def tell_of(weighed: Weighed) -> None:
    """As `tell`, of an answer: who has which seats is known."""
    if weighed.person is None:
        return
    account = weighed.asked.account_id
    for seat in sorted(weighed.seats):
        if account in (None, seat):
            await _announce(seat, weighed.person.id)


async def tell(person_id: UUID | None, account_id: UUID | None = None) -> None:
    """Let the person see it at once: in the account it was about, else in all their spaces.

    What is announced is only that there is something new; their own page fetches it.
    """
    if person_id is None:
        return
    for seat in await rows(_SEATS, person_id, account_id):
        await _announce(seat["account_id"], person_id)


async def _announce(account_id: UUID, person_id: UUID) -> None:
    await announce(Account.construct(id=account_id).topic, "gate.attempt_recorded", person_id)


_SEATS = """
select account_id from member
where person_id = $1 and left_at is null and account_id = coalesce($2, account_id)
order by account_id
"""


def _until(weighed: Weighed, lives: timedelta | None) -> datetime:
    """A hold for now ends soon; one for a later slot ends after that slot."""
    verdict, start = weighed.verdict, weighed.at
    if verdict.outcome is Outcome.DEFER or verdict.evaluated_for > weighed.at:
        start = max(start, verdict.next_at or verdict.evaluated_for)
    return start + (lives or HOLDS.get(weighed.by.kind, HOLD))
