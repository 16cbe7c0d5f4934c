"""What others see of contacts and refusals: nothing but that the person's own page asks anew."""

from uuid import UUID

from markupsafe import Markup

from portal.live import Renderer
from portal.templating import fragment, replacing


async def attempt_recorded(person_id: UUID) -> Markup:
    return replacing(fragment("gate/_timeline_news.html", person_id=person_id, changed=True))


live: dict[str, Renderer] = {"gate.attempt_recorded": attempt_recorded}
