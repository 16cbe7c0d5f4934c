"""Whose export it is, told by its columns."""

import pytest

from customer_space.exchange.columns import columns_of, header_key
from customer_space.exchange.crm_names import Kind, Map
from customer_space.exchange.reading import read_table
from customer_space.exchange.tables import UnreadableFileError
from tests.customer_space.exchange import files


@pytest.mark.parametrize(
    ("text", "kind", "map_"),
    [
        (files.ACCOUNTS, Kind.ACCOUNTS, Map.GENERIC),
        (files.PEOPLE, Kind.PEOPLE, Map.GENERIC),
        (files.HUBSPOT_COMPANIES, Kind.ACCOUNTS, Map.HUBSPOT),
        (files.HUBSPOT_CONTACTS, Kind.CONTACTS, Map.HUBSPOT),
        (files.SALESFORCE_ACCOUNTS, Kind.ACCOUNTS, Map.SALESFORCE),
        (files.SALESFORCE_CONTACTS, Kind.CONTACTS, Map.SALESFORCE),
        ("Name,E-mail,Company\n", Kind.CONTACTS, Map.GENERIC),
        ("contact_id,name,email,account\n", Kind.CONTACTS, Map.GENERIC),
        ("Id,AccountId,LastName,HasOptedOutOfEmail,MailingCountry\n", Kind.CONTACTS,
         Map.SALESFORCE),
    ],
)  # fmt: skip
def test_the_columns_say_where_the_file_comes_from(text, kind, map_):
    assert columns_of(read_table(text.encode()).header, kind, None).map is map_


def test_one_column_has_many_spellings():
    assert {
        header_key(name) for name in ("Record ID", "record_id", "RecordId", "ＲＥＣＯＲＤ id")
    } == {"recordid"}


def test_what_the_importer_says_wins_over_what_the_columns_say():
    header = read_table(files.HUBSPOT_COMPANIES.encode()).header

    assert columns_of(header, Kind.ACCOUNTS, Map.GENERIC).map is Map.GENERIC


@pytest.mark.parametrize(
    ("header", "kind", "sentence"),
    [
        (["price", "colour"], Kind.ACCOUNTS, "names an account. Found: price, colour"),
        (["sector"], Kind.PEOPLE, "names a person"),
        (["phone"], Kind.CONTACTS, "names a contact"),
        (["name", "Name "], Kind.ACCOUNTS, "appears twice"),
    ],
)
def test_columns_that_cannot_be_right_are_refused_before_any_row(header, kind, sentence):
    with pytest.raises(UnreadableFileError, match=sentence):
        columns_of(header, kind, None)


def test_a_column_nobody_asks_for_may_appear_twice():
    assert columns_of(["name", "note", "note"], Kind.ACCOUNTS, None).places["name"] == (0,)
