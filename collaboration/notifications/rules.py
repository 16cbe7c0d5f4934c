"""Who is told of a message, how soon, and why: values in, a verdict out.

Access, following and notification are three things (product.md, principle 7): these rules only
choose among messages that somebody may read.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from customer_space.accounts.rights import Side

QUIET = timedelta(minutes=2)
"""So long nothing more is said before a mail is written."""
PATIENCE = timedelta(minutes=15)
"""A conversation that never pauses is written about after this."""
DIGEST_AT = time(8)
MONDAY = 0


class Volume(StrEnum):
    LOUD = "loud"
    NORMAL = "normal"
    QUIET = "quiet"
    MUTE = "mute"


class Digest(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class Why(StrEnum):
    """Why a message concerns somebody, the nearest first; its words follow the author's name."""

    NAMED = "named you"
    ANSWERED = "answered you"
    TAKES_PART = "wrote in a conversation you take part in"
    GROUP = "wrote to all of you"
    ANYTHING = "wrote in the space"


class Soon(StrEnum):
    """How soon somebody is told."""

    NOW = "now"
    IN_DIGEST = "in the digest"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Reader:
    """A member with what they want, what they have seen, and what they were told of."""

    id: UUID
    side: Side
    joined_at: datetime
    zone: str = "UTC"
    volume: Volume = Volume.NORMAL
    digest: Digest = Digest.DAILY
    told_number: int = 0
    told_note: int = 0
    seen_number: int = 0
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A message as far as telling of it goes. `writers` wrote in its thread before or after."""

    id: UUID
    author_id: UUID
    author_side: Side
    at: datetime
    number: int
    note_number: int = 0
    audience: Side | None = None
    thread_id: UUID | None = None
    named: frozenset[UUID] = frozenset()
    groups: frozenset[str] = frozenset()
    answers: UUID | None = None
    writers: frozenset[UUID] = frozenset()


def is_news(said: Said, reader: Reader) -> bool:
    """Whether it is another's, for this reader's eyes, and neither read nor told of yet."""
    readable = said.audience in {None, reader.side} and said.at >= reader.joined_at
    mine = said.author_id == reader.id
    return readable and not mine and not _is_told(said, reader) and not _is_seen(said, reader)


def why(said: Said, reader: Reader) -> Why:
    """The nearest reason why it concerns the reader."""
    if reader.id in said.named:
        return Why.NAMED
    if said.answers == reader.id:
        return Why.ANSWERED
    if "everyone" in said.groups or (said.groups and said.author_side is reader.side):
        return Why.GROUP
    if reader.id in said.writers:
        return Why.TAKES_PART
    return Why.ANYTHING


def soon(said: Said, reader: Reader) -> Soon:
    """When the reader is told of something new, by the volume they chose."""
    if reader.volume is Volume.MUTE:
        return Soon.NEVER
    loud = reader.volume is Volume.LOUD
    concerns = reader.volume is Volume.NORMAL and why(said, reader) is not Why.ANYTHING
    if loud or concerns:
        return Soon.NOW
    return Soon.NEVER if reader.digest is Digest.NEVER else Soon.IN_DIGEST


def write_at(new: Collection[Said], at: datetime) -> datetime:
    """When to write about what concerns somebody: after two quiet minutes, or 15 at most."""
    latest, first = max(said.at for said in new), min(said.at for said in new)
    return max(at, min(latest + QUIET, first + PATIENCE))


def next_digest(reader: Reader, at: datetime) -> datetime:
    """The next morning, or Monday's, where the reader is; in UTC's offset."""
    zone = zone_of(reader)
    day = at.astimezone(zone).date()
    while True:
        due = datetime.combine(day, DIGEST_AT, zone)
        in_week = reader.digest is Digest.DAILY or day.weekday() == MONDAY
        if due > at and in_week:
            return due.astimezone(at.tzinfo)
        day += timedelta(days=1)


def zone_of(reader: Reader) -> ZoneInfo:
    """Where the reader's clock is; UTC for a zone that is none."""
    try:
        return ZoneInfo(reader.zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _is_told(said: Said, reader: Reader) -> bool:
    if said.audience:
        return said.note_number <= reader.told_note
    return said.number <= reader.told_number


def _is_seen(said: Said, reader: Reader) -> bool:
    """By the number the reader's browser named. A note has none of its own: its time decides.

    A thread stands beside something else than the conversation: there, only who wrote has seen.
    """
    if said.thread_id is not None:
        return False
    if said.audience is None or said.number < reader.seen_number:
        return said.number <= reader.seen_number
    known = reader.seen_at is not None and said.at <= reader.seen_at
    return said.number == reader.seen_number and known
