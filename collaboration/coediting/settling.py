"""After a quiet moment: how the text reads is written down for pages, and a long log compacted."""

import asyncio
import logging
from uuid import UUID

from collaboration.coediting.ledger import Ledger
from customer_space.documents.actions import compact, settle

log = logging.getLogger(__name__)


class Settling:
    """Watches for the quiet moment of one document."""

    QUIET_S = 2.0  # without a change
    RESTLESS_S = 15.0  # at the latest, however busy it is
    COMPACT_UPDATES = 500
    COMPACT_BYTES = 256 * 1024

    def __init__(self, document_id: UUID, ledger: Ledger) -> None:
        self.document_id = document_id
        self._ledger = ledger
        self._changed_at: float | None = None  # when the first change since was made
        self._last_at = 0.0
        self._watch: asyncio.Task[None] | None = None

    def changed(self) -> None:
        """Something was stored."""
        self._last_at = asyncio.get_running_loop().time()
        if self._changed_at is None:
            self._changed_at = self._last_at
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._wait_for_quiet())

    async def finish(self) -> None:
        """Nobody is left: do now what is still to do."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait([self._watch])
        await self._settle()

    async def _wait_for_quiet(self) -> None:
        clock = asyncio.get_running_loop().time
        while self._changed_at is not None:
            due = min(self._last_at + self.QUIET_S, self._changed_at + self.RESTLESS_S)
            if due > clock():
                await asyncio.sleep(due - clock())
            else:
                await self._settle()

    async def _settle(self) -> None:
        if self._changed_at is None:
            return
        self._changed_at = None
        updates, size = self._ledger.size
        try:
            await settle(self.document_id)
            if updates >= self.COMPACT_UPDATES or size >= self.COMPACT_BYTES:
                await compact(self.document_id)
                self._ledger.compacted()
        except Exception:
            log.exception("document %s could not be settled", self.document_id)
