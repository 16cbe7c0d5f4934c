"""A mailing tool, the gateway, and the mail server behind: real SMTP on both sides."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

import aiosmtplib
import pytest
from aiosmtpd.smtp import SMTP

from auth.access import Scope
from auth.actions import make_client
from customer_space.gate.marks import Post
from customer_space.gate.smtp.passing import Office
from customer_space.gate.smtp.server import gateway
from customer_space.preferences.suppressions import keys_of
from portal.mail import Smtp

MESSAGE = """\
From: News <news@parley.example>
To: You <you@example.com>
Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= from the floor
Message-ID: <{id}@parley.example>
List-Unsubscribe: <https://elsewhere.example/u>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
{more}
Hello.
"""


@dataclass
class Behind:
    """The mail server behind: keeps what it gets, answers what `answer` says."""

    got: list[tuple[str, str, bytes]] = field(default_factory=list)
    answer: str = "250 2.0.0 Queued"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answer.startswith("2"):
            [to] = envelope.rcpt_tos
            self.got.append((envelope.mail_from, to, envelope.original_content))
        return self.answer

    @property
    def mails(self) -> list[Message]:
        return [message_from_bytes(content, policy=default) for _, _, content in self.got]


@pytest.fixture
async def behind() -> AsyncIterator[tuple[Behind, int]]:
    kept, loop = Behind(), asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(kept, enable_SMTPUTF8=True, loop=loop), "127.0.0.1", 0
    )
    yield kept, server.sockets[0].getsockname()[1]
    server.close()


@pytest.fixture
def office(settings, behind) -> Office:
    keys = keys_of(settings.secret_keys)
    return Office(
        keys,
        Post("https://portal.example", "parley.example"),
        Smtp(f"smtp://127.0.0.1:{behind[1]}"),
    )


@pytest.fixture
async def port(db, office) -> AsyncIterator[int]:
    async with gateway("127.0.0.1", 0, office, db, largest=1024 * 1024) as heard_at:
        yield heard_at


Send = Callable[..., Awaitable[tuple[int, str]]]


@pytest.fixture
async def send(port, world) -> Send:
    """`await send("ana@acme.example", topic="advice")` gives the last code and its words."""
    _, token = await make_client("Mailing tool", [Scope.GATE_ASK])

    async def sent(
        *to: str, topic: str = "advice", id_: str = "1", **fields: str
    ) -> tuple[int, str]:
        more = "".join(f"{name.replace('_', '-')}: {said}\n" for name, said in fields.items())
        content = MESSAGE.format(id=id_, more=more).replace("\n", "\r\n").encode()
        tool = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False)
        async with tool:
            await tool.login(topic or "/x", token)
            try:
                _, words = await tool.sendmail("bounce@parley.example", list(to), content)
            except aiosmtplib.SMTPRecipientsRefused as refused:
                return refused.recipients[0].code, refused.recipients[0].message
            except aiosmtplib.SMTPResponseException as refused:
                return refused.code, refused.message
            return 250, words

    return sent
