"""What changes a review: it was held."""

from customer_space.accounts.models import Member
from customer_space.plans.actions import locked_plan
from customer_space.plans.queries import today_of
from customer_space.plans.review.models import BusinessReview
from portal.clock import now
from portal.database import transaction


@transaction
async def hold(*, by: Member) -> bool:
    """Note that both sides looked back today. False: it is noted already."""
    plan = await locked_plan(by.account)
    today = today_of(by.account)
    if await BusinessReview.exists(plan_id=plan.id, day=today):
        return False
    await BusinessReview.create(plan=plan, day=today, member=by, at=now())
    return True
