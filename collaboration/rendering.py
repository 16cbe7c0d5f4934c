"""Events as frames: each rendered and encoded once a process, and kept for those who catch up.

What is kept of a subject is dropped when something newer happens to it, so that words which were
removed are not handed out again; what concerns people drops everything.
"""

import logging
from collections import OrderedDict, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
from tortoise.exceptions import DBConnectionError

from collaboration.frames import HTML, Frame, event
from portal.live import Renderer

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
        self, topic: str, happened: Event, forms: Iterable[str], *, numbered: bool
    ) -> dict[str, Frame]:
        """The event in each of the forms. Without a number in a topic that is not numbered.

        Raises one of OUTAGES; a renderer that fails otherwise leaves the event empty.
        """
        return {
            form: await self._frame((topic, happened.number, form), happened, numbered)
            for form in forms
        }

    def forget(self, happened: Event) -> None:
        """Something new happened: what was rendered of its subject before is out of date."""
        if happened.kind.startswith(ABOUT_PEOPLE):
            self._kept.clear()
            self._of_subject.clear()
        for key in self._of_subject.pop(happened.subject, ()):
            self._kept.pop(key, None)

    async def _frame(self, key: tuple[str, int, str], happened: Event, numbered: bool) -> Frame:
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key][1]
        number = happened.number if numbered else None
        if key[2] == HTML:
            made = event(happened.kind, number, content=await self._html(happened), subject=None)
        else:
            subject = await self._described(happened)
            made = event(happened.kind, number, content=None, subject=subject)
        self._keep(key, happened.subject, made)
        return made

    async def _html(self, happened: Event) -> str:
        renderer = self._renderers.get(happened.kind)
        return str(await self._made_by(renderer, happened) or "")

    async def _described(self, happened: Event) -> dict[str, Any]:
        describer = self._describers.get(happened.kind)
        return await self._made_by(describer, happened) or {"id": happened.subject}

    async def _made_by(self, make: Callable[[UUID], Awaitable[Any]] | None, happened: Event) -> Any:
        if make is None:
            return None
        try:
            return await make(happened.subject)
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
