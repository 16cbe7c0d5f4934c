"""Worked cases from a JSON file: a world, a request and the expected answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from customer_space.gate.rules.channels import MessageClass, channel
from customer_space.gate.rules.parties import (
    Account,
    Basis,
    Consent,
    Person,
    PersonState,
    Point,
    PointStatus,
    Suppression,
    SuppressionScope,
    Travel,
)
from customer_space.gate.rules.reading import (
    channels,
    instant,
    request_from,
    rule_from,
    touch_from,
)
from customer_space.gate.rules.snapshot import Enforcement, Request, Requirement, Snapshot
from customer_space.gate.rules.statements import Level

Plain = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One worked case; `expect` names only what is judged."""

    id: str
    title: str
    snapshot: Snapshot
    request: Request
    expect: Plain


def cases_of(path: Path) -> list[Case]:
    """All cases of a file."""
    return [_case(plain) for plain in json.loads(path.read_text(encoding="utf-8"))]


def _case(plain: Plain) -> Case:
    # The file counts contacts one each unless it says otherwise.
    request = request_from({"weight": 1, **plain["request"]})
    world = snapshot_of(plain["world"])
    return Case(plain["id"], plain["title"], world, request, plain["expect"])


def snapshot_of(world: Plain) -> Snapshot:
    """The snapshot of a case's world."""
    return Snapshot(
        persons={key: _person(key, plain) for key, plain in world.get("persons", {}).items()},
        accounts={key: _account(key, plain) for key, plain in world.get("accounts", {}).items()},
        points={key: _point(key, plain) for key, plain in world.get("points", {}).items()},
        consents=tuple(_consent(plain) for plain in world.get("consents", ())),
        requires=tuple(
            Requirement(MessageClass(class_), channel(name), Enforcement(what))
            for class_, by_channel in world.get("requires", {}).items()
            for name, what in by_channel.items()
        ),
        law=tuple(rule_from(rule, Level.LAW) for rule in world.get("law", ())),
        vendor=tuple(rule_from(rule, Level.VENDOR) for rule in world.get("vendor", ())),
        touches=tuple(touch_from({"weight": 1, **t}) for t in world.get("touches", ())),
        suppressions=tuple(_suppression(plain) for plain in world.get("suppressions", ())),
        keys={key: secret.encode() for key, secret in world.get("keys", {}).items()},
        default_tz=world.get("default_tz") or "UTC",
    )


def _person(key: str, plain: Plain) -> Person:
    order = plain.get("channel_order")
    return Person(
        id=key,
        tz=plain.get("tz"),
        tz_candidates=tuple(plain.get("tz_candidates") or ()),
        memberships=tuple(plain.get("memberships") or ()),
        channel_order=None if order is None else tuple(channel(name) for name in order),
        point_for={channel(name): point for name, point in plain.get("point_for", {}).items()},
        travel=_journeys(plain),
        state=PersonState.DECEASED if plain.get("deceased") else PersonState.ACTIVE,
        minor=bool(plain.get("minor")),
        objected_at=instant(plain.get("objected_at")),
        rules=tuple(rule_from(rule, Level.PERSON) for rule in plain.get("rules", ())),
    )


def _journeys(plain: Plain) -> tuple[Travel, ...]:
    found = plain.get("travel") or []
    journeys = [found] if isinstance(found, dict) else found
    return tuple(Travel(instant(j["from"]), instant(j["until"]), j["tz"]) for j in journeys)


def _account(key: str, plain: Plain) -> Account:
    rules = tuple(rule_from(rule, Level.ACCOUNT) for rule in plain.get("rules", ()))
    return Account(key, plain.get("tz"), rules)


def _point(key: str, plain: Plain) -> Point:
    return Point(
        id=key,
        value=plain["value"],
        status=PointStatus(plain.get("status", "valid")),
        persons=tuple(plain.get("persons", ())),
        tz_candidates=tuple(plain.get("tz_candidates") or ()),
        rules=tuple(rule_from(rule, Level.POINT) for rule in plain.get("rules", ())),
    )


def _consent(plain: Plain) -> Consent:
    topics, points = plain.get("topics"), plain.get("points")
    return Consent(
        person=plain["person"],
        given=instant(plain["given"]),
        channels=channels(plain.get("channels")),
        topics=None if topics is None else frozenset(topics),
        points=None if points is None else frozenset(points),
        expires=instant(plain.get("expires")),
        withdrawn=instant(plain.get("withdrawn")),
        basis=Basis(plain.get("basis", "consent")),
    )


def _suppression(plain: Plain) -> Suppression:
    return Suppression(
        key=plain["key"],
        hash=plain["hash"],
        scope=SuppressionScope(plain["scope"]),
        reason=plain["reason"],
        topic=plain.get("topic"),
        base_hash=plain.get("base_hash"),
    )
