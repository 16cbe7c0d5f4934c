"""What a run looked like from outside, and what of it breaks a promise.

A history holds what each client sent, was told and heard, by the clock of the machine. The log is
what the database holds in the end.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

DELIVERED_WITHIN_S = 6.0


class Told(NamedTuple):
    """A client sent (invoke) or was acknowledged (ok) the message with this key."""

    at: float
    client: str
    what: str
    key: str
    number: int = 0


class Heard(NamedTuple):
    """A client was given an event."""

    at: float
    number: int
    key: str


class Entry(NamedTuple):
    """A line of the log."""

    number: int
    key: str


@dataclass
class History:
    """A whole run. `start` is the number before the first message; `troubled` when faults were."""

    start: int
    told: list[Told] = field(default_factory=list)
    heard: dict[str, list[Heard]] = field(default_factory=dict)
    troubled: list[tuple[float, float]] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    """What no client should have been told."""


def violations(history: History, log: Sequence[Entry]) -> list[str]:
    """Every broken promise, a sentence each; an empty list is the proof that was asked for."""
    return [
        *history.odd,
        *_lost(history, log),
        *_doubled(log),
        *_invented(history, log),
        *_misnumbered(history, log),
        *_heard_otherwise(history, log),
        *_out_of_order(history, log),
        *_late(history, log),
    ]


def _lost(history: History, log: Sequence[Entry]) -> Iterator[str]:
    kept = {entry.key: entry.number for entry in log}
    for told in history.told:
        if told.what == "ok" and kept.get(told.key) != told.number:
            found = kept.get(told.key, "nowhere")
            yield f"{told.key} was acknowledged as {told.number} and is {found}"
    unanswered = {told.key for told in history.told} - {
        told.key for told in history.told if told.what == "ok"
    }
    yield from (f"{key} was never answered" for key in sorted(unanswered))


def _doubled(log: Sequence[Entry]) -> Iterator[str]:
    for key, times in Counter(entry.key for entry in log).items():
        if times > 1:
            yield f"{key} is in the log {times} times"


def _invented(history: History, log: Sequence[Entry]) -> Iterator[str]:
    sent = {told.key for told in history.told}
    yield from (f"nobody sent {entry.key}" for entry in log if entry.key not in sent)


def _misnumbered(history: History, log: Sequence[Entry]) -> Iterator[str]:
    for place, entry in enumerate(log, start=history.start + 1):
        if entry.number != place:
            yield f"the log has {entry.number} where {place} belongs"
            return


def _heard_otherwise(history: History, log: Sequence[Entry]) -> Iterator[str]:
    for client, heard in history.heard.items():
        if [(one.number, one.key) for one in heard] != list(log):
            held, numbers = len(log), [one.number for one in heard]
            yield f"{client} heard {len(numbers)} of {held}, in order: {numbers == sorted(numbers)}"


def _out_of_order(history: History, log: Sequence[Entry]) -> Iterator[str]:
    """What was acknowledged before another was sent has the smaller number."""
    number_of = {entry.key: entry.number for entry in log}
    invoked: set[str] = set()
    highest = 0
    for told in sorted(history.told):
        if told.what == "ok":
            highest = max(highest, told.number)
        elif told.key not in invoked:
            invoked.add(told.key)
            if number_of.get(told.key, highest + 1) <= highest:
                yield f"{told.key} was sent after {highest} was acknowledged and comes before it"


def _late(history: History, log: Sequence[Entry]) -> Iterator[str]:
    acknowledged: dict[str, float] = {}
    for told in sorted(history.told):
        if told.what == "ok":
            acknowledged.setdefault(told.key, told.at)
    for client, heard in history.heard.items():
        at_last = {one.key: one.at for one in heard}
        for entry in log:
            kept_at = acknowledged.get(entry.key)
            if kept_at is None or entry.key not in at_last:
                continue
            if (late := at_last[entry.key] - deadline(kept_at, history.troubled)) > 0:
                yield f"{client} heard {entry.number} {late:.1f} s too late"
                break


def deadline(kept_at: float, troubled: Sequence[tuple[float, float]]) -> float:
    """When all must have heard: at the end of the first quiet DELIVERED_WITHIN_S from then on."""
    quiet_from = kept_at
    for start, end in sorted(troubled):
        if end > quiet_from and start < quiet_from + DELIVERED_WITHIN_S:
            quiet_from = end
    return quiet_from + DELIVERED_WITHIN_S
