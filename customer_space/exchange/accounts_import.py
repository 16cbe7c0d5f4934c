"""Account rows into accounts, with their parents."""

import asyncio
from collections.abc import Iterable
from itertools import islice
from typing import Any

from customer_space.accounts.actions import create_account
from customer_space.accounts.models import Account
from customer_space.accounts.rules import name_key
from customer_space.directory.actions import know_as
from customer_space.directory.models import ExternalId, ThingType
from customer_space.exchange.checking import Accepted, Refused, checked_rows
from customer_space.exchange.columns import Columns
from customer_space.exchange.crm_names import Kind
from customer_space.exchange.hierarchy import Claim, faults_of
from customer_space.exchange.results import Counts, Outcome
from customer_space.exchange.rows import AccountRow
from customer_space.exchange.tables import Table
from portal.database import transaction

AT_ONCE = 500


class AccountsImport:
    """What a file says about accounts: an empty cell says nothing and takes nothing away."""

    def __init__(self, table: Table, columns: Columns) -> None:
        self._table, self._columns, self._system = table, columns, columns.map.value
        self._faults: dict[int, str] = {}
        self._parents: dict[str, str] = {}

    async def prepare(self) -> None:
        """Read the file once for who belongs to whom: a parent may stand after its child."""
        rows = await asyncio.to_thread(self._relations)
        names = {row.key: row.name_key for _, row in rows if row.key}
        wanted = {row.parent_key for _, row in rows if row.parent_key} - names.keys()
        names |= await self._names_of_keys(wanted)
        claims = [
            Claim(line, row.name_key, names.get(row.parent_key or "") or _parent_of(row))
            for line, row in rows
        ]
        known = dict(await Account.all().values_list("name_key", "parent__name_key"))
        self._faults = faults_of(claims, known)
        self._parents = {
            claim.child: claim.parent
            for claim in claims
            if claim.parent and claim.line not in self._faults
        }

    async def apply(
        self, rows: list[Accepted], *, dry_run: bool
    ) -> tuple[Counts, list[Outcome | Refused]]:
        """Make or change the accounts of a batch; one outcome a row."""
        known = await _Known.of(self._system, [row.value for row in rows], self._parents)
        outcomes = [await self._apply_one(row, known, dry_run=dry_run) for row in rows]
        if not dry_run:
            await know_as(self._system, ThingType.ACCOUNT, known.new_keys)
        return Counts(), outcomes

    @transaction
    async def finish(self) -> None:
        """Link what belongs to accounts that came later in the file."""
        pairs = iter(self._parents.items())
        while some := dict(islice(pairs, AT_ONCE)):
            keys = {*some, *some.values()}
            found = {account.name_key: account for account in await _by_name(keys)}
            for child, parent in some.items():
                if child in found and parent in found:
                    await _change(found[child], {"parent_id": found[parent].id})

    def _relations(self) -> list[tuple[int, AccountRow]]:
        checked = checked_rows(self._table, self._columns, Kind.ACCOUNTS)
        return [(each.row.line, each.value) for each in checked if isinstance(each, Accepted)]

    async def _names_of_keys(self, keys: set[str]) -> dict[str, str]:
        ids = await _ids_of(self._system, keys)
        names = dict(await Account.filter(id__in=ids.values()).values_list("id", "name_key"))
        return {key: names[id_] for key, id_ in ids.items() if key and id_ in names}

    async def _apply_one(
        self, accepted: Accepted, known: "_Known", *, dry_run: bool
    ) -> Outcome | Refused:
        row: AccountRow = accepted.value
        account = known.account_of(row)
        reason = self._faults.get(accepted.row.line) or known.conflict_of(row, account)
        if reason:
            self._parents.pop(row.name_key, None)
            return Refused(accepted.row, reason)
        parent = known.by_name.get(self._parents.get(row.name_key, ""))
        facts = row.facts | ({"parent_id": parent.id} if parent else {})
        if account is None:
            if not dry_run:
                known.learn(row, await create_account(row.name or "", **_with_country(row, facts)))
            return Outcome.CREATED
        changes = _changes(account, row, facts)
        is_news = bool(changes) or row.key not in {None, *known.ids}
        if not dry_run:
            known.learn(row, account)
            await _change(account, changes)
        waits = row.name_key in self._parents and parent is None
        return Outcome.UPDATED if is_news or waits else Outcome.UNCHANGED


class _Known:
    """The accounts a batch is about, as the database has them."""

    def __init__(self, accounts: Iterable[Account], ids: dict[str | None, Any]) -> None:
        self.ids = ids
        self.by_id = {account.id: account for account in accounts}
        self.by_name = {account.name_key: account for account in self.by_id.values()}
        self.keys = {id_: key for key, id_ in ids.items()}
        self.new_keys: list[tuple[str, Any, dict[str, Any]]] = []

    @classmethod
    async def of(cls, system: str, rows: list[AccountRow], parents: dict[str, str]) -> "_Known":
        ids = await _ids_of(system, {row.key for row in rows if row.key})
        names = {row.name_key for row in rows}
        names |= {parents[name] for name in names if name in parents}
        accounts = [*await _by_name(names), *await Account.filter(id__in=ids.values())]
        known = cls(accounts, ids)
        others = ExternalId.filter(system=system, thing_type=ThingType.ACCOUNT)
        found = await others.filter(thing_id__in=known.by_id).values_list("thing_id", "key")
        known.keys |= dict(found)
        return known

    def account_of(self, row: AccountRow) -> Account | None:
        by_key = self.by_id.get(self.ids[row.key]) if row.key in self.ids else None
        return by_key or self.by_name.get(row.name_key)

    def conflict_of(self, row: AccountRow, account: Account | None) -> str | None:
        if account is None:
            return None
        namesake = self.by_name.get(row.name_key)
        if namesake and namesake.id != account.id:
            return "Another account has this name already."
        key = self.keys.get(account.id)
        if row.key and key and key != row.key:
            return f"This account is known under another record id ({key})."
        return None

    def learn(self, row: AccountRow, account: Account) -> None:
        self.by_id[account.id] = self.by_name[row.name_key] = account
        if row.key and row.key not in self.ids:
            self.ids[row.key] = account.id
            self.new_keys.append((row.key, account.id, {}))


async def _ids_of(system: str, keys: set[str]) -> dict[str | None, Any]:
    query = ExternalId.filter(system=system, thing_type=ThingType.ACCOUNT, key__in=keys)
    return dict(await query.values_list("key", "thing_id")) if keys else {}


async def _by_name(keys: set[str]) -> list[Account]:
    return await Account.filter(name_key__in=keys) if keys else []


def _parent_of(row: AccountRow) -> str | None:
    return name_key(row.parent) if row.parent else row.parent_key


def _with_country(row: AccountRow, facts: dict[str, Any]) -> dict[str, Any]:
    return facts | ({"country": row.country_of_location} if row.country_of_location else {})


def _changes(account: Account, row: AccountRow, facts: dict[str, Any]) -> dict[str, Any]:
    """What the row says otherwise. A country read from the location only fills a gap."""
    named = {"name": row.name, "name_key": row.name_key} if account.name != row.name else {}
    return _differing(account, (facts if account.country else _with_country(row, facts)) | named)


def _differing(account: Account, wanted: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wanted.items() if getattr(account, name) != value}


async def _change(account: Account, wanted: dict[str, Any]) -> bool:
    changes = _differing(account, wanted)
    if changes:
        await account.update_from_dict(changes).save(update_fields=list(changes))
    return bool(changes)
