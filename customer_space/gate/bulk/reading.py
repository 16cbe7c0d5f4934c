"""An audience file, row by row: CSV or JSON lines in UTF-8; a broken row costs itself only."""

import csv
import io
import json
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from customer_space.gate.bulk.wishes import COLUMNS, Given
from portal.errors import Invalid

MARK = b"\xef\xbb\xbf"
LONGEST_LINE = 1 << 16
"""Bytes; no record is longer either."""
LINES_A_RECORD = 20
"""A quotation mark that is not closed within so many lines was a mistake in its own."""
DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Row:
    """A row as given: its line (from 1), its number among the rows, and what is wrong with it."""

    number: int
    line: int
    recipient: str = ""
    row_id: str = ""
    problem: str = ""
    given: Given = ()
    """What the optional columns say (`wishes.COLUMNS`), where they say something."""


@dataclass(frozen=True, slots=True)
class Places:
    """In which cells of a row what stands; -1: nowhere."""

    recipient: int
    named: int
    others: Sequence[tuple[str, int]]

    @classmethod
    def of(cls, names: Sequence[str]) -> "Places":
        others = [(name, names.index(name)) for name in COLUMNS if name in names]
        named = names.index("row_id") if "row_id" in names else -1
        return cls(names.index("recipient"), named, others)

    def row_id(self, cells: Sequence[str]) -> str:
        return cells[self.named].strip() if 0 <= self.named < len(cells) else ""

    def given(self, cells: Sequence[str]) -> Given:
        """The optional columns that are filled in."""
        found = ((name, cells[n].strip()) for name, n in self.others if n < len(cells))
        return tuple((name, text) for name, text in found if text)


def read(path: Path) -> Iterator[Row]:
    """The rows of a file; nothing of it stays in memory.

    Raises:
        Invalid: for an empty file, one without a column `recipient`, and one in UTF-16.
    """
    with path.open("rb") as file:
        start = file.read(1 << 12)
        if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in start:
            raise Invalid({"file": "The file is not in UTF-8. Please save it as CSV in UTF-8."})
        if not start.strip():
            raise Invalid({"file": "The file is empty."})
        file.seek(len(MARK) if start.startswith(MARK) else 0)
        is_json = start.removeprefix(MARK).lstrip()[:1] == b"{"
        yield from _of_json(_Lines(file)) if is_json else _of_csv(_Lines(file))


def _of_csv(lines: "_Lines") -> Iterator[Row]:
    header = next((line for line in iter(lines.next, None) if line.strip()), b"")
    text = _decoded(header)
    if text is None:
        raise Invalid({"file": "The header is not in UTF-8. Please save the file as CSV in UTF-8."})
    delimiter = max(DELIMITERS, key=text.count)
    names = [name.strip().lower() for name in _cells(text, delimiter)]
    if "recipient" not in names:
        raise Invalid({"file": "The file needs a column named recipient."})
    places = Places.of(names)
    number = 0
    while (line := lines.next()) is not None:
        first, record, problem = lines.number, line, ""
        if b'"' in line:
            record, problem = lines.whole(line, delimiter)
        if not record.strip(b"\r\n"):
            continue
        number += 1
        cells = None if problem else _row(record, delimiter)
        if cells is None:
            yield Row(number, first, problem=problem or _unreadable(record))
        else:
            yield _placed(Row(number, first), cells, places)


def _placed(row: Row, cells: list[str], places: Places) -> Row:
    row_id = places.row_id(cells)
    if places.recipient >= len(cells):
        return Row(row.number, row.line, row_id=row_id, problem="The row is cut off.")
    recipient = cells[places.recipient].strip()
    given = places.given(cells) if places.others else ()
    return Row(row.number, row.line, recipient, row_id, given=given)


def _of_json(lines: "_Lines") -> Iterator[Row]:
    number = 0
    while (line := lines.next()) is not None:
        if not line.strip():
            continue
        number += 1
        yield _of_object(number, lines.number, line)


def _of_object(number: int, line: int, text: bytes) -> Row:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return Row(number, line, problem=_unreadable(text, "This is not a JSON object."))
    if not isinstance(given, dict):
        return Row(number, line, problem="This is not a JSON object.")
    recipient, row_id = given.get("recipient"), given.get("row_id", "")
    named = str(row_id) if isinstance(row_id, str | int) else ""
    if not isinstance(recipient, str):
        return Row(number, line, row_id=named, problem="The row names no recipient.")
    said = ((name, given.get(name)) for name in COLUMNS)
    texts = tuple((name, str(value).strip()) for name, value in said if value not in (None, ""))
    return Row(number, line, recipient.strip(), named, given=texts)


def _row(record: bytes, delimiter: str) -> list[str] | None:
    text = _decoded(record)
    if text is None or "\x00" in text or len(record) > LONGEST_LINE:
        return None
    return _cells(text, delimiter) if '"' in text else text.rstrip("\r\n").split(delimiter)


def _cells(text: str, delimiter: str) -> list[str]:
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])


def _is_well_quoted(record: bytes, delimiter: str) -> bool:
    text = io.StringIO(record.decode(errors="replace"), newline="")
    try:
        return sum(1 for _ in csv.reader(text, delimiter=delimiter, strict=True)) == 1
    except csv.Error:
        return False


def _decoded(text: bytes) -> str | None:
    try:
        return text.decode()
    except UnicodeDecodeError:
        return None


def _unreadable(line: bytes, otherwise: str = "The row is no text we can read.") -> str:
    if len(line) > LONGEST_LINE:
        return "The row is too long."
    return otherwise if _decoded(line) is not None else "The row is not in UTF-8."


@dataclass(slots=True)
class _Lines:
    """The lines of a file, a few of which can be given back."""

    file: BinaryIO
    number: int = 0
    _waiting: deque[bytes] = field(default_factory=deque)

    def next(self) -> bytes | None:
        """The next line, cut at the longest we keep; None after the last."""
        line = self._waiting.popleft() if self._waiting else self._read()
        self.number += bool(line)
        return line or None

    def whole(self, line: bytes, delimiter: str) -> tuple[bytes, str]:
        """The line with those its open quotation mark reaches into, and what is wrong with it.

        A mark in the middle of a later cell closes nothing: it is not that line's fault.
        """
        taken = [line]
        marks = line.count(b'"')
        while marks % 2 and len(taken) < LINES_A_RECORD and (following := self.next()):
            taken.append(following)
            marks += following.count(b'"')
        if marks % 2 == 0 and (len(taken) == 1 or _is_well_quoted(b"".join(taken), delimiter)):
            return b"".join(taken), ""
        self._waiting.extendleft(reversed(taken[1:]))
        self.number -= len(taken) - 1
        return line, "A quotation mark is opened here and never closed."

    def _read(self) -> bytes:
        line = self.file.readline(LONGEST_LINE + 1)
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = self.file.readline(LONGEST_LINE + 1)
        return line
