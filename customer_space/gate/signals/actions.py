"""Taking a signal in, and later understanding it: kept raw first, each event applied once."""

import hashlib
from datetime import datetime
from uuid import UUID

from customer_space.gate.signals.effects import apply
from customer_space.gate.signals.events import Event, Kind
from customer_space.gate.signals.models import InboundSignal, SignalEvent
from customer_space.gate.signals.reading import MAIL, events_of
from customer_space.gate.signals.targets import target_of
from customer_space.preferences.locks import lock_person
from customer_space.preferences.suppressions import Keys
from portal.clock import now
from portal.database import rows, transaction
from portal.ids import new_id
from portal.outbox import enqueue

UNDERSTAND = "gate.signal"

_KEEP = """
insert into inbound_signal (id, provider, body_hash, body, received_at)
values ($1, $2, $3, $4, $5) on conflict (provider, body_hash) do nothing returning id
"""
_ONCE = """
insert into signal_event (id, signal_id, event_key, kind, reason, status, touch_id, at, effect)
values ($1, $2, $3, $4, $5, $6, $7, $8, '') on conflict (event_key) do nothing returning id
"""


@transaction
async def take_in(source: str, body: bytes) -> bool:
    """Keep what came in, to be understood after the commit; False if it is here already."""
    digest = hashlib.sha256(body).hexdigest()
    kept = await rows(_KEEP, new_id(), source, digest, body, now())
    if not kept:
        return False
    await enqueue(UNDERSTAND, {"signal": str(kept[0]["id"])})
    return True


async def understand(signal_id: UUID, *, keys: Keys) -> None:
    """Apply its events; what could not be read stays as it came, everything else is emptied.

    Started again after a crash it goes on: an event that was applied is not applied again.
    """
    signal = await InboundSignal.get_or_none(id=signal_id, done_at=None)
    if signal is None:
        return
    events = events_of(signal.provider, bytes(signal.body))
    for number, event in enumerate(events):
        await _apply_once(event, signal, number, keys=keys)
    signal.done_at = now()
    if all(event.kind is not Kind.UNREADABLE for event in events):
        signal.body = b""
    await signal.save(update_fields=["done_at", "body"])


@transaction
async def _apply_once(event: Event, signal: InboundSignal, number: int, *, keys: Keys) -> None:
    target = await target_of(event, believed=signal.provider != MAIL, keys=keys)
    for person in target.people if target else ():
        await lock_person(person.id)
    new = await rows(
        _ONCE,
        new_id(),
        signal.id,
        key_of(event, signal, number),
        event.kind.value,
        event.reason.value,
        event.status[:20],
        target.touch.id if target and target.touch else None,
        _when(event, signal),
    )
    if not new or target is None:
        return
    kept = await SignalEvent.get(id=new[0]["id"])
    kept.effect = await apply(event, kept, target, keys=keys)
    await kept.save(update_fields=["effect", "contact_point_id"])


def key_of(event: Event, signal: InboundSignal, number: int) -> str:
    """The same for the same event told again: by the teller's id, the mail, or the bytes."""
    if event.event_id:
        parts = [event.event_id]
    elif event.message_id:
        parts = [event.message_id, event.recipient, event.kind, event.status, event.detail[:60]]
    else:
        parts = [signal.body_hash, str(number)]
    return hashlib.sha256("\0".join([signal.provider, *parts]).encode()).hexdigest()


def _when(event: Event, signal: InboundSignal) -> datetime:
    """When it happened as it was told, but never after it came in."""
    return min(event.at or signal.received_at, signal.received_at)
