"""What is new to somebody: counted for them alone, forwards only, their side's notes with it."""

import asyncio
import uuid

from collaboration.chat.actions import post
from collaboration.chat.afterwards import remove
from collaboration.reading.actions import Reader, keep, saw
from collaboration.reading.models import SeenUpTo
from collaboration.reading.queries import unread_at
from customer_space.accounts.rights import Side


async def say(by, words, **options):
    said, _ = await post(words, id=uuid.uuid4(), by=by, **options)
    return said


async def unread(seat):
    return (await unread_at([seat])).get(seat.id, 0)


async def test_lea_has_two_new_messages_until_she_has_seen_them(world):
    await say(world.ana, "one")
    latest = await say(world.ana, "two")
    await say(world.lea, "her own words are not news to her")
    assert await unread(world.lea) == 2
    await saw(world.acme.id, latest.number, by=world.lea)
    assert await unread(world.lea) == 0
    assert await unread(world.fay) == 3
    await saw(world.acme.id, 1, by=world.lea)
    assert await unread(world.lea) == 0


async def test_a_note_is_new_to_its_own_side_only_and_what_was_removed_to_nobody(world):
    seen = await say(world.ana, "one")
    for member in (world.lea, world.carl):
        await saw(world.acme.id, seen.number, by=member)
    await say(world.rob, "a note", audience=Side.COMPANY)
    assert (await unread(world.lea), await unread(world.carl)) == (1, 0)
    await saw(world.acme.id, seen.number, by=world.lea)
    assert await unread(world.lea) == 0
    await remove(await say(world.rob, "never mind"), by=world.rob)
    assert await unread(world.carl) == 0


async def test_nobody_can_have_seen_what_is_not_there_yet(world):
    said = await say(world.ana, "one")
    await keep({Reader(world.lea.person_id, world.acme.id): 2**62})
    assert (await SeenUpTo.get(person_id=world.lea.person_id)).number == said.number


async def test_what_ana_says_over_her_socket_that_she_has_seen_is_kept_for_her(sit, live, world):
    said = await say(world.rob, "one")
    ana = await sit("ana")
    await ana.say("seen", number=said.number)
    await ana.write("and an answer")
    await ana.next("ack")
    await live.reading.write()
    kept = await SeenUpTo.all()
    assert [(each.person_id, each.number) for each in kept] == [(world.ana.person_id, said.number)]


async def test_two_processes_that_write_the_same_readers_do_not_wait_for_each_other(world):
    await say(world.rob, "one")
    readers = {Reader(each.person_id, each.account_id): 1 for each in world.members.values()}
    backwards = dict(reversed(readers.items()))
    await asyncio.gather(*(keep(each) for each in (readers, backwards) * 5))
    assert await SeenUpTo.filter(space_id=world.acme.id).count() == 6


async def test_rob_reads_on_his_home_how_much_is_new_in_which_space(visit, world):
    await say(world.ana, "one")
    home = (await (await visit("rob")).get("/")).text
    assert "1 new message<" in home
    assert "new message" not in (await (await visit("gus")).get("/")).text
