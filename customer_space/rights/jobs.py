"""What the rights people use leads to, while nobody waits for it."""

from pathlib import Path
from typing import Any
from uuid import UUID

from customer_space.preferences.suppressions import Keys
from customer_space.rights.above import Above
from customer_space.rights.erasure.actions import ERASE, erase
from customer_space.rights.taking_along.actions import (
    FORGET,
    MAKE,
    forget_takeout,
    make_takeout,
)
from customer_space.rights.taking_along.contents import PARTS
from portal.outbox import Handler


def jobs_with(keys: Keys, above: Above, data_dir: Path) -> dict[str, Handler]:
    """The jobs; `keys` are those of suppressions, `above` what the capabilities above add."""

    async def erase_person(payload: dict[str, Any]) -> None:
        await erase(UUID(payload["request"]), keys=keys, above=above, data_dir=data_dir)

    async def make(payload: dict[str, Any]) -> None:
        await make_takeout(UUID(payload["takeout"]), [*PARTS, *above.parts])

    async def forget(payload: dict[str, Any]) -> None:
        await forget_takeout(UUID(payload["takeout"]))

    return {ERASE: erase_person, MAKE: make, FORGET: forget}
