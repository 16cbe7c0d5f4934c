"""The decision function: pure; the same snapshot, request and `now` give the same bytes."""

from dataclasses import replace
from datetime import datetime

from customer_space.gate.rules.alternatives import alternatives
from customer_space.gate.rules.answer import Decision, Outcome, Reason, ranked
from customer_space.gate.rules.assess import Assessment, assess, without_lapsing
from customer_space.gate.rules.parties import TouchState
from customer_space.gate.rules.permits import permit_until
from customer_space.gate.rules.scene import scene
from customer_space.gate.rules.snapshot import Request, Snapshot
from customer_space.gate.rules.statements import Level
from customer_space.gate.rules.zones import zones_at


def decide(snapshot: Snapshot, request: Request, now: datetime) -> Decision:
    """May the contact happen, and if not: why, when, how else?

    Every rule is evaluated before the answer is given; `now` tells which holds have lapsed,
    `request.at` is the wished instant (both aware). Raises ValueError on a rule without params.
    """
    here = scene(snapshot, request, now)
    judged = assess(here)
    plain = judged.slot == request.at and not judged.redirects
    others = () if plain else alternatives(judged)
    answer = Decision(
        outcome=_outcome(judged, bool(others)),
        reasons=_reasons(judged),
        evaluated_for=request.at,
        alternatives=others,
        zones=zones_at(here, request.at),
    )
    if answer.outcome is Outcome.ALLOW:
        return replace(answer, permit_until=permit_until(judged))
    waits = judged.slot is not None and not judged.redirects
    return replace(
        answer,
        next_at=judged.slot if waits else None,
        may_open_earlier_at=_earlier(judged),
    )


def _outcome(judged: Assessment, elsewhere: bool) -> Outcome:
    if judged.slot is None or judged.redirects or (judged.to_portal and elsewhere):
        if elsewhere:
            return Outcome.REDIRECT
        return Outcome.DENY
    return Outcome.ALLOW if judged.slot == judged.here.request.at else Outcome.DEFER


def _reasons(judged: Assessment) -> tuple[Reason, ...]:
    sent_elsewhere = [redirect.reason for redirect in judged.redirects]
    reasons = [*judged.blockers, *sent_elsewhere, *judged.found.waits]
    return ranked(reasons) if reasons else (_ok(judged),)


def _ok(judged: Assessment) -> Reason:
    request = judged.here.request
    cap = judged.search.tightest(request.at)
    if cap is None:
        return Reason("ok", Level.PLAN)
    counted = {"n": str(int(cap.params["n"]) + request.load)}
    return Reason("ok", cap.level, cap.rule_id, params={**cap.params, **counted})


def _earlier(judged: Assessment) -> datetime | None:
    """When the lapse of other senders' holds would open an earlier slot, if one would."""
    here, slot = judged.here, judged.found.slot
    if not judged.found.limited or slot is None or judged.redirects:
        return None
    holds = (touch for touch in here.live if touch.state is TouchState.HELD)
    ends = sorted({hold.expires for hold in holds if hold.expires and hold.expires < slot})
    if not ends or not _opens(judged, ends[-1], slot):
        return None
    return next(end for end in ends if _opens(judged, end, slot))


def _opens(judged: Assessment, lapsed: datetime, slot: datetime) -> bool:
    opened = assess(without_lapsing(judged.here, lapsed)).slot
    return opened is not None and opened < slot
