"""Signing in over a real mail server, once: what arrives there opens the portal."""

import email
import email.policy
import socket
from dataclasses import replace

import pytest
from aiosmtpd.controller import Controller

from asgi import build
from portal.database import connected
from tests.auth.letterbox import code_in, link_in, mail_to, text_of
from tests.conftest import new_browser


class Postbox:
    """A mail server that keeps what it takes."""

    def __init__(self) -> None:
        self.sent = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.sent.append(email.message_from_bytes(envelope.content, policy=email.policy.SMTP))
        return "250 Taken"


@pytest.fixture
def postbox():
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


async def test_ana_signs_in_by_a_mail_that_travelled(settings, postbox):
    box, port = postbox
    sending = replace(
        settings, smtp_url=f"smtp://127.0.0.1:{port}", mail_from="Parley <parley@parley.example>"
    )
    app = build(sending)
    async with app.router.lifespan_context(app), new_browser(app) as browser:
        with connected(app.state.database):
            await browser.post("/sign-in", data={"email": "ana@acme.example", "next": "/me"})
            message = await mail_to(box, "ana@acme.example")
            entered = await browser.post(link_in(message))
            page = await browser.get("/me")

    assert (entered.status_code, entered.headers["location"]) == (303, "/me")
    assert "Ana Silva" in page.text
    assert message["Subject"] == "Your sign-in link for Parley Ltd"
    assert message["From"] == "Parley <parley@parley.example>"
    assert code_in(message)
    html = message.get_body(("html",)).get_content()
    for words in ("Hello Ana Silva", link_in(message), code_in(message), "ten minutes"):
        assert words in text_of(message)
        assert words in html
