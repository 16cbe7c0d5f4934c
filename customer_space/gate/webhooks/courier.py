"""Who carries messages: beside the requests, each endpoint by itself, so none waits for another."""

import asyncio
import logging
from uuid import UUID

from customer_space.gate.changes.actions import number_changes
from customer_space.gate.webhooks.models import Endpoint
from customer_space.gate.webhooks.queue import fill, leased, let_go, next_of, renew
from customer_space.gate.webhooks.rules import BREAKS_AFTER
from customer_space.gate.webhooks.secrets import PURPOSE
from customer_space.gate.webhooks.telling import tell
from portal.clock import now
from portal.sealing import Seal
from portal.settings import Settings

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.5
AT_ONCE = 4
"""Messages on their way to one endpoint."""


class Courier:
    """Tells the endpoints of one database what changed, until it is cancelled."""

    def __init__(self, settings: Settings) -> None:
        self._seal = Seal(settings.secret_keys, PURPOSE)
        self._loopback = not settings.secure

    async def run(self) -> None:
        """Work for ever; look twice a second."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                for endpoint in await self._with_news():
                    tasks.create_task(self._serve(endpoint))
                await asyncio.sleep(LOOK_EVERY_S)

    async def _with_news(self) -> list[UUID]:
        try:
            if not await Endpoint.exists(paused_at=None):
                return []
            await number_changes()
            return await leased(now())
        except Exception as error:  # noqa: BLE001 - the database may be away; it is asked again
            log.warning("webhooks wait, the database does not answer: %s", error)
            return []

    async def _serve(self, endpoint_id: UUID) -> None:
        """Tell one endpoint all there is. What breaks is logged; the lease ends by itself."""
        try:
            await fill(endpoint_id)
            while await self._tell_some(endpoint_id):
                await renew(endpoint_id)
                await fill(endpoint_id)
            await let_go(endpoint_id)
        except Exception:
            log.exception("an endpoint could not be served")

    async def _tell_some(self, endpoint_id: UUID) -> bool:
        """Whether there was anything to tell, and it makes sense to go on at once."""
        endpoint = await Endpoint.get_or_none(id=endpoint_id)
        if endpoint is None or endpoint.paused_at or (endpoint.rests_until or now()) > now():
            return False
        due = await next_of(endpoint_id, 1 if endpoint.failures >= BREAKS_AFTER else AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            for delivery in due:
                tasks.create_task(
                    tell(delivery, endpoint, seal=self._seal, loopback=self._loopback)
                )
        return bool(due)
