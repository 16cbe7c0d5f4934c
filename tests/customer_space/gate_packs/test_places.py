"""Which packs hold for whom, what a pack must say, and when the free days are."""

import csv
from datetime import date
from pathlib import Path

import pytest

from customer_space.gate.house_rules import of_age
from customer_space.gate.packs import places
from customer_space.gate.packs.calendars import easter, holidays
from customer_space.gate.packs.pack import read
from customer_space.gate.packs.places import law, packs_for, place, shelf

HOLIDAYS = Path(__file__).parents[4] / "shared" / "data" / "public-holidays"
NOWHERE = (None, None)


@pytest.mark.parametrize(
    ("stated", "zone", "seats", "packs"),
    [
        (("FR", None), None, [], ("fr",)),
        (("FR", None), None, [("DE", None)], ("fr",)),
        (NOWHERE, None, [("DE", None), ("FR", None)], ("de", "fr")),
        (NOWHERE, None, [("DE", None), NOWHERE], ("de",)),
        (NOWHERE, None, [("DE", None), ("BR", None)], ("de", "eu")),
        (NOWHERE, "Europe/Berlin", [], ("eu",)),
        (("US", "US-TX"), "America/New_York", [], ("us", "us-tx")),
        (("US", "TX"), None, [], ("us", "us-tx")),
        (("US", "US-CA"), None, [], ("us",)),
        (("US", None), None, [], ("us", "us-fl", "us-ok", "us-tx")),
        (("US", None), "America/New_York", [], ("us", "us-fl")),
        (("US", None), "America/Los_Angeles", [], ("us",)),
    ],
)
def test_every_place_somebody_can_be_in_counts(stated, zone, seats, packs):
    assert packs_for(stated, zone, seats) == packs


def test_every_pack_says_where_from_and_when_to_look_again():
    for pack in shelf():
        assert pack.sources, pack.key
        assert pack.review_by > pack.valid_from.date(), pack.key
        assert set(pack.place) == {"en", "de", "fr", "es"}, pack.key
        assert pack.valid_from.tzinfo, pack.key
        assert bool(pack.region) is bool(pack.zones), pack.key


def test_the_versions_of_a_pack_follow_each_other_without_a_gap():
    for pack, after in zip(shelf(), shelf()[1:], strict=False):
        if pack.key == after.key:
            assert (after.version, after.valid_from) == (pack.version + 1, pack.valid_until)
        else:
            assert (after.version, pack.valid_until) == (1, None)


def test_a_pack_that_says_what_nobody_reads_is_refused(tmp_path):
    text = (places.FOLDER / "us-fl.toml").read_text(encoding="utf-8")
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(text, encoding="utf-8")
    bad.write_text(f'hours = "some"\n{text}', encoding="utf-8")
    assert read(good).key == "us-fl"
    with pytest.raises(ValueError, match="hours"):
        read(bad)


def test_each_pack_is_a_hand_of_its_own():
    rules = law(("fr", "us", "us-fl")).rules
    assert {rule.source for rule in rules} == {"fr", "us", "us-fl"}
    assert place("law:us-fl:hours", "fr") == "en Floride"
    assert place("house:night", "fr") == ""


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(1954, "04-18"), (1981, "04-19"), (2024, "03-31"), (2038, "04-25"), (2285, "03-22")],
)
def test_easter(year, sunday):
    assert easter(year) == date.fromisoformat(f"{year}-{sunday}")


@pytest.mark.skipif(not HOLIDAYS.exists(), reason="shared data not here")
def test_french_holidays_are_those_of_the_table():
    with (HOLIDAYS / "public_holidays_2025_2028.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["country"] == "FR"]
    assert holidays("fr", range(2025, 2029)) == {date.fromisoformat(row["date"]) for row in rows}


def test_french_holidays_of_a_year():
    assert sorted(day.isoformat()[5:] for day in holidays("fr", range(2027, 2028))) == [
        *("01-01", "03-29", "05-01", "05-06", "05-08", "05-17"),
        *("07-14", "08-15", "11-01", "11-11", "12-25"),
    ]


@pytest.mark.parametrize(
    ("born", "adult"), [("2008-02-29", "2026-03-01"), ("2009-05-04", "2027-05-04")]
)
def test_a_minor_comes_of_age_on_the_eighteenth_birthday(born, adult):
    assert of_age(date.fromisoformat(born)) == date.fromisoformat(adult)
