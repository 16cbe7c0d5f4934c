"""The hub: bounded, in order, each once."""

import asyncio
import uuid

import pytest

from collaboration.frames import HTML, JSON, NOT_ALLOWED, RESTART, TOO_SLOW, frame
from collaboration.hub import EVENTS, SIZE, Hub, Listener
from world import World


@pytest.fixture
def space(world: World) -> str:
    return world.acme.topic


@pytest.fixture
async def rob(world: World) -> Listener:
    return Listener(world.rob, uuid.uuid4(), form=JSON)


@pytest.fixture
async def lea(world: World) -> Listener:
    return Listener(world.lea, uuid.uuid4(), form=JSON)


def news(number: int) -> object:
    return frame("event", number=number)


async def written(one: Listener, count: int) -> list[str]:
    sent: list[str] = []
    enough = asyncio.Event()

    async def send(text: str) -> None:
        sent.append(text)
        if len(sent) >= count:
            enough.set()

    writing = asyncio.create_task(one.write(send))
    async with asyncio.timeout(1):
        await enough.wait()
    await asyncio.sleep(0)
    writing.cancel()
    return sent


async def test_what_came_while_catching_up_follows_what_was_caught_up(rob, space):
    for number in (3, 4, 5):
        rob.hear(space, number, news(number))
    for number in (1, 2, 3):  # the log
        rob.offer(news(number))
    rob.go_live(3)
    rob.hear(space, 5, news(5))  # again
    rob.hear(space, 6, news(6))
    assert await written(rob, 6) == [news(number).text for number in range(1, 7)]


async def test_a_gap_ends_the_socket_so_that_it_comes_again(rob, space):
    rob.go_live(3)
    rob.hear(space, 5, news(5))
    assert rob.ended.result() == RESTART


async def test_a_listener_that_does_not_read_is_let_go_and_nothing_is_kept_for_it(rob, lea, space):
    hub = Hub()
    for one in (rob, lea):
        hub.join(one, space)
        one.go_live(0)
    reading = asyncio.create_task(written(lea, EVENTS + 1))
    for number in range(1, EVENTS + 2):
        hub.send(space, number, {JSON: news(number)})
        await asyncio.sleep(0)
    assert rob.ended.result() == TOO_SLOW
    assert not rob._waiting
    assert len(await reading) == EVENTS + 1
    assert not lea.ended.done()


async def test_the_bound_holds_for_bytes_too(rob, space):
    rob.go_live(0)
    big = frame("event", content="x" * (SIZE // 4))
    for number in range(1, 5):
        rob.hear(space, number, big)
    assert rob.ended.result() == TOO_SLOW


async def test_the_bound_holds_while_the_log_is_read(rob, space):
    for number in range(EVENTS + 1):
        rob.hear(space, number, news(number))
    assert rob.ended.result() == TOO_SLOW


async def test_a_listener_gets_news_in_its_own_form(rob, lea):
    rob.form = HTML
    hub = Hub()
    for one in (rob, lea):
        hub.join(one, "member:x")
    assert hub.forms("member:x") == {HTML, JSON}
    hub.send("member:x", 1, {HTML: frame("html"), JSON: frame("json")})
    assert await written(rob, 1) == ['{"type": "html"}']
    assert await written(lea, 1) == ['{"type": "json"}']


async def test_the_listeners_of_one_topic_are_ended_and_no_others(rob, lea):
    hub = Hub()
    hub.join(rob, "member:rob")
    hub.join(lea, "member:lea")
    hub.end("member:rob", NOT_ALLOWED)
    assert rob.ended.result() == NOT_ALLOWED
    assert not lea.ended.done()


async def test_the_last_to_leave_a_topic_ends_it(rob, lea):
    hub = Hub()
    hub.join(rob, "t")
    hub.join(lea, "t")
    assert not hub.leave(rob, "t")
    assert hub.leave(lea, "t")
    assert hub.listeners("t") == ()


async def test_room_is_waited_for_and_comes_with_reading(rob):
    for number in range(100):
        rob.offer(news(number))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(rob.room(), 0.01)
    await written(rob, 100)
    await asyncio.wait_for(rob.room(), 0.1)
