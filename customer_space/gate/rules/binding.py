"""Which rules speak about a request, and which of them bind its message class."""

from collections.abc import Iterator
from dataclasses import dataclass

from customer_space.gate.rules.channels import PERSUASIVE, MessageClass
from customer_space.gate.rules.scene import Scene
from customer_space.gate.rules.statements import Kind, Level, Rule

HOURS = frozenset({Kind.QUIET, Kind.WINDOW, Kind.HOLIDAY})
LIMITS = frozenset({Kind.CAP, Kind.GAP})


@dataclass(frozen=True, slots=True)
class Bound:
    """A rule that binds the request, and whose it is; shared: of another user of the point."""

    rule: Rule
    level: Level
    source: str
    shared: bool = False


def bound_rules(here: Scene) -> tuple[Bound, ...]:
    """Every rule that names this request, binds its class and does not yield to the customer."""
    return tuple(
        bound
        for bound in _all_rules(here)
        if _names(bound.rule, here) and _binds(bound, here) and not _yields(bound, here)
    )


def _all_rules(here: Scene) -> Iterator[Bound]:
    for rule in here.snapshot.law:
        yield Bound(rule, Level.LAW, rule.source)
    if here.point is not None:
        yield from (Bound(rule, Level.POINT, here.point.id) for rule in here.point.rules)
        yield from _rules_of_others(here, here.point.id, here.point.persons)
    if here.person is not None:
        yield from (Bound(rule, Level.PERSON, here.person.id) for rule in here.person.rules)
    for hat in here.hats:
        if account := here.snapshot.accounts.get(hat):
            yield from (Bound(rule, Level.ACCOUNT, hat) for rule in account.rules)
    for rule in here.snapshot.vendor:
        yield Bound(rule, Level.VENDOR, rule.source)


def _rules_of_others(here: Scene, point: str, users: tuple[str, ...]) -> Iterator[Bound]:
    for user in users:
        other = here.snapshot.persons.get(user)
        if other is not None and (here.person is None or other.id != here.person.id):
            on_it = (rule for rule in other.rules if rule.on_point == point)
            yield from (Bound(rule, Level.POINT, other.id, shared=True) for rule in on_it)


def _names(rule: Rule, here: Scene) -> bool:
    request = here.request
    return (
        (rule.channels is None or request.channel in rule.channels)
        and (rule.topics is None or request.topic in rule.topics)
        and (rule.senders is None or request.sender in rule.senders)
        and (rule.classes is None or request.message_class in rule.classes)
        and (rule.on_point is None or (here.point is not None and here.point.id == rule.on_point))
        and (rule.account is None or rule.account in here.hats)
    )


def _binds(bound: Bound, here: Scene) -> bool:
    rule, kind, class_ = bound.rule, bound.rule.kind, here.request.message_class
    service = class_ is MessageClass.SERVICE
    if kind in HOURS:
        return not here.request.unstoppable
    if kind is Kind.PAUSE:
        return class_ in PERSUASIVE and not _excepted(rule, here)
    if kind in LIMITS:
        return class_ in PERSUASIVE or (service and rule.classes is not None)
    if kind is Kind.REP:
        return class_ is MessageClass.RELATIONSHIP
    if kind is Kind.REDIRECT:
        return class_ is not MessageClass.ESSENTIAL
    about_channel = rule.channels or rule.on_point or bound.level is Level.POINT
    return class_ in PERSUASIVE or (service and bool(about_channel))


def _excepted(rule: Rule, here: Scene) -> bool:
    spared = rule.pause.except_ if rule.pause else frozenset()
    request = here.request
    return bool(spared & {request.message_class.value, request.topic, request.channel.value})


def _yields(bound: Bound, here: Scene) -> bool:
    own = bound.level in (Level.PERSON, Level.VENDOR)
    if here.permit is not None and own:
        return True
    if here.request.in_reply_to is None:
        return False
    if bound.rule.kind in LIMITS:
        return bound.level is not Level.LAW
    return own and bound.rule.kind in HOURS
