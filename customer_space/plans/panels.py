"""The parts of a plan's page that change by themselves: one partial for page, answer and push."""

from markupsafe import Markup

from customer_space.plans.calendar.queries import calendar_shown
from customer_space.plans.models import Plan
from customer_space.plans.queries import commitments_shown, outcomes_shown, rhythm_shown
from portal.templating import fragment


async def outcomes_panel(plan: Plan) -> Markup:
    """What shall be reached. The plan's account has to be loaded, here and below."""
    return fragment("plans/_outcomes.html", **await outcomes_shown(plan))


async def commitments_panel(plan: Plan) -> Markup:
    """Who owes what by when."""
    return fragment("plans/_commitments.html", **await commitments_shown(plan))


async def rhythm_panel(plan: Plan) -> Markup:
    """How often, when and by whom; and who has signed it."""
    return fragment("plans/_rhythm.html", **await rhythm_shown(plan))


async def occurrences_panel(plan: Plan) -> Markup:
    """The days of the next twelve months."""
    return fragment("plans/_occurrences.html", **await calendar_shown(plan))
