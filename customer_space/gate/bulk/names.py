"""The names behind the ids that preferred-rep and sender rules carry."""

import re
from collections.abc import Iterable

from auth.models import Person
from customer_space.gate.rules.answer import Decision

ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


async def names_in(decision: Decision) -> dict[str, str]:
    """The names of those whom the reasons mention."""
    wanted = ("rep", "deputies", "senders")
    return await names_of(
        reason.params[name]
        for reason in decision.reasons
        for name in wanted
        if name in reason.params
    )


async def names_of(texts: Iterable[str]) -> dict[str, str]:
    """The names of the people whose ids stand in these texts."""
    ids = sorted({found for text in texts for found in ID.findall(text)})
    if not ids:
        return {}
    return {str(p.id): p.display_name for p in await Person.filter(id__in=ids)}
