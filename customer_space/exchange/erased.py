"""People who asked to be forgotten stay forgotten: an import does not bring them back."""

from collections.abc import Callable, Iterable
from typing import Any

from customer_space.exchange.checking import Accepted, Refused
from customer_space.exchange.tables import Row
from customer_space.preferences.models import SuppressionReason
from customer_space.preferences.suppressions import Keys, suppressions_of

REASON = "suppressed.erasure: this person asked to be forgotten."


async def refused_erased(
    rows: list[Accepted], addresses_of: Callable[[Any], Iterable[str]], keys: Keys
) -> list[Accepted | Refused]:
    """The rows, those with an erased address refused; of these nothing is kept but the line."""
    wanted = [list(addresses_of(row.value)) for row in rows]
    if not await _any_erased([address for some in wanted for address in some], keys):
        return list(rows)
    return [
        Refused(Row(row.row.line, []), REASON) if await _any_erased(some, keys) else row
        for row, some in zip(rows, wanted, strict=True)
    ]


async def _any_erased(addresses: list[str], keys: Keys) -> bool:
    found = await suppressions_of(addresses, keys)
    return any(each.reason is SuppressionReason.ERASURE for each in found)
