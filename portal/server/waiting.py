"""What a connection waits with, in little memory: thousands of them wait at the same time.

asyncio's Queue and Event hold 4 kB a connection, for many readers; a connection has one.
"""

import asyncio
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Mailbox(Generic[Item]):
    """A queue with one reader."""

    __slots__ = ("_items", "_reader")

    def __init__(self) -> None:
        self._items: list[Item] = []
        self._reader: asyncio.Future[None] | None = None

    def put_nowait(self, item: Item) -> None:
        self._items.append(item)
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    def empty(self) -> bool:
        return not self._items

    async def get(self) -> Item:
        """The oldest item, as soon as there is one."""
        while not self._items:
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        return self._items.pop(0)


class Gate:
    """Open at first, and most of the time."""

    __slots__ = ("_closed",)

    def __init__(self) -> None:
        self._closed: asyncio.Event | None = None

    def clear(self) -> None:
        """Close it."""
        if self._closed is None:
            self._closed = asyncio.Event()

    def set(self) -> None:
        """Open it, for all who wait."""
        closed, self._closed = self._closed, None
        if closed is not None:
            closed.set()

    async def wait(self) -> None:
        """Until it is open."""
        while self._closed is not None:
            await self._closed.wait()
