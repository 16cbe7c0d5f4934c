"""Refused rows as a CSV: line, reason, and the cells as they stood, harmless in a spreadsheet."""

import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from customer_space.exchange.cells import harmless

MARK = "\ufeff"  # spreadsheets read UTF-8 only where a mark says so

Refusal = tuple[int, str, list[str]]
"""Line, reason, cells."""


def csv_lines(header: list[str], refusals: Iterable[Refusal]) -> Iterable[str]:
    """The lines of the CSV (UTF-8 with a mark, everything quoted: RFC 4180)."""
    yield MARK + _quoted(["line", "reason", *header])
    yield from map(csv_line, refusals)


def csv_line(refusal: Refusal) -> str:
    """One refused row as a line of the CSV."""
    line, reason, cells = refusal
    return _quoted([str(line), reason, *cells])


class RefusedFile:
    """`FILE.refused.csv`, which appears with the first refused row.

    One of an earlier run is taken away: it would speak of rows that are right by now. Where the
    file's folder cannot be written, it goes into the folder one is in.
    """

    def __init__(self, beside: Path, header: list[str]) -> None:
        name = f"{beside.name}.refused.csv"
        writable = os.access(beside.parent, os.W_OK)
        self.path = beside.with_name(name) if writable else Path(name)
        self._header = header
        self._file: io.TextIOWrapper | None = None

    @property
    def written(self) -> Path | None:
        """Where the refused rows are; None where no row was refused."""
        return self.path if self._file else None

    def __enter__(self) -> Self:
        self.path.unlink(missing_ok=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file:
            self._file.close()

    def write(self, refusals: Iterable[Refusal]) -> None:
        """Add these rows."""
        for refusal in refusals:
            if self._file is None:
                self._file = self.path.open("w", encoding="utf-8", newline="")
                self._file.writelines(csv_lines(self._header, [refusal]))
            else:
                self._file.write(csv_line(refusal))


def _quoted(cells: list[str]) -> str:
    out = io.StringIO()
    clean = [cell.encode("utf-8", "replace").decode() for cell in cells]
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(map(harmless, clean))
    return out.getvalue()
