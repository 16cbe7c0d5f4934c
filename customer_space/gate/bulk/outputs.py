"""The four files an audience is split into: written in parts, named when all is done."""

import csv
import io
import os
from datetime import datetime
from pathlib import Path
from typing import Self

from customer_space.gate.bulk.asking import Answered
from customer_space.gate.bulk.minting import NO_LINKS, Links
from customer_space.gate.bulk.reading import Row
from customer_space.gate.rules.answer import Outcome

HEADERS = {
    "allowed": (
        "row_id",
        "recipient",
        "contact_point",
        "channel",
        "reservation_id",
        *Links._fields,
        "permit_until",
    ),
    "deferred": ("row_id", "not_before", "reasons", "explanation"),
    "denied": ("row_id", "reasons", "explanation", "best_other_channel"),
    "errors": ("row_id", "line", "problem"),
}
"""The columns of each file (gate.md 5.1)."""
FORGOTTEN = "suppressed.erasure"


class Outputs:
    """The files of one run; `sizes` say how far each is good."""

    def __init__(self, folder: Path, sizes: dict[str, int] | None = None) -> None:
        self._folder = folder
        self._files = {}
        for name, header in HEADERS.items():
            file = self._files[name] = (folder / f"{name}.csv.part").open("ab")
            file.truncate(sizes[name] if sizes else 0)
            if not sizes:
                file.write(_lines([header]))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            file.close()

    def write(self, rows: dict[str, list[tuple[str, ...]]]) -> None:
        """Add rows to the files."""
        for name, added in rows.items():
            self._files[name].write(_lines(added))

    def settle(self) -> dict[str, int]:
        """See that all is on the disk; how long each file is now."""
        sizes = {}
        for name, file in self._files.items():
            file.flush()
            os.fsync(file.fileno())
            sizes[name] = file.seek(0, os.SEEK_END)
        return sizes


def publish(folder: Path) -> None:
    """Give the finished parts their names; doing it again changes nothing."""
    for name in HEADERS:
        part = folder / f"{name}.csv.part"
        if part.exists():
            part.replace(folder / f"{name}.csv")


def line_of(answered: Answered, links: Links = NO_LINKS) -> tuple[str, tuple[str, ...]]:
    """The file that an answered row goes to, and its cells.

    Somebody who asked to be forgotten appears by the row's number only.
    """
    row, verdict = answered.recipient.row, answered.verdict
    row_id = str(row.number) if FORGOTTEN in verdict.codes or not row.row_id else row.row_id
    codes = " ".join(verdict.codes)
    if verdict.outcome is Outcome.ALLOW:
        point, channel = str(verdict.point or ""), answered.question.channel.value
        until = _at(verdict.permit_until)
        return "allowed", (row_id, row.recipient, point, channel, answered.held, *links, until)
    if verdict.outcome is Outcome.DEFER:
        return "deferred", (row_id, _at(verdict.next_at), codes, verdict.words)
    return "denied", (row_id, codes, verdict.words, verdict.elsewhere or "")


def fault_of(row: Row, problem: str) -> tuple[str, ...]:
    """The line of a row that could not be asked about."""
    return row.row_id or str(row.number), str(row.line), problem


def _at(instant: datetime | None) -> str:
    return instant.isoformat(timespec="seconds") if instant else ""


def _lines(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
