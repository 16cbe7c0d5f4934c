"""Who is here, across processes."""

import asyncio
import time
import uuid

import pytest
from starlette.applications import Starlette

from asgi import build
from collaboration.hub import Listener
from collaboration.presence.faces import Face, drawn
from collaboration.presence.here import FORGET_AFTER_S, Presence, Report
from collaboration.service import LiveService
from customer_space.accounts.rights import Side
from portal.database import connected, rows
from tests.collaboration.outlets import Kept


@pytest.fixture
async def other(settings, app: Starlette, world):
    """The live service of a second server on the same database."""
    second = build(settings, work=False)
    async with second.router.lifespan_context(second):
        yield second


async def test_rob_on_another_server_is_seen_and_heard_writing(sit, other, world):
    ana = await sit("ana")
    await ana.next("presence")
    live: LiveService = other.state.live
    rob = Listener(world.rob, uuid.uuid4(), form="json", outlet=Kept())
    with connected(other.state.database):
        live.presence.arrive(rob)
        here = (await ana.next("presence"))["here"]
        assert [who["name"] for who in here] == ["Ana Silva", "Rob Keller"]
        live.presence.typing(rob)
        assert (await ana.next("typing"))["who"]["name"] == "Rob Keller"
        live.presence.leave(rob)
    here = (await ana.next("presence"))["here"]
    assert [who["name"] for who in here] == ["Ana Silva"]


async def test_a_second_window_does_not_make_a_second_ana(sit):
    first = await sit("ana")
    await first.next("presence")
    second = await sit("ana")
    assert [who["name"] for who in (await second.next("presence"))["here"]] == ["Ana Silva"]
    await second.connection.close()
    await first.hears_nothing("presence", for_s=0.5)


async def test_ana_who_comes_straight_back_is_told_who_is_here(sit):
    for _ in range(5):
        ana = await sit("ana")
        assert [who["name"] for who in (await ana.next("presence"))["here"]] == ["Ana Silva"]
        await ana.connection.close()


async def test_a_server_that_fell_silent_is_forgotten(live, world):
    presence: Presence = live.presence
    account = world.acme.id
    long_ago = time.monotonic() - FORGET_AFTER_S - 1
    presence._reports[account]["gone"] = Report(1, frozenset({world.rob.id}), long_ago)
    presence._reports[account]["there"] = Report(1, frozenset({world.ana.id}), time.monotonic())
    presence._forget_silent()
    assert list(presence._reports[account]) == ["there"]


async def test_rob_in_a_browser_gets_faces_to_swap_in(sit):
    rob = await sit("rob", form="html")
    content = (await rob.next("presence"))["content"]
    assert content.startswith('<div hx-swap-oob="true" class="presence" id="presence"')
    assert "Rob Keller is here" in content


async def test_nothing_of_it_is_stored(sit, db):
    before = await tables_with_rows()
    ana = await sit("ana")
    await ana.next("presence")
    await ana.say("typing")
    await asyncio.sleep(0.2)
    after = await tables_with_rows()
    assert {table for table in after if after[table] != before[table]} == {"session"}


async def tables_with_rows() -> dict[str, int]:
    names = await rows("select tablename from pg_tables where schemaname = 'public'")
    counts = {}
    for row in names:
        [count] = await rows(f'select count(*) as n from "{row["tablename"]}"')
        counts[row["tablename"]] = count["n"]
    return counts


def test_many_faces_of_a_side_are_counted():
    faces = [Face(uuid.uuid4(), f"Person {n}", f"P{n}", Side.COMPANY) for n in range(8)]
    html = drawn(faces)
    assert html.count(" is here</span>") == 5
    assert "+3" in html
