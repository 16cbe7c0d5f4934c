"""The page behind a mail's unsubscribe link, and the one click that needs no page (RFC 8058).

Scanners fetch links: only a POST acts, and only if it says what. Nobody signs in, no cookie is
read or set, nothing redirects, and a second time changes nothing.
"""

from contextlib import suppress

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from customer_space.gate.unsubscribe.access import Link, with_contact_token
from customer_space.gate.unsubscribe.actions import say_less
from customer_space.gate.unsubscribe.rules import Choice, offers, still_open
from customer_space.preferences.models import ConsentMethod
from portal.routing import page
from portal.templating import page_response

ONE_CLICK, ITS_VALUE = "list-unsubscribe", "one-click"


async def show_choices(request: Request, link: Link) -> Response:
    """What could be said; looking changes nothing."""
    return page_response(
        request, "unsubscribe/show.html", link=link, offers=offers(link.about), viewer=None
    )


async def choose(request: Request, link: Link) -> Response:
    """Do what the mail program or the page's own form says; else show the form."""
    async with request.form() as form:
        choice = _one_click(form) or _chosen(form)
        method = ConsentMethod.ONE_CLICK if _one_click(form) else ConsentMethod.PORTAL
    if choice is None:
        return await show_choices(request, link)
    await say_less(choice, by=link, method=method)
    every = offers(link.about)
    return page_response(
        request,
        "unsubscribe/done.html",
        link=link,
        made=next(offer for offer in every if offer.choice is choice),
        offers=[offer for offer in every if offer.choice in still_open(choice)],
        viewer=None,
    )


def _one_click(form: FormData) -> Choice | None:
    """The body of RFC 8058, section 3.1, in whichever case a mail program writes it."""
    said = {(str(name).lower(), str(value).lower()) for name, value in form.multi_items()}
    return Choice.STOP if (ONE_CLICK, ITS_VALUE) in said else None


def _chosen(form: FormData) -> Choice | None:
    with suppress(ValueError):
        return Choice(str(form.get("choice")))
    return None


routes = [
    page("/u/{token}", show_choices, access=with_contact_token),
    page("/u/{token}", choose, access=with_contact_token, methods=["POST"]),
]
