"""Several people at one initiative at the same instant, on a real PostgreSQL."""

import asyncio

from customer_space.initiatives import actions
from customer_space.initiatives.models import DecisionRecord, Initiative, Position, SignOff
from customer_space.initiatives.rules import State, Text
from portal.errors import Conflict, Invalid
from tests.customer_space.initiatives.conftest import TEXT, again

ROUNDS = 100


async def test_signed_twice_and_withdrawn_at_once_ends_in_one_decision(world):
    ends = set()
    for number in range(ROUNDS):
        made = await again(await actions.start(TEXT, proposed=True, by=world.ana))
        asked = [
            actions.sign(made, made.content_hash, by=world.ana),
            actions.sign(made, made.content_hash, by=world.lea),
            actions.withdraw(made, "", by=world.carl),
        ]
        asked = asked[number % 3 :] + asked[: number % 3]
        results = await asyncio.gather(*asked, return_exceptions=True)

        assert all(r is None or isinstance(r, State | Conflict) for r in results), results
        [decision] = await DecisionRecord.filter(initiative_id=made.id)
        state = (await again(made)).state
        assert state is decision.outcome
        assert state in {State.APPROVED, State.WITHDRAWN}
        assert (results.count(State.APPROVED) == 1) == (state is State.APPROVED)
        ends.add(state)
    assert State.WITHDRAWN in ends


async def test_one_side_signs_once_however_often_it_is_asked(world):
    for _ in range(10):
        made = await again(await actions.start(TEXT, proposed=True, by=world.rob))
        results = await asyncio.gather(
            *(actions.sign(made, made.content_hash, by=world.lea) for _ in range(4)),
            return_exceptions=True,
        )

        assert results.count(State.AWAITING_SIGNOFF) == 1
        assert sum(isinstance(result, Conflict) for result in results) == 3
        assert await SignOff.filter(initiative_id=made.id).count() == 1


async def test_no_signature_survives_an_edit_made_at_the_same_instant(world):
    for number in range(30):
        made = await again(await actions.start(TEXT, proposed=True, by=world.ana))
        await actions.sign(made, made.content_hash, by=world.ana)
        made = await again(made)
        asked = [
            actions.sign(made, made.content_hash, by=world.lea),
            actions.revise(made, Text("Other", "words", "of", "it"), version=1, by=world.rob),
        ]
        results = await asyncio.gather(*asked[:: 1 if number % 2 else -1], return_exceptions=True)

        assert all(r is None or isinstance(r, State | Conflict | Invalid) for r in results), results
        now = await again(made)
        standing = await SignOff.filter(initiative_id=made.id, voided_at=None)
        assert {sign_off.content_hash for sign_off in standing} <= {now.content_hash}
        if now.state is State.APPROVED:
            assert now.title == TEXT.title
        else:
            assert (now.title, now.state, standing) == ("Other", State.DELIBERATING, [])


async def test_twenty_beginners_get_twenty_numbers(world):
    people = [world.ana, world.rob] * 10

    await asyncio.gather(*(actions.start(TEXT, proposed=True, by=who) for who in people))

    numbers = await Initiative.all().order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 21))


async def test_two_stances_of_one_person_at_once_are_one(world, initiative):
    await asyncio.gather(
        *(actions.take_stance(initiative, Position.AGREE, "", by=world.rob) for _ in range(5))
    )

    assert await initiative.stances.all().count() == 1
    assert (await again(initiative)).state is State.DELIBERATING
