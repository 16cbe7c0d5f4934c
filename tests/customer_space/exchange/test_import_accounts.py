"""Accounts come in once, with their parents; a second run changes nothing."""

from decimal import Decimal

from customer_space.accounts.models import Account
from customer_space.directory.models import ExternalId
from customer_space.exchange.actions import import_accounts
from customer_space.exchange.reading import read_table
from customer_space.exchange.results import Batch
from tests.customer_space.exchange import files


def table(content: str | bytes):
    return read_table(content.encode() if isinstance(content, str) else content)


def counts(created=0, updated=0, unchanged=0, refused=0):
    return {"created": created, "updated": updated, "unchanged": unchanged, "refused": refused}


async def reasons_of(content: str | bytes) -> dict[int, str]:
    refused: dict[int, str] = {}

    async def keep(batch: Batch) -> None:
        refused.update({each.row.line: each.reason for each in batch.refused})

    await import_accounts(table(content), keep=keep)
    return refused


async def test_a_parent_may_come_after_its_child_and_a_second_run_changes_nothing(db):
    first = await import_accounts(table(files.ACCOUNTS))
    bluth = await Account.get(name="Bluth Company").select_related("parent")
    second = await import_accounts(table(files.ACCOUNTS))

    assert first.summary == counts(created=3)
    assert (bluth.parent.name, bluth.slug, bluth.country) == ("Sonron", "bluth-company", "US")
    assert (bluth.founded, bluth.employees, bluth.revenue) == (1993, 3027, Decimal("1242.32"))
    assert (await Account.get(name="Initech, Inc.")).country is None, "Philipines is no country"
    assert second.summary == counts(unchanged=3)


async def test_the_broken_file_brings_in_what_is_right(db):
    first = await import_accounts(table(files.BROKEN))
    nord = await Account.get(name='Werk "Nord" GmbH').select_related("parent")

    assert first.summary == counts(created=3, refused=5)
    assert nord.parent.name == "Müller & Söhne"
    assert (await import_accounts(table(files.BROKEN))).summary == counts(unchanged=3, refused=5)
    assert set(await reasons_of(files.BROKEN)) == {4, 5, 6, 8, 9}
    assert "Unknown parent" in (await reasons_of(files.BROKEN))[8]


async def test_a_dry_run_counts_the_same_and_writes_nothing(db):
    before = await Account.all().count()

    dry = await import_accounts(table(files.BROKEN), dry_run=True)

    assert await Account.all().count() == before
    assert dry.summary == (await import_accounts(table(files.BROKEN))).summary


async def test_what_acme_has_is_changed_by_what_is_said_and_kept_where_nothing_is(world):
    text = "name,sector,employees,location\nACME corporation,logistics,,Kenya\n"

    result = await import_accounts(table(text))
    acme = await Account.get(id=world.acme.id)

    assert result.summary == counts(updated=1)
    assert (acme.name, acme.sector, acme.location) == ("ACME corporation", "logistics", "Kenya")
    assert (acme.country, acme.tz, acme.slug) == ("PT", "Europe/Lisbon", world.acme.slug)


async def test_a_hubspot_company_is_known_again_by_its_record_id(db):
    first = await import_accounts(table(files.HUBSPOT_COMPANIES))
    renamed = files.HUBSPOT_COMPANIES.replace('"Initech"', '"Initech Group"')
    second = await import_accounts(table(renamed))
    labs = await Account.get(name="Initech Labs").select_related("parent")

    assert (first.map, first.summary) == ("hubspot", counts(created=2))
    assert second.summary == counts(updated=1, unchanged=1)
    assert labs.parent.name == "Initech Group"
    assert labs.country == "DE"
    assert (await ExternalId.get(key="9001")).thing_id == labs.parent.id


async def test_salesforce_parents_are_found_by_either_form_of_their_id(db):
    first = await import_accounts(table(files.SALESFORCE_ACCOUNTS))
    labs = await Account.get(name="Initech Labs").select_related("parent")

    assert (first.map, first.summary) == ("salesforce", counts(created=2))
    assert labs.parent.name == "Initech"
    assert (await import_accounts(table(files.SALESFORCE_ACCOUNTS))).summary == counts(unchanged=2)


async def test_a_parent_of_an_earlier_file_is_found_by_its_record_id(db):
    head, initech, labs = files.HUBSPOT_COMPANIES.splitlines()
    await import_accounts(table(f"{head}\n{initech}\n"))

    result = await import_accounts(table(f"{head}\n{labs}\n"))

    assert result.summary == counts(created=1)
    assert (await Account.get(name="Initech Labs").select_related("parent")).parent.name == (
        "Initech"
    )


async def test_two_records_of_one_name_are_not_merged_by_accident(db):
    await import_accounts(table(files.HUBSPOT_COMPANIES))
    head = files.HUBSPOT_COMPANIES.splitlines()[0]
    other = f'{head}\n"7","Initech","","","","","","",""\n'
    renamed = f'{head}\n"9002","Initech","","","","","","",""\n'

    assert await reasons_of(other) == {2: "This account is known under another record id (9001)."}
    assert await reasons_of(renamed) == {2: "Another account has this name already."}


async def test_nobody_becomes_their_own_grandparent(db):
    await import_accounts(table(files.ACCOUNTS))

    reasons = await reasons_of("account,subsidiary_of\nSonron,Bluth Company\nHooli,Bluth Company\n")

    assert reasons == {2: "The parents go round in a circle."}
    assert (await Account.get(name="Hooli").select_related("parent")).parent.name == (
        "Bluth Company"
    )


async def test_a_run_that_was_cut_off_goes_on_where_it_was(db):
    whole = "account,subsidiary_of\n" + "".join(
        f"Co {n},Co {n + 1}\n" for n in range(449)
    ) + "Co 449,\n"  # fmt: skip
    done: list[int] = []

    async def keep(batch: Batch) -> None:
        if len(done) == 1:
            raise ConnectionError("the worker is gone")
        done.append(batch.line)

    try:
        await import_accounts(table(whole), keep=keep)
    except ConnectionError:
        rest = await import_accounts(table(whole), after=done[-1])

    assert rest.summary == counts(created=450 - 200)
    assert await Account.filter(name__startswith="Co ", parent_id__not_isnull=True).count() == 449
    assert (await import_accounts(table(whole))).summary == counts(unchanged=450)
