"""The company's own people and the customers' contacts."""

import pytest

from auth.models import Person
from customer_space.accounts.models import Employee, Member
from customer_space.directory.models import ContactPoint, ContactPointLink, PointStatus
from customer_space.exchange.actions import import_accounts, import_contacts, import_people
from customer_space.exchange.models import Contact
from customer_space.exchange.results import Batch
from customer_space.preferences.models import SuppressionReason
from customer_space.preferences.suppressions import keys_of, suppress
from tests.customer_space.exchange import files
from tests.customer_space.exchange.test_import_accounts import counts, table

KEYS = keys_of(["a key of these tests"])


async def reasons_of(import_, content: str, **how) -> dict[int, str]:
    refused: dict[int, str] = {}

    async def keep(batch: Batch) -> None:
        refused.update({each.row.line: each.reason for each in batch.refused})

    await import_(table(content), keep=keep, **how)
    return refused


async def test_company_people_come_in_and_say_that_they_have_no_address_yet(db):
    first = await import_people(table(files.PEOPLE))
    anna = await Employee.get(person__display_name="Anna Stone").select_related("person")

    assert first.summary == counts(created=2)
    assert first.remarks == ["2 people have no e-mail address yet: cannot be invited."]
    assert (anna.manager_name, anna.office) == ("Dustin Vale", "Central")
    assert anna.person.is_company
    assert anna.person.email is None
    assert (await import_people(table(files.PEOPLE))).summary == counts(unchanged=2)


async def test_an_address_that_comes_later_belongs_to_the_person_of_that_name(db):
    await import_people(table(files.PEOPLE))
    text = "name,email,office\nanna  stone,Anna@Parley.example,West\n"

    result = await import_people(table(text))
    anna = await Employee.get(person__email="anna@parley.example").select_related("person")

    assert result.summary == counts(updated=1)
    assert (anna.office, anna.manager_name) == ("West", "Dustin Vale")
    assert (await import_people(table(text))).summary == counts(unchanged=1)
    assert (await import_people(table(files.PEOPLE))).summary == counts(updated=1, unchanged=1)
    assert await Person.filter(display_name__icontains="stone").count() == 1


async def test_rob_keeps_his_name_and_a_customer_is_never_made_staff(world):
    text = (
        "name,email,manager\n"
        "Robert K.,rob@parley.example,Lea Brandt\n"
        "Ana Silva,ana@acme.example,Lea Brandt\n"
    )

    assert await reasons_of(import_people, text) == {
        3: "This address belongs to a customer's person."
    }
    rob = await Person.get(id=world.rob.person.id)
    assert rob.display_name == world.rob.person.display_name
    assert (await Employee.get(person_id=rob.id)).manager_name == "Lea Brandt"
    assert not (await Person.get(email="ana@acme.example")).is_company


async def test_namesakes_are_not_guessed(db):
    await import_people(table("name,email\nJo Li,jo1@parley.example\nJo Li,jo2@parley.example\n"))

    assert await reasons_of(import_people, "name,office\nJo Li,East\n") == {
        2: "2 people here are called Jo Li: which one?"
    }


@pytest.fixture
async def initech(db):
    await import_accounts(table(files.HUBSPOT_COMPANIES))
    await import_accounts(table(files.SALESFORCE_ACCOUNTS))


async def test_hubspot_contacts_find_their_account_and_keep_their_opt_outs(initech):
    first = await import_contacts(table(files.HUBSPOT_CONTACTS))
    bill = await Contact.get(person__email="bill.lumb@initech.example").select_related(
        "person", "account"
    )
    mila = await Contact.get(person__email="mila+news@initech.example")
    solo = await Contact.get(person__email="solo@initech.example")
    link = await ContactPointLink.get(contact_point__value="mila+news@initech.example")

    assert first.summary == counts(created=4, refused=2)
    assert first.counts.opted_out == 2
    assert first.counts.without_address == 1
    assert (bill.account.name, bill.title, bill.owner_name) == ("Initech", "VP", "Rob Keller")
    assert (bill.opted_out, mila.opted_out, solo.opted_out) == ([], ["email"], ["email"])
    assert link.facts == {"opted_out": True}
    assert solo.facts["phone"] == "call the desk"
    assert await ContactPoint.get(value="+12015550123")
    assert not await Member.exists(person_id=bill.person_id), "a contact is no member"
    second = await import_contacts(table(files.HUBSPOT_CONTACTS))
    assert second.summary == counts(unchanged=4, refused=2)


async def test_salesforce_contacts_are_the_same_people_as_hubspot_s(initech):
    await import_contacts(table(files.HUBSPOT_CONTACTS))

    result = await import_contacts(table(files.SALESFORCE_CONTACTS))
    bill = await Contact.get(person__email="bill.lumb@initech.example")

    assert (result.map, result.summary) == ("salesforce", counts(created=1, updated=1))
    assert bill.opted_out == ["phone"]
    phone = await ContactPoint.get(value="+12015550123")
    assert (await ContactPointLink.get(contact_point_id=phone.id)).facts == {"opted_out": True}
    assert await ContactPoint.get(value="+4930901820")
    again = await import_contacts(table(files.SALESFORCE_CONTACTS))
    assert again.summary == counts(unchanged=2)


async def test_a_later_file_without_the_opt_out_does_not_lift_it(initech):
    head = "name,email,account,email opt out\n"
    await import_contacts(table(f"{head}Ann,ann@initech.example,Initech,yes\n"))

    result = await import_contacts(table(f"{head}Ann,ann@initech.example,Initech,no\n"))

    assert result.summary == counts(unchanged=1)
    assert (await Contact.get(person__email="ann@initech.example")).opted_out == ["email"]


async def test_a_bounced_address_is_marked_and_stays_so(initech):
    text = "name,email,account,bounce reason\nAnn,ann@initech.example,Initech,mailbox unknown\n"

    await import_contacts(table(text))

    point = await ContactPoint.get(value="ann@initech.example")
    assert point.status is PointStatus.INVALID
    assert (await import_contacts(table(text))).summary == counts(unchanged=1)


async def test_an_import_never_changes_the_address_somebody_signs_in_with(initech):
    head = "id,name,email,account\n"
    await import_contacts(table(f"{head}1,Ann,ann@initech.example,Initech\n"))

    result = await import_contacts(table(f"{head}1,Ann,eve@globex.example,Initech\n"))
    moved = await import_contacts(table(f"{head}1,Ann,ann@new.example,Initech\n"))
    ann = await Person.get(email="ann@initech.example")

    assert result.summary == counts(refused=1), "that address is Eve's"
    assert moved.summary == counts(updated=1)
    assert await ContactPointLink.filter(person_id=ann.id).count() == 2
    assert await ContactPointLink.filter(person_id=ann.id, is_primary=True).count() == 1
    assert not await Person.exists(email="ann@new.example")


async def test_a_contact_of_nobody_s_account_or_of_the_company_is_refused(initech, world):
    text = (
        "name,email,account\n"
        "Ann,ann@hooli.example,Hooli\n"
        "Rob,rob@parley.example,Initech\n"
        "Ana,ana@acme.example,acme  CORPORATION\n"
    )

    assert await reasons_of(import_contacts, text) == {
        2: "Unknown account “Hooli”: please import the accounts first.",
        3: "This is one of the company's own people.",
    }
    ana = await Contact.get(person__email="ana@acme.example").select_related("person")
    assert ana.person.display_name == "Ana Silva", "her name is hers"
    assert ana.account_id == world.acme.id


async def test_contacts_without_an_address_are_known_by_their_name_in_the_account(initech):
    text = "name,account\nTom Smyk,Initech\nTom Smyk,Initech Labs\n"

    assert (await import_contacts(table(text))).summary == counts(created=2)
    assert (await import_contacts(table(text))).summary == counts(unchanged=2)
    mailed = "name,account,email\nTom  Smyk,Initech,tom@initech.example\n"
    assert (await import_contacts(table(mailed))).summary == counts(updated=1)
    assert (await import_contacts(table(text))).summary == counts(unchanged=2)


async def test_who_asked_to_be_forgotten_is_not_brought_back(initech):
    await suppress("ann@initech.example", SuppressionReason.ERASURE, keys=KEYS)
    rows = "".join(f"Co {n},co{n}@initech.example,Initech\n" for n in range(10))
    text = f"name,email,account\nAnn,Ann@initech.example,Initech\n{rows}"

    refused: list = []

    async def keep(batch: Batch) -> None:
        refused.extend(batch.refused)

    result = await import_contacts(table(text), keep=keep, keys=KEYS)

    assert result.summary == counts(created=10, refused=1)
    assert refused[0].reason.startswith("suppressed.erasure")
    assert (refused[0].row.line, refused[0].row.cells) == (2, [])
    assert not await Person.exists(email="ann@initech.example")
    assert not await ContactPoint.exists(value="ann@initech.example")


async def test_several_batches_of_contacts_count_the_same_in_a_dry_run(initech):
    rows = "".join(f"Co {n},co{n}@initech.example,+1201555{n:04},Initech\n" for n in range(410))
    text = f"name,email,phone,account\n{rows}"

    dry = await import_contacts(table(text), dry_run=True)

    assert not await Person.exists(email="co7@initech.example")
    first = await import_contacts(table(text))
    assert dry.summary == first.summary == counts(created=410)
    assert (await import_contacts(table(text))).summary == counts(unchanged=410)
