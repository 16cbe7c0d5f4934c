"""Somebody with a name nobody else has, who leaves traces wherever Parley keeps anything."""

from auth.models import Identity, Person, SignInLink
from auth.sessions import start_session
from collaboration.chat.actions import post
from collaboration.chat.afterwards import react
from collaboration.chat.models import ReactionKind
from customer_space.accounts.actions import add_member, invite
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Role
from customer_space.directory.actions import add_point
from customer_space.directory.models import PointKind
from customer_space.documents.actions import append, settle
from customer_space.documents.queries import text_of
from customer_space.exchange.actions import import_contacts
from customer_space.gate.actions import Happened, commit, report, reserve
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.rules.channels import Channel
from customer_space.initiatives.actions import start, take_stance
from customer_space.initiatives.models import Position
from customer_space.initiatives.rules import Text
from customer_space.plans.actions import (
    CommitmentWords,
    OutcomeWords,
    add_commitment,
    add_outcome,
    plan_for,
)
from customer_space.plans.queries import today_of
from customer_space.preferences.actions import make_wish
from customer_space.preferences.vocabulary import Channel as Way
from customer_space.preferences.wishes import Wish
from portal.clock import now
from portal.ids import new_id
from portal.outbox import enqueue
from tests.customer_space.documents.editor import Editor
from tests.customer_space.exchange.test_import_accounts import table

NAME = "Quirina O'Featherby"
EMAIL = "quirina.featherby@acme.example"
PHONE = "+351912345678"
CANARIES = ("quirina", "featherby", "912345678", "912 345 678")
CRM = (
    '"Record ID","First Name","Last Name","Email","Phone Number","Job Title","Contact owner",'
    '"Lead Status","Marketing contact status","Unsubscribed from all email",'
    '"Opted out of email: One to One","Associated Company","Associated Company IDs",'
    '"Preferred language"\n'
    f'"51","Quirina","O\'Featherby","{EMAIL}","{PHONE}","Buyer","Rob Keller","",'
    '"Marketing contact","","","Acme Corporation","","en"\n'
)
"""As the CRM that still knows her exports her."""


async def plant(world, keys) -> Member:
    """Her life in Acme's space, by real actions; returns her seat."""
    person = await Person.create(display_name=NAME, email=EMAIL, tz="Europe/Lisbon")
    member = await add_member(world.acme, person, Role.CUSTOMER_MEMBER)
    await import_contacts(table(CRM), keys=keys)
    await add_point(person, PointKind.EMAIL, "featherby+private@home.example", "card")
    await start_session(person, method="test", browser="Quirina's telephone")
    await SignInLink.create(
        email=EMAIL, browser_print="x", address="::1", asked_at=now(), expires_at=now()
    )
    await Identity.create(
        issuer="https://id.example", subject="quirina", person=person, claims={"name": NAME}
    )
    await invite(
        world.acme, email="carla@acme.example", name="Carla", role=Role.CUSTOMER_MEMBER, by=member
    )
    await enqueue("rights.nothing", {"about": f"call {NAME}"}, at=now().replace(year=2090))
    await _talk(world, member)
    await _work(world, member)
    await _contacts(world, member, keys)
    return member


async def _talk(world, member) -> None:
    said, _ = await post(f"My number is +351 912 345 678, {NAME}", id=new_id(), by=member)
    await post(f"@{NAME} thank you, {EMAIL} it is", id=new_id(), by=world.rob, reply_to=said.id)
    await post(f"quirina o'featherby ASKS a lot. <{EMAIL.upper()}>", id=new_id(), by=world.lea)
    note, _ = await post("A call?", id=new_id(), by=world.rob)
    await react(note, ReactionKind.AGREED, by=member)


async def _work(world, member) -> None:
    plan = await plan_for(world.acme)
    for seed, by in ((1, member), (2, world.ana)):
        writer = Editor(seed)
        writer.hear((await text_of(plan.document_id)).encoded())
        writer.paragraph(f"{NAME} keeps the key of the store ({PHONE})")
        await append(plan.document_id, [(update, by.id) for update in writer.sent])
    await settle(plan.document_id)
    await add_outcome(OutcomeWords(f"{NAME} is not called at night", "", "", ""), by=world.ana)
    due = today_of(world.acme)
    await add_commitment(CommitmentWords(f"Send {NAME} the list", member.id, due), by=world.rob)
    text = Text("Calls", f"{NAME} calls", "Fewer", "Count")
    made = await start(text, proposed=True, by=world.ana)
    await take_stance(made, Position.OBJECT, f"I, {NAME}, have no time", by=member)


async def _contacts(world, member, keys) -> None:
    rob = Asker.member(world.rob)
    usual = {"topic": "advice", "at": now(), "account_id": world.acme.id}
    hers = Asked(channel=Channel.EMAIL, person_id=member.person_id, **usual)
    await make_wish(Wish(channels=frozenset({Way.EMAIL}), topics=frozenset({"news"})), by=member)
    await make_wish(Wish(may=False, channels=frozenset({Way.SMS})), by=member)
    await commit(hers, by=rob, keys=keys, happened=Happened(note=f"{NAME} was glad"))
    await reserve(hers, by=rob, keys=keys)
    to_ana = Asked(channel=Channel.VISIT, person_id=world.ana.person_id, **usual)
    await report(to_ana, by=rob, keys=keys, happened=Happened(note=f"with {NAME}"))
    await report(to_ana, by=Asker.member(member), keys=keys, happened=Happened(note="by her"))
    await reserve(to_ana, by=Asker.member(member), keys=keys)
