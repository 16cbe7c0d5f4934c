"""The home page."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from auth.access import signed_in_session
from auth.models import Session
from collaboration.home.queries import waiting_for
from collaboration.reading.queries import unread_at
from customer_space.accounts.queries import invitations_for, seats_of
from customer_space.accounts.rights import Side
from portal.routing import page
from portal.templating import page_response


async def show_home(request: Request, session: Session) -> Response:
    """A customer's home is their space; for all others, what waits for an answer, by space."""
    seats, offered = await seats_of(session), await invitations_for(session)
    if len(seats) == 1 and not offered and seats[0].side is Side.CUSTOMER:
        return RedirectResponse(f"/spaces/{seats[0].account.slug}", 303)
    return page_response(
        request,
        "home/show.html",
        seats=seats,
        offered=offered,
        waiting=await waiting_for(seats),
        unread=await unread_at(seats),
    )


routes = [page("/", show_home, access=signed_in_session)]
