"""What administrators who look at imports see when something moves."""

from uuid import UUID

from markupsafe import Markup

from customer_space.exchange.queries import run_of
from portal.live import Renderer
from portal.templating import fragment, replacing


async def run_changed(subject: UUID) -> Markup | None:
    """The run with its newest counts."""
    run = await run_of(subject)
    return replacing(fragment("exchange/_run.html", run=run)) if run else None


live: dict[str, Renderer] = {"exchange.run_changed": run_changed}
