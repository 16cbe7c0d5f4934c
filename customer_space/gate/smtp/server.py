"""The gateway as a mail server: programs sign in with their token, each recipient is decided.

TLS from the start (RFC 8314), or none at all on this machine; a token never travels in clear.
"""

import asyncio
import ipaddress
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult

from customer_space.gate.smtp.actions import may_still_send, program_of
from customer_space.gate.smtp.messages import Message, NotAMessage
from customer_space.gate.smtp.passing import Login, Office
from customer_space.gate.smtp.replies import OK, of_message, reply
from portal.database import Database, connected

log = logging.getLogger(__name__)

MOST_RECIPIENTS = 100
MOST_SESSIONS = 100
IDLE_S = 120
TRY_AGAIN = "451 4.3.0 Please try again later"


class InTheClear(ValueError):
    """Listening without TLS where others could read along."""


@asynccontextmanager
async def gateway(
    host: str, port: int, office: Office, database: Database, *, largest: int,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[int]:  # fmt: skip
    """Listen during the block; gives the port. `largest` in bytes.

    Raises:
        InTheClear: for an address that is not loopback, without `tls`.
    """
    if tls is None and not _is_loopback(host):
        raise InTheClear("Outside of this machine the gateway needs a certificate.")
    loop = asyncio.get_running_loop()
    desk = Desk(office, database)

    def session() -> SMTP:
        return Session(
            desk,
            data_size_limit=largest,
            enable_SMTPUTF8=True,
            hostname=office.post.domain,
            ident="Parley gateway",
            timeout=IDLE_S,
            auth_require_tls=False,
            authenticator=_as_said,
            loop=loop,
        )

    server = await loop.create_server(session, host, port, ssl=tls)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()


class Session(SMTP):
    """aiosmtpd's, whose sign-in may ask the database."""

    async def auth_PLAIN(self, _: Any, args: list[str]) -> AuthResult:  # noqa: N802
        return await self._known(await super().auth_PLAIN(_, args))

    async def auth_LOGIN(self, _: Any, args: list[str]) -> AuthResult:  # noqa: N802
        return await self._known(await super().auth_LOGIN(_, args))

    async def _known(self, said: AuthResult) -> AuthResult:
        if not said.success or said.auth_data is None:
            return said
        user, token = (part.decode("utf-8", "replace") for part in said.auth_data)
        login = await self.event_handler.login_of(user, token)
        return AuthResult(success=login is not None, handled=False, auth_data=login)


class Desk:
    """What aiosmtpd calls; the names of the hooks are its own."""

    def __init__(self, office: Office, database: Database) -> None:
        self._office = office
        self._database = database
        self._busy = asyncio.Semaphore(MOST_SESSIONS)

    async def login_of(self, user: str, token: str) -> Login | None:
        with connected(self._database):
            program = await program_of(token)
        return Login.of(program, user) if program else None

    async def handle_MAIL(  # noqa: N802
        self, _server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if not session.authenticated:
            return "530 5.7.0 Sign in first: user name the topic, password the client's token"
        with connected(self._database):
            if not await may_still_send(session.auth_data.program):
                return "535 5.7.8 This client was revoked"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        said = await self._guarded(self._office.foreseen(session.auth_data, address))
        if said == OK and address not in envelope.rcpt_tos:
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        try:
            message = Message.parse(envelope.original_content)
        except NotAMessage as refused:
            return reply("550 5.6.0", [str(refused)])
        passed, refused_ones = [], []
        for recipient in envelope.rcpt_tos:
            sender = envelope.mail_from or ""
            work = self._office.pass_on(session.auth_data, message, sender, recipient)
            if said := await self._guarded(work):
                refused_ones.append((recipient, said))
            else:
                passed.append(recipient)
        return of_message(passed, refused_ones)

    async def _guarded(self, work: Any) -> str:
        """What fails on our side is tried again later, and says nothing of our inside."""
        try:
            async with self._busy:
                with connected(self._database):
                    return str(await work)
        except Exception:
            log.exception("the gateway could not decide")
            return TRY_AGAIN


def _as_said(_server: Any, _session: Any, _envelope: Any, _how: str, said: Any) -> AuthResult:
    """Take the words; Session asks the database whether they are right."""
    return AuthResult(success=True, auth_data=said)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
