"""The first sheet of an XLSX workbook as a table. Untrusted: sizes are checked before unpacking."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineWorkbook

from customer_space.exchange.tables import CELLS_AT_MOST, ROWS_AT_MOST, Row, UnreadableFileError

UNPACKED_AT_MOST = 200 << 20

_FORMULA = re.compile(
    rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<(?:\w+:)?f[\s/>]'
)


def sheet_rows(file: BinaryIO) -> list[Row]:
    """All rows, line numbers as the sheet shows them; trailing empty rows are left away.

    A cell that computes its value is given as "=": what it shows is not what it says. Raises
    UnreadableFileError for what is no workbook, or unpacks to more than we take.
    """
    formulas = _formula_cells(file)
    file.seek(0)
    try:
        sheet = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
    except (CalamineError, IndexError) as error:
        raise UnreadableFileError("This workbook cannot be opened.") from error
    if sheet.total_width > CELLS_AT_MOST or sheet.total_height > ROWS_AT_MOST:
        raise UnreadableFileError("The sheet is larger than we take.")
    rows = list(_rows(sheet.to_python(skip_empty_area=False), formulas))
    while rows and not any(rows[-1].cells):
        rows.pop()
    return rows


def _rows(grid: list[list[Any]], formulas: set[str]) -> Iterator[Row]:
    for line, values in enumerate(grid, start=1):
        cells = [_text(value) for value in values]
        for place in range(len(cells)) if formulas else ():
            if f"{_letters(place)}{line}" in formulas:
                cells[place] = f"={cells[place]}"
        yield Row(line, cells)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)


def _formula_cells(file: BinaryIO) -> set[str]:
    """The addresses (B7) of the first sheet's cells that have a formula."""
    try:
        with zipfile.ZipFile(file) as archive:
            sizes = [entry.file_size for entry in archive.infolist()]
            if sum(sizes) > UNPACKED_AT_MOST:
                raise UnreadableFileError("The workbook unpacks to more than we take.")
            sheet = _first_sheet(archive)
            return {found.decode() for found in _FORMULA.findall(archive.read(sheet))}
    except (zipfile.BadZipFile, KeyError, EOFError, RuntimeError, NotImplementedError) as error:
        raise UnreadableFileError("This workbook cannot be opened.") from error


def _first_sheet(archive: zipfile.ZipFile) -> str:
    """The path of the sheet that the workbook names first (ECMA-376, part 1, 18.2.20)."""
    named = re.search(rb'<(?:\w+:)?sheet\s[^>]*?\w+:id="([^"]+)"', archive.read("xl/workbook.xml"))
    links = archive.read("xl/_rels/workbook.xml.rels")
    for link in re.findall(rb"<(?:\w+:)?Relationship\s[^>]*>", links):
        if named and re.search(rb'\bId="' + re.escape(named[1]) + rb'"', link):
            target = re.search(rb'\bTarget="([^"]+)"', link)
            path = target[1].decode() if target else ""
            return path.removeprefix("/") if path.startswith("/") else f"xl/{path}"
    raise KeyError("sheet")


def _letters(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
