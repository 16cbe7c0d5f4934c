"""Generated worlds: a person, rules of every level, past and booked contacts, a request."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

from customer_space.gate.rules.channels import Channel, MessageClass
from customer_space.gate.rules.parties import (
    Account,
    Consent,
    Person,
    Point,
    Touch,
    TouchState,
    Travel,
)
from customer_space.gate.rules.snapshot import Request, Requirement, Snapshot
from customer_space.gate.rules.statements import Cap, Hours, Kind, Pause, Period, Rule, Scope, Unit
from customer_space.gate.rules.walltime import WEEKDAYS, Duration

# Nights on which clocks change, month ends, and a plain day.
ANCHORS = (
    datetime(2027, 3, 14, 6, tzinfo=UTC),
    datetime(2027, 11, 7, 5, tzinfo=UTC),
    datetime(2027, 4, 3, 12, tzinfo=UTC),
    datetime(2027, 3, 28, 1, tzinfo=UTC),
    datetime(2027, 1, 30, 15, tzinfo=UTC),
    datetime(2027, 6, 16, 12, tzinfo=UTC),
)
ZONES = (
    "America/New_York",
    "America/Los_Angeles",
    "America/Boise",
    "America/Havana",
    "Australia/Lord_Howe",
    "Europe/Paris",
    "Asia/Kolkata",
    "UTC",
)
ROUTINE = (MessageClass.RELATIONSHIP, MessageClass.MARKETING, MessageClass.SERVICE)
USED = (Channel.EMAIL, Channel.SMS, Channel.VOICE_LIVE, Channel.VISIT, Channel.PORTAL)
LENGTHS = (
    Duration(days=1),
    Duration(days=7),
    Duration(months=1),
    Duration(exact=timedelta(hours=24)),
    Duration(exact=timedelta(hours=5)),
)
TIME_KINDS = (Kind.WINDOW, Kind.QUIET, Kind.HOLIDAY, Kind.PAUSE, Kind.CAP, Kind.CAP, Kind.GAP)
MIXED_KINDS = TIME_KINDS * 2 + tuple(Kind)
MOST_RULES, MOST_TOUCHES = 6, 8
OWNERS = ("ana", "ana", "acme", "phone", "law", "vendor")

Made = TypeVar("Made")


@dataclass(frozen=True)
class World:
    """A snapshot and a request about it."""

    snapshot: Snapshot
    request: Request


def seeded(make: Callable[[Random], Made]) -> st.SearchStrategy[Made]:
    """One cheap draw a thing: worlds hold many, and shrink by dropping them."""
    return st.integers(0, 2**24).map(lambda seed: make(Random(seed)))


def instant(random: Random, around: datetime, days: int) -> datetime:
    """Within so many days, on full ten minutes."""
    return around + random.randint(-days * 144, days * 144) * timedelta(minutes=10)


def hours(random: Random) -> Hours:
    """A daily stretch, on the half hour."""
    days = random.choice((WEEKDAYS, random.sample(WEEKDAYS, random.randint(1, 7))))
    start = random.randrange(48)
    end = random.choice([n for n in range(49) if n not in (start, (start + 48) % 96)])
    return Hours(start * 1800, end * 1800, frozenset(days))


def cap(random: Random) -> Cap:
    """A cap by duration or period."""
    rolling = random.random() < 0.6
    return Cap(
        max=random.randint(1, 5),
        rolling=random.choice(LENGTHS) if rolling else None,
        calendar=None if rolling else random.choice((Period.DAY, Period.WEEK, Period.MONTH)),
        week_start=random.choice(("mon", "sun")),
        scope=random.choice(tuple(Scope)),
        unit=random.choice(tuple(Unit)),
    )


def rule(random: Random, anchor: datetime, kinds: Sequence[Kind], *, dated: bool = True) -> Rule:
    """A rule of one of the kinds, now and then narrowed or in force for some days only."""
    kind = random.choice(kinds)
    starts = instant(random, anchor, 20) if dated and random.random() < 0.15 else None
    plain = Rule(
        kind=kind,
        id=f"r{random.randrange(1000)}",
        set_at=instant(random, anchor - timedelta(days=100), 50),
        channels=frozenset(random.sample(USED, 3)) if random.random() < 0.3 else None,
        classes=frozenset(random.sample(ROUTINE, 2)) if random.random() < 0.3 else None,
        effective_from=starts,
        effective_to=starts and starts + timedelta(days=random.randint(1, 20)),
    )
    return replace(plain, **_params(random, kind, anchor))


def _params(random: Random, kind: Kind, anchor: datetime) -> dict:
    if kind in (Kind.WINDOW, Kind.QUIET):
        return {"hours": hours(random)}
    if kind is Kind.HOLIDAY:
        days = random.sample(range(-3, 20), random.randint(1, 3))
        return {"dates": frozenset((anchor + timedelta(days=n)).date() for n in days)}
    if kind is Kind.PAUSE:
        start = instant(random, anchor, 15)
        return {"pause": Pause(start, start + timedelta(hours=random.randint(1, 200)))}
    if kind is Kind.CAP:
        return {"cap": cap(random)}
    if kind is Kind.GAP:
        return {"cap": Cap(1, rolling=random.choice(LENGTHS), unit=Unit.CONTACTS)}
    return {Kind.REDIRECT: {"to": random.choice(USED)}, Kind.REP: {"reps": ("r1",)}}.get(kind, {})


def touch(random: Random, anchor: datetime) -> Touch:
    """A past contact, a plan slot or another sender's hold."""
    at = instant(random, anchor, random.choice((2, 12, 40)))
    held = at > anchor or random.random() < 0.2
    lapses = random.choice((None, instant(random, anchor + timedelta(days=5), 4)))
    return Touch(
        at=at,
        channel=random.choice(USED),
        message_class=random.choice(ROUTINE),
        person=random.choice(("ana", "ana", "carl")),
        account=random.choice(("acme", "acme", None)),
        point=random.choice(("phone", "mail", None)),
        weight=random.choice((None, 1, 2)),
        state=TouchState.HELD if held else TouchState.DONE,
        expires=lapses if held else None,
    )


def consent(random: Random, anchor: datetime) -> Consent:
    """A yes that may end or be withdrawn around the anchor."""
    return Consent(
        person="ana",
        given=anchor - timedelta(days=random.randint(20, 90)),
        channels=random.choice((None, frozenset(random.sample(USED, 3)))),
        expires=random.choice((None, instant(random, anchor, 15))),
        withdrawn=random.choice((None, None, instant(random, anchor, 15))),
    )


def ana(random: Random, anchor: datetime, zone_known: bool | None) -> Person:
    """Ana, with or without a stated zone, now and then travelling."""
    away = zone_known is None and random.random() < 0.3
    start = instant(random, anchor, 6)
    known = random.random() < 0.6 if zone_known is None else zone_known
    return Person(
        id="ana",
        tz=random.choice(ZONES) if known else None,
        tz_candidates=tuple(random.sample(ZONES, 2)),
        memberships=("acme",),
        channel_order=random.choice((None, (), (Channel.PORTAL, Channel.EMAIL))),
        point_for={Channel.EMAIL: "mail", Channel.SMS: "phone", Channel.VOICE_LIVE: "phone"},
        travel=(Travel(start, start + timedelta(days=3), random.choice(ZONES)),) if away else (),
    )


def request(random: Random, anchor: datetime) -> Request:
    """Rob asks for a contact with Ana near the anchor."""
    return Request(
        channel=random.choice(USED),
        message_class=random.choice(ROUTINE),
        at=instant(random, anchor, 3),
        sender=random.choice(("r1", "r2")),
        person="ana",
        account=random.choice(("acme", None)),
        weight=random.choice((None, 1, 3)),
    )


def worlds(
    kinds: Sequence[Kind] = MIXED_KINDS, *, zone_known: bool | None = None, dated: bool = True
) -> st.SearchStrategy[World]:
    """Ana of Acme, her rules, her account's, the law's and the vendor's, and one request.

    With `zone_known` settled she does not travel; undated rules are always in force. Three cheap
    draws a world, so that there can be thousands: it shrinks by leaving out the last rules and
    touches.
    """

    def made(drawn: tuple[int, int, int]) -> World:
        seed, rules, touches = drawn
        random = Random(seed)
        anchor = random.choice(ANCHORS)
        each = [Random(random.getrandbits(32)) for _ in range(MOST_RULES + MOST_TOUCHES)]
        person, yes = ana(random, anchor, zone_known), consent(random, anchor)
        owned = [(r.choice(OWNERS), rule(r, anchor, kinds, dated=dated)) for r in each[:rules]]
        past = [touch(r, anchor) for r in each[MOST_RULES : MOST_RULES + touches]]
        return World(_snapshot(person, yes, owned, past), request(random, anchor))

    return st.tuples(
        st.integers(0, 2**32), st.integers(0, MOST_RULES), st.integers(0, MOST_TOUCHES)
    ).map(made)


def _snapshot(
    person: Person, yes: Consent, owned: list[tuple[str, Rule]], past: list[Touch]
) -> Snapshot:
    def rules_of(owner: str) -> tuple[Rule, ...]:
        return tuple(made for whose, made in owned if whose == owner)

    number = Point("phone", "+12125550101", persons=("ana", "carl"), rules=rules_of("phone"))
    return Snapshot(
        persons={"ana": replace(person, rules=rules_of("ana")), "carl": Person("carl", tz="UTC")},
        accounts={"acme": Account("acme", rules=rules_of("acme"))},
        points={"phone": number, "mail": Point("mail", "ana@acme.example", persons=("ana",))},
        consents=(yes,),
        requires=(Requirement(MessageClass.MARKETING, Channel.EMAIL),),
        law=rules_of("law"),
        vendor=rules_of("vendor"),
        touches=tuple(past),
        keys={"k1": b"old", "k2": b"new"},
    )
