"""A note of one side reaches nobody of the other, by no path; its own side has it everywhere."""

import re
import uuid

import pytest

from collaboration.chat.actions import Thread, post
from collaboration.chat.afterwards import edit, react, remove, take_up
from collaboration.chat.models import Message, ReactionKind, ThreadKind
from customer_space.accounts.rights import Side
from portal.errors import Invalid, NotAllowed
from portal.live import Event, number_of

ACME = "/spaces/acme-corporation"
SECRET = "We can go down to 42."
COLLEAGUES, OTHERS = ("lea", "fay"), ("ana", "carl", "pia")
HTMX = {"HX-Request": "true"}


@pytest.fixture
async def note(world):
    """Rob's note, between two messages for everybody."""
    await post("Before", id=uuid.uuid4(), by=world.ana)
    said, _ = await post(SECRET, id=uuid.uuid4(), by=world.rob, audience=Side.COMPANY)
    await post("After", id=uuid.uuid4(), by=world.ana)
    return said


@pytest.mark.parametrize("path", ["", "/chat", "/search?q=down"])
async def test_pages_show_it_to_its_own_side_only(visit, note, path):
    for name in COLLEAGUES:
        page = (await (await visit(name)).get(ACME + path)).text
        assert str(note.id) in page
        assert "Only your side sees this" in page
    for name in OTHERS:
        page = (await (await visit(name)).get(ACME + path)).text
        assert str(note.id) not in page
        assert SECRET not in re.sub(r"<[^>]*>", "", page)


async def test_it_stands_between_what_was_said_before_and_after_it(visit, note):
    page = (await (await visit("lea")).get(f"{ACME}/chat")).text
    assert page.index(">Before<") < page.index(SECRET) < page.index(">After<")


async def test_it_is_never_among_the_last_words_on_the_home_of_the_space(visit, world):
    await post(SECRET, id=uuid.uuid4(), by=world.rob, audience=Side.COMPANY)
    page = (await (await visit("lea")).get(ACME)).text
    lately = page.partition('id="lately"')[2].partition("</section>")[0]
    assert SECRET not in lately


async def test_it_is_not_among_older_messages(visit, world, note):
    for n in range(60):
        await post(f"word {n}", id=uuid.uuid4(), by=world.ana)
    first = await Message.get(text="word 20")
    where = f"{ACME}/chat/older?before={first.id}"
    assert SECRET in (await (await visit("lea")).get(where)).text
    assert SECRET not in (await (await visit("ana")).get(where)).text
    assert (
        await (await visit("ana")).get(f"{ACME}/chat/older?before={note.id}")
    ).status_code == 404


async def test_in_a_thread_it_is_a_note_too(visit, world):
    thread = Thread(ThreadKind.INITIATIVE, uuid.uuid4())
    await post(SECRET, id=uuid.uuid4(), by=world.rob, thread=thread, audience=Side.COMPANY)
    for headers in ({}, HTMX):
        where = f"{ACME}/threads/initiative/{thread.id}"
        assert SECRET in (await (await visit("lea")).get(where, headers=headers)).text
        assert SECRET not in (await (await visit("ana")).get(where, headers=headers)).text


DOORS = [
    ("GET", "", {}), ("GET", "/actions", {}), ("GET", "/revision", {}), ("POST", "/removal", {}),
    ("POST", "/revision", {"text": "x"}), ("POST", "/reactions", {"kind": "glad"}),
    ("POST", "/commitment", {}),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "words"), DOORS)
async def test_its_address_leads_the_others_nowhere(visit, note, method, path, words):
    lea, ana = await visit("lea"), await visit("ana")
    address = f"{ACME}/messages/{note.id}{path}"
    assert (await lea.request(method, address, data=words, headers=HTMX)).status_code != 404
    refused = await ana.request(method, address, data=words, headers=HTMX)
    missing = await ana.request(
        method, f"{ACME}/messages/{uuid.uuid4()}{path}", data=words, headers=HTMX
    )
    assert (refused.status_code, refused.text) == (404, missing.text)


async def test_around_a_message_for_everybody_it_is_not_seen(visit, note):
    after = await Message.get(text="After")
    address = f"{ACME}/messages/{after.id}"
    assert SECRET in (await (await visit("lea")).get(address)).text
    assert SECRET not in (await (await visit("ana")).get(address)).text


@pytest.mark.parametrize("form", ["parley.json", "html"])
async def test_sockets_of_the_others_hear_nothing_of_it(sit, world, form):
    ana, lea = await sit("ana", form=form), await sit("lea", form=form)
    before = await number_of(world.acme.topic)
    said, _ = await post(SECRET, id=uuid.uuid4(), by=world.rob, audience=Side.COMPANY)
    await react(said, ReactionKind.AGREED, by=world.lea)
    await edit(said, "We can go down to 43.", by=world.rob)
    await remove(said, by=world.rob)
    kinds = [(await lea.next("event"))["kind"] for _ in range(4)]
    assert kinds == [
        "chat.message_posted", "chat.message_reacted", "chat.message_edited",
        "chat.message_removed",
    ]  # fmt: skip
    await ana.hears_nothing("event")
    assert await number_of(world.acme.topic) == before
    assert not await Event.filter(topic=world.acme.topic, subject=said.id).exists()


async def test_who_comes_back_hears_no_note_of_the_others(sit, world):
    start = await number_of(world.acme.topic)
    await post(SECRET, id=uuid.uuid4(), by=world.rob, audience=Side.COMPANY)
    await post("For everybody", id=uuid.uuid4(), by=world.rob)
    ana = await sit("ana", since=start)
    assert (await ana.next("event"))["subject"]["text"] == "For everybody"
    await ana.hears_nothing("event")


async def test_lea_comes_back_and_hears_the_notes_she_missed_and_ana_does_not(sit, world):
    await post("Before", id=uuid.uuid4(), by=world.ana)
    start = await number_of(world.acme.topic)
    missed, _ = await post(SECRET, id=uuid.uuid4(), by=world.rob, audience=Side.COMPANY)
    lea, ana = await sit("lea", since=start), await sit("ana", since=start)
    event = await lea.next("event")
    assert "number" not in event
    assert event["subject"]["id"] == str(missed.id)
    await ana.hears_nothing("event")


async def test_a_note_over_the_socket_is_acknowledged_and_kept_as_one(sit, world):
    rob, lea, ana = await sit("rob"), await sit("lea"), await sit("ana")
    id_ = await rob.write(SECRET, audience="own_side")
    assert (await rob.next("ack"))["id"] == id_
    assert (await lea.next("event"))["subject"]["audience"] == "company"
    await ana.hears_nothing("event")
    assert (await Message.get(id=id_)).audience is Side.COMPANY


async def test_a_note_over_http_is_kept_as_one(visit, world):
    id_ = uuid.uuid4()
    words = {"id": id_, "text": SECRET, "reply_to": "", "audience": "own_side"}
    answer = await (await visit("rob")).post(f"{ACME}/chat/messages", data=words)
    assert answer.status_code == 303
    assert (await Message.get(id=id_)).audience is Side.COMPANY
    unsaid = {"id": uuid.uuid4(), "text": "For all", "reply_to": ""}
    await (await visit("rob")).post(f"{ACME}/chat/messages", data=unsaid)
    assert (await Message.get(id=unsaid["id"])).audience is None


async def test_refused_words_of_a_note_come_back_as_a_note(visit):
    words = {"id": uuid.uuid4(), "text": "x" * 8001, "audience": "own_side"}
    answer = await (await visit("rob")).post(f"{ACME}/chat/messages", data=words)
    assert answer.status_code == 422
    assert re.search(r'name="audience" value="own_side" checked', answer.text)


async def test_nobody_writes_into_the_notes_of_another_side(world):
    with pytest.raises(NotAllowed):
        await post("hello", id=uuid.uuid4(), by=world.ana, audience=Side.COMPANY)


async def test_what_all_may_read_does_not_quote_it_but_a_note_may_quote_anything(world, note):
    for by in (world.rob, world.ana):
        with pytest.raises(Invalid):
            await post("yes", id=uuid.uuid4(), by=by, reply_to=note.id)
    open_one = await Message.get(text="Before")
    answer, _ = await post(
        "Hm", id=uuid.uuid4(), by=world.lea, reply_to=open_one.id, audience=Side.COMPANY
    )
    before = await number_of(world.acme.topic)
    await edit(open_one, "Before, edited", by=world.ana)
    assert await number_of(world.acme.topic) == before + 1
    [drawn_again] = await Event.filter(kind="chat.quote_changed")
    assert (drawn_again.topic, drawn_again.subject) == (
        world.acme.topic_of_side(Side.COMPANY), answer.id,
    )  # fmt: skip


async def test_it_does_not_become_a_commitment_that_both_sides_read(world, note):
    with pytest.raises(NotAllowed):
        await take_up(note, by=world.rob)


async def test_the_others_see_the_same_bytes_whether_there_are_notes_or_not(visit, world):
    ana = await visit("ana")
    await post("Before", id=uuid.uuid4(), by=world.ana)
    paths = ("/chat", "", "/search?q=down", "/chat/day?day=2026-01-01")
    bare = [await seen(ana, path) for path in paths]
    await post(SECRET, id=uuid.uuid4(), by=world.rob, audience=Side.COMPANY)
    assert [await seen(ana, path) for path in paths] == bare


async def seen(browser, path):
    """The page without the ids that are made anew for each."""
    page = (await browser.get(ACME + path)).text
    return re.sub(r'name="id" value="[^"]+"', "", page)
