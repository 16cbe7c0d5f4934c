"""Writing down what was decided, held, permitted and done. Call within the action's transaction."""

from datetime import datetime, timedelta
from uuid import UUID

from customer_space.accounts.models import Account
from customer_space.gate.models import (
    Compliance,
    Decision,
    Mode,
    Permit,
    Reservation,
    Touch,
    TouchOutcome,
)
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.channels import CHANNELS
from customer_space.gate.weighing import Weighed, tzdb_version
from portal.database import rows
from portal.live import announce

HOLDS = {
    "rep": timedelta(minutes=30),
    "call_centre": timedelta(minutes=15),
    "campaign": timedelta(hours=24),
}
HOLD = timedelta(minutes=30)
PERMIT_LIVE, PERMIT_MESSAGE = timedelta(minutes=15), timedelta(hours=4)


async def write_decision(weighed: Weighed, mode: Mode) -> Decision:
    """The answer as a line of the ledger."""
    plain = weighed.verdict.as_json()
    return await Decision.create(
        person_id=weighed.person.id if weighed.person else None,
        account_id=weighed.asked.account_id,
        mode=mode,
        channel=weighed.asked.channel,
        topic=weighed.asked.topic,
        message_class=weighed.message_class,
        sender=weighed.by.id,
        sender_name=weighed.by.name,
        request=weighed.asked.as_json(),
        outcome=weighed.verdict.outcome,
        reasons=plain["reasons"],
        explanation=weighed.words,
        alternatives=plain["alternatives"],
        next_at=weighed.verdict.next_at,
        evaluated_for=weighed.verdict.evaluated_for,
        decided_at=weighed.at,
        prefs_version=weighed.person.prefs_version if weighed.person else 0,
        tzdb=tzdb_version(),
        latency_us=weighed.latency_us,
    )


async def hold(weighed: Weighed, decision: Decision) -> Reservation:
    """The place the decision found, held for its sender for a while."""
    return await Reservation.create(
        decision=decision,
        person_id=decision.person_id,
        account_id=decision.account_id,
        contact_point_id=weighed.point_id,
        channel=decision.channel,
        topic=decision.topic,
        message_class=decision.message_class,
        weight=weighed.request.load,
        slot_at=decision.next_at or decision.evaluated_for,
        owner_sender=weighed.by.id,
        held_at=weighed.at,
        expires_at=_until(weighed, decision),
    )


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


async def tell(person_id: UUID | None, account_id: UUID | None = None) -> None:
    """Let the person see it at once: in the account it was about, else in all their spaces.

    What is announced is only that there is something new; their own page fetches it.
    """
    if person_id is None:
        return
    for seat in await rows(_SEATS, person_id, account_id):
        topic = Account.construct(id=seat["account_id"]).topic
        await announce(topic, "gate.attempt_recorded", person_id)


_SEATS = """
select account_id from member
where person_id = $1 and left_at is null and account_id = coalesce($2, account_id)
order by account_id
"""


def _until(weighed: Weighed, decision: Decision) -> datetime:
    """A hold for now ends soon; one for a later slot ends after that slot."""
    start = weighed.at
    if decision.outcome is Outcome.DEFER or decision.evaluated_for > weighed.at:
        start = max(start, decision.next_at or decision.evaluated_for)
    return start + HOLDS.get(weighed.by.kind, HOLD)
