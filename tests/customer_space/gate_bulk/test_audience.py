"""An audience file is split in four; the counts add up, whatever the file looks like."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from customer_space.gate.bulk.command import run_audience
from customer_space.gate.bulk.wanted import Wanted
from customer_space.gate.models import Reservation
from customer_space.gate.requests import Asker
from customer_space.gate.rules.channels import Channel
from customer_space.preferences.actions import make_wish
from customer_space.preferences.models import SuppressionReason
from customer_space.preferences.suppressions import keys_of, suppress
from customer_space.preferences.vocabulary import Per
from customer_space.preferences.wishes import Wish
from portal.errors import Invalid

KEYS = keys_of(("a key of the tests, long enough for it",))
ROB = Asker("rob", "campaign", "Rob")
ADVICE = Wanted("advice", Channel.EMAIL, ROB)
ONCE_A_WEEK = Wish(topics=frozenset({"advice"}), at_most=1, per=Per.WEEK)
FILES = ("allowed", "deferred", "denied", "errors")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def audience(folder: Path, *rows: str, header: str = "row_id,recipient") -> Path:
    path = folder / "audience.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def rows_of(out: Path, name: str) -> list[dict[str, str]]:
    with (out / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def bytes_of(out: Path) -> list[bytes]:
    return [(out / f"{name}.csv").read_bytes() for name in FILES]


async def test_ana_is_allowed_eve_who_said_no_is_not_and_a_stranger_is_unknown(
    world, tmp_path, out
):
    await make_wish(Wish(may=False, topics=frozenset({"advice"})), by=world.eve)
    path = audience(
        tmp_path,
        f"1,{world.ana.person_id}",
        "2,eve@globex.example",
        "3,nobody@nowhere.example",
        "4,not an address",
    )

    summary = await run_audience(path, ADVICE, out=out, keys=KEYS)

    assert [row["row_id"] for row in rows_of(out, "allowed")] == ["1"]
    denied = {row["row_id"]: row for row in rows_of(out, "denied")}
    assert denied["2"]["reasons"] == "person.deny"
    assert denied["3"]["reasons"] == "recipient.unknown"
    assert [(row["row_id"], row["line"]) for row in rows_of(out, "errors")] == [("4", "5")]
    assert summary["rows"] == 4
    assert [summary[name] for name in FILES] == [1, 0, 2, 1]


async def test_the_same_person_twice_competes_with_herself(world, tmp_path, out):
    await make_wish(ONCE_A_WEEK, by=world.ana)
    path = audience(tmp_path, f"3,{world.ana.person_id}", "900,ana@acme.example")

    summary = await run_audience(path, ADVICE, out=out, keys=KEYS)

    assert [row["row_id"] for row in rows_of(out, "allowed")] == ["3"]
    (deferred,) = rows_of(out, "deferred")
    assert (deferred["row_id"], deferred["reasons"]) == ("900", "person.cap")
    assert summary["repeated"] == 1


async def test_places_are_held_once_however_often_the_file_is_handed_in(world, tmp_path, out):
    await make_wish(ONCE_A_WEEK, by=world.ana)
    path = audience(
        tmp_path, f"1,{world.ana.person_id}", f"2,{world.ana.person_id}", "3,x@y.example"
    )
    hold = replace(ADVICE, reserve=True)

    await run_audience(path, hold, out=out, keys=KEYS)
    await run_audience(path, hold, out=tmp_path / "again", keys=KEYS)

    (held,) = await Reservation.all()
    assert rows_of(out, "allowed")[0]["reservation_id"] == str(held.id)
    assert [row["row_id"] for row in rows_of(out, "deferred")] == ["2"]
    assert bytes_of(out) == bytes_of(tmp_path / "again")


async def test_the_same_file_and_key_give_identical_files(world, tmp_path, out):
    await make_wish(Wish(hours=("03:00", "04:00")), by=world.ana)
    path = audience(tmp_path, *(f"{n},{m.person_id}" for n, m in enumerate(world.members.values())))
    named = replace(ADVICE, key="spring")

    first = await run_audience(path, named, out=out, keys=KEYS)
    second = await run_audience(path, named, out=tmp_path / "again", keys=KEYS)

    assert bytes_of(out) == bytes_of(tmp_path / "again")
    assert first == second


async def test_a_key_belongs_to_one_audience(world, tmp_path, out):
    named = replace(ADVICE, key="spring")
    await run_audience(audience(tmp_path, "1,ana@acme.example"), named, out=out, keys=KEYS)

    other = audience(tmp_path, "1,carl@acme.example")
    with pytest.raises(Invalid, match="key was used"):
        await run_audience(other, named, out=out, keys=KEYS)


async def test_who_asked_to_be_forgotten_appears_by_the_rows_number_only(world, tmp_path, out):
    await suppress("gone@nowhere.example", SuppressionReason.ERASURE, keys=KEYS)
    path = audience(tmp_path, "gone@nowhere.example,gone@nowhere.example")

    await run_audience(path, ADVICE, out=out, keys=KEYS)

    (denied,) = rows_of(out, "denied")
    assert denied["row_id"] == "1"
    assert b"gone@nowhere" not in b"".join(bytes_of(out))


async def test_a_file_with_every_fault_loses_no_row(world, tmp_path, out):
    lines = [
        b"row_id;recipient;note",
        b"1;ana@acme.example;fine",
        b"",
        b'2;carl@acme.example;"two',
        b'lines"',
        b"3;;nobody named",
        b"4;ana@@acme.example;bad address",
        b"1;eve@globex.example;row id again",
        b"5;m\xfcller@acme.example;wrong encoding",
        b"6;01a1ffd7-7b7f-7cc2-862f-24bb093d8109;no such person",
        b"7;" + b"x" * 100_000,
        b'8;"never closed;',
        b"9;rob@parley.example;read all the same",
        b"10",
    ]
    path = tmp_path / "faulty.csv"
    path.write_bytes(b"\xef\xbb\xbf" + b"\r\n".join(lines))

    summary = await run_audience(path, ADVICE, out=out, keys=KEYS)

    assert summary["rows"] == sum(summary[name] for name in FILES) == 11
    assert {row["row_id"] for row in rows_of(out, "allowed")} == {"1", "2", "9"}
    assert [(row["row_id"], row["problem"]) for row in rows_of(out, "errors")] == [
        ("3", "The row names no recipient."),
        ("4", "This is not an e-mail address."),
        ("1", "This row id stands in an earlier row, too."),
        ("6", "The row is not in UTF-8."),
        ("6", "There is no such person."),
        ("8", "The row is too long."),
        ("9", "A quotation mark is opened here and never closed."),
        ("10", "The row is cut off."),
    ]


async def test_json_lines_are_read_too(world, tmp_path, out):
    path = tmp_path / "audience.jsonl"
    path.write_text(
        '{"recipient": "ana@acme.example", "row_id": 7}\n{"recipient": 3}\n{"recipient": "carl@'
    )

    summary = await run_audience(path, ADVICE, out=out, keys=KEYS)

    assert [row["row_id"] for row in rows_of(out, "allowed")] == ["7"]
    assert (summary["rows"], summary["errors"]) == (3, 2)


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"name,mail\nAna,a@b.example\n", "recipient\nana".encode("utf-16")]
)
async def test_what_is_no_audience_is_refused_and_nothing_written(world, tmp_path, out, content):
    path = tmp_path / "audience.csv"
    path.write_bytes(content)

    with pytest.raises(Invalid):
        await run_audience(path, ADVICE, out=out, keys=KEYS)
    assert not out.exists()


async def test_an_unknown_topic_is_refused_and_nothing_written(world, tmp_path, out):
    with pytest.raises(Invalid, match="no topic"):
        await run_audience(
            audience(tmp_path, "1,ana@acme.example"), replace(ADVICE, topic="x"), out=out, keys=KEYS
        )
    assert not out.exists()
