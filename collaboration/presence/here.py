"""Who is here, across processes, and who is writing. No record is kept of either.

Each process says every few seconds, and on each change, who is connected to it; what a process
said is forgotten when it falls silent. What is said travels as wake-ups (portal.wakeup) whose
topic holds the ids: `here:<account>:<process>:<member>,<member>`.
"""

import asyncio
import itertools
import logging
import time
from collections import Counter, defaultdict
from contextlib import suppress
from typing import Any, NamedTuple
from uuid import UUID

from collaboration.frames import HTML, JSON, Frame, frame
from collaboration.hub import Hub, Listener
from collaboration.presence.faces import Face, drawn, faces_of
from portal.database import database_of
from portal.ids import new_id

log = logging.getLogger(__name__)

SAY_EVERY_S = 5.0
FORGET_AFTER_S = 15.0
GATHER_S = 0.1
AT_MOST = 200  # members a process names in one space: a notification holds 8,000 bytes


class Report(NamedTuple):
    """What a process last said about one space."""

    number: int
    members: frozenset[UUID]
    heard_at: float


class Presence:
    """Tells the listeners of each space who is in it."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._process = new_id().hex
        self._numbers = itertools.count(1)
        self._here: dict[UUID, Counter[UUID]] = defaultdict(Counter)
        self._reports: dict[UUID, dict[str, Report]] = defaultdict(dict)
        self._faces: dict[UUID, dict[UUID, Face]] = defaultdict(dict)
        self._told: dict[UUID, dict[str, Frame]] = {}
        self._typed: dict[UUID, tuple[str, int]] = {}
        self._changed: set[UUID] = set()
        self._to_say: set[UUID] = set()
        self._woken = asyncio.Event()

    def arrive(self, listener: Listener) -> None:
        """Somebody's socket opened here."""
        account = listener.member.account_id
        self._here[account][listener.member.id] += 1
        if account in self._told:
            listener.offer(self._told[account][listener.form])
        else:
            self._mark_changed(account)  # who comes straight back changes no report
        self._say_soon(account)

    def leave(self, listener: Listener) -> None:
        """One of somebody's sockets closed; with the last one they are gone."""
        account = listener.member.account_id
        self._here[account][listener.member.id] -= 1
        self._here[account] += Counter()  # drops who is down to zero
        self._say_soon(account)
        if not self._here[account]:
            for kept in (self._here, self._told, self._faces):
                kept.pop(account, None)

    def typing(self, listener: Listener) -> None:
        """Somebody is writing."""
        topic = f"typing:{listener.member.account_id.hex}:{self._process}:{listener.member.id.hex}"
        database_of().wakeup.wake(topic, next(self._numbers))

    async def run(self) -> None:
        """Say who is here, tell who is where, forget who fell silent; until cancelled."""
        said = time.monotonic()
        with database_of().wakeup.hearing_everything(self._heard):
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(SAY_EVERY_S):
                        await self._woken.wait()
                if time.monotonic() - said >= SAY_EVERY_S:
                    said = time.monotonic()
                    self._say_all()
                await asyncio.sleep(GATHER_S)
                self._woken.clear()
                self._say_changed()
                await self._tell_changed()

    def _say_soon(self, account: UUID) -> None:
        """Once for all who come and go in one moment."""
        self._to_say.add(account)
        self._woken.set()

    def _say_changed(self) -> None:
        accounts, self._to_say = self._to_say, set()
        for account in accounts:
            self._say(account)

    def _say(self, account: UUID) -> None:
        here = self._here.get(account, ())
        members = ",".join(member.hex for member in itertools.islice(here, AT_MOST))
        topic = f"here:{account.hex}:{self._process}:{members}"
        database_of().wakeup.wake(topic, next(self._numbers))

    def _say_all(self) -> None:
        for account in list(self._here):
            self._say(account)
        self._forget_silent()
        self._typed.clear()

    def _heard(self, topic: str, number: int) -> None:
        what, _, rest = topic.partition(":")
        if what not in {"here", "typing"}:
            return
        account, process, members = rest.split(":")
        ids = [UUID(member) for member in members.split(",") if member]
        if what == "here":
            self._heard_report(UUID(account), process, number, frozenset(ids))
        else:
            self._heard_typing(UUID(account), process, number, ids[0])

    def _heard_report(
        self, account: UUID, process: str, number: int, members: frozenset[UUID]
    ) -> None:
        before = self._reports[account].get(process)
        if before and before.number >= number:
            return
        self._reports[account][process] = Report(number, members, time.monotonic())
        if before is None or before.members != members:
            self._mark_changed(account)

    def _heard_typing(self, account: UUID, process: str, number: int, member: UUID) -> None:
        by, last = self._typed.get(member, (process, 0))
        face = self._faces.get(account, {}).get(member)
        if face is None or (by == process and last >= number):
            return
        self._typed[member] = (process, number)
        told = frame("typing", who=face.public)
        self._hub.tell(f"space:{account}", {HTML: told, JSON: told}, but=member)

    def _forget_silent(self) -> None:
        oldest = time.monotonic() - FORGET_AFTER_S
        for account, reports in list(self._reports.items()):
            for process in [p for p, report in reports.items() if report.heard_at < oldest]:
                if reports.pop(process).members:
                    self._mark_changed(account)
            if not reports:
                del self._reports[account]

    def _mark_changed(self, account: UUID) -> None:
        self._changed.add(account)
        self._woken.set()

    async def _tell_changed(self) -> None:
        changed, self._changed = self._changed, set()
        for account in changed:
            if account not in self._here:
                continue
            try:
                await self._tell(account)
            except Exception:
                log.exception("who is here could not be told")
                self._changed.add(account)

    async def _tell(self, account: UUID) -> None:
        present: set[Any] = set()
        for report in self._reports[account].values():
            present |= report.members
        faces = await faces_of(account, present)
        if account not in self._here:
            return
        self._faces[account] = {face.id: face for face in faces}
        frames = {
            HTML: frame("presence", content=drawn(faces)),
            JSON: frame("presence", here=[face.public for face in faces]),
        }
        if frames != self._told.get(account):
            self._told[account] = frames
            self._hub.tell(f"space:{account}", frames)
