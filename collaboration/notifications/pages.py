"""How loud each space is, and answers by mail that wait for their owner's word."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from auth.access import signed_in_session
from auth.models import Session
from collaboration.notifications.actions import choose
from collaboration.notifications.models import HeldReply
from collaboration.notifications.queries import attention_of, held_for, volumes_of
from collaboration.notifications.replies.actions import drop, release
from collaboration.notifications.rules import Digest, Volume
from customer_space.accounts.access import may
from customer_space.accounts.models import Member
from customer_space.accounts.queries import seats_of
from customer_space.accounts.rights import Right
from portal.errors import NotFound
from portal.forms import Form, asked_with, read
from portal.routing import page
from portal.templating import fragment, page_response, saved

FORM = "notifications/_form.html"
VOLUMES = (
    (Volume.LOUD, "Everything", "A mail about every message, two minutes after it fell quiet."),
    (
        Volume.NORMAL,
        "What concerns me",
        "A mail when you are named, answered, or your thread goes on. The rest is in the digest.",
    ),
    (Volume.QUIET, "The digest only", "Nothing in between, whoever names you."),
    (Volume.MUTE, "Nothing", "No mail about this space. You still read and write here."),
)
DIGESTS = (
    (Digest.DAILY, "Every morning"),
    (Digest.WEEKLY, "Every Monday morning"),
    (Digest.NEVER, "Never"),
)
SHORT = {volume: label for volume, label, _ in VOLUMES}


class AttentionForm(Form):
    volume: Volume
    digest: Digest


async def show(request: Request, member: Member) -> Response:
    """What this member has chosen here."""
    return page_response(
        request,
        "notifications/show.html",
        held=await held_for(member),
        unverified=HeldReply.UNVERIFIED,
        **await _form(member),
    )


async def choose_volume(request: Request, member: Member) -> Response:
    with asked_with(FORM, **_asked(member)):
        form = await read(request, AttentionForm)
    await choose(form.volume, form.digest, by=member)
    shown = fragment(FORM, kept=True, **await _form(member))
    return saved(request, shown, back_to=request.url.path)


async def post_reply(request: Request, member: Member) -> Response:
    await release(await _held(request, member), by=member)
    return _back(request, member)


async def drop_reply(request: Request, member: Member) -> Response:
    await drop(await _held(request, member))
    return _back(request, member)


async def show_all(request: Request, session: Session) -> Response:
    """Every space of one person, and how loud it is."""
    seats = await seats_of(session)
    volumes = await volumes_of(seats)
    chosen = [(seat, SHORT[volumes[seat.id]]) for seat in seats]
    return page_response(request, "notifications/all.html", chosen=chosen)


async def _held(request: Request, member: Member) -> HeldReply:
    found = await HeldReply.get_or_none(
        id=request.path_params["reply"], address__member_id=member.id
    )
    if found is None:
        raise NotFound
    return found


def _back(request: Request, member: Member) -> Response:
    there = request.url_for("notifications.show", space=member.account.slug).path
    return RedirectResponse(there, 303)


async def _form(member: Member) -> dict[str, Any]:
    chosen = await attention_of(member)
    words = {"volume": chosen.volume.value, "digest": chosen.digest.value}
    return _asked(member) | {"words": words, "problems": {}}


def _asked(member: Member) -> dict[str, Any]:
    return {
        "slug": member.account.slug,
        "volumes": [(volume.value, label, about) for volume, label, about in VOLUMES],
        "digests": [(digest.value, label) for digest, label in DIGESTS],
    }


_HERE = "/spaces/{space}/notifications"
_READ, _WRITE = may(Right.READ_SPACE), may(Right.WRITE_SPACE)

routes = [
    page(_HERE, show, access=_READ),
    page(_HERE, choose_volume, access=_READ, methods=["POST"]),
    page(f"{_HERE}/replies/{{reply:uuid}}/posting", post_reply, access=_WRITE, methods=["POST"]),
    page(f"{_HERE}/replies/{{reply:uuid}}/dropping", drop_reply, access=_READ, methods=["POST"]),
    page("/me/notifications", show_all, access=signed_in_session),
]
