"""What an audience's owner reads: counts that add up, reasons, other hours, other limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

REASONS = {
    "ok": "Allowed",
    "consent.missing": "No yes given",
    "consent.expired": "Their yes has ended",
    "consent.expired_by_slot": "Their yes ends before then",
    "consent.withdrawn": "Yes taken back",
    "objection.direct_marketing": "No marketing at all",
    "suppressed.erasure": "Asked to be forgotten",
    "suppressed.complaint": "Marked us as spam",
    "suppressed.hard_bounce": "Messages come back",
    "suppressed.register": "On a do-not-contact list",
    "suppressed.manual": "Blocked by hand",
    "suppressed.reassigned": "The address changed hands",
    "point.invalid": "Messages come back",
    "point.reassigned": "The number changed hands",
    "point.deny": "Not on this number",
    "shared.deny": "Not on this shared number",
    "recipient.unknown": "Nobody we know",
    "recipient.minor": "Under age",
    "recipient.deceased": "Has died",
    "recipient.restricted": "Use of their data is restricted",
    "recipient.erased": "Asked to be forgotten",
    "person.deny": "They switched it off",
    "person.redirect": "They want it another way",
    "person.quiet": "Their quiet hours",
    "person.window": "Outside their hours",
    "person.holiday": "A day they keep free",
    "person.cap": "Their limit is reached",
    "person.gap": "Too soon after the last one",
    "account.deny": "Their company agreed otherwise",
    "account.quiet": "Their company's quiet hours",
    "account.window": "Outside their company's hours",
    "account.cap": "Their company's limit is reached",
    "account.gap": "Too soon for their company",
    "law.quiet": "The law's quiet hours",
    "law.window": "Outside the law's hours",
    "law.holiday": "A public holiday",
    "law.cap": "The law's limit is reached",
    "law.gap": "Too soon by law",
    "vendor.quiet": "Our own quiet hours",
    "paused.until": "Paused for a while",
    "paused.open_ended": "Paused until they say so",
    "rep.not_preferred": "They want their own rep",
    "refusal.cool_off": "Said no lately",
    "timezone.unknown": "Time zone not known",
    "cap.impossible": "Weighs more than their limit",
    "no_common_window": "No hour fits all rules",
    "no_slot_before_deadline": "No hour before the deadline",
    "share.yield": "Others are waiting",
}
TOP_REASONS = 10

Point = tuple[str, int]
"""Words and a number, as the charts take them."""


@dataclass(frozen=True)
class Report:
    """A summary as charts and sentences; clocks are the reader's."""

    rows: int
    parts: list[Point]
    reasons: list[Point]
    by_hour: list[Point]
    looked_at: int
    best: Point | None
    what_if: "WhatIf"
    median_wait: str


@dataclass(frozen=True)
class WhatIf:
    """Contacts that were made, and how many a limit would have held back."""

    made: int
    points: list[Point]
    every: str

    def sentence(self, limit: int) -> str:
        """What one of the limits would have meant."""
        back = next((n for words, n in self.points if words == str(limit)), 0)
        return f"A limit of {limit} would have held back {back:,} of {self.made:,} contacts."


def report_of(summary: Mapping[str, Any], zone: str | None) -> Report:
    """The report of a finished audience, for somebody in `zone`."""
    by_hour = _by_hour(summary["outlook"]["open_at"], ZoneInfo(zone or "UTC"))
    return Report(
        rows=summary["rows"],
        parts=[
            ("Now", summary["allowed"]),
            ("Later", summary["deferred"]),
            ("Never", summary["denied"]),
            ("Faulty", summary["errors"]),
        ],
        reasons=_reasons(summary["reasons"]),
        by_hour=by_hour,
        looked_at=summary["outlook"]["people"],
        best=max(by_hour, key=lambda point: point[1], default=None),
        what_if=what_if(summary["what_if"]),
        median_wait=_wait(summary["median_wait_hours"]),
    )


def what_if(plain: Mapping[str, Any]) -> WhatIf:
    """From the counts of `bulk.pressure`."""
    points = [(limit, back) for limit, back in plain["held_back"].items()]
    return WhatIf(plain["made"], points, plain["every"])


def _reasons(by_file: Mapping[str, Mapping[str, int]]) -> list[Point]:
    """Why not now, the most frequent first; the rest together."""
    found: dict[str, int] = {}
    for file in ("deferred", "denied", "errors"):
        for code, count in by_file.get(file, {}).items():
            words = REASONS.get(code, code.rstrip(".").replace(".", ": ").replace("_", " "))
            found[words] = found.get(words, 0) + count
    ordered = sorted(found.items(), key=lambda point: (-point[1], point[0]))
    rest = sum(count for _, count in ordered[TOP_REASONS:])
    return ordered[:TOP_REASONS] + ([("Other reasons", rest)] if rest else [])


def _by_hour(open_at: Mapping[str, int], zone: ZoneInfo) -> list[Point]:
    hours = sorted((datetime.fromisoformat(hour), count) for hour, count in open_at.items())
    return [(_hour(hour.astimezone(zone)), count) for hour, count in hours]


def _hour(at: datetime) -> str:
    """Short, for a chart; some zones are half an hour apart."""
    return f"{at:%a %H:%M}" if at.minute else f"{at:%a %H}"


def _wait(hours: int | None) -> str:
    """Of those who can be reached later: half of them within so long."""
    if hours is None:
        return ""
    if hours < 48:  # noqa: PLR2004 - up to two days, hours say more
        return f"{hours} hours" if hours != 1 else "1 hour"
    return f"{round(hours / 24)} days"
