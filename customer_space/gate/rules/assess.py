"""One channel judged: what forbids it, when it opens; alternatives come afterwards."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from customer_space.gate.rules.answer import Reason
from customer_space.gate.rules.binding import Bound, bound_rules
from customer_space.gate.rules.channels import MessageClass
from customer_space.gate.rules.consent import consent_blockers
from customer_space.gate.rules.denies import Redirect, deny_blockers, redirects
from customer_space.gate.rules.parties import TouchState
from customer_space.gate.rules.scene import Scene
from customer_space.gate.rules.slots import Found, Search, search
from customer_space.gate.rules.statements import Level
from customer_space.gate.rules.stops import hard_stops

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Assessment:
    """Blockers forbid outright; without any, `slot` is the earliest permitted instant."""

    here: Scene
    search: Search
    found: Found
    blockers: tuple[Reason, ...]
    redirects: tuple[Redirect, ...]

    @property
    def slot(self) -> datetime | None:
        """When the contact may happen; None if it may not."""
        return None if self.blockers else self.found.slot

    @property
    def to_portal(self) -> bool:
        """A service message over a cap that names it: elsewhere if possible, else bundled."""
        return self.found.limited and self.here.request.message_class is MessageClass.SERVICE


def assess(here: Scene) -> Assessment:
    """Evaluate everything that is asked of this channel, without looking at others."""
    bound, at = bound_rules(here), here.request.at
    blockers = _standing(bound, here, at)
    clocks = search(bound, here)
    found = clocks.find(at)
    blockers += found.never
    if not blockers and found.slot is not None:
        blockers += _at_slot(bound, here, found)
    return Assessment(here, clocks, found, tuple(blockers), tuple(redirects(bound, here, at)))


def without_lapsing(here: Scene, by: datetime) -> Scene:
    """The same scene once the holds of others that end by `by` have lapsed."""
    kept = (
        touch
        for touch in here.live
        if touch.state is TouchState.DONE or touch.expires is None or touch.expires > by
    )
    return replace(here, live=tuple(kept))


def _standing(bound: tuple[Bound, ...], here: Scene, at: datetime) -> list[Reason]:
    return [
        *hard_stops(here, at),
        *consent_blockers(here, at),
        *deny_blockers(bound, here, at),
    ]


def _at_slot(bound: tuple[Bound, ...], here: Scene, found: Found) -> list[Reason]:
    """What has ended or begun by the slot, if that is not now."""
    slot, blockers = found.slot, list[Reason]()
    if slot is None:
        return blockers
    if slot > here.request.at:
        blockers += [_by_slot(reason) for reason in _standing(bound, here, slot)]
    if (latest := _latest(here)) is not None and slot > latest:
        level = min((r.level for r in found.waits), key=lambda le: le.rank, default=Level.HARD)
        params = {"latest": latest.isoformat(), "next": slot.isoformat()}
        blockers.append(Reason("no_slot_before_deadline", level, params=params))
    return blockers


def _by_slot(reason: Reason) -> Reason:
    consent = reason.code.startswith("consent.")
    return replace(reason, code=f"{reason.code}_by_slot") if consent else reason


def _latest(here: Scene) -> datetime | None:
    """The last useful instant; a permit's end is exclusive."""
    ends = [here.request.latest]
    if here.permit is not None:
        ends.append(here.permit.not_after - _TICK)
    return min((end for end in ends if end is not None), default=None)
