"""Points are kept once, links per person, keys per system."""

import pytest

from auth.models import Person
from customer_space.directory.actions import NewPoint, add_point, add_points, know_as
from customer_space.directory.models import (
    ContactPoint,
    ContactPointLink,
    ExternalId,
    PointKind,
    PointStatus,
    ThingType,
    Usage,
)


async def test_a_point_is_kept_once_however_it_is_written(world):
    ana = world.ana.person

    first = await add_point(ana, PointKind.EMAIL, "Ana+crm@Acme.example", "manual")
    again = await add_point(ana, PointKind.EMAIL, " ana+CRM@acme.example", "hubspot")

    assert first.id == again.id
    assert (first.contact_point.value, first.contact_point.base_value) == (
        "ana+crm@acme.example",
        "ana@acme.example",
    )
    assert again.contact_point.source == "manual", "who found it first"
    assert first.contact_point.status is PointStatus.UNVERIFIED


async def test_a_number_brings_the_zones_it_can_lie_in(world):
    link = await add_point(
        world.ana.person, PointKind.PHONE, "030 901820", "manual", region="DE", usage=Usage.PRIVATE
    )

    point = link.contact_point
    assert (point.value, point.tz_candidates) == ("+4930901820", ["Europe/Berlin"])
    assert link.usage is Usage.PRIVATE


async def test_the_first_point_of_a_kind_is_the_primary_one(world):
    ana = world.ana.person

    one = await add_point(ana, PointKind.EMAIL, "ana@home.example", "manual")
    two = await add_point(ana, PointKind.EMAIL, "ana@work.example", "manual")
    phone = await add_point(ana, PointKind.PHONE, "+4930901820", "manual")

    assert (one.is_primary, two.is_primary, phone.is_primary) == (True, False, True)


async def test_a_shared_point_has_a_link_each(world):
    for name in ("ana", "carl"):
        person = world.members[name].person
        await add_point(person, PointKind.EMAIL, "office@acme.example", "manual")

    point = await ContactPoint.get(value="office@acme.example")
    assert await ContactPointLink.filter(contact_point_id=point.id).count() == 2


async def test_what_is_no_address_is_refused_and_nothing_kept(world):
    before = await ContactPoint.all().count()

    with pytest.raises(ValueError, match="not an e-mail address"):
        await add_point(world.ana.person, PointKind.EMAIL, "nowhere", "manual")

    assert await ContactPoint.all().count() == before


async def test_facts_are_learnt_and_never_forgotten(world):
    ana: Person = world.ana.person
    new = NewPoint(ana.id, PointKind.EMAIL, "ana@home.example", facts={"opted_out": True})
    bounced = NewPoint(ana.id, PointKind.EMAIL, "ana@home.example", is_invalid=True)

    await add_points([new], "hubspot")
    await add_points([bounced, bounced], "salesforce")

    link = await ContactPointLink.get(person_id=ana.id, contact_point__value="ana@home.example")
    assert link.facts == {"opted_out": True}
    assert (await ContactPoint.get(value="ana@home.example")).status is PointStatus.INVALID


async def test_a_key_names_one_thing_in_its_system(world):
    for thing in (world.acme.id, world.globex.id):
        await know_as("hubspot", ThingType.ACCOUNT, [("51", thing, {})])
    await know_as("hubspot", ThingType.PERSON, [("51", world.ana.person.id, {})])

    assert (await ExternalId.get(key="51", thing_type=ThingType.ACCOUNT)).thing_id == world.acme.id
    assert await ExternalId.filter(key="51").count() == 2
