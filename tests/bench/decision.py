"""One decision over HTTP, held, for a person with 1,000 contacts, beside a plain-text answer.

Run alone: `python -m tests.bench.decision`. Both are asked in turn, of the same server process.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit

from asgi import MODELS
from auth.access import Scope
from auth.actions import make_client
from customer_space.preferences.actions import make_wish
from customer_space.preferences.vocabulary import Channel
from customer_space.preferences.wishes import Wish
from portal.database import Database, embedded, rows
from portal.database.context import tortoise_config
from portal.database.migrations import migrate
from tests.serving import Process
from world import World

TOUCHES = 1_000
ASKED, WARM, ROUNDS = 300, 100, 3
GOAL_RATIO, GOAL_P99_MS = 0.4, 20.0

_TOUCHES = """
insert into touch (id, person_id, account_id, channel, topic, message_class, weight, sender,
  sender_name, occurred_at, recorded_at, outcome, direction, compliance, is_reply, note)
select gen_random_uuid(), $1, $2, 'email', 'advice', 'relationship', 1, 'bench', 'Bench',
  now() - n * interval '40 minutes', now(), 'delivered', 'out', 'permitted', false, ''
from generate_series(1, $3::int) n
"""


class Caller:
    """One connection that is kept open, and nothing between it and the clock."""

    def __init__(self, url: str, token: str, question: dict[str, object]) -> None:
        self._host, self._port = urlsplit(url).hostname, urlsplit(url).port
        self._token = token
        self._body = json.dumps(question).encode()
        self._keys = map(str, count())

    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)

    async def plain(self) -> float:
        """Milliseconds until the whole plain text was here."""
        return await self._timed("GET /healthz", b"")

    async def decision(self) -> float:
        """Milliseconds until the whole answer of the gate was here."""
        return await self._timed("POST /api/v1/decisions", self._body)

    async def _timed(self, line: str, body: bytes) -> float:
        head = (
            f"{line} HTTP/1.1\r\nhost: {self._host}:{self._port}\r\n"
            f"authorization: Bearer {self._token}\r\nidempotency-key: {next(self._keys)}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        started = time.perf_counter()
        self._writer.write(head.encode() + body)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        await self._reader.readexactly(_length(answer))
        spent = (time.perf_counter() - started) * 1000
        if b" 200 " not in answer.partition(b"\r\n")[0]:
            raise RuntimeError(answer.decode())
        return spent


def run() -> None:
    """Measure and print. Everything is made for the run, and gone after it."""
    with tempfile.TemporaryDirectory() as folder:
        url = embedded.start(Path(folder) / "postgres")
        token, question = asyncio.run(furnish(url))
        server = Process(url)
        try:
            asyncio.run(measure(Caller(server.url, token, question)))
        finally:
            server.stop()


async def furnish(url: str) -> tuple[str, dict[str, object]]:
    """A world in which Ana was contacted 1,000 times and has a limit; a token and a question."""
    await migrate(tortoise_config(url, MODELS))
    async with Database(url, MODELS).opened():
        world = await World.create()
        limit = Wish(channels=frozenset({Channel.EMAIL}), topics=frozenset({"advice"}),
                     at_most=TOUCHES + 100)  # fmt: skip
        await make_wish(limit, by=world.ana)
        await rows(_TOUCHES, world.ana.person_id, world.acme.id, TOUCHES)
        await rows("analyze")
        _, token = await make_client("Bench", [Scope.GATE_ASK])
        return token, {
            "mode": "reserve",
            "sender": {"kind": "campaign", "id": "bench"},
            "recipient": {"person_id": str(world.ana.person_id)},
            "channel": "email",
            "topic": "advice",
            "account_id": str(world.acme.id),
        }


async def measure(caller: Caller) -> None:
    """Medians of three rounds; in each, both are asked in turn."""
    await caller.open()
    for _ in range(WARM):
        await caller.plain()
        await caller.decision()
    found = [await _round(caller) for _ in range(ROUNDS)]
    plain, p50, p99 = (median(each[part] for each in found) for part in range(3))
    ratio = plain / p50
    print(f"a plain-text answer            p50 {plain:7.2f} ms")
    print(f"one decision, reserve, {TOUCHES:,} touches  p50 {p50:7.2f} ms  p99 {p99:7.2f} ms "
          f"(goal < {GOAL_P99_MS:.0f})")  # fmt: skip
    print(f"ratio to the plain text        {ratio:.3f} (goal >= {GOAL_RATIO})")


async def _round(caller: Caller) -> tuple[float, float, float]:
    plain, decision = [], []
    for _ in range(ASKED):
        plain.append(await caller.plain())
        decision.append(await caller.decision())
    return median(plain), median(decision), quantiles(decision, n=100)[-1]


def _length(head: bytes) -> int:
    return next(_lengths(head))


def _lengths(head: bytes) -> Iterator[int]:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            yield int(value)


if __name__ == "__main__":
    run()
