"""A person's rows as a world, and that world with everything removed that changes no answer."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
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
from customer_space.gate.rules.channels import CHANNELS
from customer_space.gate.rules.limits import is_limit
from customer_space.gate.rules.parties import PointStatus
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
        if address is None or (self.forms and self.forms.whole.endswith(f":{address}")):
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
        self._weighs = CHANNELS[question.channel].weight > 0
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
        strange = odd or odd_hats or chosen.odd
        return Packed(id_, locale, world, tuple(rules), chosen.forms, chosen.point, strange)

    def _said(self, party: UUID, limits: list[Rule], *, own: bool, denied: bool = False) -> Words:
        """The statements of a party that can matter, by id; allows only where there are denies."""
        found: list[tuple[Said, Rule]] = []
        odd = False
        for id_, set_at, known in self._spoken(party):
            odd = odd or known.odd
            if not known.matters:
                continue
            ranked = known.rule.kind in (Kind.ALLOW, Kind.DENY)
            found.append((Said(known.number, id_, set_at if ranked else None), known.rule))
            if self._weighs and is_limit(known.rule):
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


EPOCH_OF_LINES = datetime(1980, 1, 1, tzinfo=UTC)
EPOCH_OF_RULES = datetime(1990, 1, 1, tzinfo=UTC)
"""Days from here stand for real instants, of which only the order counts."""
DAY = timedelta(days=1)


class Plain(NamedTuple):
    """A world that many share, and what was taken out of it."""

    world: World
    lines: tuple[datetime, ...]
    rules: tuple[datetime, ...]
    first_end: datetime | None
    """When the first of the yeses ends that the shared world thinks endless."""

    def real(self, instant: datetime) -> datetime | None:
        """The instant that a day of an epoch stands for; None if it stands for itself."""
        for epoch, instants in ((EPOCH_OF_LINES, self.lines), (EPOCH_OF_RULES, self.rules)):
            if epoch <= instant < epoch + len(instants) * DAY:
                return instants[(instant - epoch) // DAY]
        return None


def plain(world: World, at: datetime) -> Plain | None:
    """The shared form; None if an instant still to come may matter to this person alone."""
    lines = _past_lines(world, at)
    if lines is None:
        return None
    ends = [yes.expires for yes in world.yeses if yes.expires and yes.expires > at]
    first_end = min(ends, default=None)
    if first_end is not None and world.objected is not None:
        return None
    said = [*world.said, *(world.spot.said if world.spot else ())]
    said += [each for hat in world.hats for each in hat.said]
    ids = {each.id: f"{n:03}" for n, each in enumerate(sorted(said, key=lambda s: s.id))}
    dates = tuple(sorted({each.set_at for each in said if each.set_at}))
    shared = world._replace(id="someone")
    if said or world.hats:
        shared = _renamed(
            shared, ids, {date: EPOCH_OF_RULES + n * DAY for n, date in enumerate(dates)}
        )
    if world.spot:
        spot = shared.spot or world.spot
        shared = shared._replace(spot=spot._replace(id="spot"))
    if lines:
        shared = _undated(shared, {line: EPOCH_OF_LINES + n * DAY for n, line in enumerate(lines)})
    return Plain(shared, lines, dates, first_end)


def _past_lines(world: World, at: datetime) -> tuple[datetime, ...] | None:
    """Every instant of the consents that has passed, in order; None if one lies ahead."""
    dates = {yes.given for yes in world.yeses}
    dates |= {yes.withdrawn for yes in world.yeses if yes.withdrawn}
    if world.objected:
        dates.add(world.objected)
    if any(date > at for date in dates) or any(no.at > at for no in world.noes):
        return None
    dates |= {yes.expires for yes in world.yeses if yes.expires and yes.expires <= at}
    return tuple(sorted(dates))


def _renamed(world: World, ids: dict[str, str], dates: dict[datetime, datetime]) -> World:
    def renamed(said: tuple[Said, ...]) -> tuple[Said, ...]:
        return tuple(
            Said(n, ids[id_], dates[set_at] if set_at else None) for n, id_, set_at in said
        )

    spot = world.spot
    counting = [hat for hat in world.hats if hat.said or (world.tz is None and hat.tz)]
    return world._replace(
        said=renamed(world.said),
        spot=spot._replace(said=renamed(spot.said)) if spot else None,
        hats=tuple(
            Hat(f"account:{n:03}", None if world.tz else hat.tz, renamed(hat.said))
            for n, hat in enumerate(counting)
        ),
    )


def _undated(world: World, lines: dict[datetime, datetime]) -> World:
    return world._replace(
        yeses=tuple(
            yes._replace(
                given=lines[yes.given],
                withdrawn=lines[yes.withdrawn] if yes.withdrawn else None,
                expires=lines.get(yes.expires) if yes.expires else None,
            )
            for yes in world.yeses
        ),
        objected=lines[world.objected] if world.objected else None,
    )
