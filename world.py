"""One named world, made by the real actions: for the demo and for every test.

Ana leads the customer's side of Acme, Carl is a member there; Rob is the company's rep and Lea
its account lead; Fay facilitates, Pia is a partner. Eve is a customer of Globex and an outsider
to Acme; Ada administers the installation.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

from auth.models import Person, ZoneSource
from collaboration.chat.actions import post
from customer_space.accounts.actions import add_member, create_account
from customer_space.accounts.models import Account, Member
from customer_space.accounts.rights import Role
from customer_space.documents.actions import start as start_document
from customer_space.feedback.actions import give
from customer_space.gate.actions import commit
from customer_space.gate.questions.actions import put_question
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.rules.channels import Channel as GateChannel
from customer_space.initiatives.actions import run, sign, start, take_stance
from customer_space.initiatives.models import Position
from customer_space.initiatives.rules import Text, content_hash
from customer_space.plans.actions import (
    CommitmentWords,
    OutcomeWords,
    add_commitment,
    add_outcome,
    close_commitment,
    plan_for,
)
from customer_space.plans.models import CommitmentState, Plan
from customer_space.plans.queries import items_of as rhythm_items
from customer_space.plans.rhythm import ItemWords, add_item
from customer_space.plans.rhythm import sign as sign_rhythm
from customer_space.plans.rules import Per, Way
from customer_space.plans.rules import content_hash as rhythm_hash
from customer_space.plans.scores.actions import ScoreWords, score
from customer_space.preferences.actions import make_wish
from customer_space.preferences.vocabulary import Channel, Weekday
from customer_space.preferences.vocabulary import Per as WishPer
from customer_space.preferences.wishes import Wish
from portal.clock import now, shifted
from portal.ids import new_id

COMPANY = "Brandt & Keller"

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
        await furnish(await World.create())


def introductions() -> list[tuple[str, str]]:
    """Short name and a word about each person, for the demo's sign-in links."""
    people = [
        (short, f"{name}, {role.label.lower()} at {space.capitalize()}")
        for short, (name, _domain, _zone, space, role) in SEATS.items()
    ]
    return [*people, ("ada", "Ada Lind, administrator")]


PLAN_TEXT = """\
heading: What we want to reach
paragraph: The plant in Porto runs around the clock. For us a good year is one in which nobody \
has to think about bearings: they are there, they fit, and when something breaks a person who \
knows the line answers within the hour.
paragraph: We would like to hear less, and to hear it from somebody who has been on our floor.
heading: How we work together
paragraph: Rob comes once a quarter and walks the line with Carl. Orders and deliveries are \
written about as they happen. Everything else waits for the call every second Tuesday, and what \
does not fit there is written here, where both of us can change it.
blockquote: If it cannot wait, call the shift desk. If it can, it is not a call.
"""
OUTCOMES = (
    OutcomeWords("No unplanned stop because of a part", "stops a quarter", "7", "2"),
    OutcomeWords("Returns that are rare enough to be talked about", "returned parts", "9 %", "6 %"),
    OutcomeWords("One person who knows our line", "answered within the hour", "48 %", "90 %"),
)
TALK = (
    ("rob", 26.0, "Good morning Ana. The two pallets for line 3 left Bremen last night."),
    (
        "ana",
        25.5,
        "Thank you. Carl will be at the gate. Please no call to the shift desk this time.",
    ),
    ("rob", 25.4, "Noted, I have written it into how we may contact you, have a look there."),
    ("carl", 6.2, "Both pallets are here, one box is open. Pictures are in the delivery note."),
    ("lea", 5.9, "Sorry about that. A new box goes out today, no form needed."),
    ("ana", 2.1, "About the technician calls: I like the idea more than our three mailings."),
    ("rob", 1.2, "Then let us try it. I put it down as an initiative, change whatever is wrong."),
    ("ana", 0.4, "Read it. I will sign when the number of calls is in."),
)
"""Who said what, how many hours ago."""
QUESTION = "May I send you a text when the truck with the new box is an hour away?"
CALLS_NOT_MAIL = Text(
    "A call after delivery instead of three mailings",
    "A technician calls two days after each delivery. The three mailings that used to follow stop.",
    "Returns fall by a third, because a wrong fit is noticed before it is built in.",
    "Returned parts of each delivery in the quarter, beside those of the year before.",
)
SHARED_STOCK = Text(
    "A small stock of ours in your store",
    "Twenty of the most urgent parts lie in Acme's store and are paid for when they are taken.",
    "Waiting for an urgent part falls from three days to an hour.",
    "Hours from asking to having, for every part on the list.",
)
ONE_INVOICE = Text(
    "One invoice a month",
    "All deliveries of a month stand on one invoice, with the plant's own order numbers.",
    "Checking invoices takes an hour a month instead of a day.",
    "Hours that Carl's office writes down.",
)


async def furnish(people: World) -> None:
    """Some weeks of life in Acme's space, for the demo: made by the people, in their order."""
    ana, carl, rob, lea = (people.members[name] for name in ("ana", "carl", "rob", "lea"))
    with ago(days=40):
        parts = [line.partition(": ") for line in PLAN_TEXT.splitlines()]
        blocks = [(node, words) for node, _, words in parts]
        document = await start_document(people.acme, "plan", "The plan", blocks=blocks)
        await Plan.create(account=people.acme, document=document)
        outcomes = [await add_outcome(words, by=ana) for words in OUTCOMES]
        for wish in WISHES:
            await make_wish(wish, by=ana)
        await _agree_rhythm(ana, lea, rob)
    with ago(days=20):
        for words, owner, days, outcome in (
            ("Walk line 3 and list the parts that wear", rob, 16, outcomes[0]),
            ("Say which deliveries were returned, and why", carl, 24, outcomes[1]),
            ("Name the technician who calls", lea, 27, outcomes[2]),
            ("Give Rob the shift plan of the summer", ana, 45, outcomes[2]),
        ):
            due = (now() + timedelta(days=days)).date()
            task = CommitmentWords(words, owner.id, due, outcome_id=outcome.id)
            made = await add_commitment(task, by=ana)
            if owner is carl:
                await close_commitment(made, CommitmentState.DONE, by=carl)
    for days, who, value in ((38, ana, 2), (37, rob, 3), (18, ana, 4), (17, rob, 6), (3, ana, 6)):
        with ago(days=days):
            await score(outcomes[0], ScoreWords(value), by=who)
    with ago(days=6):
        await give("Both pallets came at night, and nobody was at the gate.", by=carl)
    await _live_through_contacts(people)
    await _try_things_together(ana, carl, rob, lea)
    for name, hours, words in TALK:
        with ago(hours=hours):
            await post(words, id=new_id(), by=people.members[name])


WISHES = (
    Wish(
        channels=frozenset({Channel.VOICE_LIVE}),
        topics=frozenset({"review-calls", "deliveries"}),
        days=frozenset({Weekday.TUE, Weekday.WED, Weekday.THU}),
        hours=("09:00", "12:00"),
        at_most=2,
        per=WishPer.MONTH,
    ),
    Wish(channels=frozenset({Channel.EMAIL}), topics=frozenset({"orders", "deliveries"})),
    Wish(channels=frozenset({Channel.EMAIL}), topics=frozenset({"advice"}), at_most=1),
    Wish(may=False, channels=frozenset({Channel.SMS})),
)


async def _agree_rhythm(ana: Member, lea: Member, rob: Member) -> None:
    who = rob.id
    await add_item(
        ItemWords(Way.CALL, "review-calls", 1, Per.FORTNIGHT, ["tue"], "09:00", "12:00", who),
        by=rob,
    )
    await add_item(ItemWords(Way.VISIT, "visits", 1, Per.QUARTER, [], "", "", who), by=ana)
    signed = rhythm_hash([item.beat for item in await rhythm_items(await plan_for(ana.account))])
    await sign_rhythm(signed, by=ana)
    await sign_rhythm(signed, by=lea)


async def _live_through_contacts(people: World) -> None:
    """What reached Ana, and what the gate held back."""
    rob, shop = Asker.member(people.rob), Asker("shop", "campaign", "Web shop")
    asked = (
        (33, 10, GateChannel.EMAIL, "orders", shop),
        (28, 10, GateChannel.VOICE_LIVE, "review-calls", rob),
        (26, 15, GateChannel.VOICE_LIVE, "review-calls", rob),
        (19, 9, GateChannel.EMAIL, "offers", shop),
        (14, 10, GateChannel.EMAIL, "advice", rob),
        (12, 16, GateChannel.SMS, "deliveries", shop),
        (9, 11, GateChannel.EMAIL, "advice", rob),
        (6, 9, GateChannel.EMAIL, "deliveries", shop),
        (2, 11, GateChannel.EMAIL, "news", shop),
    )
    for days, hour, channel, topic, sender in asked:
        at = (now() - timedelta(days=days)).replace(hour=hour, minute=12)
        with ago(days=(now() - at).total_seconds() / 86400):
            await commit(
                Asked(channel, topic, now(), person_id=people.ana.person_id,
                      account_id=people.acme.id),
                by=sender, keys={},
            )  # fmt: skip
    asked_now = Asked(
        GateChannel.SMS, "deliveries", now(), person_id=people.ana.person_id,
        account_id=people.acme.id,
    )  # fmt: skip
    with ago(hours=3):
        await put_question(asked_now, QUESTION, now() + timedelta(days=5), by=people.rob, keys={})


async def _try_things_together(ana: Member, carl: Member, rob: Member, lea: Member) -> None:
    with ago(days=30):
        invoice = await start(ONE_INVOICE, proposed=True, by=carl)
        await sign(invoice, content_hash(ONE_INVOICE), by=ana)
        await sign(invoice, content_hash(ONE_INVOICE), by=lea)
    with ago(days=21):
        await run(invoice, by=lea)
    with ago(days=4):
        stock = await start(SHARED_STOCK, proposed=True, by=rob)
        await take_stance(stock, Position.OBJECT, "Who counts the parts? We cannot.", by=carl)
    with ago(hours=1.3):
        calls = await start(CALLS_NOT_MAIL, proposed=True, by=rob)
        await take_stance(calls, Position.AGREE, "", by=ana)
        await sign(calls, content_hash(CALLS_NOT_MAIL), by=lea)


def ago(**time: float) -> AbstractContextManager[None]:
    """As if it were that long ago."""
    return shifted(-timedelta(**time))
