"""What administrators who look at imports see when something moves."""

from uuid import UUID

from markupsafe import Markup

from customer_space.exchange.queries import first_refused, run_of
from portal.live import Renderer
from portal.templating import fragment, replacing


async def run_changed(subject: UUID) -> Markup | None:
    """The run with its newest counts."""
    run = await run_of(subject)
    if run is None:
        return None
    refused = await first_refused(run)
    rows = fragment("exchange/_refused_rows.html", run=run, refused_rows=refused)
    return replacing(fragment("exchange/_run.html", run=run)) + replacing(rows)


live: dict[str, Renderer] = {"exchange.run_changed": run_changed}
