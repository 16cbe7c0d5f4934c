"""A table as every file is read: a header and numbered rows, readable as often as needed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

CELLS_AT_MOST = 500
ROWS_AT_MOST = 1_000_000


class UnreadableFileError(ValueError):
    """The file as a whole cannot be read; the sentence says why."""


@dataclass(frozen=True)
class Row:
    """One row: `line` counts from 1 as an editor does; `problem` is why it cannot be read."""

    line: int
    cells: list[str]
    problem: str | None = None


@dataclass(frozen=True)
class Table:
    """`read()` begins again at the first row after the header each time it is called."""

    header: list[str]
    read: Callable[[], Iterator[Row]]
    encoding: str
    delimiter: str | None

    @property
    def decimal_comma(self) -> bool:
        """Files cut by semicolons come from places that write 2220,5."""
        return self.delimiter == ";"
