"""Generated addresses and numbers, of any status, some of them suppressed."""

from uuid import uuid4

from auth.models import Person
from customer_space.directory.models import ContactPoint, ContactPointLink, PointKind, PointStatus
from customer_space.preferences import models as preferences
from customer_space.preferences.suppressions import fingerprint, forms_of
from tests.customer_space.gate_bulk.rows import NUMBERS, Rows


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
