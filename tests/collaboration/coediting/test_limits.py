"""Who may be at a document, and what ends that."""

import asyncio
import json
from uuid import uuid4

import pytest

from auth.models import Session
from auth.sessions import end_session
from collaboration.coediting import protocol
from collaboration.coediting.protocol import Caret, Change, Presence, WhoIsThere, read, with_name
from customer_space.accounts.models import Member
from customer_space.accounts.rights import RIGHTS, Right, Role
from customer_space.documents.errors import Refused
from customer_space.documents.models import Document
from customer_space.documents.queries import load, text_of
from portal.database import rows
from tests.collaboration.coediting.conftest import Sit
from tests.collaboration.coediting.pens import path_of, pen_at
from tests.customer_space.documents.editor import Editor
from tests.customer_space.documents.hostile import CRAFTED
from world import World

SAMPLE = [
    "nothing", "one byte", "64 bytes of noise", "arrays 26,264 deep", "arrays 13,181 deep",
    "2^31 clients", "2^62 bytes of string", "a clock that wraps", "a collected run to the edge",
    "a sub-document", "shared type 255", "another root", "a number without end", "bad UTF-8",
    "a surrogate", "node 'script'", "mark 'underline'", "a link to 'javascript:alert(1)'",
    "a string in the root", "quotes 4,000 deep",
]  # fmt: skip


@pytest.mark.parametrize("name", SAMPLE)
async def test_eves_bytes_end_her_connection_and_nothing_else(
    sit: Sit, plan: Document, name: str
) -> None:
    carl, ana = await sit("carl"), await sit("ana")
    before = (await load(plan.id)).updates
    await carl.send(CRAFTED[name])
    assert await carl.until_closed() == 1008
    assert (await load(plan.id)).updates == before

    await ana.write("still here")
    await ana.until(lambda: ana.stored == 2)


async def test_a_bad_update_spoils_none_of_those_that_came_with_it(
    sit: Sit, plan: Document
) -> None:
    ana, carl = await sit("ana"), await sit("carl")
    ana.editor.paragraph("good")
    await asyncio.gather(ana.send_edits(), carl.send(CRAFTED["node 'script'"]))
    await ana.until(lambda: ana.stored == 2)
    assert await carl.until_closed() == 1008
    assert (await load(plan.id)).number == 2


async def test_an_update_that_cannot_be_stored_goes_back_to_its_author_alone(
    sit: Sit, plan: Document, world: World
) -> None:
    ana, carl = await sit("ana"), await sit("carl")
    await rows("delete from member where id = $1 returning id", world.carl.id)
    ana.editor.paragraph("good")
    carl.editor.paragraph("of nobody")
    await asyncio.gather(ana.send_edits(), carl.send_edits())
    assert await carl.until_closed() in {1013, 4404}
    await ana.until(lambda: ana.stored == 2)
    await ana.write("more")
    await ana.until(lambda: ana.stored == 3)
    assert (await load(plan.id)).number == 3


async def test_a_message_beyond_the_limit_is_too_large(sit: Sit) -> None:
    ana = await sit("ana")
    await ana.send(b"x" * 300_000)
    assert await ana.until_closed() == 1009


async def test_nobody_writes_under_another_persons_client_id(sit: Sit, plan: Document) -> None:
    ana, carl = await sit("ana"), await sit("carl")
    await ana.write("mine")
    await ana.until(lambda: ana.stored == 2)
    forged = Editor(ana.editor.doc.client_id - 1000)
    forged.hear((await text_of(plan.id)).encoded())
    forged.paragraph("not hers")
    await carl.send(forged.sent[-1])
    assert await carl.until_closed() == 1008
    assert (await load(plan.id)).number == 2

    await ana.write("mine again")
    await ana.until(lambda: ana.stored == 3)


async def test_a_stranger_and_an_outsider_are_told_so(
    world: World, port: int, plan: Document
) -> None:
    path = path_of(plan.id, world.acme.slug)
    async with pen_at(port, path, None) as nobody:
        assert await nobody.until_closed() == 4401
    async with pen_at(port, path, world.eve.person) as eve:
        assert await eve.until_closed() == 4404
    for missing in (str(uuid4()), "nonsense"):
        missing_path = f"/spaces/{world.globex.slug}/documents/{missing}"
        async with pen_at(port, missing_path, world.eve.person) as eve:
            missing_close = (await eve.until_closed(), eve.closed)
        foreign = path_of(plan.id, world.globex.slug)
        async with pen_at(port, foreign, world.eve.person) as eve:
            assert (await eve.until_closed(), eve.closed) == missing_close


async def test_carl_who_leaves_the_space_leaves_its_texts_within_a_second(
    sit: Sit, world: World
) -> None:
    ana, carl = await sit("ana"), await sit("carl")
    await Member.filter(id=world.carl.id).update(left_at=world.carl.joined_at)
    async with asyncio.timeout(2):
        assert await carl.until_closed() == 4404
    assert ana.closed is None


async def test_signing_out_closes_the_text(sit: Sit, world: World) -> None:
    ana, rob = await sit("ana"), await sit("rob")
    for session in await Session.filter(person_id=world.ana.person_id):
        await end_session(session)
    async with asyncio.timeout(2):
        assert await ana.until_closed() == 4401
    assert rob.closed is None


async def test_a_reader_receives_and_what_she_writes_is_refused(
    sit: Sit, plan: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RIGHTS, Role.PARTNER, frozenset({Right.READ_SPACE}))
    ana, pia = await sit("ana"), await sit("pia")
    await ana.write("for all to read")
    await pia.until(lambda: "for all to read" in pia.html)
    await pia.write("not allowed")
    assert await pia.until_closed() == 1008
    assert pia.stored == 0
    assert (await load(plan.id)).number == 2


async def test_who_may_no_longer_write_is_told_within_a_second(
    sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, pia = await sit("ana"), await sit("pia")
    monkeypatch.setitem(RIGHTS, Role.PARTNER, frozenset({Right.READ_SPACE}))
    async with asyncio.timeout(3):
        assert await pia.until_closed() == 1008
    assert ana.closed is None


async def test_a_flood_of_messages_ends_the_connection(sit: Sit) -> None:
    carl, ana = await sit("carl"), await sit("ana")
    for _ in range(1500):
        await carl.say(bytes((protocol.QUERY_AWARENESS,)))
    assert await carl.until_closed() == 1008
    await ana.write("unharmed")
    await ana.until(lambda: ana.stored == 2)


async def test_carets_carry_the_real_name_and_go_with_their_owner(sit: Sit) -> None:
    ana, carl = await sit("ana"), await sit("carl")
    mine = carl.editor.doc.client_id
    await carl.show(mine, 1, {"user": {"name": "Ana Silva", "color": "#123"}, "cursor": 3})
    await ana.until(lambda: mine in ana.carets)
    assert ana.carets[mine] == {
        "user": {"name": "Carl Nunes", "side": "customer", "color": "#123"},
        "cursor": 3,
    }
    rob = await sit("rob")
    await rob.until(lambda: mine in rob.carets)
    await carl.socket.close()
    await ana.until(lambda: ana.carets[mine] is None)


async def test_nobody_moves_or_removes_another_persons_caret(sit: Sit) -> None:
    ana, carl, rob = await sit("ana"), await sit("carl"), await sit("rob")
    hers, his = ana.editor.doc.client_id, carl.editor.doc.client_id
    await ana.show(hers, 1, {"cursor": 1})
    await rob.until(lambda: hers in rob.carets)
    await carl.show(hers, 9, None)
    await carl.show(hers, 10, {"cursor": 99})
    await carl.show(his, 1, {"cursor": 2})
    await rob.until(lambda: his in rob.carets)
    assert isinstance(rob.carets[hers], dict)
    assert rob.carets[hers]["cursor"] == 1
    await carl.say(bytes((protocol.QUERY_AWARENESS,)))
    await carl.until(lambda: hers in carl.carets)


@pytest.mark.parametrize("state", ["x" * 5000, [1], "word", 5, json.loads("[" * 500 + "]" * 500)])
async def test_presence_that_is_none_ends_the_connection(sit: Sit, state: object) -> None:
    carl = await sit("carl")
    await carl.show(carl.editor.doc.client_id, 1, state)
    assert await carl.until_closed() == 1008


NO_MESSAGES = [
    b"", b"\x02", b"\x05", b"\x00", b"\x00\x07\x00", b"\x00\x00\xff\xff\xff", b"\x03\x00",
    b"\x01\x02\x01", b"\x01\x05\x01\x07\x01\x09x", b"\xff" * 20,
]  # fmt: skip


@pytest.mark.parametrize("message", NO_MESSAGES)
def test_messages_that_are_none_are_refused(message: bytes) -> None:
    with pytest.raises(Refused):
        read(message)


def test_messages_are_read_as_they_are_written() -> None:
    carets = (Caret(7, 2, '{"a":"é"}'), Caret(8, 1, "null"))
    assert read(protocol.carets(carets)) == Presence(carets)
    assert read(protocol.change(b"\x00\x00")) == Change(b"\x00\x00")
    assert read(b"\x03") == WhoIsThere()
    assert protocol.stored(300) == b"\x64\xac\x02"
    assert with_name(Caret(8, 1, " null"), "Ana", "customer").state == "null"
