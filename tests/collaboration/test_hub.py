"""The hub: bounded, in order, each once."""

import asyncio
import uuid

import pytest

from collaboration.frames import HTML, JSON, NOT_ALLOWED, RESTART, TOO_SLOW, Frame, frame
from collaboration.hub import HELD, SIZE, Batch, Hub, Listener
from tests.collaboration.outlets import Kept
from world import World


@pytest.fixture
def space(world: World) -> str:
    return world.acme.topic


@pytest.fixture
async def rob(world: World) -> Listener:
    return Listener(world.rob, uuid.uuid4(), form=JSON, outlet=Kept())


@pytest.fixture
async def lea(world: World) -> Listener:
    return Listener(world.lea, uuid.uuid4(), form=JSON, outlet=Kept())


def news(number: int) -> Frame:
    return frame("event", number=number)


def batch(*numbers: int) -> Batch:
    return Batch.of(numbers[0], [news(number) for number in numbers])


def wire(*numbers: int) -> bytes:
    return b"".join(news(number).wire for number in numbers)


async def test_what_came_while_catching_up_follows_what_was_caught_up(rob, space):
    for number in (3, 4, 5):
        rob.hear(space, batch(number))
    for number in (1, 2, 3):  # the log
        rob.offer(news(number))
    rob.go_live(3)
    rob.hear(space, batch(5))  # again
    rob.hear(space, batch(6))
    assert rob.outlet.frames == wire(1, 2, 3, 4, 5, 6)


async def test_of_news_that_is_half_known_only_the_other_half_is_told(rob, space):
    rob.hear(space, batch(2, 3, 4))
    rob.go_live(3)
    rob.hear(space, batch(3, 4, 5, 6))
    assert rob.outlet.frames == wire(4, 5, 6)
    assert rob.position == 6


async def test_a_gap_ends_the_socket_so_that_it_comes_again(rob, space):
    rob.go_live(3)
    rob.hear(space, batch(5))
    assert rob.ended == RESTART
    assert rob.outlet.closed == RESTART
    assert rob.outlet.frames == b""


async def test_a_listener_that_does_not_read_is_let_go_and_nothing_more_is_kept(rob, lea, space):
    hub = Hub()
    for one in (rob, lea):
        hub.join(one, space)
        one.go_live(0)
    rob.outlet.stalled = True
    big = frame("event", content="x" * 1000)
    for number in range(1, 1000):
        hub.send(space, {JSON: Batch.of(number, [big])})
    assert rob.ended == TOO_SLOW
    assert rob.outlet.waiting <= SIZE + len(big.wire)
    assert lea.ended is None
    assert len(lea.outlet.frames) == 999 * len(big.wire)


@pytest.mark.parametrize("size", [1, SIZE // 4])
async def test_what_is_held_while_the_log_is_read_is_bounded(rob, space, size):
    for number in range(HELD + 1):
        rob.hear(space, Batch.of(number, [frame("event", content="x" * size)]))
    assert rob.ended == TOO_SLOW


async def test_a_listener_gets_news_in_its_own_form(rob, lea):
    rob.form = HTML
    hub = Hub()
    for one in (rob, lea):
        hub.join(one, "member:x")
    assert hub.forms("member:x") == {HTML, JSON}
    html, json = frame("html"), frame("json")
    hub.send("member:x", {HTML: Batch.of(1, [html]), JSON: Batch.of(1, [json])})
    assert rob.outlet.frames == html.wire
    assert lea.outlet.frames == json.wire


async def test_the_listeners_of_one_topic_are_ended_and_no_others(rob, lea):
    hub = Hub()
    hub.join(rob, "member:rob")
    hub.join(lea, "member:lea")
    hub.end("member:rob", NOT_ALLOWED)
    assert rob.ended == NOT_ALLOWED
    assert lea.ended is None


async def test_the_last_to_leave_a_topic_ends_it(rob, lea):
    hub = Hub()
    hub.join(rob, "t")
    hub.join(lea, "t")
    assert not hub.leave(rob, "t")
    assert hub.leave(lea, "t")
    assert hub.listeners("t") == ()


async def test_room_is_waited_for_and_comes_with_reading(rob):
    rob.outlet.waiting = SIZE // 2
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(rob.room(), 0.03)
    rob.outlet.waiting = 0
    await asyncio.wait_for(rob.room(), 0.1)
