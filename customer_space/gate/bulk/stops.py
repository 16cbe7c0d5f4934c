"""Which of many addresses are suppressed, found by their fingerprints in one statement."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from customer_space.directory.models import PointKind
from customer_space.gate.bulk.columns import fetch
from customer_space.gate.bulk.world import Stop
from customer_space.preferences.suppressions import Keys, fingerprint

SUPPRESSED = """
select hash, base_hash, scope, reason, topic from suppression
where lifted_at is null and (hash = any($1) or base_hash = any($1))
"""


class Forms(NamedTuple):
    """A canonical address with its family, and the same without its plus tag."""

    whole: str
    base: str


def forms(kind: PointKind | None, value: str, base: str | None = None) -> Forms | None:
    """The forms of an address that is kept in canonical form; None where that is not so."""
    if kind is PointKind.PHONE:
        digits = value[1:]
        plain = value.startswith("+") and digits.isascii() and digits.isdecimal()
        return Forms(f"tel:{value}", f"tel:{value}") if plain else None
    local, _, domain = value.rpartition("@")
    if kind is not PointKind.EMAIL or not value.isascii() or value != value.lower().strip():
        return None
    untagged = local.partition("+")[0]
    bare = f"{untagged}@{domain}"
    if not untagged or not domain or base not in (None, bare):
        return None
    return Forms(f"email:{value}", f"email:{bare}")


async def stops_of(
    addresses: Iterable[tuple[UUID, Forms]], keys: Keys
) -> dict[UUID, tuple[Stop, ...]]:
    """What is suppressed of each one's address, under whichever key it was fingerprinted."""
    owners: dict[str, list[UUID]] = defaultdict(list)
    for owner, (whole, base) in addresses:
        for key in keys.values():
            owners[fingerprint(whole, key)].append(owner)
            if base != whole:
                owners[fingerprint(base, key)].append(owner)
    found: dict[UUID, set[Stop]] = defaultdict(set)
    for hash_, base_hash, scope, reason, topic in await fetch(SUPPRESSED, list(owners)):
        for owner in {*owners.get(hash_, ()), *owners.get(base_hash, ())}:
            found[owner].add(Stop(scope, reason, topic))
    return {owner: tuple(sorted(stops, key=_order)) for owner, stops in found.items()}


def _order(stop: Stop) -> tuple[str, str, str]:
    return stop.scope, stop.reason, stop.topic or ""
