"""The parts of initiative pages that change by themselves: one partial for page, answer, push."""

from markupsafe import Markup

from customer_space.accounts.models import Account
from customer_space.initiatives.models import Initiative
from customer_space.initiatives.queries import board_shown, initiative_shown
from portal.templating import fragment

PANELS = ("text", "stances", "signing", "history")


async def board(account: Account) -> Markup:
    """All initiatives by where they stand."""
    return fragment("initiatives/_board.html", **await board_shown(account))


async def panels(initiative: Initiative) -> dict[str, Markup]:
    """The panels of one initiative, by name."""
    shown = await initiative_shown(initiative)
    return {name: fragment(f"initiatives/_{name}.html", **shown) for name in PANELS}
