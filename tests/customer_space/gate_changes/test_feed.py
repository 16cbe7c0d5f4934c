"""The feed of changes: nothing is missed, nothing told to whom it is not for, order is kept."""

import asyncio

from auth.access import Scope
from auth.models import Person, PersonState
from customer_space.directory.actions import add_point
from customer_space.directory.models import ContactPoint, PointKind, PointStatus
from customer_space.gate.changes.models import Change
from customer_space.preferences.actions import make_wish, pause, resume, switch_off
from customer_space.preferences.models import SuppressionReason
from customer_space.preferences.suppressions import keys_of, suppress
from customer_space.preferences.vocabulary import Channel
from customer_space.preferences.wishes import Wish
from portal.database import rows, transaction

CHANGES = "/api/v1/changes"


async def head_of(tool):
    """Where the feed stands before the test does anything."""
    after, more = 0, True
    while more:
        feed = (await tool.get(CHANGES, params={"after": after})).json()
        after, more = feed["after"], feed["more"]
    return after


async def test_a_mailing_tool_learns_what_ana_changes(program, world, settings):
    tool = await program("Mailing tool")
    start = await head_of(tool)

    await pause(None, by=world.ana)
    await resume(by=world.ana)
    await make_wish(
        Wish(channels=frozenset({Channel.EMAIL}), topics=frozenset({"offers"})), by=world.ana
    )
    await switch_off(by=world.ana)
    keys = keys_of(settings.secret_keys)
    await suppress("ana@acme.example", SuppressionReason.COMPLAINT, keys=keys)
    await Person.filter(id=world.ana.person_id).update(state=PersonState.RESTRICTED)

    feed = (await tool.get(CHANGES, params={"after": start})).json()
    said = [(each["type"], each["data"].get("said")) for each in feed["changes"]]
    assert said == [
        ("preference.changed", "pause"),
        ("preference.changed", "lift"),
        ("preference.changed", "allow"),
        ("consent.given", "given"),
        ("preference.changed", "deny"),
        ("consent.withdrawn", "withdrawn"),
        ("suppression.added", None),
        ("person.changed", None),
    ]
    ana = str(world.ana.person_id)
    assert {each["person_id"] for each in feed["changes"]} == {ana, None}
    assert [each["number"] for each in feed["changes"]] == list(range(start + 1, start + 9))
    assert feed["changes"][3]["data"]["topic"] == "offers"
    assert feed["after"] == start + 8
    assert (await tool.get(CHANGES, params={"after": start + 8})).json()["changes"] == []


async def test_an_address_that_died_is_told_and_named_only_to_who_may_read_the_directory(
    program, world
):
    plain, trusted = await program("Dialler"), await program("CRM", Scope.DIRECTORY_READ)
    link = await add_point(world.ana.person, PointKind.EMAIL, "a.silva@acme.example", "CRM")
    start = await head_of(plain)

    await ContactPoint.filter(id=link.contact_point_id).update(status=PointStatus.INVALID)

    [blind] = (await plain.get(CHANGES, params={"after": start})).json()["changes"]
    [told] = (await trusted.get(CHANGES, params={"after": start})).json()["changes"]
    assert blind["type"] == told["type"] == "point.invalid"
    assert "contact_points" not in blind
    assert told["contact_points"] == [{"kind": "email", "value": "a.silva@acme.example"}]


async def test_a_place_that_was_lost_is_told_to_its_owner_only(program, world):
    ours, theirs = await program("Mailing tool"), await program("Dialler")
    question = {
        "mode": "reserve",
        "sender": {"kind": "campaign", "id": "autumn"},
        "recipient": {"person_id": str(world.ana.person_id)},
        "channel": "email",
        "topic": "advice",
    }
    held = await ours.post("/api/v1/decisions", json=question, headers={"idempotency-key": "k1"})
    reservation = held.json()["reservation"]["id"]
    start = await head_of(ours)
    await switch_off(by=world.ana)
    await ours.post(
        f"/api/v1/reservations/{reservation}:commit",
        json={"sender": question["sender"]},
        headers={"idempotency-key": "k2"},
    )

    mine = (await ours.get(CHANGES, params={"after": start})).json()
    other = (await theirs.get(CHANGES, params={"after": start})).json()
    assert mine["changes"][-1]["type"] == "reservation.void"
    assert mine["changes"][-1]["data"]["reservation"] == reservation
    assert "reservation.void" not in [each["type"] for each in other["changes"]]
    assert mine["after"] == other["after"]


async def test_who_waits_hears_it_as_soon_as_it_is_committed(program, world):
    tool = await program("Mailing tool")
    start = await head_of(tool)

    waiting = asyncio.create_task(tool.get(CHANGES, params={"after": start, "wait": 30}))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    await switch_off(by=world.ana)

    feed = (await waiting).json()
    assert "preference.changed" in [each["type"] for each in feed["changes"]]


async def test_what_commits_later_is_never_numbered_before_what_was_read(db, program, world):
    tool = await program("Mailing tool")
    start = await head_of(tool)
    begun, may_end = asyncio.Event(), asyncio.Event()

    @transaction
    async def slow_change() -> None:
        await rows("update person set state = 'restricted' where id = $1", world.eve.person_id)
        begun.set()
        await may_end.wait()

    slow = asyncio.create_task(slow_change())
    await begun.wait()
    await Person.filter(id=world.ana.person_id).update(state=PersonState.RESTRICTED)
    first = (await tool.get(CHANGES, params={"after": start})).json()
    may_end.set()
    await slow
    second = (await tool.get(CHANGES, params={"after": first["after"]})).json()

    ids = [each["person_id"] for feed in (first, second) for each in feed["changes"]]
    assert ids == [str(world.ana.person_id), str(world.eve.person_id)]
    kept = await Change.filter(kind="person.changed").order_by("number")
    assert kept[0].id > kept[1].id


async def test_a_long_feed_comes_in_pages(program, world):
    tool = await program("Mailing tool")
    start = await head_of(tool)
    for state in ("restricted", "active", "restricted", "active", "restricted"):
        await Person.filter(id=world.ana.person_id).update(state=state)

    states, after, pages = [], start, 0
    while True:
        feed = (await tool.get(CHANGES, params={"after": after, "limit": 2})).json()
        states += [each["data"]["state"] for each in feed["changes"]]
        after, pages = feed["after"], pages + 1
        if not feed["more"]:
            break

    assert states == ["restricted", "active", "restricted", "active", "restricted"]
    assert pages == 3


async def test_a_question_of_the_wrong_form_is_refused_in_words(program):
    tool = await program("Mailing tool")
    for wrong in ({"after": "-1"}, {"limit": "101"}, {"wait": "31"}, {"since": "4"}):
        refused = await tool.get(CHANGES, params=wrong)
        assert refused.status_code == 422, wrong
        assert list(refused.json()["errors"]) == list(wrong)
