"""How the forms of a plan are shown, and how its writes are answered."""

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from customer_space.accounts.models import Member
from customer_space.plans.actions import plan_for
from customer_space.plans.models import Plan
from portal.templating import appending, fragment, is_htmx, page_response, saved


def form_page(request: Request, form: Markup) -> Response:
    """The form: a fragment for its place on the plan's page, or a page of its own."""
    if is_htmx(request):
        return HTMLResponse(form)
    return page_response(request, "plans/form.html", form=form)


def form_done(request: Request, member: Member, *panels: Markup, place: str) -> Response:
    """The form has left its place with a word for screen readers; the panels show the result."""
    word = fragment("plans/_saved.html", place=place)
    return saved(request, word, *panels, back_to=address_of(member))


def panel_again(
    request: Request,
    member: Member,
    panel: Markup,
    *beside: Markup,
    undo: str = "",
    words: str = "",
) -> Response:
    """The panel as it is now, and those beside it; `words` pass by and offer the way back."""
    passing = Markup()
    if words:
        passing = appending(fragment("plans/_undo.html", undo=undo, words=words), to="flash")
    return saved(request, panel + passing, *beside, back_to=address_of(member))


async def plan_seen_by(member: Member) -> Plan:
    """The plan of the member's space, its account loaded."""
    plan = await plan_for(member.account)
    plan.account = member.account
    return plan


def address_of(member: Member) -> str:
    """Where the plan is."""
    return f"/spaces/{member.account.slug}/plan"
