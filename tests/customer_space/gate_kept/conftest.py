"""What the tests of the kept gate share: questions, a rep, and the keys of the settings."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from customer_space.gate.requests import Asked, Asker
from customer_space.gate.rules.channels import Channel
from customer_space.preferences.suppressions import Keys, keys_of
from portal.clock import now
from portal.settings import Settings
from world import World


@pytest.fixture
def keys(settings: Settings) -> Keys:
    return keys_of(settings.secret_keys)


@pytest.fixture
def rob(world: World) -> Asker:
    return Asker.member(world.rob)


@pytest.fixture
def lea(world: World) -> Asker:
    return Asker.member(world.lea)


@pytest.fixture
def about_ana(world: World) -> Callable[..., Asked]:
    """A question about Ana: by e-mail about advice, now, unless the test says otherwise."""

    def asked(**other: Any) -> Asked:
        usual: dict[str, Any] = {
            "channel": Channel.EMAIL,
            "topic": "advice",
            "at": now(),
            "person_id": world.ana.person_id,
            "account_id": world.acme.id,
        }
        return Asked(**(usual | other))

    return asked


def next_weekday(weekday: int, hour: int, zone: str = "Europe/Lisbon") -> datetime:
    """The next such day (0: Monday), not today, at that hour of the zone's wall clock."""
    here = now().astimezone(ZoneInfo(zone))
    ahead = (weekday - here.weekday() - 1) % 7 + 1
    day = (here + timedelta(days=ahead)).replace(hour=hour, minute=0, second=0, microsecond=0)
    return day.astimezone(ZoneInfo("UTC"))
