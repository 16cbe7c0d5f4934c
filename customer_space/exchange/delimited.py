"""Records of a delimited text with their line numbers; a broken one costs itself, not the file."""

import csv
import io
from collections import deque
from collections.abc import Iterator
from typing import TextIO

from customer_space.exchange.tables import CELLS_AT_MOST, Row, UnreadableFileError

LINE_AT_MOST = 1 << 16  # two of them fit the csv module's limit for a cell
LINES_PER_RECORD = 200
UNCLOSED_AT_MOST = 100
DELIMITERS = ",;\t|"


def delimiter_of(header: str) -> str:
    """The sign that cuts this header line into most cells; a comma where none does."""
    return max(DELIMITERS, key=lambda sign: len(_cells(header, sign)))


def records(text: TextIO, delimiter: str) -> Iterator[Row]:
    """Every record with the number of its first line (from 1); empty lines are no records.

    A quotation mark that is opened and never closed costs its own line only: reading goes on
    with the next one. So does a line that is too long.
    """
    lines = _Lines(text)
    unclosed = 0
    while (line := lines.next()) is not None:
        number = lines.number
        if len(line) > LINE_AT_MOST:
            yield Row(number, [line[:80]], "The row is too long.")
            continue
        record, closed = _whole_record(line, lines, delimiter)
        if not closed:
            unclosed += 1
            if unclosed > UNCLOSED_AT_MOST:
                raise UnreadableFileError("Too many quotation marks are opened and never closed.")
            problem = "A quotation mark is opened here and never closed."
            yield Row(number, [line.rstrip("\n")], problem)
        elif cells := _cells(record, delimiter):
            yield Row(number, cells[:CELLS_AT_MOST], _too_wide(cells))


def _whole_record(line: str, lines: "_Lines", delimiter: str) -> tuple[str, bool]:
    """This line and those its open quotation mark reaches into; gives back what it cannot use."""
    inside = _ends_inside_quotes(line, delimiter, inside=False)
    taken: list[str] = []
    size = len(line)
    while inside and len(taken) < LINES_PER_RECORD and size <= LINE_AT_MOST:
        following = lines.next()
        if following is None:
            break
        taken.append(following)
        if len(following) > LINE_AT_MOST:
            break
        size += len(following)
        inside = _ends_inside_quotes(following, delimiter, inside=True)
    if inside:
        lines.give_back(taken)
        return line, False
    return line + "".join(taken), True


def _ends_inside_quotes(line: str, delimiter: str, *, inside: bool) -> bool:
    """Whether the line break at the end belongs to a cell, read as the csv module reads."""
    if '"' not in line:
        return inside
    at_start = not inside
    position = 0
    while position < len(line):
        sign = line[position]
        if inside and sign == '"':
            if line[position + 1 : position + 2] == '"':
                position += 1
            else:
                inside = False
        elif not inside:
            inside = at_start and sign == '"'
            at_start = sign == delimiter
        position += 1
    return inside


def _cells(record: str, delimiter: str) -> list[str]:
    return next(csv.reader(io.StringIO(record, newline="\n"), delimiter=delimiter), [])


def _too_wide(cells: list[str]) -> str | None:
    return "The row has too many cells." if len(cells) > CELLS_AT_MOST else None


class _Lines:
    """The lines of a text, none longer in memory than allowed, some of them given back."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._waiting: deque[str] = deque()
        self.number = 0

    def next(self) -> str | None:
        line = self._waiting.popleft() if self._waiting else self._read()
        self.number += line is not None
        return line

    def give_back(self, lines: list[str]) -> None:
        self._waiting.extendleft(reversed(lines))
        self.number -= len(lines)

    def _read(self) -> str | None:
        line = self._text.readline(LINE_AT_MOST + 1)
        if len(line) > LINE_AT_MOST:
            while (rest := self._text.readline(LINE_AT_MOST)) and not rest.endswith("\n"):
                pass
        return line or None
