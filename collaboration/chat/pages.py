"""The conversation over HTTP: the space's home, the aside beside every page, threads."""

from typing import Any
from uuid import UUID

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from collaboration.chat import actions
from collaboration.chat.actions import Thread
from collaboration.chat.composer import composer, keep_pace
from collaboration.chat.live import LATELY, drawn
from collaboration.chat.mentions import nameable
from collaboration.chat.models import ThreadKind
from collaboration.chat.queries import Messages, latest_shared, messages, newest, older
from collaboration.chat.words import Words
from collaboration.reading.queries import seen_by_self
from customer_space.accounts.access import may
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right, Side
from portal.errors import NotFound
from portal.forms import asked_with, read
from portal.routing import page
from portal.templating import (
    appending,
    done,
    fragment,
    fragments,
    is_htmx,
    page_response,
    saved,
)


async def show_space(request: Request, member: Member) -> Response:
    conversation = await _conversation(member)
    people = conversation["nameable"]
    by_side = {side: [one for one in people if one.side is side] for side in Side}
    latest = await latest_shared(member.account_id, most=LATELY)
    return page_response(request, "chat/space.html", by_side=by_side, latest=latest, **conversation)


async def show_chat(request: Request, member: Member) -> Response:
    del request
    return HTMLResponse(fragment("chat/_chat.html", **await _conversation(member)))


async def show_older(request: Request, member: Member) -> Response:
    try:
        before = UUID(request.query_params.get("before", ""))
    except ValueError:
        raise NotFound from None
    found = await older(member, before)
    return HTMLResponse(Markup().join([_sentinel(member, found), *map(drawn, found.shown)]))


async def post_message(request: Request, member: Member) -> Response:
    """The way in while there is no socket: the push draws what was said."""
    home = request.url_for("chat.show_space", space=member.account.slug).path
    if is_htmx(request):
        words = await read(request, Words)
    else:
        with asked_with("chat/_composer.html", **composer(member)):
            words = await read(request, Words)
    keep_pace(request, member)
    await actions.post(
        words.text,
        id=words.id,
        by=member,
        reply_to=words.reply_to,
        audience=words.side_for(member),
    )
    return done(request, back_to=home)


async def show_thread(request: Request, member: Member) -> Response:
    thread = _thread_of(request)
    found = await newest(member, thread=thread)
    section = fragment(
        "chat/_thread.html",
        thread=thread,
        messages=list(map(drawn, found.shown)),
        older=_sentinel(member, found),
        **composer(member, thread),
    )
    if is_htmx(request):
        return HTMLResponse(section)
    return page_response(request, "chat/thread.html", thread=section)


async def post_to_thread(request: Request, member: Member) -> Response:
    thread = _thread_of(request)
    form = composer(member, thread)
    with asked_with("chat/_composer.html", **form):
        words = await read(request, Words)
    keep_pace(request, member)
    said, _ = await actions.post(
        words.text,
        id=words.id,
        by=member,
        reply_to=words.reply_to,
        thread=thread,
        audience=words.side_for(member),
    )
    [shown] = await messages([said.id])
    again = fragment("chat/_composer.html", words={}, problems={}, **form)
    if is_htmx(request):
        return fragments(again + appending(drawn(shown), to=said.list_id))
    return saved(request, again, back_to=request.url.path)


async def _conversation(member: Member) -> dict[str, Any]:
    found = await newest(member)
    return {
        "messages": list(map(drawn, found.shown)),
        "older": _sentinel(member, found),
        "me": member,
        "seen": await seen_by_self(member),
        "nameable": await nameable(member.account_id),
        **composer(member),
    }


def _sentinel(member: Member, found: Messages) -> Markup:
    if found.oldest is None:
        return Markup()
    return fragment("chat/_older.html", oldest=found.oldest, slug=member.account.slug)


def _thread_of(request: Request) -> Thread:
    try:
        kind = ThreadKind(request.path_params["kind"])
    except ValueError:
        raise NotFound from None
    return Thread(kind, request.path_params["subject"])


READERS = may(Right.READ_SPACE)
WRITERS = may(Right.WRITE_SPACE)

routes = [
    page("/spaces/{space}", show_space, access=READERS),
    page("/spaces/{space}/chat", show_chat, access=READERS),
    page("/spaces/{space}/chat/older", show_older, access=READERS),
    page("/spaces/{space}/chat/messages", post_message, access=WRITERS, methods=["POST"]),
    page("/spaces/{space}/threads/{kind}/{subject:uuid}", show_thread, access=READERS),
    page(
        "/spaces/{space}/threads/{kind}/{subject:uuid}",
        post_to_thread,
        access=WRITERS,
        methods=["POST"],
    ),
]
