"""Generated people in the database: what they said, agreed to, refused, and were told."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from uuid import uuid4

from auth.models import Person, PersonState
from customer_space.accounts.models import Account, Member
from customer_space.accounts.rights import Role
from customer_space.directory.models import ContactPoint, ContactPointLink, PointKind, PointStatus
from customer_space.documents.models import Document
from customer_space.gate import models as gate
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.channels import Channel, MessageClass
from customer_space.gate.rules.walltime import WEEKDAYS
from customer_space.plans.models import Plan, RhythmAgreement
from customer_space.plans.rules import Beat, Way, content_of
from customer_space.plans.rules import Per as RhythmPer
from customer_space.preferences import models as preferences
from customer_space.preferences.models import ConsentBasis, ConsentKind, ConsentMethod
from customer_space.preferences.suppressions import Keys, fingerprint, forms_of
from customer_space.preferences.vocabulary import StatementKind

ZONES = (None, None, "Europe/Lisbon", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
COUNTRIES = (None, None, "US", "US", "FR", "GB", "IN", "PT")
CHANNELS = ("email", "sms", "voice_live", "visit", "portal")
TOPICS = {
    "news": "marketing",
    "advice": "relationship",
    "deliveries": "service",
    "surveys": "research",
}
KINDS = tuple(kind for kind in StatementKind if kind is not StatementKind.LIFT)
ASKING = ("news", "surveys")
"""Topics that reach nobody without a yes: their ledgers are told most about."""
NUMBERS = count(2_000_000)
LENGTHS = ("P1D", "P7D", "P1M", "PT24H", "PT5H")


@dataclass
class Rows:
    """What a batch of people is made of, kind by kind."""

    random: Random
    now: datetime
    keys: Keys
    people: list = field(default_factory=list)
    accounts: list = field(default_factory=list)
    rest: list = field(default_factory=list)

    async def save(self) -> None:
        """Everybody into the database."""
        await Account.bulk_create(self.accounts)
        await Person.bulk_create(self.people)
        for model in (
            *(Document, Plan, RhythmAgreement),
            *(Member, ContactPoint, ContactPointLink, preferences.Statement),
            *(preferences.ConsentEvent, preferences.Suppression, gate.Decision),
            *(gate.Reservation, gate.Touch),
        ):
            if found := [row for row in self.rest if type(row) is model]:
                await model.bulk_create(found)

    def instant(self, days: int, *, ahead: int = 0) -> datetime:
        """Some moment of these days, on full ten minutes."""
        start = self.now.replace(minute=0, second=0, microsecond=0)
        return start + self.random.randint(-days * 144, ahead * 144) * timedelta(minutes=10)

    def born(self) -> date:
        """Somebody who comes of age these days."""
        today = self.now.date()
        return date(today.year - 18, today.month, min(today.day, 28)) + timedelta(
            days=self.random.randint(-3, 3)
        )

    def perhaps(self, share: float) -> bool:
        return self.random.random() < share


def company(rows: Rows) -> Account:
    """An account, with or without rules of its own."""
    account = Account(
        slug=f"a{uuid4().hex}",
        name="Acme",
        name_key=uuid4().hex,
        tz=rows.random.choice(ZONES),
        country=rows.random.choice(COUNTRIES),
    )
    rows.accounts.append(account)
    return account


def agreement(rows: Rows, account: Account) -> list:
    """A rhythm both sides signed."""
    random = rows.random
    document = Document(account_id=account.id, kind="plan")
    plan = Plan(account_id=account.id, document_id=document.id)
    hours = random.choice((("", ""), ("09:00", "17:00")))
    beats = [
        Beat(
            random.choice((Way.EMAIL, Way.CALL)),
            random.randint(0, 3),
            random.choice((RhythmPer.WEEK, RhythmPer.MONTH)),
            topic=random.choice(("", "advice")),
            opens=hours[0],
            closes=hours[1],
            who=random.choice(("", "r1", "r2")),
        )
        for _ in range(random.randint(1, 2))
    ]
    signed = RhythmAgreement(
        plan_id=plan.id,
        content=content_of(tuple(beats)),
        content_hash="",
        agreed_at=rows.instant(100),
        ended_at=rows.now if rows.perhaps(0.1) else None,
    )
    return [document, plan, signed]


def somebody(rows: Rows, accounts: list[Account], numbers: list[ContactPoint]) -> Person:
    """One person with everything that may be known of them."""
    random = rows.random
    person = Person(
        display_name="Ana",
        email=f"{random.choice(('ana', 'ana+news'))}{uuid4().hex}@acme.example"
        if rows.perhaps(0.6)
        else None,
        tz=random.choice(ZONES),
        locale=random.choice(("en", "de", "fr", "es-MX", "pt")),
        country=random.choice(COUNTRIES),
        region=random.choice((None, None, "US-FL", "US-CA")),
        birth_date=random.choice((None, None, rows.born())),
        state=random.choice([*[PersonState.ACTIVE] * 12, *PersonState]),
    )
    rows.people.append(person)
    hats = random.sample(accounts, random.choice((0, 1, 1, 2)))
    rows.rest += [
        Member(account_id=hat.id, person_id=person.id, role=Role.CUSTOMER_MEMBER) for hat in hats
    ]
    points = [*own_points(rows, person), *(random.sample(numbers, 1) if rows.perhaps(0.3) else [])]
    rows.rest += [link(rows, person, point) for point in points]
    for _ in range(random.choice((0, 0, 1, 2, 4))):
        rows.rest += statement(rows, "person", person.id, person, points)
    rows.rest += lines(rows, person)
    rows.rest += contacts(rows, person, hats, points)
    return person


def own_points(rows: Rows, person: Person) -> list[ContactPoint]:
    """Addresses and numbers, now and then two of a kind."""
    random, made = rows.random, []
    for kind in random.choices(
        (PointKind.EMAIL, PointKind.PHONE), k=random.choice((0, 1, 2, 2, 3))
    ):
        mail = kind is PointKind.EMAIL
        value = f"{uuid4().hex}{random.choice(('', '+shop'))}@acme.example" if mail else number()
        if mail and person.email and rows.perhaps(0.3):
            value = person.email
        if all(point.value != value for point in made):
            made.append(point(rows, kind, value))
    rows.rest += made
    return made


def number() -> str:
    return f"+1212{next(NUMBERS)}"


def point(rows: Rows, kind: PointKind, value: str) -> ContactPoint:
    """Of any status, perhaps suppressed."""
    form, base = forms_of(value)
    if rows.perhaps(0.25):
        rows.rest.append(suppression(rows, base if rows.perhaps(0.3) else form, base))
    usual = [PointStatus.VALID] * 5
    return ContactPoint(
        kind=kind,
        value=value,
        base_value=base.partition(":")[2],
        status=rows.random.choice([*usual, *PointStatus]),
        tz_candidates=rows.random.choice(([], ["America/New_York"], ["UTC", "Asia/Kolkata"])),
        source="test",
        collected_at=rows.now,
    )


def suppression(rows: Rows, form: str, base: str) -> preferences.Suppression:
    key_id = rows.random.choice(list(rows.keys))
    key = rows.keys[key_id]
    scope = rows.random.choice(tuple(preferences.SuppressionScope))
    return preferences.Suppression(
        hash=fingerprint(form, key),
        base_hash=fingerprint(base, key),
        key_id=key_id,
        scope=scope,
        topic="news" if scope is preferences.SuppressionScope.TOPIC else None,
        reason=rows.random.choice(tuple(preferences.SuppressionReason)),
        since=rows.now,
        lifted_at=rows.now if rows.perhaps(0.1) else None,
    )


def link(rows: Rows, person: Person, point: ContactPoint) -> ContactPointLink:
    return ContactPointLink(
        contact_point_id=point.id,
        person_id=person.id,
        is_primary=rows.perhaps(0.5),
        valid_from=rows.now,
        valid_to=rows.now if rows.perhaps(0.05) else None,
        facts={"opted_out": rows.perhaps(0.5)} if rows.perhaps(0.3) else {},
    )


def statement(rows: Rows, level: str, party, by: Person, points: list[ContactPoint]) -> list:
    """A rule; now and then taken back again."""
    random = rows.random
    kind = random.choice(KINDS)
    said = preferences.Statement(
        level=level,
        party_id=party,
        set_by_id=by.id,
        set_at=rows.instant(100),
        kind=kind,
        channels=some(rows, CHANNELS),
        topics=some(rows, tuple(TOPICS)),
        senders=some(rows, ("r1", "r2"), 0.1),
        classes=some(rows, tuple(TOPICS.values()), 0.3),
        params=params(rows, kind, points),
        effective_from=rows.instant(10, ahead=10) if rows.perhaps(0.1) else None,
        effective_to=rows.instant(10, ahead=20) if rows.perhaps(0.1) else None,
    )
    if not rows.perhaps(0.1):
        return [said]
    lift = preferences.Statement(
        level=level,
        party_id=party,
        set_by_id=by.id,
        set_at=rows.now,
        kind="lift",
        replaces_id=said.id,
    )
    return [said, lift]


def some(rows: Rows, names: tuple, share: float = 0.4) -> list | None:
    return rows.random.sample(names, 2) if rows.perhaps(share) else None


def params(rows: Rows, kind: StatementKind, points: list[ContactPoint]) -> dict:
    random = rows.random
    if kind in (StatementKind.WINDOW, StatementKind.QUIET):
        start, end = random.sample(range(24), 2)
        days = random.sample(WEEKDAYS, random.randint(1, 7))
        return {"days": days, "from": f"{start:02}:00", "to": f"{end:02}:30"}
    if kind is StatementKind.HOLIDAY:
        return {"dates": [(rows.now + timedelta(days=random.randint(-2, 4))).date().isoformat()]}
    if kind is StatementKind.PAUSE:
        until = rows.instant(5, ahead=20).isoformat() if rows.perhaps(0.7) else None
        return {"from": rows.instant(10, ahead=5).isoformat(), "until": until}
    if kind is StatementKind.CAP:
        period = {"calendar": random.choice(("day", "week", "month"))}
        window = {"rolling": random.choice(LENGTHS)} if rows.perhaps(0.6) else period
        plain = {"max": random.randint(1, 5), "window": window}
        scoped = (
            {"scope": random.choice(("person", "account", "point"))} if rows.perhaps(0.3) else {}
        )
        return plain | scoped | {"unit": random.choice(("weight", "contacts"))}
    if kind is StatementKind.GAP:
        return {"min": random.choice(LENGTHS)}
    if kind is StatementKind.REDIRECT:
        return {"to": random.choice(CHANNELS)}
    if kind is StatementKind.PREFERRED_REP:
        return {"sender": random.choice(("r1", "r2")), "deputies": []}
    if points and rows.perhaps(0.1):
        return {"on_point": str(random.choice(points).id)}
    return {}


def lines(rows: Rows, person: Person) -> list:
    """A ledger of consents: its hashes are of no matter here."""
    random, made = rows.random, []
    for seq in range(random.choice((0, 1, 1, 2, 4, 6))):
        kind = random.choice([*[ConsentKind.GIVEN] * 4, *[ConsentKind.WITHDRAWN] * 3, *ConsentKind])
        made.append(
            preferences.ConsentEvent(
                person_id=person.id,
                seq=seq + 1,
                kind=kind,
                topic=random.choice((None, *TOPICS, *ASKING, *ASKING)),
                channels=random.sample(CHANNELS, random.choice((0, 1, 3, 4, 5))),
                basis=random.choice([*[ConsentBasis.CONSENT] * 4, *ConsentBasis]),
                method=ConsentMethod.PORTAL,
                event_at=rows.instant(250, ahead=1 if rows.perhaps(0.1) else 0),
                recorded_at=rows.now,
                valid_until=rows.instant(30, ahead=30) if rows.perhaps(0.4) else None,
                notice_version="1",
                prev_hash="",
                row_hash="",
            )
        )
    return made


def contacts(rows: Rows, person: Person, hats: list, points: list[ContactPoint]) -> list:
    """Past contacts and held places."""
    random, made = rows.random, []
    for _ in range(random.choice((0, 0, 1, 3, 6))):
        shared = {
            "person_id": person.id,
            "account_id": random.choice([None, *(hat.id for hat in hats)]),
            "contact_point_id": random.choice([None, *(point.id for point in points)]),
            "channel": random.choice(CHANNELS),
            "topic": (topic := random.choice(tuple(TOPICS))),
            "message_class": TOPICS[topic],
            "weight": random.choice((0, 1, 1, 2)),
        }
        made += [touch(rows, shared)] if rows.perhaps(0.7) else hold(rows, shared)
    return made


def touch(rows: Rows, shared: dict) -> gate.Touch:
    return gate.Touch(
        **shared,
        sender=rows.random.choice(("r1", "r2")),
        sender_name="Rob",
        occurred_at=rows.instant(rows.random.choice((2, 12, 40, 500))),
        recorded_at=rows.now,
        outcome=gate.TouchOutcome.DELIVERED,
        direction=rows.random.choice(("out", "out", "out", "in")),
        is_reply=rows.perhaps(0.1),
    )


def hold(rows: Rows, shared: dict) -> list:
    decision = gate.Decision(
        person_id=shared["person_id"],
        mode=gate.Mode.RESERVE,
        channel=Channel(shared["channel"]),
        topic=shared["topic"],
        message_class=MessageClass(shared["message_class"]),
        sender="r1",
        sender_name="Rob",
        request={},
        outcome=Outcome.ALLOW,
        reasons=[],
        explanation={},
        evaluated_for=rows.now,
        decided_at=rows.now,
        tzdb="",
        latency_us=0,
    )
    place = gate.Reservation(
        **shared,
        decision_id=decision.id,
        slot_at=rows.instant(2, ahead=12),
        owner_sender="r2",
        held_at=rows.now,
        expires_at=rows.random.choice((None, rows.instant(1, ahead=12))),
        state=rows.random.choice(("held", "held", "released")),
    )
    return [decision, place]


async def some_people(random: Random, now: datetime, keys: Keys, count: int) -> list[Person]:
    """So many people, some of them sharing accounts and numbers."""
    rows = Rows(random, now, keys)
    accounts = [company(rows) for _ in range(3)]
    numbers = [point(rows, PointKind.PHONE, number()) for _ in range(2)]
    rows.rest += numbers
    people = [somebody(rows, accounts, numbers) for _ in range(count)]
    for account in accounts:
        rows.rest += agreement(rows, account) if rows.perhaps(0.3) else []
        for _ in range(random.choice((0, 1, 2))):
            rows.rest += statement(rows, "account", account.id, people[0], [])
    for each in [row for row in rows.rest if isinstance(row, ContactPoint)]:
        if rows.perhaps(0.2):
            rows.rest += statement(rows, "point", each.id, people[0], [])
    await rows.save()
    return people
