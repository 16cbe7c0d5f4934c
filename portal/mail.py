"""Outgoing mail: a row with its permit first, then the hand-off to a mail server.

A row names the permit of the gate that allows it; the database refuses a row without one
(migration `guards`). Only the gate writes such rows: everything else asks it by a notice.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, make_msgid
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib
from tortoise import fields
from tortoise.models import Model

from portal.clock import now
from portal.ids import new_id

TIMEOUT_S = 20
WORDLESS = {"text": "", "html": None}
LINKING = frozenset({"List-Unsubscribe", "List-Help", "Contact-Receipt"})


@dataclass(frozen=True)
class Letter:
    """What is to be written to one address. `headers` come on top of the usual ones."""

    to: str
    subject: str
    text: str
    html: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


class OutgoingMail(Model):
    """A mail that the gate has permitted."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    permit_id = fields.UUIDField(unique=True)
    letter: Any = fields.JSONField()
    message_id = fields.CharField(250, db_index=True)
    created_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)

    class Meta:
        table = "outgoing_mail"


class Mailer(Protocol):
    """The edge to the mail server."""

    async def send(self, message: EmailMessage) -> None: ...


class Printed:
    """Prints mails: what happens where no mail server is configured."""

    async def send(self, message: EmailMessage) -> None:
        body = message.get_body(("plain",))
        print(f"\n--- mail to {message['To']}: {message['Subject']}")  # noqa: T201
        print(body.get_content() if body else "", flush=True)  # noqa: T201


class NotRelayed(Exception):
    """A mail server did not take a message; `code` as it said (451 where it did not answer)."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


class Smtp:
    """Hands mails to a server: smtp://user:password@host:25, smtps:// for TLS from the start."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._options: dict[str, Any] = {
            "hostname": parts.hostname,
            "port": parts.port or (465 if parts.scheme == "smtps" else 25),
            "username": unquote(parts.username) if parts.username else None,
            "password": unquote(parts.password) if parts.password else None,
            "use_tls": parts.scheme == "smtps",
            "timeout": TIMEOUT_S,
        }

    async def send(self, message: EmailMessage) -> None:
        await aiosmtplib.send(message, **self._options)

    async def relay(self, content: bytes, *, sender: str, recipient: str) -> None:
        """Pass on a whole message as it is; raises NotRelayed."""
        try:
            await aiosmtplib.send(content, sender=sender, recipients=[recipient], **self._options)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            first = refused.recipients[0]
            raise NotRelayed(first.code, first.message) from refused
        except aiosmtplib.SMTPResponseException as refused:
            raise NotRelayed(refused.code, refused.message) from refused
        except (OSError, aiosmtplib.SMTPException) as error:
            raise NotRelayed(451, "The mail server behind does not answer.") from error

    async def silence(self) -> str:
        """Why the server does not greet us; empty if it does."""
        try:
            async with aiosmtplib.SMTP(**self._options):
                return ""
        except (OSError, aiosmtplib.SMTPException) as error:
            return str(error) or type(error).__name__


def mailer_of(smtp_url: str) -> Mailer:
    """The mailer the settings ask for."""
    return Smtp(smtp_url) if smtp_url else Printed()


async def hand_off(mail: OutgoingMail, mailer: Mailer, *, sender: str) -> None:
    """Give one permitted mail to the server, and note that it went.

    Its words are forgotten then: they may be secret, or taken back by whoever said them.
    """
    await mailer.send(message_of(Letter(**mail.letter), message_id=mail.message_id, sender=sender))
    await OutgoingMail.filter(id=mail.id).update(sent_at=now(), letter=mail.letter | WORDLESS)


def new_message_id(domain: str) -> str:
    """A Message-ID (RFC 5322, section 3.6.4) that tells nothing."""
    return make_msgid(idstring=new_id().hex, domain=domain)


class UnsafeHeader(ValueError):
    """A header value that would start another header."""


def message_of(letter: Letter, *, message_id: str, sender: str) -> EmailMessage:
    """The message as it goes over the wire.

    Raises:
        UnsafeHeader: if a value holds control characters or an encoded word. Python before
            3.13 writes the line break inside an encoded word as a real one (CVE-2024-6923).
    """
    headers = {
        "From": sender,
        "To": _one_address(letter.to),
        "Subject": letter.subject,
        "Date": format_datetime(now()),
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",
    } | letter.headers
    message = EmailMessage(policy=SMTP)
    for name, value in headers.items():
        safe = safe_header(value)
        message[name] = Links.of(name, safe) if name in LINKING else safe
    message.set_content(letter.text)
    if letter.html is not None:
        message.add_alternative(letter.html, subtype="html")
    _check_header_count(message)
    return message


class Links(str):
    """A header of addresses in angle brackets (RFC 2369), each whole on a line of its own.

    Python would write one longer than a line as an encoded word, which no mail program follows.
    """

    __slots__ = ("name",)
    name: str

    @classmethod
    def of(cls, name: str, value: str) -> "Links":
        links = cls(value)
        links.name = name
        return links

    def fold(self, *, policy: EmailPolicy) -> str:
        """As it goes over the wire; the email package asks its headers for it."""
        end = policy.linesep
        return f"{self.name}: {f',{end} '.join(self.split(', '))}{end}"


def _one_address(address: str) -> str:
    if not address:
        raise UnsafeHeader("A mail needs an address.")
    return str(Address(addr_spec=address))


def safe_header(value: str) -> str:
    """The value, if no mail system can read a second header in it; else raises UnsafeHeader."""
    controls = any(unicodedata.category(c) in {"Cc", "Zl", "Zp", "Cs"} for c in value)
    if controls or re.search(r"=\?", value):
        raise UnsafeHeader("A mail header cannot hold this text.")
    return value


def _check_header_count(message: EmailMessage) -> None:
    head = message.as_bytes().split(b"\r\n\r\n", 1)[0]
    lines = [line for line in head.split(b"\r\n") if line[:1] not in {b" ", b"\t"}]
    if len(lines) != len(message.keys()):
        raise UnsafeHeader("The message has other headers than were set.")
