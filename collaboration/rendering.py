"""Events as frames: each rendered and encoded once a process, and kept for those who catch up.

What is kept of a subject is dropped when something newer happens to it, so that words which were
removed are not handed out again; what concerns people drops everything.
"""

import logging
from collections import OrderedDict, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
from tortoise.exceptions import DBConnectionError

from collaboration.frames import HTML, Frame, event
from portal.live import Renderer, Together

log = logging.getLogger(__name__)

Describer = Callable[[UUID], Awaitable[dict[str, Any] | None]]
"""A subject as data, for parley.json; None if there is nothing (left) to tell."""

KEPT = 2000
ABOUT_PEOPLE = ("auth.", "accounts.", "directory.")
OUTAGES = (
    OSError,
    DBConnectionError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
)
"""The database does not answer; it is worth asking again."""


class Event(NamedTuple):
    """A row of the log."""

    number: int
    kind: str
    subject: UUID


class Rendering:
    """Renders by kind: markup with `renderers`, data with `describers`."""

    def __init__(
        self, renderers: Mapping[str, Renderer], describers: Mapping[str, Describer]
    ) -> None:
        self._renderers = renderers
        self._describers = describers
        self._kept: OrderedDict[tuple[str, int, str], tuple[UUID, Frame]] = OrderedDict()
        self._of_subject: dict[UUID, set[tuple[str, int, str]]] = defaultdict(set)

    async def frames(
        self, topic: str, run: Sequence[Event], forms: Iterable[str], *, numbered: bool
    ) -> dict[str, list[Frame]]:
        """The events in each of the forms. Without a number in a topic that is not numbered.

        Raises one of OUTAGES; a renderer that fails otherwise leaves the event empty.
        """
        return {form: await self._frames(topic, run, form, numbered) for form in forms}

    def forget(self, happened: Event) -> None:
        """Something new happened: what was rendered of its subject before is out of date."""
        if happened.kind.startswith(ABOUT_PEOPLE):
            self._kept.clear()
            self._of_subject.clear()
        for key in self._of_subject.pop(happened.subject, ()):
            self._kept.pop(key, None)

    async def _frames(
        self, topic: str, run: Sequence[Event], form: str, numbered: bool
    ) -> list[Frame]:
        kept = {one: self._kept_frame((topic, one.number, form)) for one in run}
        made = await self._contents([one for one, frame in kept.items() if frame is None], form)
        for one, content in made.items():
            fresh = kept[one] = _encoded(one, form, content, one.number if numbered else None)
            self._keep((topic, one.number, form), one.subject, fresh)
        return [frame for frame in kept.values() if frame]

    def _kept_frame(self, key: tuple[str, int, str]) -> Frame | None:
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key][1]

    async def _contents(self, run: Sequence[Event], form: str) -> dict[Event, Any]:
        """What each event is about; those who can make several at once do so."""
        made: dict[Event, Any] = {}
        makers = self._renderers if form == HTML else self._describers
        by_maker: dict[Any, list[Event]] = defaultdict(list)
        for one in run:
            by_maker[makers.get(one.kind)].append(one)
        for maker, events in by_maker.items():
            made |= await self._made_by(maker, events)
        return made

    async def _made_by(self, maker: Any, events: list[Event]) -> dict[Event, Any]:
        if maker is None:
            return dict.fromkeys(events)
        if isinstance(maker, Together) and len(events) > 1:
            try:
                found = await maker.many([one.subject for one in events])
            except OUTAGES:
                raise
            except Exception:
                log.exception("%s could not be rendered together", events[0].kind)
            else:
                return {one: found.get(one.subject) for one in events}
        return {one: await self._made_alone(maker, one) for one in events}

    async def _made_alone(self, maker: Any, happened: Event) -> Any:
        try:
            return await maker(happened.subject)
        except OUTAGES:
            raise
        except Exception:
            log.exception("%s of %s could not be rendered", happened.kind, happened.subject)
            return None

    def _keep(self, key: tuple[str, int, str], subject: UUID, made: Frame) -> None:
        self._kept[key] = (subject, made)
        self._of_subject[subject].add(key)
        if len(self._kept) > KEPT:
            oldest, (its_subject, _) = self._kept.popitem(last=False)
            self._of_subject[its_subject].discard(oldest)
            if not self._of_subject[its_subject]:
                del self._of_subject[its_subject]


def _encoded(happened: Event, form: str, content: Any, number: int | None) -> Frame:
    if form == HTML:
        return event(happened.kind, number, content=str(content or ""), subject=None)
    subject = content or {"id": happened.subject}
    return event(happened.kind, number, content=None, subject=subject)
