"""Files over HTTP: handed in for the next message, and read by those who may read it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated
from uuid import UUID

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from collaboration.chat.actions import post
from collaboration.chat.composer import composer, keep_pace
from collaboration.chat.words import Audience, Text
from collaboration.files.access import file_of, unsent_file_of
from collaboration.files.actions import let_go, take_in
from collaboration.files.models import File
from collaboration.files.rules import disposition
from collaboration.files.store import Store
from customer_space.accounts.access import may
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from portal.database import transaction
from portal.errors import Invalid, NotFound, TooLarge
from portal.forms import Form, M, Optionally, asked_with, keeping, parsed
from portal.routing import page
from portal.templating import done, fragment, page_response

LARGEST_BODY = 1024 << 20
"""What the routes take at all; PARLEY_MAX_UPLOAD_MB says what we take of it."""
BESIDE = 64 << 10
"""Bytes of a form beside its file."""
FORM = "files/_form.html"
SAFELY = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-cache",
}
"""What is served was made by people: it is never a page of ours, and always asked for again."""


class Attachment(Form):
    """A file for a message whose words are still being written."""

    message: UUID


class Enclosure(Form):
    """A file and the words to it, sent at once; without words its name says what it is."""

    id: UUID
    text: Annotated[Text | None, Optionally] = None
    audience: Audience = Audience.EVERYONE


async def attach_file(request: Request, member: Member) -> Response:
    """Hand a file in before its message is sent, under the id that the message will have."""
    keep_pace(request, member)
    async with _handed_in(request, Attachment) as (asked, upload):
        made = await take_in(
            upload.file, upload.filename or "", message_id=asked.message, by=member,
            store=_store(request),
        )  # fmt: skip
    return HTMLResponse(fragment("files/_attached.html", slug=member.account.slug, file=made), 201)


async def detach_file(request: Request, member: Member) -> Response:
    """Its author does not want to send it after all."""
    await _detach(await unsent_file_of(member, request.path_params["file"]))
    return done(request, back_to=f"/spaces/{member.account.slug}")


async def write_enclosure(request: Request, member: Member) -> Response:
    form = fragment(FORM, words={}, problems={}, **composer(member))
    return page_response(request, "files/new.html", form=form)


async def send_enclosure(request: Request, member: Member) -> Response:
    """The way without a script: a file and the words to it in one form."""
    keep_pace(request, member)
    with asked_with(FORM, **composer(member)):
        async with _handed_in(request, Enclosure) as (asked, upload):
            made = await take_in(
                upload.file, upload.filename or "", message_id=asked.id, by=member,
                store=_store(request),
            )  # fmt: skip
    audience = member.side if asked.audience is Audience.OWN_SIDE else None
    await post(asked.text or made.name, id=asked.id, by=member, audience=audience)
    return done(request, back_to=f"/spaces/{member.account.slug}/messages/{asked.id}")


async def show_file(request: Request, member: Member) -> Response:
    """A picture to look at, anything else to download; never as a page of ours."""
    file = await file_of(member, request.path_params["file"])
    return await _served(request, file, file.digest, file.media_type)


async def show_preview(request: Request, member: Member) -> Response:
    """The small likeness of a picture."""
    file = await file_of(member, request.path_params["file"])
    if not file.preview:
        raise NotFound
    return await _served(request, file, file.preview, "image/webp")


@asynccontextmanager
async def _handed_in(request: Request, model: type[M]) -> AsyncIterator[tuple[M, UploadFile]]:
    """The form and its one file, which lies on the disk while it is large."""
    at_most: int = request.app.state.settings.max_upload_mb
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > (at_most << 20) + BESIDE:
        raise TooLarge(f"Please keep a file to {at_most} MB.")
    async with request.form(max_files=1, max_fields=10) as form:
        words = {name: value for name, value in form.items() if isinstance(value, str)}
        asked = parsed(words, model)
        upload = form.get("file")
        if not isinstance(upload, UploadFile) or not upload.filename:
            raise Invalid({"file": "Please choose a file."}, words=words)
        if (upload.size or 0) > at_most << 20:
            raise TooLarge(f"Please keep a file to {at_most} MB.")
        with keeping(asked):
            yield asked, upload


async def _served(request: Request, file: File, digest: str, media_type: str) -> Response:
    tag = f'"{digest}"'
    headers = SAFELY | {
        "ETag": tag, "Content-Disposition": disposition(file.name, download=not file.is_picture),
    }  # fmt: skip
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    place = _store(request).place_of(digest)
    if not await asyncio.to_thread(place.is_file):
        raise NotFound
    return FileResponse(place, media_type=media_type, headers=headers)


@transaction
async def _detach(file: File) -> None:
    await let_go([file])


def _store(request: Request) -> Store:
    return Store(request.app.state.settings.data_dir)


_ONE = "/spaces/{space}/files/{file:uuid}"
_ENCLOSURES = "/spaces/{space}/enclosures"
_READ, _WRITE = may(Right.READ_SPACE), may(Right.WRITE_SPACE)

routes = [
    page(
        "/spaces/{space}/files",
        attach_file,
        access=_WRITE,
        methods=["POST"],
        max_body_size=LARGEST_BODY,
    ),
    page(_ONE, show_file, access=_READ),
    page(f"{_ONE}/preview", show_preview, access=_READ),
    page(f"{_ONE}/withdrawal", detach_file, access=_WRITE, methods=["POST"]),
    page(_ENCLOSURES, write_enclosure, access=_WRITE),
    page(_ENCLOSURES, send_enclosure, access=_WRITE, methods=["POST"], max_body_size=LARGEST_BODY),
]
