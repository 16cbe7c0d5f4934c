"""Files of every encoding, delimiter and fault, as tables."""

import codecs
import csv
import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_space.exchange.delimited import _ends_inside_quotes, records
from customer_space.exchange.reading import read_table
from customer_space.exchange.tables import UnreadableFileError
from tests.customer_space.exchange.files import BROKEN, XML, workbook, xlsx

TEXT = "name,city\nMüller & Söhne,Köln\nCafé Olé,Málaga\n"
ROWS = [["Müller & Söhne", "Köln"], ["Café Olé", "Málaga"]]


def cells(content: bytes) -> list[list[str]]:
    return [row.cells for row in read_table(content).read()]


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("latin-1"),
        codecs.BOM_UTF8 + TEXT.encode("latin-1"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace("\n", "\r\n", 1).encode(),
        TEXT.rstrip().encode(),
        ("\n\n" + TEXT).encode(),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode(),
        TEXT.replace(",", "|").encode(),
        ("sep=;\n" + TEXT.replace(",", ";")).encode(),
    ],
)
def test_the_same_table_is_read_whatever_wrote_it(content):
    table = read_table(content)

    assert table.header == ["name", "city"]
    assert [row.cells for row in table.read()] == ROWS
    assert [row.cells for row in table.read()] == ROWS, "a second reading sees the same"


def test_euro_and_quotes_of_windows_survive():
    assert cells("name\n€ “Acme”\n".encode("cp1252")) == [["€ “Acme”"]]


def test_line_numbers_are_those_of_an_editor():
    content = b'name,note\nAna,"two\nlines"\n\nRob,short\n'

    assert [(row.line, row.cells[0]) for row in read_table(content).read()] == [
        (2, "Ana"),
        (5, "Rob"),
    ]
    assert cells(content)[0][1] == "two\nlines"


def test_a_few_broken_signs_cost_their_row_only():
    content = "name\nMüller\nKöln\nOlé\n".encode() + b"Bro\xffken\n"

    assert read_table(content).encoding == "utf-8"
    assert cells(content)[:3] == [["Müller"], ["Köln"], ["Olé"]]


def test_an_open_quotation_mark_costs_its_own_line_only():
    content = b'name,city\nAna,Porto\n"Rob,Berlin\nLea,Bonn\n' + b"x,y\n" * 500

    first, broken, *rest = read_table(content).read()

    assert first.cells == ["Ana", "Porto"]
    assert (broken.line, broken.problem) == (3, "A quotation mark is opened here and never closed.")
    assert (rest[0].line, rest[0].cells) == (4, ["Lea", "Bonn"])
    assert len(rest) == 501


def test_many_open_quotation_marks_are_no_way_to_keep_us_busy():
    content = b"name,city\n" + (b'"x\n' + b"y\n" * 300) * 200

    with pytest.raises(UnreadableFileError, match="quotation marks"):
        list(read_table(content).read())


def test_a_line_of_ten_megabytes_is_refused_and_the_next_one_read():
    content = b"name,city\n" + b"x" * 10_000_000 + b",Porto\nRob,Berlin\n"

    long, rob = read_table(content).read()

    assert long.problem == "The row is too long."
    assert (rob.line, rob.cells) == (3, ["Rob", "Berlin"])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"\n\n\n", "empty"),
        (codecs.BOM_UTF8, "empty"),
        (b"\xd0\xcf\x11\xe0 old", "old Excel"),
        (b"PK\x03\x04 not a workbook", "cannot be opened"),
        (",".join(["name"] * 100_000).encode(), "header"),
        (b"GIF89a\x00\x01 picture bytes\n", "not a text file"),
        (b'"name,city\n', "header"),
        (xlsx([]), "empty"),
        (xlsx([["", ""]]), "empty"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(UnreadableFileError, match=sentence):
        list(read_table(content).read())


def test_a_header_alone_is_a_table_without_rows():
    assert cells(b"name,city\n") == []


def test_a_workbook_reads_as_the_same_table_would():
    table = read_table(
        xlsx([["", ""], ["name", "revenue"], ["Müller", 2220.5], ["Acme", 1100], ["", ""]])
    )

    assert table.header == ["name", "revenue"]
    assert [(row.line, row.cells) for row in table.read()] == [
        (3, ["Müller", "2220.5"]),
        (4, ["Acme", "1100"]),
    ]


def test_a_computed_cell_of_a_workbook_is_seen_as_a_formula():
    content = xlsx([["name", "city"], ["Acme", "Porto"], ["Evil", "x"]], formulas=("A3",))

    assert cells(content) == [["Acme", "Porto"], ["=Evil", "x"]]


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked():
    out = io.BytesIO(xlsx([["name"]]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros", bytes(101 << 20))
    assert len(out.getvalue()) < 1 << 20

    with pytest.raises(UnreadableFileError, match="unpacks"):
        read_table(out.getvalue())


def test_shared_strings_numbers_and_gaps_are_read_as_the_sheet_shows_them():
    strings = (
        "<sst><si><t>name</t></si><si><r><t>Mü</t></r><r><t>ller</t></r>"
        "<rPh sb='0' eb='1'><t>mu</t></rPh></si></sst>"
    )
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="str"><v>n</v></c></row>'
        '<row r="4"><c r="A4" t="s"><v>1</v></c><c r="C4"><v>0.10000000000000001</v></c></row>'
        '<row r="5"><c r="B5" t="b"><v>1</v></c><c><v>12500000</v></c></row>'
    )

    table = read_table(workbook(rows, sharedStrings=strings))

    assert table.header == ["name", "", "n"]
    assert [(row.line, row.cells) for row in table.read()] == [
        (4, ["Müller", "", "0.1"]),
        (5, ["", "true", "12500000"]),
    ]


CELL = "<v>1</v></c></row>"


@pytest.mark.parametrize(
    "content",
    [
        workbook(f'<row r="1"><c r="A1">{CELL}<row r="2"><c r="XFD2">{CELL}'),
        workbook(f'<row r="1"><c r="A1">{CELL}<row r="99999999"><c r="A99999999">{CELL}'),
        workbook(f'<row r="2"><c r="A2">{CELL}<row r="1"><c r="A1">{CELL}'),
        workbook("".join(f'<row r="{n}"><c r="SF{n}">{CELL}' for n in range(1, 10_100))),
        workbook(f'<row r="-1"><c r="A1">{CELL}'),
        workbook(f'<row r="1"><c r="1A">{CELL}'),
        workbook('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', sharedStrings="<sst/>"),
        workbook('<row r="1"><c r="A1"><v>one</v></c></row>'),
        workbook("<row>"),
        workbook("", before=f'{XML}<!DOCTYPE a [<!ENTITY b "c">]>'),
        workbook("", before='<?xml version="1.0" encoding="nonsense"?>'),
    ],
)
def test_a_workbook_that_is_no_sheet_costs_no_memory_and_no_process(content):
    with pytest.raises(UnreadableFileError):
        read_table(content)


def test_the_broken_file_is_latin_1_behind_a_utf_8_mark():
    table = read_table(BROKEN)

    assert (table.encoding, table.delimiter, table.header[0]) == ("cp1252", ";", "account")
    assert [row.line for row in table.read()] == [2, 3, 4, 5, 6, 7, 8, 9]


@given(st.binary(max_size=400))
def test_no_bytes_make_the_reader_fail_otherwise(content):
    with suppress(UnreadableFileError):
        assert all(row.line > 1 for row in read_table(content).read())


signs = st.text(st.sampled_from('ab,"\n\r\x0b\u2028'), max_size=40)


@given(signs.map(lambda text: text.replace("\n", "").replace("\r", "")))
def test_we_agree_with_the_csv_module_on_where_a_record_ends(line):
    reader = csv.reader([line + "\n", "Z\n"])
    next(reader)

    assert _ends_inside_quotes(line + "\n", ",", inside=False) == (reader.line_num == 2)


@given(st.lists(st.lists(st.text(st.sampled_from('ab ,;"\nü\u2028')), min_size=2, max_size=4)))
def test_what_a_csv_writer_wrote_is_read_back(table):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(table)

    read = [row.cells for row in records(io.StringIO(out.getvalue(), newline=None), ",")]

    assert read == table
