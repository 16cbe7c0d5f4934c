"""Imports, for administrators: hand in a file, see what it would do, confirm it."""

from collections.abc import AsyncIterator
from typing import Annotated

from markupsafe import Markup
from pydantic import Field
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from auth.access import admin
from auth.models import Person
from customer_space.exchange.crm_names import Kind, Map
from customer_space.exchange.models import ImportRun
from customer_space.exchange.queries import all_refused, first_refused, run_of, runs_shown
from customer_space.exchange.refusals import csv_line, csv_lines
from customer_space.exchange.runs import confirm_run, start_run, withdraw_run
from portal.errors import Invalid, NotFound
from portal.forms import Form, Optionally, asked_with, parsed
from portal.routing import page
from portal.templating import fragment, fragments, page_response, saved, templates

LARGEST_BODY = 256 << 20
"""What the route takes at all; PARLEY_MAX_UPLOAD_MB says what we take of it."""
NO_WORDS = {"kind": Kind.ACCOUNTS.value, "map": ""}


class Upload(Form):
    """What is asked beside the file itself."""

    kind: Kind
    map: Annotated[Map | None, Optionally, Field()] = None


async def show_imports(request: Request, person: Person) -> Response:
    del person
    return page_response(
        request, "exchange/index.html", runs=await runs_shown(), words=NO_WORDS, problems={}
    )


async def start_import(request: Request, person: Person) -> Response:
    """Take a file in and have it checked."""
    with asked_with("exchange/_form.html"):
        upload, name, content = await _read_upload(request)
    run = await start_run(upload.kind, upload.map, name, content, by=person)
    return await _shown_run(request, run)


async def show_import(request: Request, person: Person) -> Response:
    del person
    run = await _run_in_path(request)
    return page_response(
        request, "exchange/show.html", run=run, refused_rows=await first_refused(run)
    )


async def show_progress(request: Request, person: Person) -> Response:
    """The run alone, for browsers that look again while it is at work."""
    del person
    return fragments(*await _pieces(await _run_in_path(request)))


async def confirm_import(request: Request, person: Person) -> Response:
    run = await _run_in_path(request)
    await confirm_run(run, by=person)
    return await _shown_run(request, run)


async def withdraw_import(request: Request, person: Person) -> Response:
    del person
    run = await _run_in_path(request)
    await withdraw_run(run)
    return await _shown_run(request, run)


async def download_refused(request: Request, person: Person) -> Response:
    """The refused rows as CSV, to be mended and handed in again."""
    del person
    run = await _run_in_path(request)
    name = f"refused-{run.kind}-{run.id.hex[-8:]}.csv"
    return StreamingResponse(
        _refused_csv(run),
        media_type="text/csv; charset=utf-8",
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "x-content-type-options": "nosniff",
            "cache-control": "no-store",
        },
    )


async def _refused_csv(run: ImportRun) -> AsyncIterator[str]:
    for line in csv_lines(run.header, []):
        yield line
    async for each in all_refused(run):
        yield csv_line((each.line, each.reason, each.cells))


async def _run_in_path(request: Request) -> ImportRun:
    run = await run_of(request.path_params["run"])
    if run is None:
        raise NotFound
    return run


async def _shown_run(request: Request, run: ImportRun) -> Response:
    """The run as it is now, to a script; a plain form goes to its page."""
    path_for = templates.globals["path_for"]
    back_to = path_for("exchange.show_import", run=run.id)  # type: ignore[operator]
    return saved(request, *await _pieces(await run_of(run.id) or run), back_to=back_to)


async def _pieces(run: ImportRun) -> tuple[Markup, Markup]:
    """The run, and the refused rows that stand below it on its page."""
    refused = await first_refused(run)
    return (
        fragment("exchange/_run.html", run=run),
        fragment("exchange/_refused_rows.html", run=run, refused_rows=refused),
    )


async def _read_upload(request: Request) -> tuple[Upload, str, bytes]:
    at_most: int = request.app.state.settings.max_upload_mb
    async with request.form(max_files=1, max_fields=10) as form:
        words = {name: value for name, value in form.items() if isinstance(value, str)}
        upload = parsed(words, Upload)
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise Invalid({"file": "Please choose a file."}, words=words)
        if (file.size or 0) > at_most << 20:
            raise Invalid({"file": f"Please keep the file to {at_most} MB."}, words=words)
        return upload, file.filename, await file.read()


routes = [
    page("/admin/imports", show_imports, access=admin),
    page(
        "/admin/imports",
        start_import,
        access=admin,
        methods=["POST"],
        max_body_size=LARGEST_BODY,
    ),
    page("/admin/imports/{run:uuid}", show_import, access=admin),
    page("/admin/imports/{run:uuid}/progress", show_progress, access=admin),
    page("/admin/imports/{run:uuid}/confirmation", confirm_import, access=admin, methods=["POST"]),
    page("/admin/imports/{run:uuid}/withdrawal", withdraw_import, access=admin, methods=["POST"]),
    page("/admin/imports/{run:uuid}/refused.csv", download_refused, access=admin),
]
