"""What a socket may send, and how it is answered when that makes no sense."""

import json
import uuid

import pytest
from websockets.exceptions import InvalidStatus

from collaboration.census import A_PERSON, A_SESSION
from collaboration.chat.models import Message
from collaboration.incoming import MESSAGES
from collaboration.paces import Paces
from customer_space.accounts.models import Member
from portal.live import number_of
from tests.collaboration.conftest import Seat, open_socket

NONSENSE = {
    "an unknown type": '{"type":"drop"}',
    "an array": "[]",
    "a number": "7",
    "nothing": "",
    "an empty object": "{}",
    "a type that is a list": '{"type":["message"]}',
    "half of an object": '{"type":"mess',
    "a constant that is not JSON": '{"type":"seen","number":NaN}',
    "a number that is no number": '{"type":"seen","number":true}',
    "a number beyond 63 bits": '{"type":"seen","number":9223372036854775808}',
    "the same key twice": '{"type":"typing","type":"typing"}',
    "an unknown field": '{"type":"typing","account_id":"x"}',
    "a message without an id": '{"type":"message","text":"hi"}',
    "a message with a number for an id": '{"type":"message","id":7,"text":"hi"}',
    "an abyss": "[" * 16_000,
}


@pytest.mark.parametrize("sent", NONSENSE.values(), ids=NONSENSE)
async def test_nonsense_is_answered_twice_and_ends_the_socket_the_third_time(sit, sent):
    eve = await sit("ana")
    for _ in range(2):
        await eve.connection.send(sent)
        assert (await eve.next("refused"))["id"] is None
    await eve.connection.send(sent)
    assert await eve.close_code() == 4400


REFUSED = {
    "nothing at all": "",
    "only blanks": " \n ",
    "8,001 characters": "x" * 8001,
    "a NUL": "a\u0000b",
    "a control character": "a\u0007b",
    "half of a surrogate pair": "a\ud800b",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
async def test_words_that_cannot_be_kept_are_handed_back_with_a_reason(sit, text):
    ana = await sit("ana")
    id_ = await ana.write(text)
    refusal = await ana.next("refused")
    assert refusal["id"] == id_
    assert refusal["reason"].endswith(".")
    assert not await Message.exists(id=id_)


async def test_a_field_nobody_asked_for_is_refused(sit, world):
    ana = await sit("ana")
    id_ = await ana.write("hi", author_id=str(world.rob.id))
    assert (await ana.next("refused"))["id"] == id_


async def test_a_message_of_8000_characters_arrives(sit):
    ana, rob = await sit("ana"), await sit("rob")
    said = {"type": "message", "id": str(uuid.uuid4()), "text": "é" * 8000}
    await ana.connection.send(json.dumps(said, ensure_ascii=False))
    assert (await ana.next("refused", "ack"))["type"] == "ack"
    assert len((await rob.next("event"))["subject"]["text"]) == 8000


async def test_a_frame_beyond_16_kib_is_too_big(sit):
    ana = await sit("ana")
    await ana.write("€" * 6000)
    assert await ana.close_code() == 1009


async def test_bytes_are_not_text(sit):
    ana = await sit("ana")
    await ana.connection.send(b"\x00\x01")
    assert await ana.close_code() == 1003


async def test_who_does_not_say_hello_is_let_go(sit, live):
    live.hello_within_s = 0.2
    assert await (await sit("ana", hello=False)).close_code() == 1008


async def test_hello_comes_first(sit):
    ana = await sit("ana", hello=False)
    await ana.write("hi")
    assert await ana.close_code() == 4400


async def test_the_same_id_with_other_words_is_refused(sit):
    ana = await sit("ana")
    id_ = uuid.uuid4()
    await ana.write("one", id_=id_)
    await ana.next("ack")
    await ana.write("two", id_=id_)
    assert "already used" in (await ana.next("refused"))["reason"]
    assert (await Message.get(id=id_)).text == "one"


async def test_carls_id_is_not_anas_to_use(sit):
    ana, carl = await sit("ana"), await sit("carl")
    id_ = uuid.uuid4()
    await carl.write("the same words", id_=id_)
    await carl.next("ack")
    await ana.write("the same words", id_=id_)
    assert "already used" in (await ana.next("refused"))["reason"]


async def test_a_message_that_is_not_there_cannot_be_answered(sit):
    ana = await sit("ana")
    id_ = await ana.write("yes", reply_to=str(uuid.uuid4()))
    assert (await ana.next("refused"))["id"] == id_


async def test_somebody_who_writes_too_fast_is_told_to_slow_down_and_then_let_go(sit, live):
    live.paces = Paces(clock=lambda: 0.0)
    ana, rob = await sit("ana"), await sit("rob")
    answers = []
    for n in range(22):
        await ana.write(f"word {n}")
        answers.append(await ana.next("ack", "refused"))
    assert {answer["type"] for answer in answers[:20]} == {"ack"}
    assert [answer["reason"] for answer in answers[20:]] == ["slow down"] * 2
    assert await ana.close_code() == 1008
    await rob.write("I may still write")
    assert (await rob.next("ack", "refused"))["type"] == "ack"


SINCE = ["-1", "x", "", "9223372036854775808", "1e3", "٣", "99999999999999999999999", "1000000"]


@pytest.mark.parametrize("since", SINCE)
async def test_a_number_nobody_can_have_seen_means_reload(sit, world, since):
    ana = await sit("ana", since=since)
    assert ana.greeting["number"] == await number_of(world.acme.topic)
    assert (await ana.next("reload", "event"))["type"] == "reload"


async def test_eve_of_globex_finds_no_acme(sit, port, world):
    eve = await sit("eve", hello=False)
    assert await eve.close_code() == 4404
    nowhere = await open_socket(port, "nowhere", eve.connection.request.headers["Cookie"])
    await nowhere.wait_closed()
    assert (nowhere.close_code, nowhere.close_reason) == (
        eve.connection.close_code, eve.connection.close_reason,
    )  # fmt: skip


async def test_a_stranger_is_asked_to_sign_in(sit):
    assert await (await sit("nobody", hello=False)).close_code() == 4401


ORIGINS = [
    {"Origin": "null"},
    {},
    {"Origin": "http://127.0.0.1.evil.example"},
    {"Origin": "http://127.0.0.1:1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]


@pytest.mark.parametrize("headers", ORIGINS, ids=json.dumps)
async def test_another_site_may_not_listen(sit, headers):
    with pytest.raises(InvalidStatus) as refusal:
        await sit("ana", headers=headers)
    assert refusal.value.response.status_code == 403


async def test_more_windows_than_anybody_has_are_refused(sit):
    for _ in range(A_PERSON):
        await sit("ana")
    assert await (await sit("ana", hello=False)).close_code() == 1008
    await sit("carl")


async def test_one_browser_has_fewer_windows_than_a_person(sit, port, world):
    ana = await sit("ana")
    cookie = ana.connection.request.headers["Cookie"]
    more = [await open_socket(port, world.acme.slug, cookie) for _ in range(A_SESSION)]
    await more[-1].wait_closed()
    assert (more[-1].close_code, more[-1].close_reason) == (1008, "too many connections")
    await more[0].close()
    again = Seat(await open_socket(port, world.acme.slug, cookie))
    await again.say("hello")
    await again.next("hello")


async def test_words_sent_after_the_seat_has_ended_are_not_kept(sit, world):
    carl = await sit("carl")
    # No announcement: only the action itself can notice.
    await Member.filter(id=world.carl.id).update(left_at=world.carl.joined_at)
    id_ = await carl.write("one more thing")
    assert (await carl.next("refused"))["id"] == id_
    assert not await Message.exists(id=id_)


def test_every_type_a_client_may_send_names_the_right_it_needs():
    assert set(MESSAGES) == {"hello", "message", "typing", "seen"}
