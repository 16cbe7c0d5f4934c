"""What tests of initiatives start from."""

import pytest

from customer_space.initiatives import actions
from customer_space.initiatives.models import Initiative
from customer_space.initiatives.rules import Text

TEXT = Text(
    "A technician calls, three mailings stop",
    "Two days after each delivery a technician calls.",
    "Returns fall by a third within a quarter.",
    "Returns per hundred deliveries, monthly.",
)


@pytest.fixture
async def initiative(world):
    """Ana proposed that a technician calls."""
    return await again(await actions.start(TEXT, proposed=True, by=world.ana))


async def again(initiative):
    """The initiative as it stands now, with its people."""
    return await Initiative.get(id=initiative.id).select_related(
        "account", "author__person", "changed_by__person"
    )
