"""The people a batch of rows is about: found by their key in the CRM, or by their address."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from tortoise.models import Model

from auth.models import Person, PersonState, ZoneSource
from customer_space.accounts.models import Member
from customer_space.directory.actions import NewPoint, add_points, know_as, point_of
from customer_space.directory.models import (
    ContactPointLink,
    ExternalId,
    PointKind,
    PointStatus,
    ThingType,
)
from customer_space.exchange.rows import ContactRow, PersonRow

CLOSED = {PersonState.ERASED, PersonState.MERGED, PersonState.DECEASED}


class ClashError(ValueError):
    """A row that cannot be matched with certainty; the sentence says why."""


class People:
    """What the database knows of them, and what the batch adds to it."""

    def __init__(self, system: str) -> None:
        self.system = system
        self.by_id: dict[UUID, Person] = {}
        self.by_email: dict[str, Person] = {}
        self.ids: dict[str, UUID] = {}
        self.keys: dict[UUID, str] = {}
        self.seated: set[UUID] = set()
        self.links: dict[UUID, dict[tuple[PointKind, str], ContactPointLink]] = defaultdict(dict)
        self._new: dict[tuple[type[Model], UUID], Model] = {}
        self._changed: list[tuple[Model, list[str]]] = []
        self._new_keys: list[tuple[str, UUID, dict[str, Any]]] = []
        self._new_points: list[NewPoint] = []

    async def load(
        self, rows: Iterable[PersonRow | ContactRow], others: Iterable[Person] = ()
    ) -> None:
        """Look up everybody the rows may mean; `others` may be meant by their names."""
        rows = list(rows)
        ids = ExternalId.filter(system=self.system, thing_type=ThingType.PERSON)
        keys = [row.key for row in rows if row.key]
        self.ids = dict(await ids.filter(key__in=keys).values_list("key", "thing_id"))
        emails = [row.email for row in rows if row.email]
        found = [*others, *await Person.filter(email__in=emails)]
        found += await Person.filter(id__in=self.ids.values())
        self.by_id = {person.id: person for person in found}
        self.by_email = {person.email: person for person in self.by_id.values() if person.email}
        known = ids.filter(thing_id__in=self.by_id)
        self.keys = dict(await known.values_list("thing_id", "key"))
        seats = Member.filter(person_id__in=self.by_id, left_at=None)
        self.seated = set(cast("list[UUID]", await seats.values_list("person_id", flat=True)))
        for link in await ContactPointLink.filter(
            person_id__in=self.by_id, valid_to=None
        ).select_related("contact_point"):
            self.links[link.person_id][link.contact_point.kind, link.contact_point.value] = link

    def found(self, row: PersonRow | ContactRow) -> Person | None:
        """Who the row means for certain, by key or address. Raises ClashError."""
        by_key = self.by_id.get(self.ids[row.key]) if row.key in self.ids else None
        by_email = self.by_email.get(row.email) if row.email else None
        if by_key and by_email and by_key.id != by_email.id:
            raise ClashError("The record id and the e-mail address belong to two people.")
        person = by_key or by_email
        if person and person.state in CLOSED:
            raise ClashError("This person's record is closed.")
        key = self.keys.get(person.id) if person else None
        if row.key and key and key != row.key:
            raise ClashError(f"This person is known under another record id ({key}).")
        return person

    def make(self, row: PersonRow | ContactRow, **facts: Any) -> Person:
        """Somebody new, kept when the batch is."""
        person = Person(display_name=row.name, email=row.email, **facts)
        if row.tz:
            person.tz, person.tz_source = row.tz, ZoneSource.ADDRESS
        self.add(person)
        self.by_id[person.id] = person
        if row.email:
            self.by_email[row.email] = person
        return person

    def changes_of(self, person: Person, row: PersonRow | ContactRow) -> dict[str, Any]:
        """What the row says otherwise. Never another address to sign in with, and nothing about
        the name of somebody who has a seat: that is theirs.
        """
        changes: dict[str, Any] = {}
        if row.name and row.name != person.display_name and person.id not in self.seated:
            changes["display_name"] = row.name
        if row.email and person.email is None:
            changes["email"] = row.email
        if row.tz and person.tz is None:
            changes |= {"tz": row.tz, "tz_source": ZoneSource.ADDRESS}
        return changes

    def add(self, thing: Model) -> None:
        """Have something new kept with the batch; people before what refers to them."""
        self._new[type(thing), thing.pk] = thing

    def change(self, thing: Model, changes: dict[str, Any]) -> bool:
        """Have a thing changed with the batch; returns whether there is anything to change."""
        thing.update_from_dict(changes)
        if changes and (type(thing), thing.pk) not in self._new:
            self._changed.append((thing, list(changes)))
        return bool(changes)

    def learn(self, person: Person, row: PersonRow | ContactRow, points: list[NewPoint]) -> bool:
        """Note the key and the points of a row; returns whether any of it is news."""
        news = [point for point in points if self._is_news(point)]
        self._new_points += news
        is_new_key = bool(row.key) and row.key not in self.ids
        if row.key and is_new_key:
            self.ids[row.key], self.keys[person.id] = person.id, row.key
            self._new_keys.append((row.key, person.id, {}))
        return is_new_key or bool(news)

    async def keep(self) -> None:
        """Write everything that is new or changed: people, what refers to them, points, keys."""
        for model in dict.fromkeys(model for model, _ in self._new):
            await model.bulk_create([thing for thing in self._new.values() if type(thing) is model])
        for thing, names in self._changed:
            await thing.save(update_fields=names)
        if self._new_points:
            await add_points(self._new_points, self.system)
        if self._new_keys:
            await know_as(self.system, ThingType.PERSON, self._new_keys)

    def _is_news(self, new: NewPoint) -> bool:
        point = point_of(new, self.system)
        link = self.links[new.person_id].get((point.kind, point.value))
        if link is None:
            return True
        fails = new.is_invalid and link.contact_point.status is not PointStatus.INVALID
        return fails or bool(new.facts.items() - link.facts.items())


def said_otherwise(thing: Model, said: dict[str, Any]) -> dict[str, Any]:
    """What is said of a thing and differs from what is kept; silence (None) says nothing."""
    return {
        name: value
        for name, value in said.items()
        if value is not None and getattr(thing, name) != value
    }
