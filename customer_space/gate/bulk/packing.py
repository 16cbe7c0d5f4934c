"""A person's rows as a world."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from customer_space.directory.models import PointKind
from customer_space.gate.bulk.columns import Columns, Row, kind_of
from customer_space.gate.bulk.consents import Standing, standing
from customer_space.gate.bulk.lawful import Lawful
from customer_space.gate.bulk.question import Question
from customer_space.gate.bulk.rulebook import Known, Rulebook, Wording
from customer_space.gate.bulk.stops import Forms, forms
from customer_space.gate.bulk.world import Hat, Said, Spot, Stop, World
from customer_space.gate.rules.parties import PersonState, PointStatus
from customer_space.gate.rules.statements import Kind, Rule, Scope

FAILING = frozenset({PointStatus.INVALID.value, PointStatus.REASSIGNED.value})


class Packed(NamedTuple):
    """One person's world; `odd`: it does not fit, look at everything that is known of them."""

    id: UUID
    locale: str
    world: World
    limits: tuple[Rule, ...]
    forms: Forms | None
    point: UUID | None
    odd: bool = False

    def stopped(self, stops: Mapping[UUID, tuple[Stop, ...]]) -> "Packed":
        """The same with what its address is suppressed for."""
        found = stops.get(self.id)
        return self._replace(world=self.world._replace(stops=found)) if found else self

    def named_by(self, address: str | None) -> "Packed":
        """The same, odd where the address they were named by is not the one we would choose."""
        known = self.world.state != PersonState.ERASED
        if address is None or (known and self.forms and self.forms.whole.endswith(f":{address}")):
            return self
        return self._replace(odd=True)


class Chosen(NamedTuple):
    """The point that the channel would use, with what else is said of it."""

    spot: Spot | None = None
    point: UUID | None = None
    forms: Forms | None = None
    opted_out: bool = False
    odd: bool = False


Words = tuple[tuple[Said, ...], bool]
"""What a party said, and whether it is odd."""
NOTHING = Chosen()
NOT_A_WORD: Words = ((), False)
NO_HATS: tuple[tuple[Hat, ...], bool] = ((), False)
NO_LINES = Standing()


class Packer:
    """Makes worlds of one batch's columns."""

    def __init__(self, question: Question, columns: Columns, rulebook: Rulebook) -> None:
        self._question, self._columns, self._rulebook = question, columns, rulebook
        self._kind = kind_of(question.channel)
        self._weighs = question.load > 0
        self._lawful = Lawful(question)

    def packed(self, person: Row) -> Packed:
        """The world of a row of people."""
        id_, tz, state, email, locale, country, region, born = person
        columns = self._columns
        packs = self._lawful.packs(country, region, tz, columns.seats.get(id_, ()))
        rules = self._lawful.limits(packs)
        chosen = self._chosen(id_, email, rules) if self._kind else NOTHING
        said, odd = NOT_A_WORD
        if id_ in columns.said:
            said, odd = self._said(id_, rules, own=True, denied=chosen.opted_out)
        hats, odd_hats = self._hats(id_, rules) if id_ in columns.seats else NO_HATS
        lines = columns.events.get(id_)
        stands = standing(lines, self._question) if lines else NO_LINES
        world = World(
            id=str(id_),
            tz=tz,
            state="erased" if state == "merged" else state,
            minor_until=self._lawful.minor_until(born),
            packs=packs,
            hats=hats,
            spot=chosen.spot,
            said=said,
            opted_out=chosen.opted_out,
            yeses=stands.yeses,
            objected=stands.objected,
            noes=stands.noes,
        )
        strange = odd or odd_hats or chosen.odd or id_ in columns.queued
        return Packed(id_, locale, world, tuple(rules), chosen.forms, chosen.point, strange)

    def _said(self, party: UUID, limits: list[Rule], *, own: bool, denied: bool = False) -> Words:
        """The statements of a party that can matter, by id; allows only where there are denies."""
        found: list[tuple[Said, Rule]] = []
        odd = False
        for id_, set_at, known in self._spoken(party):
            odd = odd or known.odd
            if not known.matters:
                continue
            found.append((Said(known.number, id_, set_at if known.ranked else None), known.rule))
            if self._weighs and known.limits:
                limits.append(known.rule)
                odd = odd or (own and _counts_accounts(known.rule))
        denied = denied or any(rule.kind is Kind.DENY for _, rule in found)
        kept = [said for said, rule in found if denied or rule.kind is not Kind.ALLOW]
        return tuple(sorted(kept, key=lambda said: said.id)), odd

    def _spoken(self, party: UUID) -> Iterator[tuple[str, datetime | None, Known]]:
        """Statements, and for accounts what was agreed: their ids, when, and the rules."""
        for _, id_, set_at, *wording in self._columns.said.get(party, ()):
            yield str(id_), set_at, self._rulebook[Wording(*wording)]
        for rule in self._columns.agreed.get(party, ()):
            yield rule.id, rule.set_at, self._rulebook.agreed(rule)

    def _hats(self, person: UUID, limits: list[Rule]) -> tuple[tuple[Hat, ...], bool]:
        hats, odd = [], False
        for _, account, tz, *_ in self._columns.seats[person]:
            said, strange = self._said(account, limits, own=False)
            hats.append(Hat(str(account), tz, said))
            odd = odd or strange
        return tuple(hats), odd

    def _chosen(self, person: UUID, email: str | None, limits: list[Rule]) -> Chosen:
        """As gate.snapshots chooses: one's sign-in address, else the best of the links."""
        links = self._columns.links.get(person, ())
        opted_out = any(link[7] for link in links)
        mail = self._kind is PointKind.EMAIL
        if mail and email and all(link[4] != email for link in links):
            found = forms(PointKind.EMAIL, email)
            spot = Spot(f"sign-in:{person}", PointStatus.VALID, (), ())
            return Chosen(spot, None, found, opted_out, found is None)
        if not links:
            return NOTHING
        best, alone = _best(links)
        _, point, _, status, value, base, zones, _ = best
        said, odd = NOT_A_WORD
        if point in self._columns.said:
            said, odd = self._said(point, limits, own=True)
        found = forms(self._kind, value, base if mail else None)
        spot = Spot(str(point), status, tuple(json.loads(zones)) if zones else (), said)
        return Chosen(spot, point, found, opted_out, odd or found is None or not alone)


def _counts_accounts(rule: Rule) -> bool:
    return rule.cap is not None and rule.cap.scope is Scope.ACCOUNT


def _best(links: Sequence[Row]) -> tuple[Row, bool]:
    """The usable primary link, else a usable one, else the primary; and whether it is alone so."""
    if len(links) == 1:
        return links[0], True
    order = sorted((link[3] in FAILING, not link[2], n) for n, link in enumerate(links))
    first, second = order[:2]
    return links[first[2]], first[:2] != second[:2]
