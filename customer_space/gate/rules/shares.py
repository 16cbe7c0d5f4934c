"""Fair shares of a limit: who has had theirs waits while somebody who has had less waits too."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from customer_space.gate.rules.binding import Bound
from customer_space.gate.rules.caps import CalendarClock, RollingClock
from customer_space.gate.rules.limits import counts, limit_clock
from customer_space.gate.rules.parties import Touch, TouchState
from customer_space.gate.rules.scene import Scene
from customer_space.gate.rules.statements import Kind
from customer_space.gate.rules.zones import zones_at

_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class ShareClock:
    """Closed while the sender has used their share and others wait, at most `until`."""

    own: RollingClock | CalendarClock
    until: datetime
    needs_zone = True

    def earliest(self, at: datetime, zone: ZoneInfo, /) -> datetime | None:
        """When the sender falls below their share, or nobody waits any more."""
        if at >= self.until:
            return at
        return min(self.own.earliest(at, zone) or self.until, self.until)

    def edges(self, _after: datetime, _until: datetime, _zone: ZoneInfo, /) -> tuple[()]:
        """None: a permit is good for its whole life, the hold counts."""
        return ()


def share_clock(bound: Bound, here: Scene) -> ShareClock | None:
    """The clock of this cap for the request's sender, if somebody below their share waits."""
    at, cap = here.request.at, bound.rule.cap
    if cap is None or bound.rule.kind is not Kind.CAP:
        return None
    named = counts(bound, here)
    waiting = [claim for claim in here.waiting if at < _end(claim) and named(claim)]
    if not waiting:
        return None
    used = dict(_used(bound, here, waiting))
    planned = sum(touch.load for touch in here.live if _is_planned(touch) and named(touch))
    share = max(1, (cap.max - planned) // len(used))
    poorer = [claim for claim in waiting if used[claim.sender] < share]
    if not poorer:
        return None
    own = limit_clock(bound, here, of=here.request.sender, at_most=share)
    return ShareClock(own, max(map(_end, poorer)))


def _used(bound: Bound, here: Scene, waiting: list[Touch]) -> Iterator[tuple[str | None, int]]:
    """What each has used of the window who has used of it, or waits for it."""
    at = here.request.at
    zones = [ZoneInfo(name) for name in zones_at(here, at)] or [_UTC]
    past = {touch.sender for touch in here.live} | {series.like.sender for series in here.past}
    needed = {here.request.sender, *(claim.sender for claim in waiting)}
    for sender in past | needed:
        clock = limit_clock(bound, here, of=sender)
        used = max(clock.used(at, zone) for zone in zones)
        if used or sender in needed:
            yield sender, used


def _is_planned(touch: Touch) -> bool:
    return touch.state is TouchState.HELD and touch.expires is None


def _end(claim: Touch) -> datetime:
    return claim.expires or claim.at
