"""The ledger of consents: one chain of hashes per person, written under the person's lock."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from customer_space.preferences.models import (
    ConsentBasis,
    ConsentEvent,
    ConsentKind,
    ConsentMethod,
)
from portal.clock import now

NOTICE = "contact-page-1"
"""The wording of the contact page; a new wording gets a new name."""
FIRST = "0" * 64
HASHED = (
    *("id", "person_id", "seq", "kind", "topic", "channels", "basis", "method", "event_at"),
    *("recorded_at", "valid_until", "notice_version", "prev_hash"),
)
"""Not who said it and how it is known: an erasure empties those (gate.proof proves them, too)."""
OPENING = frozenset({ConsentKind.GIVEN, ConsentKind.RENEWED})
CLOSING = frozenset({ConsentKind.WITHDRAWN, ConsentKind.REFUSED, ConsentKind.EXPIRED})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger, as far as folding needs it."""

    kind: ConsentKind
    topic: str | None
    channels: list[str]
    basis: ConsentBasis
    event_at: datetime
    valid_until: datetime | None


@dataclass
class Yes:
    """A consent folded from the ledger: one topic, one channel, from when to when."""

    topic: str
    channel: str
    given: datetime
    basis: ConsentBasis
    expires: datetime | None = None
    withdrawn: datetime | None = None


@dataclass
class Standing:
    """Where a person's consents stand."""

    yeses: list[Yes] = field(default_factory=list)
    objected_at: datetime | None = None

    def live(self, at: datetime) -> list[Yes]:
        """Those that hold at `at`."""
        return [
            yes
            for yes in self.yeses
            if yes.withdrawn is None and (yes.expires is None or at < yes.expires)
        ]


async def record(  # one line of a ledger has many columns
    person_id: UUID,
    kind: ConsentKind,
    *,
    topic: str | None,
    channels: Iterable[str],
    method: ConsentMethod,
    actor: dict[str, Any],
    basis: ConsentBasis = ConsentBasis.CONSENT,
    evidence: dict[str, Any] | None = None,
    valid_until: datetime | None = None,
) -> ConsentEvent:
    """Add a line. Call it in a transaction that holds the person's lock."""
    last = await ConsentEvent.filter(person_id=person_id).order_by("-seq").first()
    at = now()
    event = ConsentEvent(
        person_id=person_id,
        seq=last.seq + 1 if last else 1,
        kind=kind,
        topic=topic,
        channels=sorted(channels),
        basis=basis,
        method=method,
        event_at=at,
        recorded_at=at,
        valid_until=valid_until,
        notice_version=NOTICE,
        actor=actor,
        evidence=evidence or {},
        prev_hash=last.row_hash if last else FIRST,
    )
    event.row_hash = hash_of(event)
    await event.save(force_create=True)
    return event


def hash_of(event: ConsentEvent) -> str:
    """SHA-256 (hex) over the line before and this line as canonical JSON."""
    line = {name: getattr(event, name) for name in HASHED}
    text = json.dumps(line, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def first_broken(events: Iterable[ConsentEvent]) -> ConsentEvent | None:
    """The first line of a person's ledger that was changed, or follows a removed one."""
    before, seq = FIRST, 0
    for event in events:
        if (event.prev_hash, event.seq, event.row_hash) != (before, seq + 1, hash_of(event)):
            return event
        before, seq = event.row_hash, event.seq
    return None


def folded(events: Iterable[ConsentEvent | Line]) -> Standing:
    """Where the lines of one person, in order, leave the consents."""
    standing = Standing()
    for event in events:
        if event.kind in OPENING and event.topic is not None:
            standing.yeses += [
                Yes(event.topic, channel, event.event_at, event.basis, event.valid_until)
                for channel in event.channels
            ]
        elif event.kind in CLOSING:
            _close(standing, event)
        elif event.kind is ConsentKind.OBJECTED:
            standing.objected_at = event.event_at
        elif event.kind is ConsentKind.OBJECTION_LIFTED:
            standing.objected_at = None
    return standing


async def standing_of(person_id: UUID) -> Standing:
    """Where a person's consents stand."""
    return folded(await ConsentEvent.filter(person_id=person_id).order_by("seq"))


def _close(standing: Standing, event: ConsentEvent | Line) -> None:
    for yes in standing.yeses:
        named = event.topic in (None, yes.topic) and yes.channel in event.channels
        if named and yes.withdrawn is None:
            yes.withdrawn = event.event_at


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value)
