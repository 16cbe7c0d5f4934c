"""Which rows may come in, and why the others may not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_space.exchange.cells import is_formula
from customer_space.exchange.checking import Accepted, Refused, checked_rows
from customer_space.exchange.columns import columns_of
from customer_space.exchange.crm_names import Kind
from customer_space.exchange.places import country_of, zone_of
from customer_space.exchange.reading import read_table
from customer_space.exchange.tables import Row, Table
from tests.customer_space.exchange import files


def checked(content: str | bytes, kind: Kind) -> list[Accepted | Refused]:
    table = read_table(content.encode() if isinstance(content, str) else content)
    return list(checked_rows(table, columns_of(table.header, kind, None), kind))


def refusals(content: str | bytes, kind: Kind) -> dict[int, str]:
    return {
        each.row.line: each.reason for each in checked(content, kind) if isinstance(each, Refused)
    }


def values(content: str | bytes, kind: Kind) -> list:
    return [each.value for each in checked(content, kind) if isinstance(each, Accepted)]


def test_the_broken_file_loses_its_broken_rows_and_says_why():
    assert refusals(files.BROKEN, Kind.ACCOUNTS) == {
        4: "Doubled: line 3 has the same name.",
        5: "The name is missing.",
        6: 'The name is a formula (=HYPERLINK("http://example.invalid"), not a value.',
        9: "The row is cut off: 3 of 7 cells.",
    }
    muller, initech, nord, _ = values(files.BROKEN, Kind.ACCOUNTS)
    assert (muller.name, muller.revenue) == ("Müller & Söhne", Decimal("2220.5"))
    assert initech.revenue == Decimal("1100.04")
    assert (nord.name, nord.parent) == ('Werk "Nord" GmbH', "Müller & Söhne")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",,,", "The row is empty."),
        (" , ,,", "The row is empty."),
        ("Acme,x", "The row is cut off: 2 of 4 cells."),
        ("Acme,,,,more", "The row has 5 cells, the header has 4."),
        ("Acme,19x6,,", "The founded year “19x6” is not a number."),
        ("Acme,1996.5,,", "is not a whole number."),
        ("Acme,20000,,", "is not a year."),
        ("Acme,,-5,", "The revenue “-5” is out of range."),
        ("Acme,,1E+20,", "was shortened by a spreadsheet."),
        ("Acme,,,1e1000000000", "shortened"),
        ("Acme,,,99999999999", "The employees “99999999999” is out of range."),
        ("@SUM(A1),,,", "The name is a formula"),
        ("＝1+1,,,", "The name is a formula"),
        ('"\tAcme",,,', "The name is a formula"),
        ("Acme,,=1+1,", "The revenue is a formula"),
        ("Ac\x00me,,,", "NUL"),
        ("x" * 201 + ",,,", "The name is longer than 200 signs."),
        ("x" * 5000 + ",,,", "A cell is longer than 4000 signs."),
        ("\u200b\u202e,1999,,", "The name is missing."),
        ("\ufdfa" * 12 + ",,,", "is longer than 200 signs when written out."),
        ("Acme,,1000000000000,", "The revenue “1000000000000” is out of range."),
        ("Acme,," + "9" * 3000 + ",", "is out of range."),
        ("Acme,,," + "9" * 3000, "The employees"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused_with_its_reason(row, reason):
    header = "name,founded,revenue,employees\n"
    found = refusals(f"{header}Globex,1990,5,5\n{row}\n", Kind.ACCOUNTS)

    assert list(found) == [3]
    assert reason.replace("founded year", "year of foundation") in found[3]


def test_more_empty_cells_than_the_header_has_do_no_harm():
    assert refusals("name,founded\nAcme,1990,,\n", Kind.ACCOUNTS) == {}


def test_undecodable_signs_cost_their_row():
    content = "name\nMüller\nKöln\n".encode() + b"Bro\xffken\n"

    assert refusals(content, Kind.ACCOUNTS) == {4: "The row contains signs that cannot be decoded."}


def test_a_refused_row_does_not_make_the_next_one_a_double():
    assert refusals("name,founded\nAcme,x\nAcme,1990\n", Kind.ACCOUNTS).keys() == {2}


def test_hubspot_contacts_are_understood():
    bill, mila, solo, tom = values(files.HUBSPOT_CONTACTS, Kind.CONTACTS)

    assert (bill.name, bill.email, bill.key) == ("Bill Lumb", "bill.lumb@initech.example", "51")
    assert (bill.account_key, bill.owner, bill.opted_out) == ("9001", "Rob Keller", [])
    assert (mila.account_key, mila.opted_out) == ("9001", ["email"])
    assert (solo.name, solo.opted_out) == ("solo@initech.example", ["email"])
    assert tom.email is None
    assert refusals(files.HUBSPOT_CONTACTS, Kind.CONTACTS) == {
        6: "The account is missing.",
        7: "The e-mail opt-out “perhaps” says neither yes nor no.",
    }


def test_hubspot_and_salesforce_write_revenue_in_units_we_keep_millions():
    for text in (files.HUBSPOT_COMPANIES, files.SALESFORCE_ACCOUNTS):
        assert values(text, Kind.ACCOUNTS)[0].facts["revenue"] == Decimal("12.5")


def test_salesforce_ids_of_15_and_18_characters_are_one():
    initech, labs = values(files.SALESFORCE_ACCOUNTS, Kind.ACCOUNTS)

    assert (initech.key, labs.parent_key) == ("0013000000AbCdEAAV", "0013000000AbCdEAAV")


def test_salesforce_opt_outs_are_understood():
    bill, mila = values(files.SALESFORCE_CONTACTS, Kind.CONTACTS)

    assert (bill.opted_out, mila.opted_out) == (["phone"], ["email"])
    assert (bill.country, mila.country) == ("US", "DE")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Ana,not an address,Acme,", "is not an e-mail address"),
        ("Ana,ana@acme.example,Acme,", "line 2 has the same address"),
        (",,Acme,", "The name is missing."),
        ("Ana,ana2@acme.example,,", "The account is missing."),
        ("Ana,ana2@acme.example,Acme,1.23457E+11", "shortened by a spreadsheet"),
    ],
)
def test_a_contact_that_cannot_be_right_is_refused(row, reason):
    text = f"name,email,account,id\nAna,Ana@Acme.example,Acme,7\n{row}\n"

    assert reason in refusals(text, Kind.CONTACTS)[3]


def test_countries_and_zones_are_known_by_many_names():
    assert {country_of(name) for name in ("Germany", "Deutschland", "DE", "allemagne")} == {"DE"}
    assert {country_of(name) for name in ("UK", "United Kingdom", "GB", "England")} == {"GB"}
    assert country_of("Philipines") is None
    assert zone_of("america_slash_new_york") == zone_of("America/New York") == "America/New_York"
    assert zone_of("(GMT+01:00) Central European Time (Europe/Berlin)") == "Europe/Berlin"
    assert zone_of("Mars") is None


cells = st.one_of(
    st.text(max_size=30),
    st.text(st.sampled_from("0123456789.,-+eE$ "), max_size=12),
    st.sampled_from(["true", "1", "Acme", "a@acme.example", "+4930901820", "DE", "Europe/Berlin"]),
)
HEADERS = {
    Kind.ACCOUNTS: ["name", "founded", "revenue", "employees", "country", "timezone", "parent"],
    Kind.PEOPLE: ["first name", "last name", "email", "manager", "id", "timezone", "office"],
    Kind.CONTACTS: ["name", "email", "phone", "account", "country", "email opt out", "bounced"],
}


@given(st.sampled_from(Kind), st.lists(st.lists(cells, max_size=8), max_size=6), st.booleans())
def test_whatever_a_row_holds_it_is_accepted_or_refused_with_a_sentence(kind, rows, semicolons):
    header = HEADERS[kind]
    delimiter = ";" if semicolons else ","
    lines = [Row(line, row) for line, row in enumerate(rows, start=2)]
    table = Table(header, lambda: iter(lines), "utf-8", delimiter)

    found = list(checked_rows(table, columns_of(header, kind, None), kind))

    assert [each.row.line for each in found] == [row.line for row in lines]
    for each in found:
        if isinstance(each, Refused):
            assert each.reason[0].isupper()
            assert each.reason.endswith(".")
        else:
            assert 0 < len(each.value.name) <= 200
            assert not is_formula(each.value.name)
