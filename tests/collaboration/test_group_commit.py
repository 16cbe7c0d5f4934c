"""Messages that share a transaction: each keeps its own number, answer and fate."""

import asyncio
import uuid

import pytest

from auth.models import Person
from collaboration.chat import actions
from collaboration.chat.actions import Saying, post_all
from collaboration.chat.live import drawn
from collaboration.chat.models import Mention, Message
from collaboration.chat.queries import messages
from collaboration.group_commit import GroupCommit
from customer_space.accounts.actions import remove_member
from customer_space.accounts.rights import Side
from portal.database import rows
from portal.errors import Conflict, Invalid, NotAllowed
from portal.live import number_of


async def xid_of(id_: uuid.UUID) -> int:
    [row] = await rows("select xmin::text::bigint as xid from chat_message where id = $1", id_)
    return row["xid"]


async def test_what_comes_in_one_tick_shares_a_transaction_and_keeps_its_order(world):
    start, commits = await number_of(world.acme.topic), GroupCommit(post_all)
    ids = [uuid.uuid4() for _ in range(5)]
    words = [Saying(id_, f"word {n}", world.ana) for n, id_ in enumerate(ids)]

    numbers = await asyncio.gather(*(commits.run(world.acme.id, one) for one in words))

    assert numbers == [start + n for n in range(1, 6)]
    assert len({await xid_of(id_) for id_ in ids}) == 1


async def test_carl_who_uses_anas_id_spoils_nothing_for_the_others(world):
    commits, taken = GroupCommit(post_all), uuid.uuid4()
    await actions.post("mine", id=taken, by=world.ana)
    start, id_ = await number_of(world.acme.topic), uuid.uuid4()

    carl, rob = await asyncio.gather(
        commits.run("acme", Saying(taken, "mine too", world.carl)),
        commits.run("acme", Saying(id_, "hello", world.rob)),
        return_exceptions=True,
    )

    assert isinstance(carl, Conflict)
    assert rob == start + 1 == await number_of(world.acme.topic)
    assert await Message.filter(id=id_).count() == 1


async def test_who_went_away_does_not_hold_up_the_others(world):
    commits = GroupCommit(post_all)
    first, second = uuid.uuid4(), uuid.uuid4()
    gone = asyncio.create_task(commits.run("acme", Saying(first, "one", world.ana)))
    await asyncio.sleep(0)
    gone.cancel()
    await commits.run("acme", Saying(second, "two", world.rob))
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert await Message.filter(id__in=[first, second]).count() == 2


async def test_in_one_moment_each_has_its_own_fate(world):
    start, answered = await number_of(world.acme.topic), uuid.uuid4()
    question = Saying(answered, "Ready?", world.ana)
    note = Saying(uuid.uuid4(), "Between us", world.rob, audience=Side.COMPANY)
    foreign = Saying(uuid.uuid4(), "yes", world.ana, reply_to=uuid.uuid4())
    answer = Saying(uuid.uuid4(), "Yes, @Ana Silva", world.rob, reply_to=answered)
    crossed = Saying(uuid.uuid4(), "for the others", world.ana, audience=Side.COMPANY)

    said = [question, question, note, foreign, answer, crossed]
    outcomes = await post_all(said)

    assert outcomes[:3] == [start + 1, start + 1, start + 1]
    assert isinstance(outcomes[3], Invalid)
    assert outcomes[4] == start + 2 == await number_of(world.acme.topic)
    assert isinstance(outcomes[5], NotAllowed)
    assert [one.words for one in await Mention.all()] == ["Ana Silva"]
    assert (await Message.get(id=note.id)).note_number == await number_of(note.topic)


async def test_who_has_left_says_nothing_more_and_the_others_do(world):
    await remove_member(world.carl, by=world.ana)
    outcomes = await post_all(
        [
            Saying(uuid.uuid4(), "still here", world.carl),
            Saying(uuid.uuid4(), "bye", world.ana),
        ]
    )
    assert isinstance(outcomes[0], NotAllowed)
    assert outcomes[1] == await number_of(world.acme.topic)


async def test_what_is_drawn_of_a_message_changes_with_its_authors_name(world):
    said, _ = await actions.post("Hello", id=uuid.uuid4(), by=world.rob)
    [before] = map(drawn, await messages([said.id]))
    await Person.filter(id=world.rob.person_id).update(display_name="Rob Stone")
    [after] = map(drawn, await messages([said.id]))
    assert "Rob Keller" in before
    assert "Rob Keller" not in after
    assert "Rob Stone" in after
