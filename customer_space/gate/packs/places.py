"""Which packs hold for somebody: those of every place they can be in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from customer_space.gate.packs.pack import Pack, read
from customer_space.gate.rules.snapshot import Requirement
from customer_space.gate.rules.statements import Rule

FOLDER = Path(__file__).parent / "data"
DEFAULT = "eu"

Place = tuple[str | None, str | None]
"""A country (ISO 3166-1) and its region, as far as they are known."""


@dataclass(frozen=True, slots=True)
class Law:
    """What several packs ask together."""

    requires: tuple[Requirement, ...]
    rules: tuple[Rule, ...]
    versions: tuple[str, ...]


def packs_for(stated: Place, zone: str | None, seats: Iterable[Place]) -> tuple[str, ...]:
    """The keys of the packs that hold, in order.

    A stated country decides; else every country of the person's accounts is a candidate. Where
    the region is not known, each that their zone may lie in counts; the default pack is for
    countries without one of their own, and for people we know no country of.
    """
    candidates = [stated] if stated[0] else [seat for seat in seats if seat[0]]
    keys = {key for where in candidates for key in _keys(where, zone)}
    return tuple(sorted(keys or {DEFAULT}))


@cache
def law(keys: tuple[str, ...]) -> Law:
    """Everything these packs lay down, in each of their versions."""
    found = [pack for pack in shelf() if pack.key in keys]
    return Law(
        requires=tuple(dict.fromkeys(asked for pack in found for asked in pack.requires)),
        rules=tuple(rule for pack in found for rule in pack.rules),
        versions=tuple(f"{pack.key}.{pack.version}" for pack in found),
    )


@cache
def shelf() -> tuple[Pack, ...]:
    """Every version of every pack."""
    packs = (read(path) for path in sorted(FOLDER.glob("*.toml")))
    return tuple(sorted(packs, key=lambda pack: (pack.key, pack.version)))


def place(rule_id: str, language: str) -> str:
    """Where the law that a rule is from holds, as a sentence says it; empty: it is no law's."""
    level, _, rest = rule_id.partition(":")
    found = (pack for pack in shelf() if level == "law" and pack.key == rest.partition(":")[0])
    return next((pack.place[language] for pack in found), "")


def _keys(where: Place, zone: str | None) -> Iterator[str]:
    country, region = where
    own = [pack for pack in shelf() if pack.country == country]
    if not own:
        yield DEFAULT
    for pack in own:
        if pack.region is None or _may_lie_in(pack, region, zone):
            yield pack.key


def _may_lie_in(pack: Pack, region: str | None, zone: str | None) -> bool:
    if region:
        return pack.region in (region, f"{pack.country}-{region}")
    return zone is None or zone in pack.zones
