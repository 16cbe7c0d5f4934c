"""What a program may not say in JSON (lines 41 to 60 of the bad inputs), asked of the gate."""

import asyncio
import json

import httpx2
import pytest

from auth.access import Scope
from auth.actions import make_client, revoke_client
from customer_space.gate.models import Decision, KeptAnswer
from tests.conftest import BASE_URL

PATH = "/api/v1/decisions"


def told(world, **other: object) -> str:
    usual = {
        "mode": "reserve",
        "sender": {"kind": "campaign", "id": "autumn"},
        "recipient": {"person_id": str(world.ana.person_id)},
        "channel": "email",
        "topic": "advice",
        "account_id": str(world.acme.id),
    }
    return json.dumps(usual | other)


@pytest.fixture
async def program(app, world):
    _, token = await make_client("Mailing tool", [Scope.GATE_ASK])
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app),
        base_url=BASE_URL,
        headers={"authorization": f"Bearer {token}", "content-type": "application/json"},
    ) as asking:
        yield asking


async def send(program, body: str | bytes, key: str = "k", **headers: str) -> httpx2.Response:
    return await program.post(PATH, content=body, headers={"idempotency-key": key} | headers)


UNREADABLE = {
    "NaN": lambda text: text.replace('"advice"', "NaN"),
    "Infinity": lambda text: text.replace('"advice"', "Infinity"),
    "an abyss": lambda _: "[" * 100_000,
    "5,000 digits": lambda text: text.replace('"advice"', "9" * 5000),
    "the same key twice": lambda text: text.replace("{", '{"topic": "offers", ', 1),
    "UTF-16": lambda text: text.encode("utf-16"),
    "a byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "bad UTF-8": lambda text: text.encode().replace(b"advice", b"\xff"),
    "half": lambda text: text[:-1],
    "nothing": lambda _: "",
}
REFUSED = {
    "a float beyond all": {"weight": float("1e308") * 10},
    "a lone surrogate": {"topic": "a\ud800"},
    "NUL": {"topic": "a\x00"},
    "true for a number": {"weight": True},
    "text for a number": {"weight": "5"},
    "half a number": {"weight": 1.5},
    "2^63": {"weight": 2**63},
    "-2^63-1": {"weight": -(2**63) - 1},
    "2^70": {"weight": 2**70},
    "role": {"role": "admin"},
    "id": {"id": "00000000-0000-7000-8000-000000000000"},
    "created_at": {"created_at": "2026-01-01T00:00:00Z"},
    "somebody else's account": {"account_id": "00000000-0000-7000-8000-000000000000"},
}
KEYS = {"300 characters": "k" * 300, "empty": "", "not ASCII": "schlüssel"}


async def test_what_no_program_sends_is_refused_and_leaves_no_trace(program, world):
    for name, spoilt in UNREADABLE.items():
        assert (await send(program, spoilt(told(world)))).status_code == 400, name
    for name, change in REFUSED.items():
        body = told(world, **change).replace("Infinity", "1e999")
        assert (await send(program, body)).status_code == (
            400 if name == "a lone surrogate" else 422
        ), name
    for name, key in KEYS.items():
        answer = await program.post(
            PATH, content=told(world), headers=[(b"idempotency-key", key.encode())]
        )
        assert answer.status_code == 422, name
    as_text = await send(program, told(world), **{"content-type": "text/plain"})
    assert as_text.status_code == 415
    assert await Decision.all().count() == 0
    assert (await send(program, told(world), "good")).status_code == 200


async def test_fifty_times_the_same_at_once_is_one_decision(program, world):
    answers = await asyncio.gather(*(send(program, told(world), "once") for _ in range(50)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["reservation"]["id"] for answer in answers}) == 1
    assert await Decision.all().count() == await KeptAnswer.all().count() == 1


async def test_no_token_but_the_right_one_is_heard_and_none_tells_why(program, world, visit):
    good = program.headers["authorization"]
    client, revoked = await make_client("Former tool", [Scope.GATE_ASK])
    await revoke_client(client.id)
    session = (await visit("ana")).cookies["session"]
    wrong = (revoked, good[7:-1], good[7:] + "x", "x", session, good[7:].swapcase())
    answers = [await send(program, told(world), authorization=f"Bearer {token}") for token in wrong]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert (await send(program, told(world))).status_code == 200
