"""Waiting for a mail and reading the link and the digits in it."""

import asyncio
import re
from email.message import EmailMessage
from urllib.parse import urlsplit

from tests.conftest import Kept


async def mail_to(mailer: Kept, address: str, *, after: int = 0, within: float = 8) -> EmailMessage:
    """The newest mail to an address, once there are more than `after` of them."""
    for _ in range(int(within / 0.05)):
        found = [message for message in mailer.sent if address in message["To"]]
        if len(found) > after:
            return found[-1]
        await asyncio.sleep(0.05)
    raise AssertionError(f"no mail to {address}")


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return body.get_content()


def link_in(message: EmailMessage) -> str:
    """The path of the link."""
    found = re.search(r"https?://\S+/(?:sign-in|i)/\S+", text_of(message))
    assert found
    return urlsplit(found[0]).path


def code_in(message: EmailMessage) -> str:
    found = re.search(r"^\s+(\d{3} \d{3})\r?$", text_of(message), re.MULTILINE)
    assert found
    return found[1]
