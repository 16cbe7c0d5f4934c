"""A hundred senders want the last place with Ana at once, over two server processes.

Promise: never more than one gets it, whoever asked whichever process. `RACE_ROUNDS=200` for long.
"""

import asyncio
import os
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from typing import Any

import httpx2
import pytest

from auth.access import Scope
from auth.actions import make_client
from customer_space.gate.models import Reservation
from customer_space.preferences.actions import make_wish
from customer_space.preferences.vocabulary import Per
from customer_space.preferences.wishes import Wish
from tests.serving import Process
from world import World

pytestmark = pytest.mark.processes

ROUNDS = int(os.environ.get("RACE_ROUNDS") or ("10" if os.environ.get("TEST_ALL") == "1" else "5"))
SENDERS = 100
ONE_A_WEEK = Wish(topics=frozenset({"advice"}), at_most=1, per=Per.WEEK)


@pytest.fixture
def servers(database_url: str) -> Iterator[list[Process]]:
    started = [Process(database_url), Process(database_url)]
    yield started
    for server in started:
        server.stop()


async def test_of_a_hundred_over_two_processes_one_gets_the_last_place(
    servers: list[Process], world: World
) -> None:
    await make_wish(ONE_A_WEEK, by=world.ana)
    _, token = await make_client("Race", [Scope.GATE_ASK])
    headers = {"authorization": f"Bearer {token}"}
    async with AsyncExitStack() as stack:
        programs = [
            await stack.enter_async_context(
                httpx2.AsyncClient(base_url=server.url, headers=headers, timeout=120)
            )
            for server in servers
        ]
        for number in range(ROUNDS):
            answers = await asyncio.gather(
                *(ask(programs[n % 2], world, f"{number}-{n}") for n in range(SENDERS))
            )
            won = [answer for answer in answers if answer["reservation"]]
            assert len(won) == 1, f"round {number}: {len(won)} permits for one place"
            waiting = [answer["outcome"] for answer in answers if not answer["reservation"]]
            assert set(waiting) <= {"defer", "redirect"}
            assert await Reservation.filter(state="held").count() == 1
            await give_back(programs[number % 2], won[0], f"{number}")


async def ask(program: httpx2.AsyncClient, world: World, name: str) -> dict[str, Any]:
    """One sender's question; the answer remembers who asked."""
    sender = {"kind": "campaign", "id": name}
    words = {
        "mode": "reserve",
        "sender": sender,
        "recipient": {"person_id": str(world.ana.person_id)},
        "channel": "email",
        "topic": "advice",
        "account_id": str(world.acme.id),
    }
    answer = await post(program, "/api/v1/decisions", words, f"ask {name}")
    return {**answer.json(), "sender": sender}


async def give_back(program: httpx2.AsyncClient, won: dict[str, Any], name: str) -> None:
    """The winner's place is free again for the next round."""
    path = f"/api/v1/reservations/{won['reservation']['id']}:release"
    await post(program, path, {"sender": won["sender"]}, f"back {name}")


async def post(
    program: httpx2.AsyncClient, path: str, words: dict[str, Any], key: str
) -> httpx2.Response:
    """Ask until there is an answer: an idle connection may close just then; the key is the same."""
    for _ in range(5):
        with suppress(httpx2.TransportError):
            answer = await program.post(path, json=words, headers={"idempotency-key": key})
            assert answer.status_code == 200, answer.text
            return answer
    raise AssertionError(f"no answer to {key}")
