"""The world of one person as the pure core wants it, out of two or three queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain
from operator import attrgetter
from typing import Any
from uuid import UUID

from auth.models import Person
from customer_space.gate import house_rules
from customer_space.gate.agreed import rules_in
from customer_space.gate.gathering import NOTHING_MORE, About, Gathered, Hat, gather
from customer_space.gate.models import Reservation
from customer_space.gate.packs.places import Law, law, packs_for
from customer_space.gate.past import Kept, claimed, kept_of, reach
from customer_space.gate.reachable import POINT_KINDS, opt_outs, point_for, points_of
from customer_space.gate.rules import parties
from customer_space.gate.rules.channels import Channel
from customer_space.gate.rules.limits import is_limit
from customer_space.gate.rules.parties import Consent, Point, Refusal
from customer_space.gate.rules.reading import rule_from
from customer_space.gate.rules.snapshot import Snapshot
from customer_space.gate.rules.statements import Level, Rule
from customer_space.preferences.consents import Standing, folded
from customer_space.preferences.models import ConsentKind
from customer_space.preferences.suppressions import Keys, prints_of, suppressions_of
from customer_space.preferences.vocabulary import StatementKind
from portal.errors import Invalid

__all__ = ["COOL_OFF", "POINT_KINDS", "Seen", "look", "snapshot_of", "snapshot_of_nobody"]

COOL_OFF = timedelta(days=183)
"""After a refusal nobody asks again for half a year."""

Rules = Mapping[UUID, list[Rule]]


@dataclass(frozen=True, slots=True)
class Seen:
    """A person, the accounts they are addressed in, and all that a decision depends on."""

    person: Person
    hats: tuple[Hat, ...]
    seats: tuple[UUID, ...]
    snapshot: Snapshot
    topic: Mapping[str, Any] | None
    held: tuple[Reservation, ...]
    claimants: frozenset[str]
    """The senders who wait for a place with this person."""


async def snapshot_of(
    person_id: UUID,
    keys: Keys,
    *,
    account_id: UUID | None = None,
    back: timedelta | None = None,
) -> Snapshot:
    """The snapshot alone, each contact a value of its own; as `look`."""
    whole = (await look(person_id, keys, account_id=account_id, back=back)).snapshot
    each = chain(whole.touches, *(series.one_by_one() for series in whole.series))
    return replace(whole, touches=tuple(sorted(each, key=_AT)), series=())


_AT = attrgetter("at")


async def look(
    person_id: UUID,
    keys: Keys,
    *,
    account_id: UUID | None = None,
    back: timedelta | None = None,
    about: About = NOTHING_MORE,
) -> Seen:
    """All that a decision about this person can depend on, in this account if they have no seat.

    Past contacts are loaded as far back as the limits in force look, or `back`.

    Raises:
        Invalid: for an unknown person or an unknown account.
    """
    rows = await gather(person_id, account_id, about)
    if rows is None:
        raise Invalid({"recipient": "There is no such person."})
    if account_id and account_id not in {hat.id for hat in rows.hats}:
        raise Invalid({"account_id": "There is no such account."})
    return Seen(
        rows.person,
        tuple(rows.hats),
        tuple(map(UUID, rows.seats)),
        await _snapshot(rows, keys, back),
        rows.topic,
        tuple(rows.held),
        frozenset(claim["sender"] for claim in rows.claims),
    )


async def _snapshot(rows: Gathered, keys: Keys, back: timedelta | None) -> Snapshot:
    rules, standing = _rules(rows), folded(rows.lines)
    points = points_of(rows.person, rows.links, rows.users, rules)
    laws = law_of(rows.person, rows.hats)
    prints = prints_of((point.value for point in points.values()), keys)
    kept = await _kept(rows, prints, (rules, laws), back)
    return Snapshot(
        persons={str(rows.person.id): _person(rows, rules, standing, points)},
        accounts={
            str(hat.id): parties.Account(str(hat.id), hat.tz, tuple(rules[hat.id]))
            for hat in rows.hats
        },
        points=points,
        consents=_consents(rows, standing),
        refusals=_refusals(rows),
        requires=laws.requires,
        law=laws.rules,
        policy=laws.versions,
        vendor=house_rules.VENDOR,
        touches=kept.held,
        series=kept.series,
        waiting=tuple(map(claimed, rows.claims)),
        suppressions=tuple(map(_stop, kept.stops)),
        keys=keys,
    )


def law_of(person: Person, hats: Iterable[Hat]) -> Law:
    """The policy packs of every place this person can be in."""
    seats = ((hat.country, hat.region) for hat in hats)
    return law(packs_for((person.country, person.region), person.tz, seats))


async def _kept(
    rows: Gathered, prints: Collection[str], laid_down: tuple[Rules, Law], back: timedelta | None
) -> Kept:
    """No contacts where nothing limits their number: most people, most of the time."""
    rules, laws = laid_down
    stated = (rule for party in rules.values() for rule in party)
    limited = {id_ for id_, party in rules.items() if any(map(is_limit, party))}
    return await kept_of(
        rows.person.id,
        prints,
        back=back or reach([*house_rules.VENDOR, *laws.rules, *stated]),
        accounts={hat.id for hat in rows.hats} & limited,
        points={link.contact_point_id for link in rows.links} & limited,
    )


async def snapshot_of_nobody(address: str, keys: Keys) -> Snapshot:
    """For an address that is no person's we know: only whether it is suppressed matters."""
    found = await suppressions_of([address], keys)
    return Snapshot(suppressions=tuple(map(suppression, found)), keys=keys)


def suppression(row: Any) -> parties.Suppression:
    """A kept suppression as the core wants it."""
    return parties.Suppression(
        key=row.key_id,
        hash=row.hash,
        scope=parties.SuppressionScope(row.scope),
        reason=row.reason.value,
        topic=row.topic,
        base_hash=row.base_hash,
    )


def _stop(row: Mapping[str, Any]) -> parties.Suppression:
    return parties.Suppression(
        key=row["key_id"],
        hash=row["hash"],
        scope=parties.SuppressionScope(row["scope"]),
        reason=row["reason"],
        topic=row["topic"],
        base_hash=row["base_hash"],
    )


def _rules(rows: Gathered) -> Rules:
    """What each party said or agreed, as rules of the core."""
    found: dict[UUID, list[Rule]] = defaultdict(list)
    for said in rows.said:
        found[UUID(said["party_id"])].append(_rule(said))
    for agreement in rows.agreements:
        found[UUID(agreement["account"])] += rules_in(
            agreement["id"], agreement["content"], agreement["agreed_at"]
        )
    return found


def _rule(said: Mapping[str, Any]) -> Rule:
    kind = "rep" if said["kind"] == StatementKind.PREFERRED_REP else said["kind"]
    return rule_from({**said["params"], **said, "type": kind, "id": said["id"]},
                     Level(said["level"]))  # fmt: skip


def _person(
    rows: Gathered, rules: Rules, standing: Standing, points: dict[str, Point]
) -> parties.Person:
    person = rows.person
    return parties.Person(
        id=str(person.id),
        tz=person.tz,
        memberships=tuple(rows.seats),
        point_for=point_for(person, rows.links, points),
        state=parties.PersonState(person.state) if person.state != "merged" else _ERASED,
        minor=person.birth_date is not None,
        minor_until=house_rules.of_age(person.birth_date) if person.birth_date else None,
        objected_at=standing.objected_at,
        rules=(*rules[person.id], *opt_outs(rows.links)),
    )


_ERASED = parties.PersonState.ERASED
_KNOWN = {basis.value for basis in parties.Basis}


def _consents(rows: Gathered, standing: Standing) -> tuple[Consent, ...]:
    return tuple(
        Consent(
            person=str(rows.person.id),
            given=yes.given,
            channels=frozenset({Channel(yes.channel)}),
            topics=frozenset({yes.topic}),
            expires=yes.expires,
            withdrawn=yes.withdrawn,
            basis=parties.Basis(yes.basis),
        )
        for yes in standing.yeses
        if yes.basis.value in _KNOWN
    )


def _refusals(rows: Gathered) -> tuple[Refusal, ...]:
    return tuple(
        Refusal(
            person=str(rows.person.id),
            at=line.event_at,
            until=line.event_at + COOL_OFF,
            channels=frozenset(map(Channel, line.channels)) or None,
        )
        for line in rows.lines
        if line.kind is ConsentKind.REFUSED
    )
