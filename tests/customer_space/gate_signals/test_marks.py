"""What a letter carries on the wire, so that saying less is one click in any mail program."""

import socket
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller

from customer_space.gate.letters import write_letter
from customer_space.gate.marks import Post
from customer_space.gate.models import Touch
from customer_space.gate.requests import Asker
from customer_space.gate.tokens import opened
from customer_space.preferences.models import ContactTopic
from portal.database import transaction
from portal.mail import Letter, OutgoingMail, Smtp, message_of
from tests.customer_space.gate_signals.conftest import about

POST = Post("https://contact.parley.example", "parley.example")
LETTER = Letter(
    "ana@acme.example", "Grüße", "Hello Ana", html="<html><body><p>Hello Ana</p></body></html>"
)


@pytest.fixture
def write(world, keys):
    """Rob's letter to Ana about a topic, as it is kept until it is sent."""

    @transaction
    async def written(topic="advice", post=POST):
        answer = await write_letter(
            about(world, topic), LETTER, by=Asker.member(world.rob), keys=keys, post=post
        )
        return Letter(**(await OutgoingMail.get(permit_id=answer.permit.id)).letter)

    return written


async def test_a_letter_carries_a_way_to_say_less(write, keys, world):
    letter = await write()

    headers = letter.headers
    stop, mailto = headers["List-Unsubscribe"].split(", ")
    token = stop.removeprefix("<https://contact.parley.example/u/").removesuffix(">")
    [touch] = await Touch.all()
    said = opened(token, keys)
    assert (said.person_id, said.touch_id) == (world.ana.person_id, touch.id)
    assert (said.topic, said.purpose) == ("advice", "relationship")
    assert mailto == f"<mailto:unsubscribe@parley.example?subject=unsubscribe%20{token}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Id"] == "advice <advice.parley.example>"
    assert headers["Feedback-ID"] == "outreach:advice:relationship:parley.example"
    assert headers["List-Help"] == headers["Contact-Receipt"]
    receipt = f"https://contact.parley.example/r/{token}"
    assert headers["Contact-Receipt"] == f"<{receipt}>"
    for body in (letter.text, letter.html):
        assert receipt in body
        assert f"https://contact.parley.example/u/{token}" in body
        assert body.startswith(("Hello Ana", "<html>"))
    assert letter.html.endswith("</body></html>")
    for part in (letter.text, letter.html, *headers.values()):
        assert "ana@acme.example" not in part


async def test_one_click_is_only_promised_over_https(write):
    letter = await write(post=Post("http://127.0.0.1:8000", "localhost"))

    assert letter.headers["List-Unsubscribe"].startswith("<http://127.0.0.1:8000/u/")
    assert "List-Unsubscribe-Post" not in letter.headers


async def test_a_topic_of_any_name_makes_a_whole_header(write):
    await ContactTopic.filter(key="advice").update(title="Räte, <\r\nBcc: x@y.example> (kurz)")

    letter = await write()

    assert letter.headers["List-Id"] == "R te Bcc x y example kurz <advice.parley.example>"
    assert "<\r\nBcc" not in letter.html
    message_of(letter, message_id="<1@parley.example>", sender="parley@parley.example")


async def test_the_links_come_whole_over_a_real_mail_server(write):
    class Box:
        async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
            self.raw = envelope.content
            return "250 kept"

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Box()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    letter = await write()
    message = message_of(letter, message_id="<1@parley.example>", sender="parley@parley.example")

    await Smtp(f"smtp://127.0.0.1:{port}").send(message)

    controller.stop()
    head = box.raw.split(b"\r\n\r\n")[0]
    assert b"=?utf-8?q?=3C" not in head
    got = message_from_bytes(box.raw, policy=default)
    for name in ("List-Unsubscribe", "List-Help", "Contact-Receipt", "List-Unsubscribe-Post"):
        assert " ".join(str(got[name]).split()) == letter.headers[name]
    assert max(map(len, head.split(b"\r\n"))) < 250
    assert got["Subject"] == "Grüße"


async def test_a_sign_in_link_is_no_list_mail(visit, mailer, world):
    from tests.customer_space.gate_kept.test_notices import until  # noqa: PLC0415

    stranger = await visit("nobody")
    await stranger.post("/sign-in", data={"email": "ana@acme.example", "next": "/"})

    async def came():
        return len(mailer.sent) == 1

    await until(came)
    assert not {name.lower() for name in mailer.sent[0]} & {
        "list-unsubscribe", "list-id", "list-help", "contact-receipt", "feedback-id",
    }  # fmt: skip
