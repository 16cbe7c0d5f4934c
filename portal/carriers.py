"""How wake-ups travel between processes: PostgreSQL's NOTIFY, or Redis where it is configured.

Both may lose one silently; neither holds anything that is not in the database.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any, Protocol

import asyncpg

CHANNEL = "parley"
Heard = Callable[[str], None]

INTERRUPTED = (
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a line cut in the middle of a word
)
"""What a carrier raises when its server goes away."""


class Line(Protocol):
    """An open connection to the other processes."""

    async def say(self, words: str) -> None: ...

    async def hear(self) -> None:
        """Hand over what comes, until the connection breaks."""


class Carrier(Protocol):
    """Opens lines; `heard` gets what other processes (and this one) say on them."""

    def connected(self, heard: Heard) -> AbstractAsyncContextManager[Line]: ...


class Notify:
    """LISTEN and NOTIFY on one connection."""

    def __init__(self, credentials: Mapping[str, Any]) -> None:
        self._credentials = credentials

    @asynccontextmanager
    async def connected(self, heard: Heard) -> AsyncIterator[Line]:
        settings = {"synchronous_commit": "off"}  # nothing to keep: no wait for the disk
        connection = await asyncpg.connect(**self._credentials, server_settings=settings)
        try:
            await connection.add_listener(CHANNEL, lambda *heard_: heard(str(heard_[3])))
            yield _NotifyLine(connection)
        finally:
            connection.terminate()


class _NotifyLine:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def say(self, words: str) -> None:
        await self._connection.execute("select pg_notify($1, $2)", CHANNEL, words)

    async def hear(self) -> None:
        closed = asyncio.Event()
        self._connection.add_termination_listener(lambda _: closed.set())
        await closed.wait()
        raise ConnectionResetError("the database closed the line of wake-ups")


class Redis:
    """PUBLISH and SUBSCRIBE."""

    def __init__(self, url: str) -> None:
        self._url = url

    @asynccontextmanager
    async def connected(self, heard: Heard) -> AsyncIterator[Line]:
        import redis.asyncio as redis  # noqa: PLC0415 - half a second: only where it is used

        client = redis.from_url(self._url, decode_responses=True)
        subscription = client.pubsub(ignore_subscribe_messages=True)
        try:
            with _breaks():
                await subscription.subscribe(**{CHANNEL: lambda message: heard(message["data"])})
            yield _RedisLine(client, subscription)
        finally:
            await subscription.aclose()  # type: ignore[no-untyped-call]
            await client.aclose()


class _RedisLine:
    def __init__(self, client: Any, subscription: Any) -> None:
        self._client, self.subscription = client, subscription

    async def say(self, words: str) -> None:
        with _breaks():
            await self._client.publish(CHANNEL, words)

    async def hear(self) -> None:
        with _breaks():
            await self.subscription.run(poll_timeout=5.0)


@contextmanager
def _breaks() -> Iterator[None]:
    """What Redis calls its own errors is, to others, a broken connection."""
    from redis.exceptions import RedisError  # noqa: PLC0415 - as above

    try:
        yield
    except RedisError as error:
        raise ConnectionError(str(error)) from error
