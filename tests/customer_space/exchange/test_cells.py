"""Cells, as tables."""

from decimal import Decimal

import pytest

from customer_space.exchange.cells import (
    harmless,
    is_formula,
    number,
    record_key,
    salesforce_key,
    words,
    yes_or_no,
)

FORMULAS = [
    '=HYPERLINK("http://example.invalid")',
    "+SUM(A1)",
    "-2+3",
    "+1+1",
    "@SUM(A1)",
    "\tname",
    "\r=1",
    "＝1+1",
    "＋A1",
    "－A1",
    "＠A1",
    "  =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\x01=1+1",
    "\ufeff=1+1",
    "\n=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_formula_is_known_however_it_hides(cell):
    assert is_formula(cell)
    assert harmless(cell).startswith("'")


@pytest.mark.parametrize("cell", ["|calc", "%0A", "｜calc", "％0A", " \u00a0@A1"])
def test_what_leaves_for_a_spreadsheet_is_made_harmless_too(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell", ["Acme", "", "1-2", "a=b", "+49 30 901820", "+1 (201) 555-0123", "-5", "-5,5", "Ölé"]
)
def test_what_is_no_formula_passes(cell):
    assert not is_formula(cell)


@pytest.mark.parametrize(
    ("cell", "comma", "value"),
    [
        ("1100.04", False, "1100.04"),
        ("1100,04", True, "1100.04"),
        ("2220,5", True, "2220.5"),
        ("2220,5", False, "2220.5"),
        ("1.100,04", True, "1100.04"),
        ("1,100.04", False, "1100.04"),
        ("1,100", False, "1100"),
        ("1,100", True, "1.1"),
        ("1.100", True, "1100"),
        ("1.100", False, "1.1"),
        ("0.125", True, "0.125"),
        ("1,234,567", True, "1234567"),
        ("1 100", False, "1100"),
        ("1'100.5", False, "1100.5"),
        ("$ 12", False, "12"),
        ("-5", False, "-5"),
        ("007", False, "7"),
    ],
)
def test_a_number_is_read_as_its_writer_meant_it(cell, comma, value):
    assert number(cell, decimal_comma=comma) == Decimal(value)


@pytest.mark.parametrize(
    "cell", ["", "abc", "1e5", "1.2E+11", "NaN", "Infinity", "1,2,3.4.5", "1..2", "--1", "٣", "12%"]
)
def test_what_is_no_number_is_refused(cell):
    with pytest.raises(ValueError, match=r"number|shortened"):
        number(cell, decimal_comma=False)


def test_an_opt_out_is_never_guessed():
    assert all(yes_or_no(cell) for cell in ("true", "TRUE", "Yes", "1", "x", " Ja "))
    assert not any(yes_or_no(cell) for cell in ("false", "No", "0", "", "Nein"))
    with pytest.raises(ValueError, match="neither yes nor no"):
        yes_or_no("perhaps")


def test_names_are_kept_on_one_line_without_what_nobody_sees():
    assert words(" Acme\n  Corp\u202e\u200b ") == "Acme Corp"
    assert words("Cafe\u0301") == "Café"
    assert words("A\x02c\x7fm\x9fe\x85Corp") == "Acme Corp"


def test_a_salesforce_id_has_one_form():
    assert salesforce_key("0013000000AbCdE") == "0013000000AbCdEAAV"
    assert salesforce_key("0013000000AbCdEAAV") == "0013000000AbCdEAAV"
    assert salesforce_key("001000000000000") == "001000000000000AAA"
    for wrong in ("0013000000abcdeAAV", "001", "0013000000AbCdE!!!", ""):
        with pytest.raises(ValueError, match="Salesforce id"):
            salesforce_key(wrong)


def test_a_key_a_spreadsheet_has_rounded_is_refused():
    assert record_key(" 1234567890123 ") == "1234567890123"
    assert record_key("51.0") == "51"
    with pytest.raises(ValueError, match="shortened"):
        record_key("1.23457E+11")
