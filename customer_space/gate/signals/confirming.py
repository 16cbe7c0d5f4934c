"""Amazon asks whether we want its notices: yes, for the topic of the settings only.

Whether the question is Amazon's was proven when it came in (access); the answer goes to Amazon's
own host and to no other.
"""

from typing import Any
from urllib.parse import urlsplit

from customer_space.gate.signals.json_body import NotJson, plain
from customer_space.gate.signals.signatures import SNS_HOST
from portal.outgoing import client

CONFIRM = "gate.signal_confirm"


def confirmation(body: bytes) -> str | None:
    """The address that says yes, if this asks and the address is Amazon's."""
    try:
        message = plain(body)
    except NotJson:
        return None
    if not isinstance(message, dict) or message.get("Type") != "SubscriptionConfirmation":
        return None
    url = str(message.get("SubscribeURL"))
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme == "https" and SNS_HOST.fullmatch(parts.netloc) else None


async def confirm(payload: dict[str, Any]) -> None:
    """Say yes. Raises NoAnswer, to be tried again, where Amazon does not take it."""
    async with client() as web:
        answer = await web.get(payload["url"])
        answer.raise_for_status()
