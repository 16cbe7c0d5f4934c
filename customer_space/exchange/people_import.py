"""Rows about the company's own people into people who can be invited once they have an address."""

from collections import defaultdict

from auth.models import Person
from customer_space.accounts.models import Employee
from customer_space.accounts.rules import name_key
from customer_space.directory.actions import NewPoint
from customer_space.directory.models import PointKind
from customer_space.exchange.checking import Accepted, Refused
from customer_space.exchange.columns import Columns
from customer_space.exchange.erased import refused_erased
from customer_space.exchange.results import Counts, Outcome
from customer_space.exchange.rows import PersonRow
from customer_space.exchange.somebody import ClashError, People, said_otherwise
from customer_space.preferences.suppressions import Keys


class PeopleImport:
    """Matched by record id, by address, and, where there is neither, by name."""

    def __init__(self, columns: Columns, keys: Keys) -> None:
        self._system, self._keys = columns.map.value, keys

    async def prepare(self) -> None:
        """Nothing has to be known beforehand."""

    async def finish(self) -> None:
        """Nothing is left over."""

    async def apply(
        self, rows: list[Accepted], *, dry_run: bool
    ) -> tuple[Counts, list[Outcome | Refused]]:
        """Make or change the people of a batch; one outcome a row."""
        staff = await Person.filter(is_company=True)
        people = People(self._system)
        await people.load([row.value for row in rows], staff)
        at_work = await Employee.filter(person_id__in=people.by_id).select_related("person")
        batch = _Staff(people, staff, at_work)
        left = await refused_erased(rows, lambda row: [row.email] if row.email else [], self._keys)
        outcomes = [batch.take(row) if isinstance(row, Accepted) else row for row in left]
        if not dry_run:
            await people.keep()
        return Counts(without_address=batch.without_address), outcomes


class _Staff:
    def __init__(self, people: People, staff: list[Person], employees: list[Employee]) -> None:
        self._people = people
        self._employees = {employee.person.id: employee for employee in employees}
        self._named: dict[str, list[Person]] = defaultdict(list)
        for person in staff:
            self._named[name_key(person.display_name)].append(person)
        self.without_address = 0

    def take(self, accepted: Accepted) -> Outcome | Refused:
        row: PersonRow = accepted.value
        try:
            person = self._found(row)
        except ClashError as clash:
            return Refused(accepted.row, str(clash))
        outcome = self._made(row) if person is None else self._changed_by(row, person)
        self.without_address += row.email is None and not (person and person.email)
        return outcome

    def _found(self, row: PersonRow) -> Person | None:
        person = self._people.found(row)
        if person and not person.is_company:
            raise ClashError("This address belongs to a customer's person.")
        if person:
            return person
        namesakes = self._named[row.name_key]
        if row.email:
            namesakes = [each for each in namesakes if each.email is None]
        if len(namesakes) > 1:
            raise ClashError(f"{len(namesakes)} people here are called {row.name}: which one?")
        return namesakes[0] if namesakes else None

    def _made(self, row: PersonRow) -> Outcome:
        person = self._people.make(row, is_company=True)
        self._named[row.name_key].append(person)
        self._at_work(row, person)
        self._people.learn(person, row, _points(person, row))
        return Outcome.CREATED

    def _changed_by(self, row: PersonRow, person: Person) -> Outcome:
        news = [
            self._people.change(person, self._people.changes_of(person, row)),
            self._at_work(row, person),
            self._people.learn(person, row, _points(person, row)),
        ]
        return Outcome.UPDATED if any(news) else Outcome.UNCHANGED

    def _at_work(self, row: PersonRow, person: Person) -> bool:
        """Whether the row says something new about manager and office."""
        said = {"manager_name": row.manager, "office": row.office}
        employee = self._employees.get(person.id)
        if employee is None:
            self._employees[person.id] = made = Employee(person_id=person.id, **said)
            self._people.add(made)
            return True
        return self._people.change(employee, said_otherwise(employee, said))


def _points(person: Person, row: PersonRow) -> list[NewPoint]:
    return [NewPoint(person.id, PointKind.EMAIL, row.email)] if row.email else []
