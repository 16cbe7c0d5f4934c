"""Saying, changing and taking back wishes. The page they stand on is the gate's `contact`."""

from typing import Any
from uuid import UUID

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from customer_space.accounts.access import may
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from customer_space.preferences import actions
from customer_space.preferences.forms import PauseForm, WishForm, words_of
from customer_space.preferences.queries import public_topics, wishes_of
from customer_space.preferences.sentences import BY, DAY_NAMES
from portal.errors import NotFound
from portal.forms import asked_with, read
from portal.routing import page
from portal.templating import fragment, page_response, saved, templates


async def show_wishes(request: Request, member: Member) -> Response:
    """The wishes alone, for those whose page heard that they changed."""
    return saved(request, await wishes_fragment(member), back_to=_contact(member))


async def make_wish(request: Request, member: Member) -> Response:
    with asked_with("preferences/_form.html", **await form_context(member)):
        form = await read(request, WishForm)
        await actions.make_wish(form.wish(), by=member)
    return await _shown(request, member)


async def show_wish(request: Request, member: Member) -> Response:
    """One sentence, to change it."""
    wishes = await wishes_of(member.person_id)
    found = next((s for s in wishes.spoken if s.id == request.path_params["wish"]), None)
    if found is None:
        raise NotFound
    context = await form_context(member, wish_id=found.id)
    return page_response(
        request,
        "preferences/change.html",
        spoken=found,
        words=words_of(found.wish),
        problems={},
        **context,
    )


async def change_wish(request: Request, member: Member) -> Response:
    wish_id: UUID = request.path_params["wish"]
    with asked_with("preferences/_form.html", **await form_context(member, wish_id=wish_id)):
        form = await read(request, WishForm)
        await actions.change_wish(wish_id, form.wish(), by=member)
    return await _shown(request, member)


async def remove_wish(request: Request, member: Member) -> Response:
    await actions.remove_wish(request.path_params["wish"], by=member)
    return await _shown(request, member)


async def put_back_wish(request: Request, member: Member) -> Response:
    await actions.put_back(request.path_params["wish"], by=member)
    return await _shown(request, member)


async def pause(request: Request, member: Member) -> Response:
    with asked_with("preferences/_pause_form.html", space=member.account):
        form = await read(request, PauseForm)
        await actions.pause(form.ends(member.person.tz), by=member)
    return await _shown(request, member)


async def resume(request: Request, member: Member) -> Response:
    await actions.resume(by=member)
    return await _shown(request, member)


async def switch_off(request: Request, member: Member) -> Response:
    await actions.switch_off(by=member)
    return await _shown(request, member)


async def switch_on(request: Request, member: Member) -> Response:
    await actions.switch_on(by=member)
    return await _shown(request, member)


async def wishes_fragment(member: Member) -> Markup:
    """What somebody has said, with all they can do about it."""
    wishes = await wishes_of(member.person_id)
    return fragment("preferences/_wishes.html", wishes=wishes, space=member.account)


async def form_context(member: Member, *, wish_id: UUID | None = None) -> dict[str, Any]:
    """What the form of a wish needs."""
    return {
        "space": member.account,
        "person_id": member.person_id,
        "wish_id": wish_id,
        "channels": [(channel.value, words.capitalize(), "") for channel, words in BY.items()],
        "topics": [(topic.key, topic.title.capitalize(), "") for topic in await public_topics()],
        "days": [(day.value, name, "") for day, name in DAY_NAMES.items()],
    }


async def _shown(request: Request, member: Member) -> Response:
    return saved(request, await wishes_fragment(member), back_to=_contact(member))


def _contact(member: Member) -> str:
    path_for: Any = templates.globals["path_for"]
    return str(path_for("gate.show_contact", space=member.account.slug))


_ACCESS = may(Right.SET_OWN_CONTACT)
_WISH = "/spaces/{space}/contact/wishes/{wish:uuid}"

routes = [
    page("/spaces/{space}/contact/wishes", show_wishes, access=_ACCESS),
    page("/spaces/{space}/contact/wishes", make_wish, access=_ACCESS, methods=["POST"]),
    page(_WISH, show_wish, access=_ACCESS),
    page(_WISH, change_wish, access=_ACCESS, methods=["POST"]),
    page(f"{_WISH}/removal", remove_wish, access=_ACCESS, methods=["POST"]),
    page(f"{_WISH}/return", put_back_wish, access=_ACCESS, methods=["POST"]),
    page("/spaces/{space}/contact/pause", pause, access=_ACCESS, methods=["POST"]),
    page("/spaces/{space}/contact/pause/end", resume, access=_ACCESS, methods=["POST"]),
    page("/spaces/{space}/contact/silence", switch_off, access=_ACCESS, methods=["POST"]),
    page("/spaces/{space}/contact/silence/end", switch_on, access=_ACCESS, methods=["POST"]),
]
