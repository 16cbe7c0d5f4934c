"""Is the portal alive, is it ready, and how is it doing?"""

import hmac

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response

from portal.assets import anybody
from portal.database import database_of, rows
from portal.database.migrations import unapplied
from portal.errors import NotFound
from portal.routing import page
from portal.server.occupancy import occupancy


async def with_metrics_token(connection: HTTPConnection) -> None:
    """Whoever knows PARLEY_METRICS_TOKEN; for everybody else there is no such page."""
    token = connection.app.state.settings.metrics_token
    given = connection.headers.get("authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        raise NotFound


async def healthz(request: Request, _whoever: None) -> Response:
    del request
    return PlainTextResponse("alive")


async def readyz(request: Request, _whoever: None) -> Response:
    """Ready: the database answers, its migrations are those of this code, and there is room."""
    del request
    if not occupancy.ready:
        return PlainTextResponse("There is no room for more visitors.", 503)
    try:
        await rows("select 1")
        missing = await unapplied(database_of().config)
    except Exception:  # noqa: BLE001 - whatever it is, we are not ready
        return PlainTextResponse("The database does not answer.", 503)
    if missing:
        return PlainTextResponse(f"Migrations are missing: {', '.join(missing)}.", 503)
    return PlainTextResponse("ready")


async def metrics(request: Request, _whoever: None) -> Response:
    del request
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


routes = [
    page("/healthz", healthz, access=anybody),
    page("/readyz", readyz, access=anybody),
    page("/metrics", metrics, access=with_metrics_token),
]
