"""What if: statements and contacts that are not, for a question that only looks (gate.md 4.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from customer_space.gate.rules.parties import Touch
from customer_space.gate.rules.reading import rule_from, touch_from
from customer_space.gate.rules.snapshot import Request, Snapshot
from customer_space.gate.rules.statements import Level, Rule
from portal.errors import Invalid

LEVELS = (Level.PERSON, Level.ACCOUNT)


@dataclass(frozen=True)
class WhatIf:
    """Statements as the ledger writes them, each with its level, and contacts."""

    statements: Sequence[Mapping[str, Any]] = ()
    touches: Sequence[Mapping[str, Any]] = ()


def imagined(snapshot: Snapshot, request: Request, what_if: WhatIf) -> Snapshot:
    """The recipient's world as it would be with these as well; nobody's stays as it is.

    Raises:
        Invalid: for what no statement and no contact can say.
    """
    person = snapshot.persons.get(request.person or "")
    if person is None:
        return snapshot
    try:
        rules = [_rule(plain) for plain in what_if.statements]
        touches = tuple(_touch(plain, request) for plain in what_if.touches)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise Invalid({"what_if": f"This cannot be imagined: {error}."}) from error
    own = tuple(rule for level, rule in rules if level is Level.PERSON)
    shared = tuple(rule for level, rule in rules if level is Level.ACCOUNT)
    hats = {
        id_: replace(hat, rules=(*hat.rules, *shared)) for id_, hat in snapshot.accounts.items()
    }
    return replace(
        snapshot,
        persons={**snapshot.persons, person.id: replace(person, rules=(*person.rules, *own))},
        accounts=hats,
        touches=snapshot.touches + touches,
    )


def _rule(plain: Mapping[str, Any]) -> tuple[Level, Rule]:
    level = Level(plain.get("level", Level.PERSON))
    if level not in LEVELS:
        raise ValueError("a statement is the person's or the account's")
    return level, rule_from({"id": "what_if", **plain}, level)


def _touch(plain: Mapping[str, Any], request: Request) -> Touch:
    usual = {"class": request.message_class, "account": request.account, "topic": request.topic}
    return touch_from({**usual, **plain, "person": request.person})
