"""Any file a CRM exports, as a table: CSV in its encodings and delimiters, or XLSX."""

import io
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from customer_space.exchange.delimited import delimiter_of, records
from customer_space.exchange.encodings import encoding_of
from customer_space.exchange.sheets import sheet_rows
from customer_space.exchange.tables import (
    CELLS_AT_MOST,
    ROWS_AT_MOST,
    Row,
    Table,
    UnreadableFileError,
)

ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"

Opener = Callable[[], BinaryIO]


def read_table(source: Path | bytes) -> Table:
    """The table in a file or in the bytes of one; its rows are read when they are asked for.

    Raises UnreadableFileError with a sentence: empty, no text, no header, too many columns.
    """
    opener: Opener = (lambda: io.BytesIO(source)) if isinstance(source, bytes) else _opener(source)
    with closing(opener()) as file:
        start = file.read(4)
        if not start:
            raise UnreadableFileError("The file is empty.")
        if start == OLD_EXCEL:
            raise UnreadableFileError("This is an old Excel file. Please save it as XLSX or CSV.")
        return _of_sheet(sheet_rows(file)) if start == ZIP else _of_text(opener, file)


def _opener(path: Path) -> Opener:
    return lambda: path.open("rb")


def _of_sheet(rows: list[Row]) -> Table:
    filled = [row for row in rows if any(row.cells)]
    if not filled:
        raise UnreadableFileError("The sheet is empty.")
    header = filled[0]
    after = [row for row in rows if row.line > header.line]
    return Table(_header(header), lambda: iter(after), "xlsx", None)


def _of_text(opener: Opener, file: BinaryIO) -> Table:
    encoding, mark = encoding_of(file)
    file.seek(mark)
    line, hint = _first_line(_text(file, encoding))
    delimiter = hint or delimiter_of(line)

    def rows() -> Generator[Row, None, None]:
        again = opener()
        again.seek(mark)
        with _text(again, encoding) as text:
            yield from _limited(records(text, delimiter), skip=bool(hint))

    with closing(rows()) as first:
        header = next(first, None)
    if header is None:
        raise UnreadableFileError("The file is empty.")
    return Table(_header(header), lambda: _after(rows(), header.line), encoding, delimiter)


def _text(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """Universal line ends; what cannot be decoded stays visible and costs its row only."""
    errors = "surrogateescape" if encoding == "utf-8" else "replace"
    return io.TextIOWrapper(file, encoding=encoding, errors=errors, newline=None)


def _first_line(text: io.TextIOWrapper) -> tuple[str, str | None]:
    """The first line that says something, and the delimiter where a `sep=` line names it."""
    line = "\n"
    while line.endswith("\n") and not line.strip():
        line = text.readline(1 << 17)
    text.detach()
    named = line.strip().lower()
    return line, named[4] if named.startswith("sep=") and len(named) == len("sep=;") else None


def _limited(rows: Iterator[Row], *, skip: bool) -> Iterator[Row]:
    for count, row in enumerate(rows):
        if count > ROWS_AT_MOST:
            raise UnreadableFileError(f"The file has more than {ROWS_AT_MOST:,} rows.")
        if not (skip and count == 0):
            yield row


def _after(rows: Iterator[Row], line: int) -> Iterator[Row]:
    return (row for row in rows if row.line > line)


def _header(row: Row) -> list[str]:
    if row.problem:
        raise UnreadableFileError(f"The header cannot be read. {row.problem}")
    if len(row.cells) > CELLS_AT_MOST:
        raise UnreadableFileError(f"The file has more than {CELLS_AT_MOST} columns.")
    if any("\x00" in cell for cell in row.cells):
        raise UnreadableFileError("This is not a text file.")
    return [cell.encode("utf-8", "replace").decode() for cell in row.cells]
