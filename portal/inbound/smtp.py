"""Listening for mail. Meant to stand behind a mail server, which knows spam when it sees it."""

import asyncio
import logging
from typing import Any

from aiosmtpd.smtp import SMTP

from portal.database import Database, connected
from portal.inbound.door import LONGEST, Arrived, Door, NotNow, NotTaken

log = logging.getLogger(__name__)

IDLE_S = 60
MOST_RECIPIENTS = 100
COMMANDS_A_SESSION = 200


async def listen(address: str, door: Door, database: Database) -> None:
    """Take mail at `host:port` until cancelled."""
    host, _, port = address.rpartition(":")
    taking = _Taking(door, database)
    loop = asyncio.get_running_loop()

    def session() -> SMTP:
        return SMTP(
            taking,
            data_size_limit=LONGEST,
            enable_SMTPUTF8=True,
            hostname=door.domain,
            ident="Parley",
            timeout=IDLE_S,
            command_call_limit=COMMANDS_A_SESSION,
            loop=loop,
        )

    try:
        server = await loop.create_server(session, host.strip("[]"), int(port), reuse_port=True)
    except OSError:
        log.exception("no mail can be taken in at %s", address)
        raise
    try:
        await loop.create_future()
    finally:
        server.close()


class _Taking:
    """What aiosmtpd calls; the names are its own."""

    def __init__(self, door: Door, database: Database) -> None:
        self._door = door
        self._database = database

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if not self._door.is_ours(address):
            return "550 5.7.1 We take no mail for this address"
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """One answer for all recipients: taken if anybody took it; to be tried again if one may."""
        sender = envelope.mail_from or ""
        answers = [
            await self._answer(Arrived(recipient, sender, envelope.content))
            for recipient in envelope.rcpt_tos
        ]
        later = [answer for answer in answers if answer.startswith("4")]
        taken = [answer for answer in answers if answer.startswith("2")]
        return (later or taken or answers)[0]

    async def _answer(self, arrived: Arrived) -> str:
        try:
            with connected(self._database):
                await self._door.take(arrived)
        except NotNow as refused:
            return f"451 4.7.1 {refused.sentence}"
        except NotTaken as refused:
            return f"550 5.1.1 {refused.sentence}"
        except Exception:
            log.exception("a mail could not be taken in")
            return "451 4.3.0 Please try again later"
        return "250 2.0.0 Taken"
