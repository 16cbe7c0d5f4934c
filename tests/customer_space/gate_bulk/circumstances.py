"""Generated people in the database: what they said, agreed to, refused, and were told."""

from datetime import datetime, timedelta
from random import Random
from uuid import uuid4

from auth.models import Person, PersonState
from customer_space.accounts.models import Account, Member
from customer_space.accounts.rights import Role
from customer_space.directory.models import ContactPoint, PointKind
from customer_space.preferences.suppressions import Keys
from tests.customer_space.gate_bulk.histories import contacts
from tests.customer_space.gate_bulk.points import link, number, own_points, point
from tests.customer_space.gate_bulk.rows import COUNTRIES, ZONES, Rows
from tests.customer_space.gate_bulk.sayings import agreement, lines, statement


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


def alike(rows: Rows, accounts: list, numbers: list, count: int) -> list[Person]:
    """People of whom the same is known, but for their dates, their language and their addresses."""
    usual, now, seed = rows.random, rows.now, rows.random.random()
    people = []
    for n in range(count):
        rows.random, rows.now = Random(seed), now - n * timedelta(hours=usual.choice((0, 5, 30)))
        person = somebody(rows, accounts, numbers)
        person.locale = usual.choice(("en", "de", person.locale))
        people.append(person)
    rows.random, rows.now = usual, now
    return people


async def some_people(random: Random, now: datetime, keys: Keys, count: int) -> list[Person]:
    """So many people, some of them sharing accounts and numbers."""
    rows = Rows(random, now, keys)
    accounts = [company(rows) for _ in range(3)]
    numbers = [point(rows, PointKind.PHONE, number()) for _ in range(2)]
    rows.rest += numbers
    people = [somebody(rows, accounts, numbers) for _ in range(count * 2 // 5)]
    while len(people) < count:
        people += alike(rows, accounts, numbers, min(3, count - len(people)))
    for account in accounts:
        rows.rest += agreement(rows, account) if rows.perhaps(0.3) else []
        for _ in range(random.choice((0, 1, 2))):
            rows.rest += statement(rows, "account", account.id, people[0], [])
    for each in [row for row in rows.rest if isinstance(row, ContactPoint)]:
        if rows.perhaps(0.2):
            rows.rest += statement(rows, "point", each.id, people[0], [])
    await rows.save()
    return people
