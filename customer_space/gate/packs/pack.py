"""One version of one place's law: what it asks for, from when to when, and why we think so."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from customer_space.gate.packs.calendars import holidays
from customer_space.gate.rules.channels import Channel, MessageClass
from customer_space.gate.rules.reading import rule_from
from customer_space.gate.rules.snapshot import Enforcement, Requirement
from customer_space.gate.rules.statements import Level, Rule

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pack:
    """In force in `[valid_from, valid_until)`; somebody must read the sources again by `review_by`.

    `region` (ISO 3166-2) narrows `country`, and then `zones` are those that lie in it. `place` is
    where it holds, as a sentence says it, by language.
    """

    key: str
    version: int
    valid_from: datetime
    valid_until: datetime | None
    review_by: date
    sources: tuple[str, ...]
    place: Mapping[str, str]
    country: str | None
    region: str | None
    zones: frozenset[str]
    requires: tuple[Requirement, ...]
    rules: tuple[Rule, ...]


def read(path: Path) -> Pack:
    """The pack in a file. KeyError or ValueError if it lacks or misspells something."""
    plain = tomllib.loads(path.read_text(encoding="utf-8"))
    _refuse_unknown(plain)
    return Pack(
        key=plain["key"],
        version=plain["version"],
        valid_from=plain["valid_from"],
        valid_until=plain.get("valid_until"),
        review_by=plain["review_by"],
        sources=tuple(plain["sources"]),
        place=plain["place"],
        country=plain.get("country"),
        region=plain.get("region"),
        zones=frozenset(plain.get("zones", ())),
        requires=tuple(_requirements(plain)),
        rules=tuple(_rule(rule, plain) for rule in plain.get("rules", ())),
    )


def _refuse_unknown(plain: Plain) -> None:
    if unknown := set(plain) - set(Pack.__slots__):
        raise ValueError(f"a policy pack has no {sorted(unknown)}")


def _requirements(plain: Plain) -> Iterator[Requirement]:
    for asked in plain.get("requires", ()):
        for class_ in asked["classes"]:
            for channel in asked["channels"]:
                yield Requirement(
                    MessageClass(class_),
                    Channel(channel),
                    Enforcement(asked["enforcement"]),
                    plain["valid_from"],
                    plain.get("valid_until"),
                )


def _rule(rule: Plain, plain: Plain) -> Rule:
    """The pack is its source: hours of two packs must both be open."""
    until = plain.get("valid_until")
    written = {
        **rule,
        "id": f"law:{plain['key']}:{rule['id']}",
        "source": plain["key"],
        "effective_from": plain["valid_from"].isoformat(),
        "effective_to": until.isoformat() if until else None,
    }
    if "calendar" in rule:
        years = range(plain["valid_from"].year, plain["review_by"].year + 3)
        written["dates"] = [day.isoformat() for day in holidays(rule["calendar"], years)]
    return rule_from(written, Level.LAW)
