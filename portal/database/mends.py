"""Faults of the ORM that are mended here until upstream has them mended. Each has a test."""

import asyncio
from typing import Any

from tortoise.backends.base.client import TransactionContextPooled
from tortoise.connection import get_connections


def mend_tortoise() -> None:
    """Replace what is faulty; calling it again changes nothing."""
    TransactionContextPooled.__aenter__ = _enter  # type: ignore[method-assign]


async def _enter(self: Any) -> Any:
    """Begin a transaction; a cancellation while it begins gives the connection back.

    Upstream acquires a connection, then awaits BEGIN: cancelled in between it leaks the
    connection, and after as many leaks as the pool is large every later query waits for ever.
    """
    await self.ensure_connection()
    pool = self.client._parent._pool  # noqa: SLF001
    self.client._connection = await pool.acquire()  # noqa: SLF001
    token = None
    try:
        token = self.token = get_connections().set(self.connection_name, self.client)
        await self.client.begin()
    except BaseException:
        if token is not None:
            get_connections().reset(token)
        await asyncio.shield(pool.release(self.client._connection))  # noqa: SLF001
        raise
    return self.client
