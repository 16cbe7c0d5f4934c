"""From the permit to the mail server: once, and not after a no. No worker runs here by itself."""

import socket

import pytest
from aiosmtpd.controller import Controller

from asgi import build
from customer_space.gate.jobs import jobs
from customer_space.gate.letters import SEND, write_letter
from customer_space.gate.marks import Post
from customer_space.gate.models import Touch, TouchOutcome
from customer_space.preferences.actions import make_wish
from customer_space.preferences.vocabulary import Channel as Way
from customer_space.preferences.wishes import Wish
from portal.mail import Letter, OutgoingMail, Smtp

POST = Post("https://parley.example", "parley.example")
NO_MAIL = Wish(may=False, channels=frozenset({Way.EMAIL}))


class Postbox:
    """A mail server of our own."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.letters.append(envelope)
        return "250 kept"


@pytest.fixture
async def app(settings, mailer):
    """The app without its worker."""
    made = build(settings, mailer=mailer, work=False)
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
def postbox():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    box.url = f"smtp://127.0.0.1:{port}"
    yield box
    controller.stop()


@pytest.fixture
def send(settings, postbox):
    """The gate's job that sends, with a real mail server behind it."""
    return jobs({}, Smtp(postbox.url), settings)[SEND]


@pytest.fixture
async def permitted(world, about_ana, rob, keys):
    """A permitted letter from Rob to Ana."""
    letter = Letter(to="ana@acme.example", subject="Grüße", text="Hello Ana")
    return await write_letter(about_ana(), letter, by=rob, keys=keys, post=POST)


async def test_a_letter_reaches_a_real_mail_server_once(permitted, send, postbox):
    mail = await OutgoingMail.get(permit_id=permitted.permit.id)

    await send({"mail": str(mail.id)})
    await send({"mail": str(mail.id)})

    [envelope] = postbox.letters
    assert envelope.rcpt_tos == ["ana@acme.example"]
    kept = await OutgoingMail.get(id=mail.id)
    assert kept.sent_at is not None
    assert kept.letter == mail.letter | {"text": "", "html": None}


async def test_a_no_said_before_the_hand_off_calls_the_letter_off(world, permitted, send, postbox):
    mail = await OutgoingMail.get(permit_id=permitted.permit.id)

    await make_wish(NO_MAIL, by=world.ana)
    await send({"mail": str(mail.id)})
    await send({"mail": str(mail.id)})

    assert postbox.letters == []
    assert not await OutgoingMail.exists(id=mail.id)
    called_off = await Touch.get(outcome=TouchOutcome.CANCELLED)
    assert called_off.cancels_id == permitted.touch.id
