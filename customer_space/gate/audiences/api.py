"""Audiences for programs (gate.md 4.15, 5.1): hand a file in, look how far it is, fetch the files.

Places that were held are used and given back by their own doors, one by one.
"""

import asyncio
from typing import Annotated, Any

from pydantic import AwareDatetime, Field
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from auth.access import Scope, client
from auth.models import ApiClient
from customer_space.gate.audiences.actions import Starter, Wish, forget, hand_in
from customer_space.gate.audiences.folders import DOWNLOADS, receive
from customer_space.gate.audiences.models import FILES, Audience, AudienceState
from customer_space.gate.audiences.queries import audience_of
from customer_space.gate.audiences.serving import LARGEST_BODY, fetched
from customer_space.gate.requests import Asker
from customer_space.gate.rules.channels import Channel
from portal.errors import Invalid, TooLarge
from portal.forms import Form, Line, Optionally, parsed
from portal.openapi import takes
from portal.routing import page

KEY, LONGEST_KEY = "idempotency-key", 200


class AudienceForm(Form):
    """The parts of the multipart body beside `file`."""

    sender: Line
    topic: Annotated[str, Field(max_length=60)]
    channel: Channel
    name: Annotated[Line | None, Optionally] = None
    at: Annotated[AwareDatetime | None, Optionally] = None
    mode: Annotated[str, Field(pattern="^(check|reserve)$")] = "check"
    accept_defer: bool = False
    contains_promotion: bool = False


@takes(AudienceForm, file="file")
async def create_audience(request: Request, program: ApiClient) -> Response:
    """Take a file in: 202, and where to look. The same key and file again: the same audience."""
    key = request.headers.get(KEY, "")
    if not 1 <= len(key) <= LONGEST_KEY:
        raise Invalid({KEY: "Send an Idempotency-Key of 1 to 200 characters."})
    async with request.form(max_files=1, max_fields=20) as form:
        words = {name: value for name, value in form.items() if isinstance(value, str)}
        said = parsed(words, AudienceForm)
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise Invalid({"file": "Send the audience as the part named file."})
        settings = request.app.state.settings
        if (file.size or 0) > settings.max_upload_mb << 20:
            raise TooLarge
        received = await asyncio.to_thread(receive, file.file, settings.data_dir)
        wish = _wish(said, (file.filename or "audience")[:200])
    by = Starter(Asker.client(program, "campaign", said.sender), client=program)
    id_ = await hand_in(wish, received, settings.data_dir, by=by, key=key)
    shown = as_json(await audience_of(id_, program))
    return JSONResponse(shown, 202, headers={"location": shown["links"]["self"]})


async def read_audience(request: Request, program: ApiClient) -> Response:
    """How far it is; at the end with its summary."""
    return JSONResponse(as_json(await audience_of(request.path_params["audience"], program)))


async def read_file(request: Request, program: ApiClient) -> Response:
    """One of the four files, or the summary."""
    return fetched(request, await audience_of(request.path_params["audience"], program))


async def delete_audience(request: Request, program: ApiClient) -> Response:
    """Remove the audience and its files: 204; 409 while it is being split."""
    audience = await audience_of(request.path_params["audience"], program)
    await forget(audience, request.app.state.settings.data_dir)
    return Response(status_code=204)


def as_json(audience: Audience) -> dict[str, Any]:
    """An audience as programs see it; its files are named once there are some."""
    here = f"/api/v1/audiences/{audience.id}"
    done = audience.state is AudienceState.DONE
    files = {name.partition(".")[0]: f"{here}/{name}" for name in DOWNLOADS} if done else {}
    return {
        "id": str(audience.id),
        "name": audience.name,
        "state": audience.state.value,
        "mode": audience.mode,
        "topic": audience.topic,
        "channel": audience.channel.value,
        "at": audience.at.isoformat(),
        "problem": audience.problem,
        "rows": audience.rows,
        "counts": {name: getattr(audience, name) for name in FILES},
        "summary": audience.summary,
        "links": {"self": here} | files,
    }


def _wish(said: AudienceForm, file_name: str) -> Wish:
    return Wish(
        name=said.name or file_name,
        topic=said.topic,
        channel=said.channel,
        at=said.at,
        reserve=said.mode == "reserve",
        accept_defer=said.accept_defer,
        contains_promotion=said.contains_promotion,
    )


_HOME = "/api/v1/audiences"
_ONE = f"{_HOME}/{{audience:uuid}}"
_ASK = client(Scope.GATE_ASK)

routes = [
    page(_HOME, create_audience, access=_ASK, methods=["POST"], max_body_size=LARGEST_BODY),
    page(_ONE, read_audience, access=_ASK),
    page(_ONE, delete_audience, access=_ASK, methods=["DELETE"]),
    page(f"{_ONE}/{{file}}", read_file, access=_ASK),
]
