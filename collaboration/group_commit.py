"""Actions that reach this process while the last transaction of their space still commits share
the next one: a commit waits for the disk, whether it holds one message or fifty."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, NamedTuple, TypeVar

from collaboration.rendering import OUTAGES
from portal.database import transaction

T = TypeVar("T")
Action = Callable[[], Awaitable[Any]]

MOST = 64  # actions in one transaction


class Turn(NamedTuple):
    """An action that waits, and who waits for it."""

    action: Action
    done: asyncio.Future[Any]


class GroupCommit:
    """One transaction at a time for each key, each action with its own outcome."""

    def __init__(self) -> None:
        self._waiting: dict[Hashable, list[Turn]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, key: Hashable, action: Callable[[], Awaitable[T]]) -> T:
        """What `action` returns or raises, once it is committed or rolled back.

        Actions of one key are carried out in the order in which they came.
        """
        turn = Turn(action, asyncio.get_running_loop().create_future())
        if key in self._waiting:
            self._waiting[key].append(turn)
        else:
            self._waiting[key] = [turn]
            task = asyncio.create_task(self._work_off(key))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        result: T = await turn.done
        return result

    async def _work_off(self, key: Hashable) -> None:
        await asyncio.sleep(0)  # the others of this tick come along
        while waiting := self._waiting[key]:
            self._waiting[key] = waiting[MOST:]
            await _commit(waiting[:MOST])
        del self._waiting[key]


async def _commit(turns: list[Turn]) -> None:
    try:
        results = await _together([turn.action for turn in turns])
    except OUTAGES as error:
        for turn in turns:
            _fail(turn, error)
    except Exception:  # noqa: BLE001 - one of them failed: alone, it spoils nothing for the others
        for turn in turns:
            await _alone(turn)
    else:
        for turn, result in zip(turns, results, strict=True):
            if not turn.done.done():
                turn.done.set_result(result)


@transaction
async def _together(actions: list[Action]) -> list[Any]:
    return [await action() for action in actions]


async def _alone(turn: Turn) -> None:
    try:
        result = await turn.action()
    except Exception as error:  # noqa: BLE001 - it is told to who asked
        _fail(turn, error)
    else:
        if not turn.done.done():
            turn.done.set_result(result)


def _fail(turn: Turn, error: Exception) -> None:
    if not turn.done.done():
        turn.done.set_exception(error)
