"""The first sheet of an XLSX workbook as rows: ECMA-376 part 1, sections 18.2 to 18.4, no more.

Read by hand, with limits as it goes: a file of 2 kB can name a cell in the last row and column,
and readers that make room for the whole sheet (calamine asks for 512 GiB) end the process.
"""

import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO
from xml.parsers import expat

from customer_space.exchange.tables import CELLS_AT_MOST, ROWS_AT_MOST, Row, UnreadableFileError

UNPACKED_AT_MOST = 100 << 20
CELLS_IN_ALL = 5_000_000

Attributes = dict[str, str]


def sheet_rows(file: BinaryIO) -> list[Row]:
    """All rows, line numbers as the sheet shows them; trailing empty rows are left away.

    A cell that computes its value is given with a "=" before it: what it shows is not what it
    says. Raises UnreadableFileError for what is no workbook, or holds more than we take.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            rows = _rows(archive)
    except UnreadableFileError:
        raise
    except _BROKEN as error:
        raise UnreadableFileError("This workbook cannot be opened.") from error
    while rows and not any(rows[-1].cells):
        rows.pop()
    return rows


_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    LookupError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
)
"""What zipfile and expat say of a damaged, encrypted or nonsensical archive."""


def _rows(archive: zipfile.ZipFile) -> list[Row]:
    if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_AT_MOST:
        raise UnreadableFileError("The workbook unpacks to more than we take.")
    sheet = _Sheet(_shared_strings(archive))
    _parse(archive, _first_sheet(archive), sheet.start, sheet.end, sheet.text)
    return sheet.rows


class _Sheet:
    """Rows as they come; every limit is checked before room is made."""

    def __init__(self, shared: list[str]) -> None:
        self.rows: list[Row] = []
        self._shared = shared
        self._cells: list[str] = []
        self._line = self._count = 0
        self._kind, self._computes = "n", False
        self._words: list[str] | None = None
        self._value = ""

    def start(self, name: str, attributes: Attributes) -> None:
        match name:
            case "row":
                self._line = self._line_after(attributes.get("r", ""))
                self._cells = []
            case "c":
                self._pad(attributes.get("r", ""))
                self._kind, self._computes, self._value = attributes.get("t", "n"), False, ""
            case "f":
                self._computes = True
            case "v" | "t":
                self._words = []

    def text(self, text: str) -> None:
        if self._words is not None:
            self._words.append(text)

    def end(self, name: str) -> None:
        match name:
            case "v" | "t" if self._words is not None:
                self._value += "".join(self._words)
                self._words = None
            case "c":
                shown = _shown(self._kind, self._value, self._shared)
                self._cells.append(f"={shown}" if self._computes else shown)
            case "row":
                self.rows.append(Row(self._line, self._cells))

    def _line_after(self, named: str) -> int:
        line = int(named) if named else self._line + 1
        if not self._line < line <= ROWS_AT_MOST:
            raise UnreadableFileError("The sheet has more rows than we take, or out of order.")
        return line

    def _pad(self, address: str) -> None:
        """Empty cells are not written in a sheet: make them up to this address."""
        place = _place(address) if address else len(self._cells)
        if not len(self._cells) <= place < CELLS_AT_MOST:
            raise UnreadableFileError("The sheet has more columns than we take, or out of order.")
        missing = place - len(self._cells)
        self._count += missing + 1
        if self._count > CELLS_IN_ALL:
            raise UnreadableFileError("The sheet has more cells than we take.")
        self._cells += [""] * missing


def _shown(kind: str, value: str, shared: list[str]) -> str:
    """What a cell says (18.18.11): a number as it is typed, a shared string, yes or no."""
    if kind == "s" and value:
        number = int(value)
        if not 0 <= number < len(shared):
            raise ValueError("no such string")
        return shared[number]
    if kind == "b":
        return "true" if value == "1" else "false"
    return _number(value) if kind == "n" and value else value


def _number(value: str) -> str:
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)  # noqa: PLR2004 - more digits than a float has


def _place(address: str) -> int:
    """The column of `AB12`, from 0."""
    letters = address.rstrip("0123456789")
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):  # noqa: PLR2004 - XFD
        raise ValueError("no address of a cell")
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _shared_strings(archive: zipfile.ZipFile) -> list[str]:
    """The strings that cells name by number; readings in another script are left out (rPh)."""
    strings: list[str] = []
    state = {"reading": False, "text": False}

    def start(name: str, _attributes: Attributes) -> None:
        if name == "si":
            strings.append("")
        state["reading"] = state["reading"] or name == "rPh"
        state["text"] = name == "t" and not state["reading"] and bool(strings)

    def end(name: str) -> None:
        state["reading"] = state["reading"] and name != "rPh"
        state["text"] = False

    def text(text: str) -> None:
        if state["text"]:
            strings[-1] += text

    if "xl/sharedStrings.xml" in archive.namelist():
        _parse(archive, "xl/sharedStrings.xml", start, end, text)
    return strings


def _first_sheet(archive: zipfile.ZipFile) -> str:
    """The path of the sheet that the workbook names first (18.2.20)."""
    named = _elements(archive, "xl/workbook.xml", "sheet")
    links = _elements(archive, "xl/_rels/workbook.xml.rels", "Relationship")
    wanted = next((each["id"] for each in named if "id" in each), "")
    target = next((each["Target"] for each in links if each.get("Id") == wanted), "")
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _elements(archive: zipfile.ZipFile, path: str, wanted: str) -> list[Attributes]:
    found: list[Attributes] = []

    def start(name: str, attributes: Attributes) -> None:
        if name == wanted:
            found.append({_local(key): value for key, value in attributes.items()})

    _parse(archive, path, start, lambda _name: None, lambda _text: None)
    return found


def _parse(
    archive: zipfile.ZipFile,
    path: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(_local(name), attributes)
    parser.EndElementHandler = lambda name: end(_local(name))
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    with archive.open(path) as member:
        parser.ParseFile(member)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse_document_type(*_: object) -> None:
    raise UnreadableFileError("This workbook declares a document type.")
