"""Names of files, kept and written into headers: line 101 of the catalogue of bad input."""

import pytest

from collaboration.files.rules import LONGEST_NAME, disposition, kept_name, size_words

NAMES = [
    ("Delivery note 12.pdf", "Delivery note 12.pdf"),
    ("..\\..\\x", "x"),
    ("../../etc/passwd", "passwd"),
    ("C:\\Users\\ana\\plan.docx", "plan.docx"),
    ("con.txt", "con.txt"),
    ("invoice\u202efdp.exe", "invoicefdp.exe"),
    ("two\r\nX-Evil 1.png", "twoX-Evil 1.png"),
    ("a\x00b.png", "ab.png"),
    ("...", "file"),
    ("", "file"),
    ("  ", "file"),
    ("Größe – 図.png", "Größe – 図.png"),
]


@pytest.mark.parametrize(("given", "kept"), NAMES)
def test_a_name_is_words_and_never_a_place(given, kept):
    assert kept_name(given) == kept


def test_a_name_of_300_characters_keeps_its_ending():
    kept = kept_name("n" * 300 + ".pdf")
    assert len(kept) <= LONGEST_NAME
    assert kept.endswith("….pdf")
    assert len(kept_name("." + "n" * 300)) <= LONGEST_NAME


@pytest.mark.parametrize("name", [given for given, _ in NAMES] + ['quo"te;.png', "a%00b.png"])
def test_a_header_holds_it_whatever_it_is(name):
    header = disposition(kept_name(name), download=True)
    assert header.startswith('attachment; filename="')
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    assert disposition("Größe.png", download=False) == (
        "inline; filename=\"Gr__e.png\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.png"
    )


def test_sizes_are_said_as_people_say_them():
    assert [size_words(size) for size in (0, 1, 999, 1000, 25_400, 26_214_400)] == [
        "0 bytes", "1 byte", "999 bytes", "1 kB", "25 kB", "26.2 MB",
    ]  # fmt: skip
