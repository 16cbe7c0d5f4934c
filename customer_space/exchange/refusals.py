"""Refused rows as a CSV: line, reason, and the cells as they stood, harmless in a spreadsheet."""

import csv
import io
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
    yield MARK + _line(["line", "reason", *header])
    for line, reason, cells in refusals:
        yield _line([str(line), reason, *cells])


class RefusedFile:
    """`FILE.refused.csv`, which appears with the first refused row.

    One of an earlier run is taken away: it would speak of rows that are right by now.
    """

    def __init__(self, path: Path, header: list[str]) -> None:
        self.path, self._header = path, header
        self._file: io.TextIOWrapper | None = None

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
                line, reason, cells = refusal
                self._file.write(_line([str(line), reason, *cells]))


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    clean = [cell.encode("utf-8", "replace").decode() for cell in cells]
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(map(harmless, clean))
    return out.getvalue()
