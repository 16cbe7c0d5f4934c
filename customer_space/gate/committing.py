"""Using a held place: judged again at that moment, but for the limits it was held under."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from customer_space.gate.models import Decision as Kept
from customer_space.gate.models import Reservation
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.rules.answer import Decision, Outcome, Reason
from customer_space.gate.rules.channels import Channel, MessageClass
from customer_space.gate.rules.statements import Level
from customer_space.gate.weighing import Weighed, judged_anew, weigh
from customer_space.preferences.suppressions import Keys
from portal.clock import now

TOLERANCE = timedelta(hours=2)
LIMITS = frozenset({"cap", "gap", "yield"})


async def commit_hold(held: Reservation, *, by: Asker, keys: Keys, at: datetime) -> Weighed:
    """The answer for a held place used at `at` (gate.md 4.4)."""
    asked = Asked(
        channel=held.channel,
        topic=held.topic,
        at=at,
        person_id=held.person_id,
        account_id=held.account_id,
        weight=held.weight,
        reservation_id=held.id,
        contains_promotion=held.message_class is MessageClass.MARKETING,
    )
    weighed = await weigh(asked, by=by, keys=keys)
    if weighed.verdict.outcome is Outcome.ALLOW or not _in_time(held, at, weighed):
        return weighed
    standing = [reason for reason in weighed.verdict.reasons if _binds(reason)]
    if standing:
        return weighed
    return await judged_anew(weighed, _allowed(weighed.verdict))


def _in_time(held: Reservation, at: datetime, weighed: Weighed) -> bool:
    """Within two hours of the slot; a visit on the slot's local day."""
    if held.channel is not Channel.VISIT:
        return abs(at - held.slot_at) <= TOLERANCE
    zones = [ZoneInfo(zone) for zone in weighed.verdict.zones] or [ZoneInfo("UTC")]
    return all(at.astimezone(z).date() == held.slot_at.astimezone(z).date() for z in zones)


def _binds(reason: Reason) -> bool:
    """Hard stops, law, and what the person or the point said; not limits, which the hold fills."""
    if reason.code == "ok":
        return False
    return reason.level.rank <= Level.PERSON.rank and not (LIMITS & set(reason.code.split(".")))


def _allowed(verdict: Decision) -> Decision:
    return replace(
        verdict,
        outcome=Outcome.ALLOW,
        reasons=(Reason("ok", Level.PLAN),),
        next_at=None,
        may_open_earlier_at=None,
        alternatives=(),
    )


async def still_stands(decision: Kept, keys: Keys) -> bool:
    """Whether an allowing decision still holds now, but for the limits its own contact fills."""
    question = decision.request
    asked = Asked(
        channel=decision.channel,
        topic=decision.topic,
        at=now(),
        person_id=decision.person_id,
        account_id=decision.account_id,
        contains_promotion=decision.message_class is MessageClass.MARKETING,
        template=question.get("template"),
        immediate=bool(question.get("immediate")),
    )
    by = Asker(decision.sender, "portal", decision.sender_name)
    weighed = await weigh(asked, by=by, keys=keys, spent_on=decision.id)
    return not any(map(_binds, weighed.verdict.reasons))
