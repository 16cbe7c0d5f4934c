"""Importing a table in batches: each batch one transaction, the same file again changes nothing."""

from itertools import islice
from types import MappingProxyType
from typing import Protocol, TypedDict, Unpack

from customer_space.exchange.accounts_import import AccountsImport
from customer_space.exchange.checking import Accepted, Checked, Refused, checked_rows
from customer_space.exchange.columns import Columns, columns_of
from customer_space.exchange.contacts_import import ContactsImport
from customer_space.exchange.crm_names import Kind, Map
from customer_space.exchange.people_import import PeopleImport
from customer_space.exchange.results import Batch, Counts, Keep, Outcome, Result
from customer_space.exchange.tables import Table
from customer_space.preferences.suppressions import Keys
from portal.database import transaction

ROWS_PER_BATCH = 200
NO_KEYS: Keys = MappingProxyType({})


class Import(Protocol):
    """How rows of one kind are taken in."""

    async def prepare(self) -> None: ...

    async def apply(
        self, rows: list[Accepted], *, dry_run: bool
    ) -> tuple[Counts, list[Outcome | Refused]]: ...

    async def finish(self) -> None: ...


class How(TypedDict, total=False):
    """The keywords of `import_rows`."""

    dry_run: bool
    after: int
    keep: Keep
    keys: Keys


async def nothing_kept(batch: Batch) -> None:
    """For imports nobody watches."""
    del batch


async def import_accounts(table: Table, map_: Map | None = None, **how: Unpack[How]) -> Result:
    """Accounts with their parents, which may come later in the file."""
    return await import_rows(table, Kind.ACCOUNTS, map_, **how)


async def import_people(table: Table, map_: Map | None = None, **how: Unpack[How]) -> Result:
    """The company's own people; who has no address yet cannot be invited."""
    return await import_rows(table, Kind.PEOPLE, map_, **how)


async def import_contacts(table: Table, map_: Map | None = None, **how: Unpack[How]) -> Result:
    """People at customers; their accounts must be here already."""
    return await import_rows(table, Kind.CONTACTS, map_, **how)


async def import_rows(
    table: Table,
    kind: Kind,
    map_: Map | None = None,
    *,
    dry_run: bool = False,
    after: int = 0,
    keep: Keep = nothing_kept,
    keys: Keys = NO_KEYS,
) -> Result:
    """Import a table, or (`dry_run`) say what that would do.

    `after` is the last line an interrupted run has done. `keep` is called in each batch's
    transaction: it can store what the batch did, and by raising it can undo it. With the `keys`
    of suppressions, people who were erased are refused. Raises UnreadableFileError where the
    columns say nothing of this kind.
    """
    columns = columns_of(table.header, kind, map_)
    result = Result(kind, columns.map, table.encoding, table.delimiter, dry_run, table.header)
    import_ = _import_of(kind, table, columns, keys)
    await import_.prepare()
    checked = (row for row in checked_rows(table, columns, kind) if row.row.line > after)
    while rows := list(islice(checked, ROWS_PER_BATCH)):
        batch = await _import_batch(import_, rows, keep, dry_run=dry_run)
        result.counts.add(batch.counts)
    if not dry_run:
        await import_.finish()
    return result


@transaction
async def _import_batch(
    import_: Import, rows: list[Checked], keep: Keep, *, dry_run: bool
) -> Batch:
    accepted = [row for row in rows if isinstance(row, Accepted)]
    counts, outcomes = await import_.apply(accepted, dry_run=dry_run)
    refused = [row for row in [*rows, *outcomes] if isinstance(row, Refused)]
    refused.sort(key=lambda each: each.row.line)
    counts.created = outcomes.count(Outcome.CREATED)
    counts.updated = outcomes.count(Outcome.UPDATED)
    counts.unchanged = outcomes.count(Outcome.UNCHANGED)
    counts.refused = len(refused)
    batch = Batch(rows[-1].row.line, counts, refused)
    await keep(batch)
    return batch


def _import_of(kind: Kind, table: Table, columns: Columns, keys: Keys) -> Import:
    match kind:
        case Kind.ACCOUNTS:
            return AccountsImport(table, columns)
        case Kind.PEOPLE:
            return PeopleImport(columns, keys)
        case Kind.CONTACTS:
            return ContactsImport(columns, keys)
