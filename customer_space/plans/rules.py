"""What is decided about plans without asking anybody: due words, rhythm, agreement."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from customer_space.accounts.rights import Side

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY_WORDS = dict(
    zip(
        WEEKDAYS,
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        strict=True,
    )
)
SIGNING_SIDES = (Side.CUSTOMER, Side.COMPANY)
"""The sides whose lead has to sign; a partner reads and edits, but binds nobody."""


class Per(StrEnum):
    """What a rhythm counts in."""

    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Way(StrEnum):
    """A channel of the gate that a rhythm can speak of."""

    CALL = "voice_live"
    VIDEO = "video"
    VISIT = "visit"
    EMAIL = "email"
    SMS = "sms"
    LETTER = "postal"

    @property
    def words(self) -> tuple[str, str]:
        """One of them, and several."""
        return WAY_WORDS[self]


WAY_WORDS = {
    Way.CALL: ("call", "calls"),
    Way.VIDEO: ("video call", "video calls"),
    Way.VISIT: ("visit", "visits"),
    Way.EMAIL: ("e-mail", "e-mails"),
    Way.SMS: ("text message", "text messages"),
    Way.LETTER: ("letter", "letters"),
}
PER_WORDS = {
    Per.WEEK: "a week",
    Per.FORTNIGHT: "every two weeks",
    Per.MONTH: "a month",
    Per.QUARTER: "a quarter",
    Per.YEAR: "a year",
}
SMALL_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six")


@dataclass(frozen=True)
class Beat:
    """One line of the rhythm: at most `times` per `per` on a channel, when, and by whom."""

    way: Way
    times: int
    per: Per
    topic: str = ""
    """A topic's key in the gate's catalogue; empty: whatever it is about."""
    days: tuple[str, ...] = ()
    """Weekdays as mon, tue …; empty: any day."""
    opens: str = ""
    """HH:MM on the customer's clock; empty (with `closes`): any hour."""
    closes: str = ""
    who: str = ""
    """The person's id; empty: anybody of the company."""


@dataclass(frozen=True)
class Rhythm:
    """What both sides signed, and when the second of them did."""

    beats: tuple[Beat, ...]
    signed_at: datetime

    @classmethod
    def of(cls, content: Iterable[Mapping[str, Any]], signed_at: datetime) -> "Rhythm":
        """Read it back from what `content_of` made."""
        beats = tuple(
            Beat(**{**each, "way": Way(each["way"]), "per": Per(each["per"]),
                    "days": tuple(each["days"])})
            for each in content
        )  # fmt: skip
        return cls(beats, signed_at)


def sentence(beat: Beat, who: str = "") -> str:
    """The beat in the words both sides read; `who` is the person's name."""
    one, many = beat.way.words
    about = f" about {beat.topic.replace('-', ' ')}" if beat.topic else ""
    if not beat.times:
        return f"No {many}{about}."
    number = SMALL_NUMBERS[beat.times] if beat.times < len(SMALL_NUMBERS) else str(beat.times)
    head = f"{number} {one if beat.times == 1 else many}{about} {PER_WORDS[beat.per]} at most"
    parts = [head, *filter(None, (_days_words(beat.days), _hours_words(beat)))]
    return ", ".join(parts) + (f", by {who}." if who else ".")


def content_of(beats: Iterable[Beat]) -> list[dict[str, Any]]:
    """The beats as plain data in one order, so that moving a line changes nothing."""
    plain = [asdict(beat) | {"days": sorted(beat.days, key=WEEKDAYS.index)} for beat in beats]
    return sorted(plain, key=_canonical)


def content_hash(beats: Iterable[Beat]) -> str:
    """SHA-256 over the canonical JSON of the content: what a signature is bound to (64 hex)."""
    return hashlib.sha256(_canonical(content_of(beats)).encode()).hexdigest()


def agreed(signatures: Mapping[Side, str], current_hash: str) -> bool:
    """Whether every side that has to sign has signed exactly this content."""
    return all(signatures.get(side) == current_hash for side in SIGNING_SIDES)


def compile(rhythm: Rhythm) -> list[dict[str, Any]]:  # noqa: A001 - it compiles, nothing else
    """The rhythm as account-level statements of the gate (cap, window, rep, deny), in one order.

    They only narrow: what a person of the account stated for themselves binds besides.
    """
    set_at = rhythm.signed_at.isoformat()
    return [
        _scope(beat) | statement | {"set_at": set_at, "source": "plan"}
        for beat in Rhythm.of(content_of(rhythm.beats), rhythm.signed_at).beats
        for statement in _statements(beat)
    ]


def due_words(due: date, today: date) -> str:
    """How far away a day is, in the same words for whoever owes and whoever waits."""
    days = (due - today).days
    if days < 0:
        return "1 day overdue" if days == -1 else f"{-days} days overdue"
    return {0: "due today", 1: "due tomorrow"}.get(days, f"due in {days} days")


def _statements(beat: Beat) -> list[dict[str, Any]]:
    if not beat.times:
        return [{"type": "deny"}]
    made: list[dict[str, Any]] = [
        {
            "type": "cap",
            "max": beat.times,
            "unit": "contacts",
            "scope": "account",
            "window": {"rolling": "P14D"}
            if beat.per is Per.FORTNIGHT
            else {"calendar": str(beat.per)},
            **({"same": "topic"} if beat.topic else {}),
        }
    ]
    if beat.days or beat.opens:
        made.append(_window(beat))
    if beat.who:
        made.append({"type": "rep", "rep": beat.who})
    return made


def _window(beat: Beat) -> dict[str, Any]:
    days = {"days": sorted(beat.days, key=WEEKDAYS.index)} if beat.days else {}
    # Without hours the day runs from its midnight to the next: the gate reads `to` ≤ `from` so.
    return {"type": "window", "from": beat.opens or "00:00", "to": beat.closes or "00:00"} | days


def _scope(beat: Beat) -> dict[str, Any]:
    topics = {"topics": [beat.topic]} if beat.topic else {}
    return {"channels": [str(beat.way)]} | topics


def _days_words(days: Sequence[str]) -> str:
    words = [f"{WEEKDAY_WORDS[day]}s" for day in sorted(days, key=WEEKDAYS.index)]
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def _hours_words(beat: Beat) -> str:
    return f"{beat.opens} to {beat.closes}" if beat.opens else ""


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
