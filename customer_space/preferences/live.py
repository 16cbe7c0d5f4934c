"""What others see of changed wishes: nothing but that the person's own page fetches them anew."""

from uuid import UUID

from markupsafe import Markup

from portal.live import Renderer
from portal.templating import fragment, replacing


async def wishes_changed(person_id: UUID) -> Markup:
    return replacing(fragment("preferences/_wishes_news.html", person_id=person_id, changed=True))


live: dict[str, Renderer] = {"preferences.wishes_changed": wishes_changed}
