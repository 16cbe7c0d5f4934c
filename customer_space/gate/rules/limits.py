"""Which past and booked contacts a cap or gap counts, and the clock that results."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from operator import attrgetter

from customer_space.gate.rules.binding import Bound
from customer_space.gate.rules.caps import CalendarClock, RollingClock
from customer_space.gate.rules.channels import PERSUASIVE
from customer_space.gate.rules.parties import Series, Touch
from customer_space.gate.rules.scene import Scene
from customer_space.gate.rules.statements import Cap, Kind, Level, Rule, Scope, Unit
from customer_space.gate.rules.tally import Tally, tally

_LONGEST_PERIOD = timedelta(days=368)
_AT = attrgetter("at")
ANYBODY = "*"


def limit_clock(
    bound: Bound, here: Scene, *, of: str | None = ANYBODY, at_most: int | None = None
) -> RollingClock | CalendarClock:
    """The clock of a cap or gap for this request; a gap is one contact per its length.

    Of one sender's contacts alone if it says whose: then for one more unit within `at_most`.
    """
    cap = _cap(bound)
    weight, counted = _load(cap, here.request.load), _tally(bound, here, of)
    most = cap.max
    if at_most is not None:
        weight, most = 1, at_most
    if cap.calendar is not None:
        return CalendarClock(most, cap.calendar, cap.week_start, weight, counted)
    if cap.rolling is None:
        raise ValueError(f"cap {bound.rule.id} has neither duration nor period")
    return RollingClock(most, cap.rolling, weight, counted)


def _tally(bound: Bound, here: Scene, of: str | None) -> Tally:
    """What the cap counts, leaving out what ended before the request's instant."""
    cap, named = _cap(bound), counts(bound, here)

    def counted(touch: Touch) -> bool:
        return named(touch) and of in (ANYBODY, touch.sender)

    reach = cap.rolling.longest if cap.rolling else _LONGEST_PERIOD
    since = here.request.at - reach
    start = bisect_left(here.live, since, key=_AT)
    loads = [(touch.at, _load(cap, touch.load)) for touch in here.live[start:] if counted(touch)]
    for series in here.past:
        if counted(series.like):
            loads += _loads(cap, series, since)
    return tally([(at, load) for at, load in loads if load])


def _loads(cap: Cap, series: Series, since: datetime) -> Iterator[tuple[datetime, int]]:
    start = bisect_left(series.times, since)
    weights = series.weights[start:]
    if cap.unit is Unit.CONTACTS:
        weights = tuple(1 if weight else 0 for weight in weights)
    return zip(series.times[start:], weights, strict=True)


def _cap(bound: Bound) -> Cap:
    if bound.rule.cap is None:
        raise ValueError(f"rule {bound.rule.id} lacks its limit")
    return bound.rule.cap


def _load(cap: Cap, load: int) -> int:
    return min(load, 1) if cap.unit is Unit.CONTACTS else load


def counts(bound: Bound, here: Scene) -> Callable[[Touch], bool]:
    """Which contacts the cap counts."""
    rule, mine = bound.rule, _scope(bound, here)
    topics = rule.topics
    if _cap(bound).same_topic and here.request.topic is not None:
        topics = frozenset({here.request.topic})
    classes = PERSUASIVE if rule.classes is None else rule.classes

    def counted(touch: Touch) -> bool:
        return (
            touch.message_class in classes
            and (rule.channels is None or touch.channel in rule.channels)
            and (topics is None or touch.topic in topics)
            and (rule.senders is None or touch.sender in rule.senders)
            and mine(touch)
        )

    return counted


def _scope(bound: Bound, here: Scene) -> Callable[[Touch], bool]:
    scope, point = _cap(bound).scope, here.point.id if here.point else None
    if bound.rule.on_point is not None or scope is Scope.POINT:
        return lambda touch: touch.point is not None and touch.point == point
    if scope is Scope.ACCOUNT:
        own = bound.source if bound.level is Level.ACCOUNT else None
        accounts = {own} if own else set(here.hats)
        return lambda touch: touch.account in accounts
    person = here.person.id if here.person else None
    return lambda touch: touch.person == person


def is_limit(rule: Rule) -> bool:
    """Whether the rule is a cap or gap."""
    return rule.kind in (Kind.CAP, Kind.GAP)
