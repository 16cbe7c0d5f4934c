"""What one process keeps for those who are looking: the hub, the relay, who is here."""

import asyncio
import logging
from collections.abc import Mapping

from collaboration import standing
from collaboration.census import Census
from collaboration.chat import actions
from collaboration.group_commit import GroupCommit
from collaboration.hub import Hub
from collaboration.paces import Paces
from collaboration.presence.here import Presence
from collaboration.reading.notebook import Notebook
from collaboration.relay import Relay
from collaboration.rendering import OUTAGES, Describer, Event, Rendering
from portal.live import Renderer

log = logging.getLogger(__name__)

CHECK_EVERY_S = 60.0
RIGHTS_MAY_CHANGE = ("auth.", "accounts.")


class LiveService:
    """One per app, at `app.state.live`; `run` is its background work."""

    hello_within_s = 5.0

    def __init__(
        self, renderers: Mapping[str, Renderer], describers: Mapping[str, Describer]
    ) -> None:
        self.hub = Hub()
        self.presence = Presence(self.hub)
        self.paces = Paces()
        self.census = Census()
        self.commits = GroupCommit(actions.post_all)
        self.reading = Notebook()
        self.relay = Relay(self.hub, Rendering(renderers, describers), self._check_rights)

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.relay.run())
            group.create_task(self.presence.run())
            group.create_task(self.reading.run())
            group.create_task(self._check_everybody())

    async def _check_rights(self, topic: str, happened: Event) -> None:
        if happened.kind.startswith(RIGHTS_MAY_CHANGE):
            await standing.check(self.hub.listeners(topic))

    async def _check_everybody(self) -> None:
        while True:
            await asyncio.sleep(CHECK_EVERY_S)
            try:
                await standing.check(self.hub.everybody())
            except OUTAGES as error:
                log.warning("sessions could not be checked: %s", error)
