"""What a run has counted so far, and the summary in the end."""

import hmac
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from customer_space.gate.bulk.outlook import HOURS, Outlook, full_hours
from customer_space.gate.bulk.pressure import EVERY, Pressure
from customer_space.gate.bulk.question import Question, Verdict
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.weighing import tzdb_version
from customer_space.preferences.suppressions import Keys

GOOD_FOR = timedelta(hours=24)
ANSWERED = ("allowed", "deferred", "denied")
HOUR = timedelta(hours=1)


@dataclass
class Tally:
    """Rows by file, headline reasons by file, and how many hours the deferred wait."""

    files: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, Counter[str]] = field(default_factory=dict)
    waits: Counter[int] = field(default_factory=Counter)
    repeated: int = 0
    channels: dict[str, Counter[str]] = field(default_factory=dict)
    looked_ahead: int = 0
    by_hour: list[int] = field(default_factory=lambda: [0] * HOURS)
    """Of the people looked ahead for, how many are open at each of outlook's hours."""
    pressure: Pressure = field(default_factory=Pressure)

    def add(self, file: str, verdict: Verdict, question: Question) -> None:
        """One more answered row."""
        at, channel = question.at, question.channel.value
        self.files[file] += 1
        self.channels.setdefault(channel, Counter())[file] += 1
        self.reasons.setdefault(file, Counter())[verdict.codes[0]] += 1
        if verdict.outcome is Outcome.DEFER and verdict.next_at:
            self.waits[int((verdict.next_at - at) / HOUR)] += 1

    def add_fault(self, problem: str) -> None:
        """One more row that could not be asked about."""
        self.files["errors"] += 1
        self.reasons.setdefault("errors", Counter())[problem] += 1

    def look_ahead(self, outlook: Outlook) -> None:
        """Take over what it has counted since."""
        people, counts = outlook.taken()
        self.looked_ahead += people
        self.by_hour = [a + b for a, b in zip(self.by_hour, counts, strict=True)]

    @property
    def median_wait(self) -> int | None:
        """Hours; of an even number the lower one."""
        place = (sum(self.waits.values()) + 1) // 2
        for hours in sorted(self.waits):
            place -= self.waits[hours]
            if place <= 0:
                return hours
        return None

    def as_json(self) -> dict[str, Any]:
        """For the checkpoint."""
        return {
            "files": dict(self.files),
            "reasons": {file: dict(found) for file, found in self.reasons.items()},
            "waits": {str(hours): n for hours, n in self.waits.items()},
            "repeated": self.repeated,
            "channels": {channel: dict(found) for channel, found in self.channels.items()},
            "looked_ahead": self.looked_ahead,
            "by_hour": self.by_hour,
            "pressure": self.pressure.as_json(),
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "Tally":
        """Back from the checkpoint."""
        return cls(
            Counter(plain["files"]),
            {file: Counter(found) for file, found in plain["reasons"].items()},
            Counter({int(hours): n for hours, n in plain["waits"].items()}),
            plain["repeated"],
            {channel: Counter(found) for channel, found in plain["channels"].items()},
            plain["looked_ahead"],
            plain["by_hour"],
            Pressure.of(plain["pressure"]),
        )


def summary(
    tally: Tally, question: Question, keys: Keys, *, sha256: str, mode: str
) -> dict[str, Any]:
    """The counts, which add up, with what they are about; signed with the newest key."""
    counts = {name: tally.files[name] for name in (*ANSWERED, "errors")}
    plain = {
        "rows": sum(counts.values()),
        **counts,
        "repeated": tally.repeated,
        "reasons": {
            file: dict(sorted(found.items())) for file, found in sorted(tally.reasons.items())
        },
        "by_channel": {
            channel: {file: found[file] for file in ANSWERED}
            for channel, found in sorted(tally.channels.items())
        },
        "median_wait_hours": tally.median_wait,
        "outlook": _outlook(tally, question),
        "what_if": tally.pressure.as_json() | {"every": EVERY},
        "topic": question.topic,
        "channel": question.channel.value,
        "sender": question.by.id,
        "mode": mode,
        "at": question.at.isoformat(),
        "valid_until": (question.at + GOOD_FOR).isoformat(),
        "input_sha256": sha256,
        "versions": {"tzdb": tzdb_version()},
    }
    return plain | {"signature": signature(plain, keys)}


def _outlook(tally: Tally, question: Question) -> dict[str, Any]:
    """Of `people`, how many could be reached at each hour; nobody is looked at for holds."""
    hours = (hour.isoformat(timespec="minutes") for hour in full_hours(question.at))
    open_ = dict(zip(hours, tally.by_hour, strict=True)) if tally.looked_ahead else {}
    return {"people": tally.looked_ahead, "open_at": open_}


def signature(plain: Mapping[str, Any], keys: Keys) -> dict[str, str]:
    """HMAC-SHA-256 (hex) over the canonical JSON, and the id of its key."""
    key_id, key = list(keys.items())[-1]
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    return {"key": key_id, "hmac_sha256": hmac.new(key, text.encode(), "sha256").hexdigest()}
