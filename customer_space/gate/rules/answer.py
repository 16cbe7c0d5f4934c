"""The gate's answer: outcome, every reason, when and how else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from customer_space.gate.rules.channels import Channel
from customer_space.gate.rules.statements import Level


class Outcome(StrEnum):
    """Redirect: this channel no, another yes."""

    ALLOW = "allow"
    DENY = "deny"
    DEFER = "defer"
    REDIRECT = "redirect"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a code for programs, whose rule, until when, and what the sentence names."""

    code: str
    level: Level
    rule_id: str = ""
    until: datetime | None = None
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another channel that is open, at once or from `at` on."""

    channel: Channel
    point: str | None
    at: datetime
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer; the first reason is the headline, all instants are UTC."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    evaluated_for: datetime
    next_at: datetime | None = None
    may_open_earlier_at: datetime | None = None
    alternatives: tuple[Alternative, ...] = ()
    permit_until: datetime | None = None
    zones: tuple[str, ...] = ()

    @property
    def headline(self) -> Reason:
        """The reason that comes first."""
        return self.reasons[0]

    def as_json(self) -> dict[str, Any]:
        """The decision as plain JSON values, instants in ISO 8601."""
        return {
            "outcome": self.outcome.value,
            "reasons": [_reason(reason) for reason in self.reasons],
            "evaluated_for": _instant(self.evaluated_for),
            "next_at": _instant(self.next_at),
            "may_open_earlier_at": _instant(self.may_open_earlier_at),
            "alternatives": [_alternative(other) for other in self.alternatives],
            "permit_until": _instant(self.permit_until),
            "zones": list(self.zones),
        }

    def as_bytes(self) -> bytes:
        """The canonical form: equal decisions have equal bytes."""
        text = json.dumps(self.as_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return text.encode()


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code,
        "level": reason.level.value,
        "rule_id": reason.rule_id,
        "until": _instant(reason.until),
        "params": dict(reason.params),
    }


def _alternative(other: Alternative) -> dict[str, Any]:
    return {
        "channel": other.channel.value,
        "point": other.point,
        "at": _instant(other.at),
        "outcome": other.outcome.value,
    }


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def ranked(reasons: list[Reason]) -> tuple[Reason, ...]:
    """Rank first, then what lasts longest; endless before dated, no reason twice."""
    distinct = {_identity(reason): reason for reason in reasons}
    return tuple(distinct[key] for key in sorted(distinct))


def _identity(reason: Reason) -> tuple[int, float, int, str, str, str]:
    lasting = float("-inf") if reason.until is None else -reason.until.timestamp()
    params = json.dumps(dict(reason.params), sort_keys=True)
    order = _PRECEDENCE.get(reason.code.split(".", maxsplit=1)[0], 0)
    return (reason.level.rank, lasting, order, reason.code, reason.rule_id, params)


# Of equal rank and end: what has no remedy by waiting speaks first, the clock last.
_PRECEDENCE = {"suppressed": -2, "recipient": -1, "timezone": 1, "no_common_window": 2}
_PRECEDENCE["no_slot_before_deadline"] = 3
