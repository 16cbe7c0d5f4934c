"""Answering an invitation: from its mail, without signing in first, or from one's home."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from auth.access import anyone, signed_in_session
from auth.entering import agent_of, signed_in_response
from auth.models import Person, Session
from auth.sessions import session_of, start_session
from customer_space.accounts.actions import accept_invitation, refuse_invitation
from customer_space.accounts.models import Invitation, Member
from customer_space.accounts.queries import invitations_for
from portal.database import transaction
from portal.errors import Conflict, NotFound
from portal.ids import fingerprint
from portal.routing import page
from portal.templating import page_response


async def show_invitation(request: Request, _whoever: Person | None) -> Response:
    """Who invites to what, and two buttons: link scanners only GET."""
    invitation = await _offered(request)
    if invitation is None:
        return _over(request)
    return page_response(
        request,
        "accounts/invitation.html",
        invitation=invitation,
        token=request.path_params["token"],
        company=request.app.state.settings.own_company,
    )


async def accept(request: Request, _whoever: Person | None) -> Response:
    """Take the seat; the mail has proven who this is, so it signs in, too."""
    invitation = await _offered(request)
    if invitation is None:
        return _over(request)
    try:
        token = await _enter(invitation, await session_of(request), agent_of(request))
    except Conflict:
        return _over(request)
    return await signed_in_response(request, token, f"/spaces/{invitation.account.slug}")


async def refuse(request: Request, _whoever: Person | None) -> Response:
    invitation = await _offered(request)
    if invitation is None:
        return _over(request)
    await refuse_invitation(invitation)
    return page_response(request, "accounts/refused.html", invitation=invitation)


async def accept_from_home(request: Request, session: Session) -> Response:
    invitation = await _offered_to(session, request)
    await accept_invitation(invitation)
    return RedirectResponse(f"/spaces/{invitation.account.slug}", 303)


async def refuse_from_home(request: Request, session: Session) -> Response:
    await refuse_invitation(await _offered_to(session, request))
    return RedirectResponse("/", 303)


@transaction
async def _enter(invitation: Invitation, session: Session | None, agent: str) -> str:
    member: Member = await accept_invitation(invitation, session=session)
    return await start_session(member.person, method="invitation", browser=agent)


async def _offered(request: Request) -> Invitation | None:
    found = await Invitation.get_or_none(
        token_print=fingerprint(request.path_params["token"])
    ).select_related("account", "invited_by__person")
    return found if found and found.is_open else None


async def _offered_to(session: Session, request: Request) -> Invitation:
    for invitation in await invitations_for(session):
        if invitation.id == request.path_params["invitation"]:
            return invitation
    raise NotFound


def _over(request: Request) -> Response:
    return page_response(request, "accounts/invitation_over.html", status=410)


routes = [
    page("/i/{token}", show_invitation, access=anyone),
    page("/i/{token}", accept, access=anyone, methods=["POST"]),
    page("/i/{token}/refusal", refuse, access=anyone, methods=["POST"]),
    page(
        "/invitations/{invitation:uuid}/acceptance",
        accept_from_home,
        access=signed_in_session,
        methods=["POST"],
    ),
    page(
        "/invitations/{invitation:uuid}/refusal",
        refuse_from_home,
        access=signed_in_session,
        methods=["POST"],
    ),
]
