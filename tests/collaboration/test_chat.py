"""Saying something, by the action and over HTTP."""

import asyncio
import re
import uuid

import pytest

from collaboration.chat import actions, queries
from collaboration.chat.actions import Thread
from collaboration.chat.live import live
from collaboration.chat.models import Message, ThreadKind
from collaboration.paces import Paces
from customer_space.accounts.actions import remove_member
from portal.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.live import Event, number_of

ACME = "/spaces/acme-corporation"


async def say(text, by, **more):
    said, _ = await actions.post(text, id=uuid.uuid4(), by=by, **more)
    return said


async def test_numbers_follow_each_other(world):
    before = await number_of(world.acme.topic)
    numbers = [(await say(f"{n}", world.ana)).number for n in range(3)]
    assert numbers == [before + 1, before + 2, before + 3]


async def test_ten_tries_at_once_are_one_message_with_one_number(world):
    id_ = uuid.uuid4()
    tries = [actions.post("once", id=id_, by=world.ana) for _ in range(10)]
    results = await asyncio.gather(*tries)
    assert len({number for _, number in results}) == 1
    assert await Event.filter(kind="chat.message_posted", subject=id_).count() == 1


async def test_two_people_who_use_one_id_at_once_make_one_message(world):
    id_ = uuid.uuid4()
    results = await asyncio.gather(
        actions.post("mine", id=id_, by=world.ana),
        actions.post("mine", id=id_, by=world.rob),
        return_exceptions=True,
    )
    assert sorted(isinstance(result, Conflict) for result in results) == [False, True]


async def test_an_answer_stays_in_its_conversation(world):
    there = await say("elsewhere", world.eve)
    in_thread = await say(
        "in a thread", world.ana, thread=Thread(ThreadKind.INITIATIVE, uuid.uuid4())
    )
    for foreign in (there, in_thread):
        with pytest.raises(Invalid):
            await say("yes", world.ana, reply_to=foreign.id)
    question = await say("Ready?", world.rob)
    assert (await say("Yes", world.ana, reply_to=question.id)).reply_to_id == question.id


async def test_carl_whose_seat_has_ended_says_nothing(world):
    await remove_member(world.carl, by=world.ana)
    with pytest.raises(NotAllowed):
        await say("one more thing", world.carl)


async def test_older_messages_come_page_by_page_without_gap_or_double(world):
    for n in range(queries.PAGE * 2 + 3):
        await say(f"word {n}", world.ana)
    page = await queries.newest(world.rob)
    texts = [one.text for one in page.shown]
    while page.oldest:
        page = await queries.older(world.rob, page.oldest.id)
        texts = [one.text for one in page.shown] + texts
    assert texts == [f"word {n}" for n in range(queries.PAGE * 2 + 3)]


async def test_eve_cannot_read_on_from_a_message_of_acme(world):
    said = await say("ours", world.ana)
    with pytest.raises(NotFound):
        await queries.older(world.eve, said.id)


async def test_the_aside_shows_what_was_said_and_a_box_to_write_in(visit, world):
    said = await say("See https://acme.example <now>", world.rob)
    answer = await (await visit("ana")).get(f"{ACME}/chat")
    assert answer.text.startswith('<section class="chat" id="chat"')
    assert f'id="message_{said.id}"' in answer.text
    assert 'See <a href="https://acme.example"' in answer.text
    assert "&lt;now&gt;" in answer.text
    assert "data-chat" in answer.text


async def test_the_home_of_the_space_holds_the_conversation(visit, world):
    await say("Good morning", world.rob)
    answer = await (await visit("ana")).get(ACME)
    assert answer.status_code == 200
    assert answer.text.count('id="chat_messages"') == 1
    assert answer.text.count("Good morning") == 2
    assert 'hx-get="/spaces/acme-corporation/chat"' not in answer.text


async def test_old_state_and_events_make_the_fresh_page(visit, world):
    ana = await visit("ana")
    await say("before", world.rob)
    old = messages_of((await ana.get(f"{ACME}/chat")).text)
    said = [await say(f"after {n}", by) for n, by in enumerate((world.ana, world.rob, world.pia))]

    pushed = [await live["chat.message_posted"](one.id) for one in said]

    fresh = messages_of((await ana.get(f"{ACME}/chat")).text)
    assert old + [item for push in pushed for item in messages_of(push)] == fresh
    assert all(push.startswith('<div hx-swap-oob="beforeend:#chat_messages">') for push in pushed)
    home = (await ana.get(ACME)).text
    assert pushed[-1].partition('<section hx-swap-oob="true"')[2] in home


async def test_old_state_and_events_make_the_fresh_thread(visit, world):
    ana = await visit("ana")
    thread = Thread(ThreadKind.INITIATIVE, uuid.uuid4())
    where = f"{ACME}/threads/initiative/{thread.id}"
    await say("before", world.rob, thread=thread)
    old = messages_of((await ana.get(where, headers={"HX-Request": "true"})).text)
    said = await say("after", world.pia, thread=thread)

    push = await live["chat.message_posted"](said.id)

    fresh = messages_of((await ana.get(where, headers={"HX-Request": "true"})).text)
    assert old + messages_of(push) == fresh
    assert f"beforeend:#thread_{thread.id}_messages" in push
    assert "after" not in (await ana.get(f"{ACME}/chat")).text


async def test_ana_writes_without_a_socket(visit, world):
    ana, id_ = await visit("ana"), uuid.uuid4()
    for _ in range(2):  # the second is a repeat after a lost answer
        answer = await ana.post(
            f"{ACME}/chat/messages", data={"id": id_, "text": "By post"},
            headers={"HX-Request": "true"},
        )  # fmt: skip
        assert answer.status_code == 204
    assert await Message.filter(account_id=world.acme.id, text="By post").count() == 1


async def test_ana_writes_without_a_script(visit, world):
    ana = await visit("ana")
    form = await ana.get(ACME)
    [id_] = re.findall(r'name="id" value="([^"]+)"', form.text)
    answer = await ana.post(f"{ACME}/chat/messages", data={"id": id_, "text": "By hand"})
    assert (answer.status_code, answer.headers["location"]) == (303, ACME)
    assert (await Message.get(id=id_)).text == "By hand"


async def test_refused_words_are_still_there(visit, world):
    ana, id_ = await visit("ana"), uuid.uuid4()
    answer = await ana.post(f"{ACME}/chat/messages", data={"id": id_, "text": "x" * 8001})
    assert answer.status_code == 422
    assert "x" * 8001 in answer.text
    assert "Please keep this to 8,000 characters." in answer.text
    assert str(id_) in answer.text


async def test_the_script_gets_the_reason_as_a_sentence(visit, world):
    answer = await (await visit("ana")).post(
        f"{ACME}/chat/messages", data={"id": uuid.uuid4(), "text": ""},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert re.sub(r"<[^>]+>", "", answer.text).strip() == "Please fill this in."


async def test_a_thread_answers_with_a_fresh_box_and_the_message(visit, world):
    where, id_ = f"{ACME}/threads/initiative/{uuid.uuid4()}", uuid.uuid4()
    answer = await (await visit("rob")).post(
        where, data={"id": id_, "text": "About this"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert answer.text.startswith("<form")
    assert f'id="message_{id_}"' in answer.text
    assert (await (await visit("ana")).get(where)).status_code == 200
    refused = await (await visit("rob")).post(
        where, data={"id": uuid.uuid4(), "text": ""}, headers={"HX-Request": "true"}
    )
    assert refused.status_code == 422
    assert refused.text.startswith("<form")


@pytest.mark.parametrize("path", ["/threads/secret/{}", "/chat/older?before={}", "/chat/older"])
async def test_what_is_not_there_is_not_found(visit, world, path):
    answer = await (await visit("ana")).get(ACME + path.format(uuid.uuid4()))
    assert answer.status_code == 404


async def test_somebody_who_posts_too_fast_is_asked_to_wait(visit, live):
    live.paces = Paces(clock=lambda: 0.0)
    ana = await visit("ana")
    statuses = []
    for n in range(21):
        answer = await ana.post(
            f"{ACME}/chat/messages", data={"id": uuid.uuid4(), "text": f"{n}"},
            headers={"HX-Request": "true"},
        )  # fmt: skip
        statuses.append(answer.status_code)
    assert statuses == [204] * 20 + [429]


def messages_of(html: str) -> list[str]:
    """The list items of messages, as they stand in some markup."""
    return re.findall(r'<li class="message" id="message_.*?</li>', html, re.DOTALL)
