"""Where mail servers and providers tell what became of mails: kept, acknowledged, read later."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from customer_space.gate.signals.access import Teller, who_may_tell
from customer_space.gate.signals.actions import take_in
from customer_space.gate.signals.confirming import CONFIRM, confirmation
from customer_space.gate.signals.reading import SOURCES
from portal.errors import NotFound
from portal.outbox import enqueue
from portal.routing import endpoint


async def receive_signal(request: Request, teller: Teller) -> Response:
    """202 with `new`: false for the same bytes again. `mail` takes a message as it came."""
    source: str = request.path_params["provider"]
    if source not in SOURCES:
        raise NotFound("Signals come from " + ", ".join(sorted(SOURCES)) + ".")
    body = await request.body()
    is_new = await take_in(source, body)
    if teller == source and (url := confirmation(body)):
        await enqueue(CONFIRM, {"url": url})
    return JSONResponse({"new": is_new}, 202)


routes = [
    endpoint(
        "/api/v1/signals/{provider}",
        receive_signal,
        scope=who_may_tell,
        methods=["POST"],
    )
]
