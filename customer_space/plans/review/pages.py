"""The business review: one page to read together, or to print."""

from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from customer_space.accounts.access import may
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from customer_space.plans.answers import address_of, plan_seen_by
from customer_space.plans.queries import today_of
from customer_space.plans.review.actions import hold
from customer_space.plans.review.queries import last_review, review_shown
from portal.routing import page
from portal.templating import page_response

LONGEST = timedelta(days=366)


async def show_review(request: Request, member: Member) -> Response:
    """Since the last review, or `?since=` a day of the last twelve months."""
    plan = await plan_seen_by(member)
    since = _asked(request, today_of(member.account)) or await last_review(plan)
    return page_response(request, "plans/review.html", **await review_shown(plan, since))


async def hold_review(_request: Request, member: Member) -> Response:
    """It was held today; the next begins here."""
    await hold(by=member)
    return RedirectResponse(f"{address_of(member)}/review", 303)


def _asked(request: Request, today: date) -> date | None:
    try:
        day = date.fromisoformat(request.query_params.get("since", ""))
    except ValueError:
        return None
    return day if today - LONGEST <= day <= today else None


_REVIEW = "/spaces/{space}/plan/review"

routes = [
    page(_REVIEW, show_review, access=may(Right.READ_SPACE)),
    page(_REVIEW, hold_review, access=may(Right.WRITE_SPACE), methods=("POST",)),
]
