"""What reaches this process while the last transaction of its space still commits shares the
next one: a commit waits for the disk, whether it holds one message or fifty."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, NamedTuple, TypeVar

from collaboration.rendering import OUTAGES

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

MOST = 128  # items in one transaction


class Turn(NamedTuple, Generic[Item, Outcome]):
    """An item that waits, and who waits for it."""

    item: Item
    done: asyncio.Future[Outcome]


class GroupCommit(Generic[Item, Outcome]):
    """One transaction at a time for each key, each item with its own outcome.

    `commit` keeps the items of one key, in order, in one transaction; it returns what became of
    each: the outcome, or the error that is only this one's.
    """

    def __init__(
        self, commit: Callable[[Sequence[Item]], Awaitable[Sequence[Outcome | Exception]]]
    ) -> None:
        self._commit = commit
        self._waiting: dict[Hashable, list[Turn[Item, Outcome]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, key: Hashable, item: Item) -> Outcome:
        """What becomes of `item`, once it is committed or rolled back; raises its error."""
        turn: Turn[Item, Outcome] = Turn(item, asyncio.get_running_loop().create_future())
        if key in self._waiting:
            self._waiting[key].append(turn)
        else:
            self._waiting[key] = [turn]
            task = asyncio.create_task(self._work_off(key))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await turn.done

    async def _work_off(self, key: Hashable) -> None:
        await asyncio.sleep(0)  # the others of this tick come along
        while waiting := self._waiting[key]:
            self._waiting[key] = waiting[MOST:]
            await self._keep(waiting[:MOST])
        del self._waiting[key]

    async def _keep(self, turns: list[Turn[Item, Outcome]]) -> None:
        try:
            outcomes = await self._commit([turn.item for turn in turns])
        except Exception as error:  # noqa: BLE001 - it is told to those who asked
            if len(turns) == 1 or isinstance(error, OUTAGES):
                for turn in turns:
                    _settle(turn, error)
                return
            for turn in turns:  # one of them failed: alone, it spoils nothing for the others
                await self._keep([turn])
        else:
            for turn, outcome in zip(turns, outcomes, strict=True):
                _settle(turn, outcome)


def _settle(turn: Turn[Item, Outcome], outcome: Outcome | Exception) -> None:
    if turn.done.done():
        return
    if isinstance(outcome, Exception):
        turn.done.set_exception(outcome)
    else:
        turn.done.set_result(outcome)
