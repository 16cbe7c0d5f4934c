"""From the log to the listeners: what was announced is read back, in order, and passed on.

A wake-up only says that there is something to read; once a second the numbers of all topics heard
here are compared, so a lost wake-up costs at most that second.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import timedelta

from collaboration.frames import RESTART
from collaboration.hub import Batch, Hub, Listener
from collaboration.rendering import ABOUT_PEOPLE, OUTAGES, Event, Rendering
from portal.clock import now
from portal.database import database_of, rows
from portal.live import KEPT_DAYS

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
PRUNE_EVERY_S = 3600.0
AGAIN_AFTER_S = 1.0
PAGE = 100
MISSED = 50  # of a side's news: as many as a page of the conversation shows

OnEvent = Callable[[str, Event], Awaitable[None]]

_READ = """
select number, kind, subject from event
where topic = $1 and number > $2 order by number limit $3
"""
_OF_SIDE = """
select number, kind, subject from event
where topic = $1 and at > coalesce(
  (select at from event where topic = $2 and number = $3) - interval '10 seconds',
  now() - interval '1 hour')
order by number desc limit $4
"""
_NUMBERS = "select name, number from topic where name = any($1)"
_OLDEST = """
select topic.number as head, (select min(number) from event where topic = $1) as oldest
from topic where name = $1
"""
_PRUNE = "delete from event where at < $1"


class Heard:
    """A topic somebody listens to here: how far it was passed on."""

    __slots__ = ("busy", "seen")

    def __init__(self) -> None:
        self.seen: int | None = None
        self.busy = False


class Relay:
    """Passes on what is announced; `on_event` sees each event of the topics heard here."""

    def __init__(self, hub: Hub, rendering: Rendering, on_event: OnEvent) -> None:
        self.hub = hub
        self._rendering = rendering
        self._on_event = on_event
        self._heard: dict[str, Heard] = {}
        self._behind: set[str] = set()
        self._woken = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Pass on for ever; look at least once a second, at once when woken."""
        compared = pruned = time.monotonic()
        with database_of().wakeup.hearing_everything(self._wake):
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_EVERY_S):
                        await self._woken.wait()
                self._woken.clear()
                if time.monotonic() - compared >= LOOK_EVERY_S:
                    compared = time.monotonic()
                    await _logged(self._compare())
                if time.monotonic() - pruned >= PRUNE_EVERY_S:
                    pruned = time.monotonic()
                    await _logged(prune())
                self._start_tasks()

    async def join(self, listener: Listener) -> None:
        """Let a listener hear its topics from now on; the numbered one is held until `resume`."""
        for topic in listener.topics:
            self._heard.setdefault(topic, Heard())
            self.hub.join(listener, topic)
        fresh = {t: self._heard[t] for t in listener.topics if self._heard[t].seen is None}
        if fresh:
            numbers = {row["name"]: row["number"] for row in await rows(_NUMBERS, list(fresh))}
            for topic, heard in fresh.items():
                heard.seen = numbers.get(topic, 0) if heard.seen is None else heard.seen

    def leave(self, listener: Listener) -> None:
        """The listener hears nothing any more."""
        for topic in listener.topics:
            if self.hub.leave(listener, topic):
                self._heard.pop(topic, None)

    async def resume(self, listener: Listener, position: int) -> None:
        """Give a joined listener the log after `position`, then what is new."""
        topic = listener.numbered
        while listener.ended is None:
            events = await read(topic, position)
            await self._offer(listener, topic, events, numbered=True)
            position = events[-1].number if events else position
            if len(events) < PAGE:
                break
        listener.go_live(position)

    async def resume_side(self, listener: Listener, since: int) -> None:
        """Give a listener what only its side may hear, since the space's event number `since`.

        A side's news carries no number: it may come twice, and each says how things are now.
        """
        topic = listener.member.account.topic_of_side(listener.member.side)
        missed = await rows(_OF_SIDE, topic, listener.numbered, since, MISSED)
        await self._offer(listener, topic, [Event(**row) for row in missed[::-1]], numbered=False)

    async def _offer(
        self, listener: Listener, topic: str, events: list[Event], *, numbered: bool
    ) -> None:
        made = await self._rendering.frames(topic, events, [listener.form], numbered=numbered)
        for frame in made[listener.form]:
            await listener.room()
            listener.offer(frame)

    def _wake(self, topic: str, number: int) -> None:
        heard = self._heard.get(topic)
        if heard and (heard.seen is None or number > heard.seen):
            self._behind.add(topic)
            self._woken.set()

    async def _compare(self) -> None:
        for row in await rows(_NUMBERS, list(self._heard)):
            heard = self._heard.get(row["name"])
            if heard is None or heard.seen is None:
                continue
            if row["number"] > heard.seen:
                self._behind.add(row["name"])
            elif row["number"] < heard.seen and not heard.busy:
                # The database went back in time. Who comes again is told to load the page anew.
                heard.seen = row["number"]
                self.hub.end(row["name"], RESTART)

    def _start_tasks(self) -> None:
        for topic in self._behind:
            heard = self._heard.get(topic)
            if heard and not heard.busy and heard.seen is not None:
                heard.busy = True
                task = asyncio.create_task(self._pass_on(topic, heard))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        self._behind = {t for t in self._behind if t in self._heard and self._heard[t].busy}

    async def _pass_on(self, topic: str, heard: Heard) -> None:
        try:
            while self._heard.get(topic) is heard:
                try:
                    self._behind.discard(topic)
                    if not await self._pass_on_page(topic, heard):
                        return
                except Exception as error:  # noqa: BLE001 - whatever it was, the log is still there
                    _log(f"news of {topic} wait", error)
                    await asyncio.sleep(AGAIN_AFTER_S)
        finally:
            heard.busy = False
            if topic in self._behind:
                self._woken.set()

    async def _pass_on_page(self, topic: str, heard: Heard) -> int:
        assert heard.seen is not None  # noqa: S101 - a task starts only where it is known
        events = await read(topic, heard.seen)
        for run in together(events):
            batches = await self._rendered(topic, run)
            if self._heard.get(topic) is not heard:
                return 0
            heard.seen = run[-1].number
            self.hub.send(topic, batches)
            for happened in run:
                await self._on_event(topic, happened)
        return len(events)

    async def _rendered(self, topic: str, run: list[Event]) -> dict[str, Batch]:
        numbered, forms = self.hub.is_numbered(topic), self.hub.forms(topic)
        for happened in run:
            self._rendering.forget(happened)
        made = await self._rendering.frames(topic, run, forms, numbered=numbered)
        return {form: Batch.of(run[0].number, frames) for form, frames in made.items()}


def together(events: list[Event]) -> Iterator[list[Event]]:
    """Events that may go out together: they follow each other, and none but the last is about
    people, because it may end the right of some to hear what comes next."""
    run: list[Event] = []
    for happened in events:
        if run and happened.number != run[-1].number + 1:
            yield run
            run = []
        run.append(happened)
        if happened.kind.startswith(ABOUT_PEOPLE):
            yield run
            run = []
    if run:
        yield run


async def read(topic: str, after: int) -> list[Event]:
    """The next events of a topic after a number, in order, at most PAGE."""
    return [Event(**row) for row in await rows(_READ, topic, after, PAGE)]


async def start_of(topic: str, since: int | None) -> tuple[int, bool]:
    """Where a listener goes on that has seen everything up to `since`, and whether it must reload.

    None: it wants what is new only. It must reload if `since` is before what is kept, or ahead.
    """
    [row] = await rows(_OLDEST, topic) or [{"head": 0, "oldest": None}]
    head: int = row["head"]
    oldest: int = row["oldest"] or head + 1
    if since is None:
        return head, False
    if oldest - 1 <= since <= head:
        return since, False
    return head, True


async def prune() -> None:
    """Drop events that nobody comes back to any more."""
    await rows(_PRUNE, now() - timedelta(days=KEPT_DAYS))


async def _logged(work: Awaitable[None]) -> None:
    try:
        await work
    except Exception as error:  # noqa: BLE001 - the next look is a second away
        _log("looking after the news failed", error)


def _log(words: str, error: Exception) -> None:
    outage = isinstance(error, OUTAGES)
    log.warning("%s: %s", words, error, exc_info=None if outage else error)
