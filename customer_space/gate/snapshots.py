"""The world of one person as the pure core wants it, in a handful of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from auth.models import Person
from customer_space.accounts.models import Account, Member
from customer_space.directory.models import ContactPointLink
from customer_space.gate import house_rules
from customer_space.gate.agreed import agreed_rules
from customer_space.gate.past import reach, touches_of
from customer_space.gate.reachable import POINT_KINDS, opt_outs, point_for, points_of
from customer_space.gate.rules import parties
from customer_space.gate.rules.channels import Channel
from customer_space.gate.rules.limits import is_limit
from customer_space.gate.rules.parties import Consent, Point, Refusal, Touch
from customer_space.gate.rules.reading import rule_from
from customer_space.gate.rules.snapshot import Snapshot
from customer_space.gate.rules.statements import Level, Rule
from customer_space.preferences.consents import folded
from customer_space.preferences.models import ConsentEvent, ConsentKind, Statement
from customer_space.preferences.suppressions import Keys, suppressions_of
from customer_space.preferences.vocabulary import StatementKind

__all__ = ["COOL_OFF", "POINT_KINDS", "snapshot_of", "snapshot_of_nobody", "suppression"]

COOL_OFF = timedelta(days=183)
"""After a refusal nobody asks again for half a year."""


@dataclass
class Gathered:
    """The rows a snapshot is made of."""

    person: Person
    accounts: list[Account]
    seats: list[str]
    links: list[ContactPointLink]
    shared: dict[UUID, list[UUID]]
    rules: dict[UUID, list[Rule]]
    events: list[ConsentEvent]
    limited: set[UUID]


async def snapshot_of(
    person_id: UUID,
    keys: Keys,
    *,
    account_id: UUID | None = None,
    back: timedelta | None = None,
) -> Snapshot:
    """All that a decision about this person can depend on, in this account if they have no seat.

    Past contacts are loaded as far back as the limits in force look, or `back`.
    """
    rows = await _gather(person_id, account_id)
    points = points_of(rows.person, rows.links, rows.shared, rows.rules)
    touches = await _touches(rows, back)
    found = await suppressions_of([point.value for point in points.values()], keys)
    return Snapshot(
        persons={str(person_id): _person(rows, points)},
        accounts={
            str(account.id): parties.Account(
                str(account.id), account.tz, tuple(rows.rules[account.id])
            )
            for account in rows.accounts
        },
        points=points,
        consents=_consents(rows),
        refusals=_refusals(rows),
        requires=house_rules.REQUIRES,
        vendor=house_rules.VENDOR,
        touches=touches,
        suppressions=tuple(map(suppression, found)),
        keys=keys,
    )


async def _touches(rows: Gathered, back: timedelta | None) -> tuple[Touch, ...]:
    """None where nothing limits their number: most people, most of the time."""
    stated = (rule for party in rows.rules.values() for rule in party)
    span = back or reach([*house_rules.VENDOR, *stated])
    if span is None:
        return ()
    return await touches_of(
        rows.person.id,
        back=span,
        accounts={account.id for account in rows.accounts} & rows.limited,
        points={link.contact_point_id for link in rows.links} & rows.limited,
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


async def _gather(person_id: UUID, account_id: UUID | None) -> Gathered:
    person = await Person.get(id=person_id)
    members = await Member.filter(person_id=person_id, left_at=None).select_related("account")
    accounts = [member.account for member in members]
    if account_id and account_id not in {account.id for account in accounts}:
        accounts.append(await Account.get(id=account_id))
    links = await ContactPointLink.filter(person_id=person_id, valid_to=None).select_related(
        "contact_point"
    )
    users: dict[UUID, list[UUID]] = defaultdict(list)
    point_ids = [link.contact_point_id for link in links]
    if point_ids:
        for user in await ContactPointLink.filter(contact_point_id__in=point_ids, valid_to=None):
            users[user.contact_point_id].append(user.person_id)
    parties_ = [person_id, *(account.id for account in accounts), *point_ids]
    said = await Statement.filter(party_id__in=parties_, replaced_by=None).exclude(
        kind=StatementKind.LIFT
    )
    rules = _rules(said)
    for id_, agreed in (await agreed_rules([account.id for account in accounts])).items():
        rules[id_] += agreed
    return Gathered(
        person=person,
        accounts=accounts,
        seats=sorted(str(member.account_id) for member in members),
        links=links,
        shared=users,
        rules=rules,
        events=await ConsentEvent.filter(person_id=person_id).order_by("seq"),
        limited={id_ for id_, party in rules.items() if any(map(is_limit, party))},
    )


def _rules(said: Iterable[Statement]) -> dict[UUID, list[Rule]]:
    found: dict[UUID, list[Rule]] = defaultdict(list)
    for statement in said:
        found[statement.party_id].append(rule_of(statement))
    return found


def rule_of(said: Statement) -> Rule:
    """A kept statement as a rule of the core."""
    kind = "rep" if said.kind is StatementKind.PREFERRED_REP else said.kind.value
    plain = {
        **said.params,
        "type": kind,
        "id": str(said.id),
        "set_at": said.set_at.isoformat(),
        "channels": said.channels,
        "topics": said.topics,
        "senders": said.senders,
        "classes": said.classes,
        "effective_from": said.effective_from.isoformat() if said.effective_from else None,
        "effective_to": said.effective_to.isoformat() if said.effective_to else None,
    }
    return rule_from(plain, Level(said.level.value))


def _person(rows: Gathered, points: dict[str, Point]) -> parties.Person:
    person = rows.person
    return parties.Person(
        id=str(person.id),
        tz=person.tz,
        memberships=tuple(rows.seats),
        point_for=point_for(person, rows.links, points),
        state=parties.PersonState(person.state) if person.state != "merged" else _ERASED,
        objected_at=folded(rows.events).objected_at,
        rules=(*rows.rules[person.id], *opt_outs(rows.links)),
    )


_ERASED = parties.PersonState.ERASED


def _consents(rows: Gathered) -> tuple[Consent, ...]:
    known = {basis.value for basis in parties.Basis}
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
        for yes in folded(rows.events).yeses
        if yes.basis.value in known
    )


def _refusals(rows: Gathered) -> tuple[Refusal, ...]:
    return tuple(
        Refusal(
            person=str(rows.person.id),
            at=event.event_at,
            until=event.event_at + COOL_OFF,
            channels=frozenset(map(Channel, event.channels)) or None,
        )
        for event in rows.events
        if event.kind is ConsentKind.REFUSED
    )
