"""Rules, touches and requests from plain JSON: ledgers, hypothetical questions, case files."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from customer_space.gate.rules.channels import Channel, MessageClass, channel
from customer_space.gate.rules.parties import Touch, TouchState
from customer_space.gate.rules.snapshot import Request, Urgency
from customer_space.gate.rules.statements import (
    Cap,
    Hours,
    Kind,
    Level,
    Pause,
    Period,
    Rule,
    Scope,
    Unit,
)
from customer_space.gate.rules.walltime import WEEKDAYS, duration

Plain = Mapping[str, Any]


def rule_from(plain: Plain, level: Level) -> Rule:
    """A rule of that level. KeyError or ValueError if it lacks or misspells something."""
    kind = Kind(plain["type"])
    return Rule(
        kind=kind,
        id=plain.get("id", ""),
        set_at=instant(plain.get("set_at")),
        channels=channels(plain.get("channels")),
        topics=_names(plain.get("topics")),
        senders=None if kind is Kind.REP else _names(plain.get("senders")),
        classes=_classes(plain.get("classes")),
        on_point=plain.get("on_point"),
        account=plain.get("account"),
        effective_from=instant(plain.get("effective_from")),
        effective_to=instant(plain.get("effective_to")),
        source=plain.get("source", ""),
        hours=_hours(plain) if kind in (Kind.QUIET, Kind.WINDOW) else None,
        dates=frozenset(date.fromisoformat(day) for day in plain.get("dates", ())),
        pause=_pause(plain) if kind is Kind.PAUSE else None,
        cap=_limit(kind, plain, level),
        to=channel(plain["to"]) if kind is Kind.REDIRECT else None,
        reps=_reps(plain) if kind is Kind.REP else (),
    )


def touch_from(plain: Plain) -> Touch:
    """A past or booked contact."""
    return Touch(
        at=_needed(plain["at"]),
        channel=channel(plain["channel"]),
        message_class=MessageClass(plain["class"]),
        person=plain["person"],
        account=plain.get("account"),
        point=plain.get("point"),
        topic=plain.get("topic"),
        sender=plain.get("sender"),
        weight=plain.get("weight"),
        state=TouchState(plain.get("state", "done")),
        expires=instant(plain.get("expires")),
        reservation=plain.get("reservation"),
        reply=bool(plain.get("in_reply_to")),
        inbound=plain.get("direction") == "in",
    )


def request_from(plain: Plain) -> Request:
    """A request; promotion inside makes a service message marketing."""
    stated = MessageClass(plain["class"])
    promoted = stated is MessageClass.SERVICE and plain.get("contains_promotion")
    return Request(
        channel=channel(plain["channel"]),
        message_class=MessageClass.MARKETING if promoted else stated,
        at=_needed(plain["at"]),
        sender=plain.get("sender", ""),
        sender_kind=plain.get("sender_kind", "rep"),
        person=plain.get("person"),
        address=plain.get("address"),
        account=plain.get("account"),
        point=plain.get("point"),
        topic=plain.get("topic"),
        weight=plain.get("weight"),
        latest=instant(plain.get("latest")),
        reservation=plain.get("reservation"),
        in_reply_to=plain.get("in_reply_to"),
        permit=plain.get("permit"),
        urgency=Urgency(plain.get("urgency") or "normal"),
        bulk=bool(plain.get("bulk")),
    )


def instant(text: str | None) -> datetime | None:
    """An ISO 8601 instant in UTC; a bare date is its UTC midnight."""
    return None if text is None else _needed(text)


def channels(names: Iterable[str] | None) -> frozenset[Channel] | None:
    """The channels of these names; None names none in particular."""
    return None if names is None else frozenset(channel(name) for name in names)


def _needed(text: str) -> datetime:
    read = datetime.fromisoformat(text)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def _names(names: Iterable[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)


def _classes(names: Iterable[str] | None) -> frozenset[MessageClass] | None:
    return None if names is None else frozenset(MessageClass(name) for name in names)


def _hours(plain: Plain) -> Hours:
    days = frozenset(plain.get("days") or WEEKDAYS)
    if unknown := days - set(WEEKDAYS):
        raise ValueError(f"unknown days: {sorted(unknown)}")
    return Hours(_seconds(plain["from"]), _seconds(plain["to"]), days, plain.get("tz"))


def _seconds(text: str) -> int:
    hours, minutes, *rest = (int(part) for part in text.split(":"))
    return 3600 * hours + 60 * minutes + sum(rest)


def _pause(plain: Plain) -> Pause:
    spared = frozenset(plain.get("except", ()))
    return Pause(instant(plain.get("from")), instant(plain.get("until")), spared)


def _limit(kind: Kind, plain: Plain, level: Level) -> Cap | None:
    if kind is Kind.GAP:
        scope = Scope(plain.get("scope") or _SCOPES.get(level, Scope.PERSON))
        return Cap(1, rolling=duration(plain["min"]), scope=scope, unit=Unit.CONTACTS)
    if kind is not Kind.CAP:
        return None
    window = plain["window"]
    return Cap(
        max=plain["max"],
        rolling=duration(window["rolling"]) if "rolling" in window else None,
        calendar=Period(window["calendar"]) if "calendar" in window else None,
        week_start=window.get("week_start", "mon"),
        scope=Scope(plain.get("scope") or _SCOPES.get(level, Scope.PERSON)),
        unit=Unit(plain.get("unit", "weight")),
        same_topic=plain.get("same") == "topic",
    )


_SCOPES = {Level.ACCOUNT: Scope.ACCOUNT, Level.POINT: Scope.POINT}


def _reps(plain: Plain) -> tuple[str, ...]:
    first = plain.get("sender") or plain.get("rep")
    named = [first] if first else list(plain.get("senders", ()))
    return (*named, *plain.get("deputies", ()))
