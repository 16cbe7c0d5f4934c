"""Ana is kept twice: once as Acme's lead, once as a buyer of Globex. It is one Ana."""

from datetime import timedelta

import pytest

from auth.models import Person, PersonState
from collaboration.leaving import LEAVING
from customer_space.accounts.actions import add_member
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Role
from customer_space.directory.actions import add_point, know_as
from customer_space.directory.models import PointKind, ThingType
from customer_space.gate.actions import commit, reserve, simulate
from customer_space.gate.models import Reservation
from customer_space.gate.proof.actions import sign_ledger
from customer_space.gate.proof.chain import Line, first_fault
from customer_space.gate.proof.export import exported
from customer_space.gate.proof.heads import signed_tips, signing_key
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.rules.channels import Channel
from customer_space.preferences.actions import make_wish
from customer_space.preferences.queries import live_statements
from customer_space.preferences.suppressions import keys_of
from customer_space.preferences.vocabulary import Channel as Way
from customer_space.preferences.vocabulary import Per
from customer_space.preferences.wishes import Wish
from customer_space.rights.erasure.actions import ask_for_erasure, erase
from customer_space.rights.merging.actions import merge, unmerge
from customer_space.rights.merging.queries import likely_doubles
from customer_space.rights.models import Merge
from portal.clock import now, shifted
from portal.database import rows
from portal.errors import Conflict

KEY = signing_key("a secret of the settings, long enough to be one")
PHONE = "+351912000111"
NEWS = Wish(channels=frozenset({Way.EMAIL}), topics=frozenset({"news"}))
ONCE_A_WEEK = Wish(channels=frozenset({Way.EMAIL}), topics=frozenset({"advice"}), at_most=1,
                   per=Per.WEEK)  # fmt: skip


@pytest.fixture
def keys(settings):
    return keys_of(settings.secret_keys)


@pytest.fixture
async def buyer(world) -> Member:
    """The other Ana."""
    person = await Person.create(
        display_name="ana silva", email="ana@globex.example", tz="Europe/Lisbon"
    )
    member = await add_member(world.globex, person, Role.CUSTOMER_MEMBER)
    await add_point(world.ana.person, PointKind.PHONE, PHONE, "card")
    await add_point(person, PointKind.PHONE, PHONE, "card")
    await add_point(person, PointKind.EMAIL, "a.silva@home.example", "card")
    await know_as("crm", ThingType.PERSON, [("77", person.id, {})])
    return await Member.get(id=member.id).select_related("person", "account")


def asked(person_id, **other):
    usual = {"channel": Channel.EMAIL, "topic": "advice", "at": now(), "person_id": person_id}
    return Asked(**(usual | other))


async def codes(person_id, keys, **other):
    by = Asker("client:1:shop", "campaign", "Shop")
    answer = await simulate(asked(person_id, **other), by=by, keys=keys)
    return [reason.code for reason in answer.weighed.verdict.reasons]


async def whose():
    """Every row that can move, as it stands."""
    return {
        table: await rows(f"select to_jsonb(t)::text as t from {table} t order by id")
        for table in ("contact_point_link", "member", "external_id", "contact", "identity",
                      "person")
    }  # fmt: skip


def as_kept(state):
    return {table: [line for line in lines if table != "person"] for table, lines in state.items()}


async def test_doubles_are_found_by_their_number_and_not_among_strangers(world, buyer):
    [pair] = await likely_doubles()

    assert {pair.one, pair.other} == {world.ana.person_id, buyer.person_id}
    assert pair.why == [f"reached at {PHONE}"]
    assert await likely_doubles(world.carl.person_id) == []


async def test_s16_the_earliest_place_stays_and_parting_restores_statements_not_places(
    world, buyer, keys
):
    for member in (world.ana, buyer):
        await make_wish(ONCE_A_WEEK, by=member)
    rob, gus = Asker.member(world.rob), Asker.member(world.gus)
    with shifted(timedelta(minutes=-5)):
        first = (await reserve(asked(buyer.person_id), by=gus, keys=keys)).reservation
    second = (await reserve(asked(world.ana.person_id), by=rob, keys=keys)).reservation
    before = [said.id for said in await live_statements(world.ana.person_id)]

    made = await merge(world.ana.person_id, buyer.person_id, by=world.ada, keys=keys)

    held = {place.id: place for place in await Reservation.all()}
    assert held[first.id].state == "held"
    assert held[first.id].person_id == world.ana.person_id
    assert (held[second.id].state, held[second.id].void_reason) == ("void", "merged")
    assert len(await live_statements(world.ana.person_id)) > len(before)

    await unmerge(made.id, by=world.ada)
    assert [said.id for said in await live_statements(world.ana.person_id)] == before
    assert (await Reservation.get(id=second.id)).state == "void"


async def test_the_strictest_of_what_both_said_holds_until_they_part(world, buyer, keys):
    await make_wish(NEWS, by=world.ana)
    await make_wish(NEWS, by=buyer)
    await make_wish(Wish(may=False, channels=frozenset({Way.EMAIL})), by=buyer)
    assert await codes(world.ana.person_id, keys, topic="news") in ([], ["ok"])

    made = await merge(world.ana.person_id, buyer.person_id, by=world.ada, keys=keys)

    after = await codes(world.ana.person_id, keys, topic="news")
    assert {"person.deny", "consent.withdrawn"} <= set(after)
    gone = await codes(buyer.person_id, keys, topic="orders")
    assert gone == ["recipient.unknown"]
    await unmerge(made.id, by=world.ada)
    assert await codes(world.ana.person_id, keys, topic="news") in ([], ["ok"])
    assert "person.deny" in await codes(buyer.person_id, keys, topic="news")


async def test_contacts_with_both_count_together_and_the_ledger_keeps_both(world, buyer, keys):
    tips = signed_tips([await sign_ledger(KEY)], KEY)
    await make_wish(ONCE_A_WEEK, by=world.ana)
    await commit(asked(buyer.person_id), by=Asker.member(world.gus), keys=keys)
    assert "person.cap" not in await codes(world.ana.person_id, keys)

    made = await merge(world.ana.person_id, buyer.person_id, by=world.ada, keys=keys)
    assert "person.cap" in await codes(world.ana.person_id, keys)
    [counted] = await rows("select count(*) as n from touch where person_id = $1", buyer.person_id)
    assert counted["n"] == 1

    await unmerge(made.id, by=world.ada)
    assert "person.cap" not in await codes(world.ana.person_id, keys)
    lines = [Line.parse(text) async for text in exported()]
    assert first_fault(lines, tips) is None
    assert first_fault(lines, signed_tips([await sign_ledger(KEY)], KEY)) is None


async def test_parting_puts_every_row_where_it_was(world, buyer, keys):
    await add_member(world.acme, buyer.person, Role.CUSTOMER_MEMBER)
    before = await whose()

    made = await merge(world.ana.person_id, buyer.person_id, by=world.ada, keys=keys)
    answer = await simulate(
        asked(None, address="a.silva@home.example"), by=Asker.member(world.rob), keys=keys
    )
    assert answer.weighed.person.id == world.ana.person_id
    assert (await Person.get(id=buyer.person_id)).state is PersonState.MERGED
    seats = await Member.filter(person_id=world.ana.person_id, left_at=None)
    assert {seat.account_id for seat in seats} == {world.acme.id, world.globex.id}
    assert await likely_doubles() == []

    await unmerge(made.id, by=world.ada)
    after = await whose()
    assert as_kept(after) == as_kept(before)
    with pytest.raises(Conflict):
        await unmerge(made.id, by=world.ada)


async def test_who_is_forgotten_is_forgotten_in_every_record(world, buyer, keys):
    await merge(world.ana.person_id, buyer.person_id, by=world.ada, keys=keys)

    request = await ask_for_erasure(
        await Person.get(id=world.ana.person_id), by=world.ada, at_once=True
    )
    await erase(request.id, keys=keys, above=LEAVING)

    left = await Person.filter(id__in=[world.ana.person_id, buyer.person_id])
    assert {person.state for person in left} == {PersonState.ERASED}
    for address in ("ana@acme.example", "ana@globex.example", "a.silva@home.example", PHONE):
        assert "suppressed.erasure" in await codes(None, keys, address=address)


async def test_ada_merges_and_parts_them_and_rob_may_not(world, buyer, visit):
    ada, rob = await visit("ada"), await visit("rob")
    pair = f"/admin/people/{world.ana.person_id}/doubles/{buyer.person_id}"

    assert "Ana Silva and ana silva" in (await ada.get("/admin/people")).text
    page = await ada.get(pair)
    assert "a.silva@home.example" in page.text
    assert (await rob.post(f"{pair}/merge")).status_code == 403
    assert (await ada.post(f"{pair}/merge")).status_code == 303
    made = await Merge.get()
    assert "took over “ana silva”" in (await ada.get("/admin/people")).text
    assert (await ada.post(f"/admin/merges/{made.id}/undoing")).status_code == 303
    assert (await Person.get(id=buyer.person_id)).state is PersonState.ACTIVE
    mixed = f"/admin/people/{world.ana.person_id}/doubles/{world.rob.person_id}"
    assert (await ada.post(f"{mixed}/merge")).status_code == 409


async def test_ada_forgets_somebody_who_asked_by_letter(world, buyer, visit):
    ada = await visit("ada")
    path = f"/admin/people/{buyer.person_id}"

    assert (await ada.post(f"{path}/restriction")).status_code == 303
    assert "Lift the restriction" in (await ada.get(path)).text
    assert (await ada.post(f"{path}/erasure")).status_code == 422
    assert (await ada.post(f"{path}/erasure", data={"sure": "on"})).status_code == 303
    assert (
        "To be forgotten." in (await ada.get(path)).text
        or "was erased" in (await ada.get(path)).text
    )
