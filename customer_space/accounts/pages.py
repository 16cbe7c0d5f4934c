"""Home, and the people of a space: who sits there, who is invited, who leaves."""

from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from auth.emails import EmailAddress
from customer_space.accounts.access import may
from customer_space.accounts.actions import invite, remove_member, withdraw_invitation
from customer_space.accounts.models import Invitation, Member
from customer_space.accounts.queries import sides_of
from customer_space.accounts.rights import LABELS, Right, Role
from portal.errors import NotFound
from portal.forms import Form, Line, asked_with, keeping, read
from portal.routing import page
from portal.templating import fragment, page_response, saved


class InviteForm(Form):
    email: EmailAddress
    name: Line
    role: Role


async def show_people(request: Request, member: Member) -> Response:
    return page_response(
        request,
        "accounts/people.html",
        sides=await sides_of(member.account),
        may_invite=member.may(Right.INVITE_OWN_SIDE),
        **_invite_form(member),
    )


async def send_invitation(request: Request, member: Member) -> Response:
    """Invite somebody to one's own side."""
    context = _invite_form(member)
    with asked_with("accounts/_invite_form.html", space=member.account, roles=context["roles"]):
        form = await read(request, InviteForm)
        with keeping(form):
            invitation = await invite(
                member.account, email=form.email, name=form.name, role=form.role, by=member
            )
    done = fragment(
        "accounts/_invite_form.html", space=member.account, sent_to=invitation.name, **context
    )
    return saved(request, done, await _people(member), back_to=_people_url(member))


async def show_offered(request: Request, member: Member) -> Response:
    """One open invitation; its address and its withdrawal are for the side that sent it."""
    invitation = await _invitation_of(request, member)
    own = invitation.side is member.side
    return page_response(request, "accounts/offered.html", invitation=invitation, own=own)


async def withdraw(request: Request, member: Member) -> Response:
    await withdraw_invitation(await _invitation_of(request, member), by=member)
    return RedirectResponse(_people_url(member), 303)


async def show_member(request: Request, member: Member) -> Response:
    seat = await _seat_of(request, member)
    may_end = seat.id != member.id and member.may(Right.SIGN) and seat.side is member.side
    return page_response(
        request, "accounts/member.html", seat=seat, own=seat.side is member.side, may_end=may_end
    )


async def end_seat(request: Request, member: Member) -> Response:
    """Leave, or have somebody of one's own side leave."""
    seat = await _seat_of(request, member)
    await remove_member(seat, by=member)
    return RedirectResponse("/" if seat.id == member.id else _people_url(member), 303)


def _invite_form(member: Member) -> dict[str, Any]:
    roles = [(role, LABELS[role]) for role in Role if role.side is member.side]
    return {"roles": roles, "words": {"role": roles[0][0]}, "problems": {}}


async def _people(member: Member) -> Markup:
    sides = await sides_of(member.account)
    return fragment("accounts/_people.html", sides=sides, space=member.account)


async def _invitation_of(request: Request, member: Member) -> Invitation:
    found = await Invitation.get_or_none(
        id=request.path_params["invitation"], account_id=member.account_id
    ).select_related("invited_by__person")
    if found is None or not found.is_open:
        raise NotFound
    return found


async def _seat_of(request: Request, member: Member) -> Member:
    found = await Member.get_or_none(
        id=request.path_params["member"], account_id=member.account_id, left_at=None
    ).select_related("account", "person")
    if found is None:
        raise NotFound
    return found


def _people_url(member: Member) -> str:
    return f"/spaces/{member.account.slug}/people"


READ, INVITE = may(Right.READ_SPACE), may(Right.INVITE_OWN_SIDE)
PEOPLE = "/spaces/{space}/people"

routes = [
    page(PEOPLE, show_people, access=READ),
    page(f"{PEOPLE}/invitations", send_invitation, access=INVITE, methods=["POST"]),
    page(f"{PEOPLE}/invitations/{{invitation:uuid}}", show_offered, access=READ),
    page(
        f"{PEOPLE}/invitations/{{invitation:uuid}}/withdrawal",
        withdraw,
        access=INVITE,
        methods=["POST"],
    ),
    page(f"{PEOPLE}/{{member:uuid}}", show_member, access=READ),
    page(f"{PEOPLE}/{{member:uuid}}/ending", end_seat, access=READ, methods=["POST"]),
]
