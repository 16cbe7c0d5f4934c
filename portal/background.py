"""Work beside the requests, for as long as the app lives."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

AGAIN_S = 5.0  # longer than a task needs to put things in order


async def together(*works: Coroutine[Any, Any, None]) -> None:
    """Run these until they end, or one of them fails."""
    await asyncio.gather(*works)


@asynccontextmanager
async def running(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run these beside the block; they are cancelled, and awaited, at its end."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        await end(*tasks)


async def end(*tasks: "asyncio.Task[None]") -> None:
    """Cancel these until they have ended: what they wait in may swallow a cancellation.

    Raises what one of them failed with.
    """
    going = set(tasks)
    while going:
        for task in going:
            task.cancel()
        _, going = await asyncio.wait(going, timeout=AGAIN_S)
    for task in tasks:
        with suppress(asyncio.CancelledError):
            task.result()
