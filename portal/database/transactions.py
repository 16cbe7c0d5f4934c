"""One action, one transaction: shielded, because a cancelled transaction has an unknown outcome."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from tortoise.transactions import in_transaction

P = ParamSpec("P")
T = TypeVar("T")

_afterwards: ContextVar[list[Callable[[], None]] | None] = ContextVar("afterwards", default=None)


def transaction(action: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Run an action in one transaction, or join the one it is called in.

    The request that asked may go away; the transaction ends as if it had not.
    """

    @wraps(action)
    async def in_one(*args: P.args, **kwargs: P.kwargs) -> T:
        if _afterwards.get() is not None:
            return await action(*args, **kwargs)
        task = asyncio.ensure_future(_run(action, *args, **kwargs))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            await asyncio.wait([task])
            raise

    return in_one


def after_commit(call: Callable[[], None]) -> None:
    """Call this once the transaction is committed; at once where there is none."""
    waiting = _afterwards.get()
    if waiting is None:
        call()
    else:
        waiting.append(call)


async def _run(action: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
    waiting: list[Callable[[], None]] = []
    token = _afterwards.set(waiting)
    try:
        async with in_transaction("default"):
            result = await action(*args, **kwargs)
    finally:
        _afterwards.reset(token)
    for call in waiting:
        call()
    return result
