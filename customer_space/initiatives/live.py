"""What those who look at initiatives see when something has changed. Subject: the initiative."""

from uuid import UUID

from markupsafe import Markup

from customer_space.initiatives.panels import board, panels
from customer_space.initiatives.queries import loaded
from portal.live import Renderer
from portal.templating import replacing


def showing(*names: str) -> Renderer:
    """Renders these panels of the initiative, and the board it stands on."""

    async def render(subject: UUID) -> Markup | None:
        initiative = await loaded(subject)
        if initiative is None:
            return None
        shown = await panels(initiative)
        parts = [await board(initiative.account), *(shown[name] for name in names)]
        return Markup().join(map(replacing, parts))

    return render


live: dict[str, Renderer] = {
    "initiatives.initiative_started": showing(),
    "initiatives.initiative_proposed": showing("text", "signing", "history"),
    "initiatives.initiative_revised": showing("text", "stances", "signing", "history"),
    "initiatives.stance_taken": showing("text", "stances", "signing"),
    "initiatives.initiative_signed": showing("text", "signing", "history"),
    "initiatives.initiative_approved": showing("text", "signing", "history"),
    "initiatives.initiative_declined": showing("text", "signing", "history"),
    "initiatives.initiative_withdrawn": showing("text", "signing", "history"),
    "initiatives.initiative_begun": showing("text", "signing", "history"),
    "initiatives.initiative_reviewed": showing("text", "signing", "history"),
    "initiatives.initiative_concluded": showing("text", "signing", "history"),
}
