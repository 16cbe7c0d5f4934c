"""Home: what waits for somebody's answer, by space, for exactly that person."""

from datetime import timedelta

from customer_space.feedback.actions import answer, give
from customer_space.feedback.queries import shown
from customer_space.initiatives.actions import sign, start, take_stance
from customer_space.initiatives.models import Position
from customer_space.initiatives.rules import Text, content_hash
from customer_space.plans.actions import CommitmentWords, add_commitment
from portal.clock import now

CALLS = Text("A call instead of mailings", "We call.", "Returns fall.", "We count them.")


async def home_of(visit, name: str) -> str:
    return (await (await visit(name)).get("/")).text


async def test_a_lead_is_asked_to_sign_until_the_side_has_signed(visit, world):
    initiative = await start(CALLS, proposed=True, by=world.rob)
    asked = "waits for your side’s signature"
    assert asked in await home_of(visit, "lea")
    assert asked not in await home_of(visit, "rob")

    await sign(initiative, content_hash(CALLS), by=world.lea)
    assert asked not in await home_of(visit, "lea")


async def test_a_colleague_is_asked_where_they_stand_until_they_said_so(visit, world):
    initiative = await start(CALLS, proposed=True, by=world.rob)
    asked = "asks where you stand"
    assert asked in await home_of(visit, "fay")

    await take_stance(initiative, Position.AGREE, "", by=world.fay)
    assert asked not in await home_of(visit, "fay")


async def test_one_reads_what_one_owes_and_nobody_else_does(visit, world):
    due = (now() + timedelta(days=2)).date()
    await add_commitment(CommitmentWords("Walk line 3", world.rob.id, due), by=world.ana)
    await add_commitment(
        CommitmentWords("Much later", world.rob.id, due + timedelta(days=60)), by=world.ana
    )

    assert "You owe: Walk line 3 (due in 2 days)" in await home_of(visit, "rob")
    assert "Much later" not in await home_of(visit, "rob")
    assert "Walk line 3" not in await home_of(visit, "lea")
    assert "Nothing waits for you here." in await home_of(visit, "gus")


async def test_feedback_waits_for_the_other_side_and_its_answer_for_the_giver_s(visit, world):
    given = await give("Pallets at night", by=world.ana)
    waits, answered = "waits for somebody of your side", "did that settle it?"
    assert waits in await home_of(visit, "lea")
    feedback = await shown().get(id=given.id)
    await answer(feedback, "By day from now on", by=world.rob)
    assert waits not in await home_of(visit, "lea")
    mine = await shown().get(id=(await give("No forecast", by=world.lea)).id)
    await answer(mine, "Here it is", by=world.ana)
    assert answered in await home_of(visit, "rob")
    assert answered in await home_of(visit, "fay")


async def test_a_customer_s_home_is_their_space(visit):
    answer = await (await visit("ana")).get("/")

    assert answer.headers["location"] == "/spaces/acme-corporation"
