"""Rows about a customer's people into contacts of its account, their points and their opt-outs."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from babel import Locale, UnknownLocaleError

from auth.models import Person
from customer_space.accounts.models import Account
from customer_space.accounts.rules import name_key
from customer_space.directory.actions import NewPoint
from customer_space.directory.addresses import canonical_phone
from customer_space.directory.models import ExternalId, PointKind, ThingType
from customer_space.exchange.checking import Accepted, Refused
from customer_space.exchange.columns import Columns
from customer_space.exchange.erased import refused_erased
from customer_space.exchange.models import Contact
from customer_space.exchange.results import Counts, Outcome
from customer_space.exchange.rows import ContactRow
from customer_space.exchange.somebody import ClashError, People, said_otherwise
from customer_space.preferences.suppressions import Keys


class ContactsImport:
    """Matched by record id, by address, and, where there is neither, by name in the account.

    The accounts are imported before: a contact of an unknown account is refused.
    """

    def __init__(self, columns: Columns, keys: Keys) -> None:
        self._system, self._keys = columns.map.value, keys

    async def prepare(self) -> None:
        """Nothing has to be known beforehand."""

    async def finish(self) -> None:
        """Nothing is left over."""

    async def apply(
        self, rows: list[Accepted], *, dry_run: bool
    ) -> tuple[Counts, list[Outcome | Refused]]:
        """Make or change the contacts of a batch; one outcome a row."""
        values = [row.value for row in rows]
        accounts = await _Accounts.of(self._system, values)
        people = People(self._system)
        await people.load(values, await _namesakes(values, accounts))
        contacts = await Contact.filter(
            account_id__in=accounts.ids, person_id__in=people.by_id
        ).select_related("person")
        batch = _Contacts(people, accounts, contacts)
        left = await refused_erased(rows, _addresses, self._keys)
        outcomes = [batch.take(row) if isinstance(row, Accepted) else row for row in left]
        if not dry_run:
            await people.keep()
        return batch.counts, outcomes


class _Accounts:
    """The accounts that a batch of contacts names."""

    def __init__(self, by_key: dict[str, Account], by_name: dict[str, Account]) -> None:
        self._by_key, self._by_name = by_key, by_name
        self.ids = {account.id for account in [*by_key.values(), *by_name.values()]}

    @classmethod
    async def of(cls, system: str, rows: list[ContactRow]) -> "_Accounts":
        keys = {row.account_key for row in rows if row.account_key}
        ids: dict[str, UUID] = dict(
            await ExternalId.filter(
                system=system, thing_type=ThingType.ACCOUNT, key__in=keys
            ).values_list("key", "thing_id")
        )
        names = {name for row in rows for name in _names_of(row)}
        by_id = await Account.in_bulk(ids.values(), "id")
        found = await Account.filter(name_key__in=names) if names else []
        return cls(
            {key: by_id[id_] for key, id_ in ids.items() if id_ in by_id},
            {account.name_key: account for account in found},
        )

    def account_of(self, row: ContactRow) -> Account:
        """By the CRM's key, else by name. Raises ClashError for an account nobody knows."""
        if row.account_key in self._by_key:
            return self._by_key[row.account_key]
        for name in _names_of(row):
            if name in self._by_name:
                return self._by_name[name]
        named = f"“{row.account or row.account_key}”"
        raise ClashError(f"Unknown account {named}: please import the accounts first.")


async def _namesakes(rows: list[ContactRow], accounts: _Accounts) -> list[Person]:
    """Those contacts of the accounts who are called as one of the rows is."""
    wanted = {row.name_key for row in rows}
    named = await Contact.filter(account_id__in=accounts.ids).values_list(
        "person_id", "person__display_name"
    )
    return await Person.filter(id__in=[id_ for id_, name in named if name_key(name) in wanted])


class _Contacts:
    def __init__(self, people: People, accounts: _Accounts, contacts: list[Contact]) -> None:
        self._people, self._accounts = people, accounts
        self._contacts = {(each.account_id, each.person_id): each for each in contacts}
        self._named: dict[tuple[UUID, str], list[Person]] = defaultdict(list)
        for each in contacts:
            self._named[each.account_id, name_key(each.person.display_name)].append(each.person)
        self.counts = Counts()

    def take(self, accepted: Accepted) -> Outcome | Refused:
        row: ContactRow = accepted.value
        try:
            account = self._accounts.account_of(row)
            person = self._found(row, account)
        except ClashError as clash:
            return Refused(accepted.row, str(clash))
        self.counts.without_address += row.email is None and not (person and person.email)
        self.counts.opted_out += bool(row.opted_out)
        return self._changed(row, person, account) if person else self._made(row, account)

    def _found(self, row: ContactRow, account: Account) -> Person | None:
        """By key or address; else the one namesake in the account whom neither contradicts."""
        person = self._people.found(row)
        if person and person.is_company:
            raise ClashError("This is one of the company's own people.")
        if person:
            return person
        namesakes = [
            each
            for each in self._named[account.id, row.name_key]
            if not (row.email and each.email) and not (row.key and each.id in self._people.keys)
        ]
        if len(namesakes) > 1:
            raise ClashError(f"{len(namesakes)} contacts there are called {row.name}: which one?")
        return namesakes[0] if namesakes else None

    def _made(self, row: ContactRow, account: Account) -> Outcome:
        person = self._people.make(row, country=row.country, **_locale(row))
        self._named[account.id, row.name_key].append(person)
        self._belongs(row, person, account)
        self._people.learn(person, row, _points(person, row))
        return Outcome.CREATED

    def _changed(self, row: ContactRow, person: Person, account: Account) -> Outcome:
        changes = self._people.changes_of(person, row)
        if row.country and person.country is None:
            changes["country"] = row.country
        news = [
            self._people.change(person, changes),
            self._belongs(row, person, account),
            self._people.learn(person, row, _points(person, row)),
        ]
        return Outcome.UPDATED if any(news) else Outcome.UNCHANGED

    def _belongs(self, row: ContactRow, person: Person, account: Account) -> bool:
        """Whether the row says something new about the person's place in the account."""
        contact = self._contacts.get((account.id, person.id))
        if contact is None:
            made = Contact(account_id=account.id, person_id=person.id, **_said(row, [], {}))
            self._contacts[account.id, person.id] = made
            self._people.add(made)
            return True
        said = _said(row, contact.opted_out, contact.facts)
        return self._people.change(contact, said_otherwise(contact, said))


def _names_of(row: ContactRow) -> list[str]:
    """HubSpot names several companies as `Acme; Globex`: the first is the primary one."""
    whole = name_key(row.account or "")
    first = whole.split(";")[0].strip()
    return [name for name in (whole, first) if name]


def _said(row: ContactRow, opted_out: list[str], facts: dict[str, Any]) -> dict[str, Any]:
    said = {"marketing": row.marketing, "language": row.language} | _unread(row)
    return {
        "title": row.title,
        "owner_name": row.owner,
        "opted_out": sorted({*opted_out, *row.opted_out}),
        "facts": facts | {name: value for name, value in said.items() if value},
    }


def _numbers(row: ContactRow) -> dict[str, str]:
    said = {"phone": row.phone, "mobile": row.mobile}
    return {name: value for name, value in said.items() if value}


def _unread(row: ContactRow) -> dict[str, str]:
    """Numbers that cannot be read do not cost the contact: they are kept as they were written."""
    return {name: text for name, text in _numbers(row).items() if not _phone(text, row)}


def _phone(text: str, row: ContactRow) -> str | None:
    try:
        return canonical_phone(text, row.country).value
    except ValueError:
        return None


def _phones(row: ContactRow) -> list[str]:
    found = (_phone(text, row) for text in _numbers(row).values())
    return list(dict.fromkeys(phone for phone in found if phone))


def _addresses(row: ContactRow) -> list[str]:
    return [*([row.email] if row.email else []), *_phones(row)]


def _points(person: Person, row: ContactRow) -> list[NewPoint]:
    points = []
    if row.email:
        facts = {"opted_out": True} if row.no_email else {}
        points.append(NewPoint(person.id, PointKind.EMAIL, row.email, None, row.bounced, facts))
    facts = {"opted_out": True} if row.no_phone else {}
    points += [NewPoint(person.id, PointKind.PHONE, phone, facts=facts) for phone in _phones(row)]
    return points


def _locale(row: ContactRow) -> dict[str, str]:
    try:
        return {"locale": str(Locale.parse(row.language or "", sep="-")).replace("_", "-")}
    except (ValueError, UnknownLocaleError):
        return {}
