"""Audiences, for campaign owners: hand in a file, watch it being split, read the result."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from markupsafe import Markup
from pydantic import Field
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from auth.models import Person
from customer_space.gate.audiences.access import campaign_owner
from customer_space.gate.audiences.actions import Starter, Wish, forget, hand_in
from customer_space.gate.audiences.folders import receive
from customer_space.gate.audiences.models import Audience, AudienceState
from customer_space.gate.audiences.queries import audience_of, audiences_of
from customer_space.gate.audiences.report import report_of
from customer_space.gate.audiences.serving import LARGEST_BODY, fetched
from customer_space.gate.outreach_forms import WAYS
from customer_space.gate.requests import Asker
from customer_space.gate.rules.channels import Channel
from customer_space.preferences.queries import public_topics
from portal.errors import Invalid
from portal.forms import Form, Line, Optionally, asked_with, keeping, parsed
from portal.routing import page
from portal.settings import Settings
from portal.templating import fragment, page_response, saved, templates

NO_WORDS = {"name": "", "topic": "", "channel": "email", "at": "", "mode": "check"}
MODES = {
    "check": ("Only look", "Nothing is written down; the answers are good for a day."),
    "reserve": ("Hold the places", "So that nobody else uses them up; for a day."),
}


class Upload(Form):
    """What is asked beside the file; `at` is the asker's wall clock."""

    name: Annotated[Line | None, Optionally] = None
    topic: Annotated[str, Field(max_length=60)]
    channel: Channel
    at: Annotated[datetime | None, Optionally] = None
    mode: Annotated[str, Field(pattern="^(check|reserve)$")] = "check"


async def show_audiences(request: Request, person: Person) -> Response:
    return page_response(
        request,
        "audiences/index.html",
        audiences=await audiences_of(person),
        **await _form(),
        words=NO_WORDS,
        problems={},
    )


async def start_audience(request: Request, person: Person) -> Response:
    """Take a file in and have it split; the same campaign and file again is the same audience."""
    with asked_with("audiences/_form.html", **await _form()):
        async with request.form(max_files=1, max_fields=10) as form:
            words = {name: value for name, value in form.items() if isinstance(value, str)}
            upload = parsed(words, Upload)
            with keeping(upload):
                file = _file_in(form.get("file"), request)
                id_ = await _hand_in(request, upload, file, person)
    return RedirectResponse(f"{_home()}/{id_}", 303)


async def show_audience(request: Request, person: Person) -> Response:
    """How far it is; when it is done, the report."""
    audience = await audience_of(request.path_params["audience"], person)
    return page_response(
        request, "audiences/show.html", audience=audience, report=_report(audience, person)
    )


async def show_progress(request: Request, person: Person) -> Response:
    """The audience alone, for browsers that look again while it is being split."""
    audience = await audience_of(request.path_params["audience"], person)
    return saved(request, _piece(audience, person), back_to=f"{_home()}/{audience.id}")


async def fetch_file(request: Request, person: Person) -> FileResponse:
    """One of the four files, or the summary."""
    return fetched(request, await audience_of(request.path_params["audience"], person))


async def remove_audience(request: Request, person: Person) -> Response:
    audience = await audience_of(request.path_params["audience"], person)
    await forget(audience, request.app.state.settings.data_dir)
    return RedirectResponse(_home(), 303)


def _file_in(file: Any, request: Request) -> UploadFile:
    at_most: int = request.app.state.settings.max_upload_mb
    if not isinstance(file, UploadFile) or not file.filename:
        raise Invalid({"file": "Please choose a file."})
    if (file.size or 0) > at_most << 20:
        raise Invalid({"file": f"Please keep the file to {at_most} MB."})
    return file


async def _hand_in(request: Request, upload: Upload, file: UploadFile, person: Person) -> Any:
    settings: Settings = request.app.state.settings
    at = upload.at
    if at and at.tzinfo is None:
        at = at.replace(tzinfo=ZoneInfo(person.tz or "UTC"))
    wish = Wish(
        name=upload.name or (file.filename or "")[:200],
        topic=upload.topic,
        channel=upload.channel,
        at=at.astimezone(UTC) if at else None,
        reserve=upload.mode == "reserve",
    )
    by = Starter(Asker(str(person.id), "campaign", person.display_name), person=person)
    received = await asyncio.to_thread(receive, file.file, settings.data_dir)
    return await hand_in(wish, received, settings.data_dir, by=by, key=upload.name or "")


async def _form() -> dict[str, Any]:
    return {
        "ways": [(channel.value, words) for channel, words in WAYS.items()],
        "topics": [(topic.key, topic.title.capitalize()) for topic in await public_topics()],
        "modes": [(value, *words) for value, words in MODES.items()],
    }


def _report(audience: Audience, person: Person) -> Any:
    done = audience.state is AudienceState.DONE
    return report_of(audience.summary, person.tz) if done else None


def _piece(audience: Audience, person: Person) -> Markup:
    report = _report(audience, person)
    return fragment("audiences/_audience.html", audience=audience, report=report)


def _home() -> str:
    path_for: Any = templates.globals["path_for"]
    return str(path_for("audiences.show_audiences"))


_HOME = "/outreach/audiences"
_ONE = f"{_HOME}/{{audience:uuid}}"

routes = [
    page(_HOME, show_audiences, access=campaign_owner),
    page(
        _HOME,
        start_audience,
        access=campaign_owner,
        methods=["POST"],
        max_body_size=LARGEST_BODY,
    ),
    page(_ONE, show_audience, access=campaign_owner),
    page(f"{_ONE}/progress", show_progress, access=campaign_owner),
    page(f"{_ONE}/removal", remove_audience, access=campaign_owner, methods=["POST"]),
    page(f"{_ONE}/files/{{file}}", fetch_file, access=campaign_owner),
]
