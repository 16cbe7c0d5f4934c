"""What those who look at a text see when it has settled.

Nothing: they have had every change from the editor's own socket, and a page that is loaded later
joins the settled HTML. The announcement is for programs that follow the space.
"""

from uuid import UUID

from markupsafe import Markup

from portal.live import Renderer


async def settled(_document_id: UUID) -> Markup | None:
    """No markup."""
    return None


live: dict[str, Renderer] = {"documents.document_settled": settled}
