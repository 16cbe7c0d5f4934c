"""What an event changes: an address that fails, a complaint, a word of "no more" (gate.md 5.5).

Everything moves toward less contact; more is only ever said by the customer in the portal.
"""

import logging
from datetime import datetime, timedelta

from customer_space.directory.actions import add_point
from customer_space.directory.models import ContactPoint, PointKind, PointStatus
from customer_space.gate.signals.events import Event, Kind, Reason
from customer_space.gate.signals.models import SignalEvent
from customer_space.gate.signals.statuses import DISABLED
from customer_space.gate.signals.targets import Target
from customer_space.preferences.consents import record
from customer_space.preferences.models import (
    ConsentKind,
    ConsentMethod,
    SuppressionReason,
    SuppressionScope,
)
from customer_space.preferences.stopping import Heard, stop_advertising, stop_topics
from customer_space.preferences.suppressions import Keys, suppress, suppressions_of
from customer_space.preferences.vocabulary import Channel

log = logging.getLogger(__name__)

ENOUGH, WITHIN, OVER = 3, timedelta(days=30), timedelta(days=10)
"""So many soft failures, within so long, over at least so long: the address is dead."""
SOFT = frozenset({Reason.MAILBOX_FULL, Reason.TIMED_OUT, Reason.OTHER})
FAILING = frozenset({PointStatus.UNVERIFIED, PointStatus.VALID})


async def apply(event: Event, kept: SignalEvent, target: Target, *, keys: Keys) -> str:
    """Do what the event means; says what was done, empty for nothing. Hold the people's locks."""
    match event.kind:
        case Kind.BOUNCED | Kind.REJECTED:
            return await _failed(event, kept, target)
        case Kind.COMPLAINED:
            return await _complained(kept, target, keys)
        case Kind.UNSUBSCRIBED:
            return await _stopped(event, kept, target)
        case _:
            return ""


async def _failed(event: Event, kept: SignalEvent, target: Target) -> str:
    if event.status.startswith("4"):
        return ""
    if event.reason not in SOFT | {Reason.INVALID}:
        log.warning("mail was refused for reasons of ours: %s %s", event.reason, event.status)
        return ""
    if event.kind is Kind.REJECTED and event.reason is not Reason.INVALID:
        return ""
    point = await _point(target)
    kept.contact_point_id = point.id
    if event.reason is Reason.INVALID or await _is_dead(event, kept, point):
        await ContactPoint.filter(id=point.id).update(status=PointStatus.INVALID)
        return "point invalid"
    await ContactPoint.filter(id=point.id, status__in=FAILING).update(
        status=PointStatus.SOFT_FAILING
    )
    return "point soft-failing"


async def _is_dead(event: Event, kept: SignalEvent, point: ContactPoint) -> bool:
    before = SignalEvent.filter(
        contact_point_id=point.id, kind=Kind.BOUNCED, at__gt=kept.at - WITHIN, at__lte=kept.at
    ).exclude(id=kept.id)
    if event.status == DISABLED:
        return await before.filter(status=DISABLED).exists()
    times: list[datetime] = [kept.at]
    times += await before.filter(reason__in=SOFT).values_list("at", flat=True)  # type: ignore[arg-type]
    return len(times) >= ENOUGH and max(times) - min(times) >= OVER


async def _point(target: Target) -> ContactPoint:
    """The address as the directory has it; the one somebody signs in with is added to it."""
    known = await ContactPoint.get_or_none(kind=PointKind.EMAIL, value=target.address)
    if known is not None:
        return known
    link = await add_point(target.people[0], PointKind.EMAIL, target.address, "sign-in address")
    return link.contact_point


async def _complained(kept: SignalEvent, target: Target, keys: Keys) -> str:
    found = await suppressions_of([target.address], keys)
    if any(one.scope in {SuppressionScope.ALL, SuppressionScope.MARKETING} for one in found):
        return ""
    await suppress(
        target.address, SuppressionReason.COMPLAINT, scope=SuppressionScope.MARKETING, keys=keys
    )
    for person in target.people:
        await record(
            person.id,
            ConsentKind.COMPLAINED,
            topic=target.touch.topic if target.touch else None,
            channels=[Channel.EMAIL.value],
            method=ConsentMethod.API,
            actor={"signal": str(kept.signal_id)},
        )
    return "marketing suppressed"


async def _stopped(event: Event, kept: SignalEvent, target: Target) -> str:
    method = ConsentMethod.REPLY_KEYWORD if event.detail == "mail" else ConsentMethod.API
    heard = Heard(method, {"signal": str(kept.signal_id)})
    changed = False
    for person in target.people:
        if target.touch is not None:
            topics = [target.touch.topic]
            changed |= await stop_topics(topics, Channel.EMAIL, by=person, heard=heard)
        else:
            changed |= await stop_advertising(Channel.EMAIL, by=person, heard=heard)
    return "topic stopped" if changed else ""
