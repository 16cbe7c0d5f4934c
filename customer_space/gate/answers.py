"""The gate's answer as programs read it (gate.md 4.3)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from customer_space.gate.actions import Answer
from customer_space.gate.models import Mode, Reservation
from customer_space.gate.obligations import obligations
from customer_space.gate.waiting.models import Claim
from customer_space.gate.weighing import Weighed, tzdb_version


def answer_as_json(answer: Answer, mode: Mode) -> dict[str, Any]:
    """The whole answer: outcome, every reason, when and how else, in codes and in words."""
    weighed, plain = answer.weighed, answer.weighed.plain
    allowed = answer.allowed
    return {
        "decision_id": _text(answer.decision.id) if answer.decision else None,
        "mode": mode.value,
        "asked_at": _instant(weighed.at),
        "evaluated_for": plain["evaluated_for"],
        "outcome": plain["outcome"],
        "reasons": plain["reasons"],
        "next_at": plain["next_at"],
        "next_local": weighed.told.get("next"),
        "may_open_earlier_at": plain["may_open_earlier_at"],
        "alternatives": plain["alternatives"],
        "explanation": {name: weighed.told[name] for name in ("short", "full", "remedy")},
        "permit_until": plain["permit_until"],
        "obligations": _obligations(weighed) if allowed else [],
        "reservation": reservation_as_json(answer.reservation),
        "claim": _claim(answer.claim),
        "permit_id": _text(answer.permit.id) if answer.permit else None,
        "touch_id": _text(answer.touch.id) if answer.touch else None,
        "compliance": answer.touch.compliance if answer.touch else None,
        "versions": {
            "prefs": weighed.person.prefs_version if weighed.person else 0,
            "tzdb": tzdb_version(),
            "policy": list(weighed.snapshot.policy),
        },
    }


def _claim(claim: Claim | None) -> dict[str, Any] | None:
    if claim is None:
        return None
    return {"id": str(claim.id), "since": _instant(claim.since), "until": _instant(claim.until)}


def _obligations(weighed: Weighed) -> list[str]:
    return obligations(
        weighed.asked.channel,
        weighed.message_class,
        policy=weighed.snapshot.policy,
        template=weighed.asked.template,
        until=weighed.verdict.permit_until,
    )


def reservation_as_json(held: Reservation | None) -> dict[str, Any] | None:
    """A held place."""
    if held is None:
        return None
    return {
        "id": str(held.id),
        "state": held.state.value,
        "slot_at": _instant(held.slot_at),
        "expires_at": _instant(held.expires_at) if held.expires_at else None,
    }


async def with_current_state(answer: dict[str, Any]) -> dict[str, Any]:
    """A kept answer, its reservation as it stands now (gate.md 4.14)."""
    kept = answer.get("reservation")
    if kept is None:
        return answer
    held = await Reservation.get_or_none(id=kept["id"])
    return answer | {"reservation": reservation_as_json(held) or kept}


def _text(id_: UUID) -> str:
    return str(id_)


def _instant(at: datetime) -> str:
    return at.isoformat()
