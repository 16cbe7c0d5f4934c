"""What those who look at feedback see when something happens to it."""

from uuid import UUID

from markupsafe import Markup

from customer_space.feedback.panels import list_panel, panels
from customer_space.feedback.queries import shown
from portal.live import Renderer
from portal.templating import replacing


async def changed(subject: UUID) -> Markup | None:
    """The list, and the one as its own page shows it."""
    feedback = await shown().get_or_none(id=subject)
    if feedback is None:
        return None
    parts = [await list_panel(feedback.account), *await panels(feedback)]
    return Markup().join(map(replacing, parts))


live: dict[str, Renderer] = {
    "feedback.feedback_given": changed,
    "feedback.feedback_taken": changed,
    "feedback.feedback_answered": changed,
    "feedback.feedback_confirmed": changed,
    "feedback.feedback_reopened": changed,
    "feedback.feedback_lapsed": changed,
}
