"""Work beside the requests, for as long as the app lives."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any


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
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
