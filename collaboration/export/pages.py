"""Taking a conversation along: what it holds, and the two forms of it, streamed."""

import json
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from collaboration.chat.rules import shown as dressed
from collaboration.export.queries import everything_said, what_it_holds
from collaboration.export.rules import FIELDS, FORMAT, VERSION, as_data, name_of
from collaboration.files.rules import disposition
from customer_space.accounts.access import may
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from portal.clock import now
from portal.limits import LIMITS
from portal.routing import page
from portal.templating import fragment, page_response

HERE = "<!-- messages -->"


async def show_conversation(request: Request, member: Member) -> Response:
    """What would be taken along, and how to."""
    return page_response(
        request,
        "export/show.html",
        holds=await what_it_holds(member),
        fields=FIELDS,
        times=LIMITS["export"].times,
    )


async def take_page(request: Request, member: Member) -> Response:
    """The conversation as one page to read."""
    return _download(_page(member, request.app.state.settings.base_url), member, "html")


async def take_data(request: Request, member: Member) -> Response:
    """The conversation as JSON."""
    return _download(_data(member, request.app.state.settings.base_url), member, "json")


async def _page(member: Member, base_url: str) -> AsyncIterator[str]:
    frame = fragment("export/conversation.html", space=member.account, member=member, at=now())
    head, _, foot = frame.partition(HERE)
    yield head
    async for some in everything_said(member):
        yield "".join(
            fragment(
                "export/_message.html",
                message=said,
                text=dressed(said.text, {one.words for one in said.mentions}),
                base_url=base_url,
            )
            for said in some
        )
    yield foot


async def _data(member: Member, base_url: str) -> AsyncIterator[str]:
    about = {
        "format": FORMAT,
        "version": VERSION,
        "space": member.account.name,
        "address": f"{base_url}/spaces/{member.account.slug}",
        "taken_at": now().isoformat(),
        "taken_by": {"name": member.name, "side": member.side},
    }
    yield json.dumps(about, ensure_ascii=False, indent=1)[:-2] + ',\n "messages": ['
    before = "\n"
    async for some in everything_said(member):
        for said in some:
            yield before + json.dumps(as_data(said, base_url), ensure_ascii=False)
            before = ",\n"
    yield "\n]}\n"


def _download(pieces: AsyncIterator[str], member: Member, ending: str) -> Response:
    name = name_of(member.account.slug, now(), ending)
    return StreamingResponse(
        pieces,
        media_type="text/html" if ending == "html" else "application/json",
        headers={
            "Content-Disposition": disposition(name, download=True),
            "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        },
    )


_ALL = "/spaces/{space}/conversation"
_READ = may(Right.READ_SPACE)

routes = [
    page(_ALL, show_conversation, access=_READ),
    page(f"{_ALL}/export.html", take_page, access=_READ),
    page(f"{_ALL}/export.json", take_data, access=_READ),
]
"""The addresses of the copies are among those that portal.limits counts as exports."""
