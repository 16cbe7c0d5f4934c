"""Transactions that outlive their request, and the mended faults of the ORM."""

import asyncio

import pytest
from tortoise.transactions import in_transaction

from asgi import MODELS_CONFIG
from portal.clock import now
from portal.database import after_commit, rows, transaction
from portal.database.migrations import drift
from portal.ids import new_id
from portal.live import Event, Topic, announce, number_of


@transaction
async def add_topic(name: str, *, slowly: float = 0) -> None:
    await Topic.create(name=name, number=0)
    await asyncio.sleep(slowly)


async def test_a_cancelled_request_does_not_cancel_its_transaction(db):
    request = asyncio.create_task(add_topic("kept", slowly=0.1))
    await asyncio.sleep(0.05)
    request.cancel()

    with pytest.raises(asyncio.CancelledError):
        await request
    assert await Topic.exists(name="kept")


async def test_an_action_inside_an_action_shares_its_transaction(db):
    @transaction
    async def outer() -> None:
        await add_topic("inner")
        raise ValueError

    with pytest.raises(ValueError):
        await outer()
    assert not await Topic.exists(name="inner")

    await add_topic("inner")
    assert await Topic.exists(name="inner")


async def test_what_follows_a_commit_follows_only_a_commit(db):
    called = []

    @transaction
    async def act(*, fail: bool) -> None:
        after_commit(lambda: called.append(fail))
        assert called == []
        if fail:
            raise ValueError

    with pytest.raises(ValueError):
        await act(fail=True)
    await act(fail=False)

    assert called == [False]


async def test_cancelled_transactions_leak_no_connection(db):
    """Sixty cancellations anywhere in BEGIN: upstream's pool would be empty after ten."""

    async def plain() -> None:
        async with in_transaction():
            await rows("select 1")

    for step in range(60):
        task = asyncio.create_task(plain())
        for _ in range(step % 6):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    assert await asyncio.wait_for(number_of("anything"), 5) == 0


async def test_numbers_rise_by_one_in_the_order_of_commits(db):
    @transaction
    async def say(n: int) -> int:
        await asyncio.sleep(0.001 * (n % 3))
        return await announce("space:x", "test.thing_said", new_id())

    numbers = await asyncio.gather(*(say(n) for n in range(40)))

    assert sorted(numbers) == list(range(1, 41))
    kept = await Event.filter(topic="space:x").order_by("id").values_list("number", flat=True)
    assert list(kept) == list(range(1, 41))
    assert await number_of("space:x") == 40


async def test_what_was_rolled_back_took_no_number(db):
    @transaction
    async def say(*, fail: bool) -> None:
        await announce("space:x", "test.thing_said", new_id())
        if fail:
            raise ValueError

    await say(fail=False)
    with pytest.raises(ValueError):
        await say(fail=True)
    await say(fail=False)

    kept = await Event.filter(topic="space:x").order_by("number").values_list("number", flat=True)
    assert list(kept) == [1, 2]


async def test_the_database_refuses_what_the_edge_let_through(db):
    with pytest.raises(Exception, match=r"0x00|null character|invalid byte"):
        await Topic.create(name="a\x00b", number=0)
    assert not await Topic.exists(name="a")


async def test_models_and_migrations_agree():
    assert await drift(MODELS_CONFIG) == []


async def test_the_clock_is_aware():
    assert now().utcoffset() is not None
