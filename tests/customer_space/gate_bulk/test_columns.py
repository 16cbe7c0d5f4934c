"""What a row may ask for itself, and what an allowed mail carries."""

from dataclasses import replace
from datetime import timedelta

import pytest

from customer_space.gate.bulk.command import run_audience
from customer_space.gate.bulk.wishes import wishes_of
from customer_space.gate.marks import Post
from customer_space.gate.models import Reservation
from customer_space.gate.rules.channels import Channel
from customer_space.gate.tokens import opened
from customer_space.preferences.actions import make_wish
from customer_space.preferences.wishes import Wish
from portal.clock import now
from tests.customer_space.gate_bulk.test_audience import ADVICE, KEYS, audience, rows_of

POST = Post("https://parley.example", "parley.example")
HEADER = "row_id,recipient,account_id,channel,weight,earliest,latest,locale,country,contact_point"


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


async def test_each_row_may_ask_its_own_question(world, tmp_path, out):
    ana, carl = world.ana.person_id, world.carl.person_id
    await make_wish(Wish(may=False, channels=frozenset({Channel.EMAIL})), by=world.ana)
    tomorrow = (now() + timedelta(days=1)).replace(microsecond=0)
    path = audience(
        tmp_path,
        f"visit,{ana},,visit,,{tomorrow.isoformat()},,,,",
        f"german,{ana},,email,,,,de,,",
        f"hat,{carl},{world.carl.account_id},,1,,,,DE,",
        f"stranger,{carl},01a1ffd7-7b7f-7cc2-862f-24bb093d8109,,,,,,,",
        f"point,{carl},,,,,,,,01a1ffd7-7b7f-7cc2-862f-24bb093d8109",
        f"pigeon,{carl},,pigeon,,,,,,",
        f"timeless,{carl},,,,9999-01-01T00:00:00Z,,,,",
        header=HEADER,
    )

    summary = await run_audience(path, ADVICE, out=out, keys=KEYS)

    allowed = {row["row_id"]: row for row in rows_of(out, "allowed")}
    deferred = {row["row_id"]: row for row in rows_of(out, "deferred")}
    denied = {row["row_id"]: row for row in rows_of(out, "denied")}
    assert "visit" in allowed | deferred
    assert denied["german"]["reasons"] == "person.deny"
    assert "E-Mail" in denied["german"]["explanation"]
    assert allowed["hat"]["channel"] == "email"
    assert {row["row_id"]: row["problem"] for row in rows_of(out, "errors")} == {
        "stranger": "account_id: There is no such account.",
        "point": "contact_point: This is none of theirs.",
        "pigeon": "channel: This is not one of the choices.",
        "timeless": "earliest: This is not a time of this century.",
    }
    assert summary["rows"] == 7
    assert sum(summary["by_channel"]["email"].values()) == 2
    assert sum(summary["by_channel"]["visit"].values()) == 1


async def test_only_allowed_mails_carry_a_way_to_say_less(world, tmp_path, out):
    await make_wish(Wish(may=False, topics=frozenset({"advice"})), by=world.eve)
    path = audience(tmp_path, "1,carl@acme.example", "2,eve@globex.example", "3,x@y.example")

    await run_audience(path, replace(ADVICE, post=POST), out=out, keys=KEYS)

    (row,) = rows_of(out, "allowed")
    link = row["list_unsubscribe"].split(">")[0].removeprefix("<https://parley.example/u/")
    token = opened(link, KEYS)
    assert (token.person_id, token.topic) == (world.carl.person_id, "advice")
    assert row["list_unsubscribe_post"] == "List-Unsubscribe=One-Click"
    assert row["receipt_url"] == "", "nothing is held, so there will be no receipt"
    everything = b"".join(each.read_bytes() for each in out.iterdir() if each.stem != "allowed")
    assert b"/u/" not in everything


async def test_a_held_mail_has_its_receipt(world, tmp_path, out):
    path = audience(tmp_path, "1,carl@acme.example")

    await run_audience(path, replace(ADVICE, reserve=True, post=POST), out=out, keys=KEYS)

    (row,) = rows_of(out, "allowed")
    held = await Reservation.get()
    token = opened(row["receipt_url"].removeprefix("https://parley.example/r/"), KEYS)
    assert token.touch_id == held.id


async def test_a_place_cannot_be_held_for_an_address_of_the_rows_choice(world, tmp_path, out):
    path = audience(tmp_path, f"1,{world.carl.person_id},,,,,,,DE,", header=HEADER)

    await run_audience(path, replace(ADVICE, reserve=True), out=out, keys=KEYS)

    (row,) = rows_of(out, "errors")
    assert "A place cannot be held so" in row["problem"]
    assert not await Reservation.exists()


def test_a_blank_cell_asks_nothing():
    assert not wishes_of(()).alone
    with pytest.raises(ValueError, match="weight"):
        wishes_of((("weight", "heavy"),))
