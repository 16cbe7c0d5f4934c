"""Mail that came in: answers go to their conversation, all other mail is a signal of the gate."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from collaboration.notifications.letters import MARKER
from collaboration.notifications.models import HeldReply, ReplyAddress
from collaboration.notifications.replies.actions import Came, fingerprint, hold, take
from collaboration.notifications.replies.reading import Answered, Unreadable, answered
from collaboration.notifications.replies.tokens import NAME, Expired, NotOurs, opened
from customer_space.gate.signals.actions import take_in
from customer_space.gate.signals.reading import MAIL
from portal.clock import now
from portal.database import Database
from portal.inbound.command import receiving
from portal.inbound.door import Arrived, Door, NotTaken, domain_of
from portal.inbound.smtp import listen
from portal.settings import Settings

NOTHING = Answered(sender="", text="", automatic=False, suspect=False)


def door_of(settings: Settings) -> Door:
    """The one door for mail: `reply+…` are answers, bounces and unsubscribes are signals."""

    async def take_reply(arrived: Arrived) -> None:
        if arrived.sender in {"", "<>"}:
            await take_signal(arrived)  # nobody writes an answer that cannot be answered
            return
        address = await _address(arrived.detail, settings)
        came = Came(address, NOTHING, fingerprint(arrived.raw))
        try:
            answer = await asyncio.to_thread(answered, arrived.raw, MARKER)
        except Unreadable:
            await hold(came, HeldReply.UNREADABLE)
        else:
            await take(Came(address, answer, came.body_hash))

    return Door(domain_of(settings), {NAME: take_reply}, otherwise=take_signal)


def listening(settings: Settings, database: Database) -> list[Coroutine[Any, Any, None]]:
    """The listener that the settings ask for, or none."""
    if not settings.inbound_smtp:
        return []
    return [listen(settings.inbound_smtp, door_of(settings), database)]


receive = receiving(door_of)
"""`parley receive`."""


async def take_signal(arrived: Arrived) -> None:
    """Kept raw, understood later, believed only about mails that we sent (gate.signals)."""
    await take_in(MAIL, arrived.raw)


async def _address(token: str, settings: Settings) -> ReplyAddress:
    try:
        id_ = opened(token, now(), settings.secret_keys)
    except Expired as error:
        raise NotTaken("This address has ended. Please answer in the portal.") from error
    except NotOurs as error:
        raise NotTaken("There is no such address.") from error
    found = await ReplyAddress.get_or_none(id=id_).select_related(
        "member__account", "member__person"
    )
    if found is None:
        raise NotTaken("There is no such address.")
    return found
