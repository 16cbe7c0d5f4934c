"""The parts of feedback pages that change by themselves: one partial for page, answer and push."""

from markupsafe import Markup

from customer_space.accounts.models import Account
from customer_space.feedback.models import Feedback
from customer_space.feedback.queries import history_of, list_shown
from portal.templating import fragment


async def list_panel(account: Account) -> Markup:
    """All feedback of a space, by where it stands."""
    return fragment("feedback/_list.html", **await list_shown(account))


async def panels(feedback: Feedback) -> tuple[Markup, Markup]:
    """One piece of feedback with what can be done about it, and what happened to it."""
    asked = {"space": feedback.account, "feedback": feedback}
    lines = await history_of(feedback.id)
    return (
        fragment("feedback/_feedback.html", **asked),
        fragment("feedback/_history.html", lines=lines, **asked),
    )
