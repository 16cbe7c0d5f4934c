"""One message over HTTP: its permanent link, and what can be done about it."""

from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from collaboration.chat import afterwards
from collaboration.chat.access import message_of
from collaboration.chat.actions import Thread
from collaboration.chat.composer import composer, keep_pace
from collaboration.chat.live import drawn
from collaboration.chat.models import Message, ReactionKind
from collaboration.chat.queries import around, first_since
from collaboration.chat.words import Answer, Revision
from customer_space.accounts.access import may
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from portal.clock import now
from portal.errors import NotAllowed, NotFound
from portal.forms import asked_with, read
from portal.routing import page
from portal.templating import done, fragment, is_htmx, page_response


async def show_message(request: Request, member: Member) -> Response:
    """Where it was said, with what was said before and after it."""
    said = await message_of(member, request.path_params["message"])
    found = await around(member, said)
    thread = Thread(said.thread_kind, said.thread_id) if said.thread_id else None
    return page_response(
        request,
        "chat/message.html",
        message=said,
        messages=list(map(drawn, found)),
        first=found[0],
        last=found[-1],
        actions=fragment("chat/_actions.html", place="chosen_actions", **_choices(member, said)),
        **composer(member, thread, replying=said),
    )


async def show_actions(request: Request, member: Member) -> Response:
    said = await message_of(member, request.path_params["message"])
    actions = fragment("chat/_actions.html", **_choices(member, said))
    if is_htmx(request):
        return HTMLResponse(actions)
    return RedirectResponse(_address(member, said), 303)


async def edit_message(request: Request, member: Member) -> Response:
    said = await message_of(member, request.path_params["message"])
    if said.author_id != member.id or not said.is_editable(now()):
        raise NotAllowed(afterwards.TOO_LATE)
    form = fragment("chat/_revision_form.html", words={}, problems={}, **_asked(member, said))
    if is_htmx(request):
        return HTMLResponse(form)
    return page_response(request, "chat/revision.html", form=form)


async def change_message(request: Request, member: Member) -> Response:
    said = await message_of(member, request.path_params["message"])
    with asked_with("chat/_revision_form.html", **_asked(member, said)):
        revision = await read(request, Revision)
    keep_pace(request, member)
    await afterwards.edit(said, revision.text, by=member)
    return done(request, back_to=_address(member, said))


async def remove_message(request: Request, member: Member) -> Response:
    said = await message_of(member, request.path_params["message"])
    await afterwards.remove(said, by=member)
    return done(request, back_to=_address(member, said))


async def react_to_message(request: Request, member: Member) -> Response:
    said = await message_of(member, request.path_params["message"])
    answer = await read(request, Answer)
    keep_pace(request, member)
    await afterwards.react(said, answer.kind, by=member)
    return done(request, back_to=_address(member, said))


async def take_up_message(request: Request, member: Member) -> Response:
    said = await message_of(member, request.path_params["message"])
    commitment = await afterwards.take_up(said, by=member)
    plan = request.url_for("plans.show_plan", space=member.account.slug).path
    return done(request, back_to=f"{plan}#commitment_{commitment.id}")


async def make_feedback_of_message(request: Request, member: Member) -> Response:
    said = await message_of(member, request.path_params["message"])
    made = await afterwards.make_feedback(said, by=member)
    return done(request, back_to=f"/spaces/{member.account.slug}/feedback/{made}")


async def show_day(request: Request, member: Member) -> Response:
    """The first message of a day, or where the conversation was then."""
    try:
        day = date.fromisoformat(request.query_params.get("day", ""))
    except ValueError:
        raise NotFound("Please choose a day, as 2027-03-31.") from None
    first = await first_since(member, day)
    if first is None:
        return RedirectResponse(request.url_for("chat.show_space", space=member.account.slug).path)
    return RedirectResponse(_address(member, first), 303)


def _choices(member: Member, said: Message) -> dict[str, Any]:
    return _asked(member, said) | {
        "may_write": member.may(Right.WRITE_SPACE) and said.removed_at is None,
        "mine": said.author_id == member.id,
        "editable": said.is_editable(now()),
        "kinds": list(ReactionKind),
    }


def _asked(member: Member, said: Message) -> dict[str, Any]:
    return {"slug": member.account.slug, "message": said}


def _address(member: Member, said: Message) -> str:
    return f"/spaces/{member.account.slug}/messages/{said.id}#message_{said.id}"


_MESSAGE = "/spaces/{space}/messages/{message:uuid}"
_READ, _WRITE = may(Right.READ_SPACE), may(Right.WRITE_SPACE)
_POST = ("POST",)

routes = [
    page("/spaces/{space}/chat/day", show_day, access=_READ),
    page(_MESSAGE, show_message, access=_READ),
    page(f"{_MESSAGE}/actions", show_actions, access=_READ),
    page(f"{_MESSAGE}/revision", edit_message, access=_WRITE),
    page(f"{_MESSAGE}/revision", change_message, access=_WRITE, methods=_POST),
    page(f"{_MESSAGE}/removal", remove_message, access=_WRITE, methods=_POST),
    page(f"{_MESSAGE}/reactions", react_to_message, access=_WRITE, methods=_POST),
    page(f"{_MESSAGE}/commitment", take_up_message, access=_WRITE, methods=_POST),
    page(f"{_MESSAGE}/feedback", make_feedback_of_message, access=_WRITE, methods=_POST),
]
