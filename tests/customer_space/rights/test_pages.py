"""Ana's own page of rights: her copy, the restriction, the objection, and being forgotten."""

import asyncio
import re
from datetime import datetime, timedelta

import pytest

from collaboration.chat.actions import post
from collaboration.leaving import LEAVING
from customer_space.accounts.rights import Side
from customer_space.gate.actions import Happened, commit, reserve, simulate
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.rules.channels import Channel
from customer_space.preferences.actions import make_wish
from customer_space.preferences.models import ConsentEvent
from customer_space.preferences.suppressions import keys_of
from customer_space.preferences.vocabulary import Channel as Way
from customer_space.preferences.wishes import Wish
from customer_space.rights.models import ErasureRequest, RightUsed
from customer_space.rights.taking_along.actions import forget_takeout
from customer_space.rights.taking_along.contents import PARTS, SCHEMA
from portal.clock import now, shifted
from portal.ids import new_id
from tests.auth.letterbox import mail_to


@pytest.fixture
def keys(settings):
    return keys_of(settings.secret_keys)


async def made(browser):
    """The path of a copy, once it is made."""
    assert (await browser.post("/me/takeouts")).status_code == 303
    async with asyncio.timeout(20):
        while True:
            page = await browser.get("/me/rights")
            if found := re.search(r'href="(/me/takeouts/[0-9a-f-]{36})"', page.text):
                return found[1]
            await asyncio.sleep(0.05)


def asked(world, **other):
    usual = {"channel": Channel.EMAIL, "topic": "advice", "at": now(),
             "person_id": world.ana.person_id, "account_id": world.acme.id}  # fmt: skip
    return Asked(**(usual | other))


async def codes(world, keys, **other):
    answer = await simulate(asked(world, **other), by=Asker.member(world.rob), keys=keys)
    return [reason.code for reason in answer.weighed.verdict.reasons]


async def test_ana_takes_along_what_is_hers_and_nothing_of_others(world, visit, keys):
    rob = Asker.member(world.rob)
    await make_wish(Wish(may=False, channels=frozenset({Way.SMS})), by=world.ana)
    await make_wish(Wish(may=False, channels=frozenset({Way.VISIT})), by=world.carl)
    await commit(asked(world), by=rob, keys=keys, happened=Happened(note="was glad"))
    await reserve(asked(world, channel=Channel.SMS), by=rob, keys=keys)
    await post("Ana's own words", id=new_id(), by=world.ana)
    await post("between us at the company", id=new_id(), by=world.rob, audience=Side.COMPANY)
    ana, eve = await visit("ana"), await visit("eve")

    path = await made(ana)

    page = (await ana.get(path)).text
    answer = await ana.get(f"{path}/my-data.json")
    copy = answer.json()
    parts = {part["name"]: part["rows"] for part in copy["parts"]}
    assert (copy["schema"], copy["person"]) == (SCHEMA, str(world.ana.person_id))
    assert set(parts) == {part.name for part in (*PARTS, *LEAVING.parts)}
    assert copy["parts"][0]["columns"][:3] == ["id", "name", "email"]
    assert [row["email"] for row in parts["person"]] == ["ana@acme.example"]
    assert [row["note"] for row in parts["contacts"]] == ["was glad"]
    assert parts["held_back"][0]["why"]
    assert [row["channels"] for row in parts["wishes"]] == [["sms"]]
    assert [row["text"] for row in parts["messages"]] == ["Ana's own words"]
    assert datetime.fromisoformat(parts["contacts"][0]["occurred_at"]).utcoffset() == timedelta(0)
    for others in ("between us", "carl@", "visit", "Eve"):
        assert others not in answer.text
    assert "was glad" in page
    assert (await eve.get(path)).status_code == (await eve.get(f"{path}x")).status_code == 404
    with shifted(timedelta(days=8)):
        await forget_takeout(path.rpartition("/")[2])
    assert (await ana.get(path)).status_code == 404


async def test_a_sixth_copy_in_an_hour_has_to_wait(world, visit):
    ana, carl = await visit("ana"), await visit("carl")

    statuses = [(await ana.post("/me/takeouts")).status_code for _ in range(6)]

    assert statuses == [303] * 5 + [429]
    assert (await carl.post("/me/takeouts")).status_code == 303


async def test_who_restricted_the_use_is_left_alone_but_can_come_back(world, visit, keys, mailer):
    ana, nobody = await visit("ana"), await visit("nobody")
    assert "recipient.restricted" not in await codes(world, keys, topic="orders")

    await ana.post("/me/restriction")
    assert "recipient.restricted" in await codes(world, keys, topic="orders")
    await nobody.post("/sign-in", data={"email": "ana@acme.example"})
    assert await mail_to(mailer, "ana@acme.example", within=20)
    assert "Lift the restriction" in (await ana.get("/me/rights")).text

    await ana.post("/me/restriction/lift")
    await ana.post("/me/restriction/lift")
    assert "recipient.restricted" not in await codes(world, keys, topic="orders")
    uses = await RightUsed.filter(person_id=world.ana.person_id).order_by("at")
    assert [used.use.name for used in uses] == ["RESTRICTED", "RESTRICTION_LIFTED"]


async def test_an_objection_holds_at_once_and_is_said_once(world, visit, keys):
    ana = await visit("ana")

    await ana.post("/me/objection")
    await ana.post("/me/objection")

    assert "objection.direct_marketing" in await codes(world, keys)
    assert "objection.direct_marketing" not in await codes(world, keys, topic="orders")
    assert await ConsentEvent.filter(person_id=world.ana.person_id).count() == 1
    await ana.post("/me/objection/lift")
    assert "objection.direct_marketing" not in await codes(world, keys)


async def test_being_forgotten_is_confirmed_once_and_can_be_taken_back(world, visit):
    ana = await visit("ana")

    refused = await ana.post("/me/erasure")
    assert refused.status_code == 422
    assert "Please say that you are certain." in refused.text
    assert (await ana.post("/me/erasure", data={"sure": "on"})).status_code == 303
    assert "You will be forgotten." in (await ana.get("/me/rights")).text
    asked_for = await ErasureRequest.get(person_id=world.ana.person_id)
    assert asked_for.due_at - asked_for.asked_at == timedelta(days=7)

    await ana.post("/me/erasure/withdrawal")
    assert "You will be forgotten." not in (await ana.get("/me/rights")).text
    assert (await ana.post("/me/erasure/withdrawal")).status_code == 409


async def test_an_administrator_cannot_vanish(visit):
    ada = await visit("ada")

    assert (await ada.post("/me/erasure", data={"sure": "on"})).status_code == 409
