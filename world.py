"""One named world, made by the real actions: for the demo and for every test.

Ana leads the customer's side of Acme, Carl is a member there; Rob is the company's rep and Lea
its account lead; Fay facilitates, Pia is a partner. Eve is a customer of Globex and an outsider
to Acme; Ada administers the installation.
"""

from dataclasses import dataclass

from auth.models import Person, ZoneSource
from customer_space.accounts.actions import add_member, create_account
from customer_space.accounts.models import Account, Member
from customer_space.accounts.rights import Role

SEATS = {
    "ana": ("Ana Silva", "acme.example", "Europe/Lisbon", "acme", Role.CUSTOMER_LEAD),
    "carl": ("Carl Nunes", "acme.example", "Europe/Lisbon", "acme", Role.CUSTOMER_MEMBER),
    "pia": ("Pia Holm", "nordfit.example", "Europe/Copenhagen", "acme", Role.PARTNER),
    "rob": ("Rob Keller", "parley.example", "Europe/Berlin", "acme", Role.REP),
    "lea": ("Lea Brandt", "parley.example", "Europe/Berlin", "acme", Role.ACCOUNT_LEAD),
    "fay": ("Fay Okoro", "parley.example", "Europe/London", "acme", Role.FACILITATOR),
    "eve": ("Eve Martin", "globex.example", "America/New_York", "globex", Role.CUSTOMER_LEAD),
    "gus": ("Gus Reyes", "parley.example", "America/Chicago", "globex", Role.REP),
}
"""Short name: full name, mail domain, time zone, space, role."""


@dataclass
class World:
    """The people (members, by short name), and the two accounts."""

    acme: Account
    globex: Account
    members: dict[str, Member]
    ada: Person

    def __getattr__(self, name: str) -> Member:
        try:
            return self.members[name]
        except KeyError:
            raise AttributeError(name) from None

    @classmethod
    async def create(cls) -> "World":
        """Make it, in an empty database."""
        acme = await create_account(
            "Acme Corporation", sector="technology", country="PT", tz="Europe/Lisbon"
        )
        globex = await create_account(
            "Globex", sector="energy", country="US", tz="America/New_York"
        )
        accounts = {"acme": acme, "globex": globex}
        members = {}
        for short, (name, domain, zone, space, role) in SEATS.items():
            person = await make_person(name, f"{short}@{domain}", zone)
            members[short] = await add_member(accounts[space], person, role)
        ada = await make_person("Ada Lind", "ada@parley.example", "Europe/Stockholm", admin=True)
        return cls(acme, globex, members, ada)

    @classmethod
    async def load(cls) -> "World":
        """Find it again, in a database that holds it."""
        members = {}
        for short, (_, domain, *_rest) in SEATS.items():
            members[short] = await Member.get(person__email=f"{short}@{domain}").select_related(
                "account", "person"
            )
        ada = await Person.get(email="ada@parley.example")
        return cls(members["ana"].account, members["eve"].account, members, ada)


async def make_person(name: str, email: str, zone: str, *, admin: bool = False) -> Person:
    """One of the named people; those of parley.example are the company's own."""
    return await Person.create(
        display_name=name,
        email=email,
        tz=zone,
        tz_source=ZoneSource.STATED,
        is_admin=admin,
        is_company=email.endswith("@parley.example"),
    )


async def ensure_demo() -> None:
    """The world of the demo, made once."""
    if not await Person.exists():
        await World.create()


def introductions() -> list[tuple[str, str]]:
    """Short name and a word about each person, for the demo's sign-in links."""
    people = [
        (short, f"{name}, {role.label.lower()} at {space.capitalize()}")
        for short, (name, _domain, _zone, space, role) in SEATS.items()
    ]
    return [*people, ("ada", "Ada Lind, administrator")]
