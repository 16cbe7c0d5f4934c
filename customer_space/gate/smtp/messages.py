"""A message as bytes: its fields read, ours put on top, the body never touched."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.policy import SMTP
from typing import Any

from portal.mail import Links

OWN = b"x-parley-"
DROPPED = frozenset({b"bcc", b"resent-bcc"})
_POLICY: Any = SMTP
_LONE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_FIELDS = re.compile(rb"\r\n(?![ \t])")
_NAME = re.compile(rb"[!-9;-~]+[ \t]*:")


class NotAMessage(ValueError):
    """Bytes that two mail systems could read differently (RFC 5321, 2.3.8; RFC 5322, 2.2)."""


@dataclass(frozen=True)
class Message:
    """Raw fields in their order, and what follows the first empty line."""

    fields: tuple[bytes, ...]
    body: bytes

    @classmethod
    def parse(cls, content: bytes) -> "Message":
        """Raises NotAMessage for lone CR or LF, NUL, and for a head that is not made of fields."""
        if _LONE_END.search(content):
            raise NotAMessage("Its lines must end with CR LF.")
        if b"\0" in content:
            raise NotAMessage("It holds a NUL.")
        head, _, body = content.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        fields = tuple(_FIELDS.split(head.rstrip(b"\r\n")))
        if not all(_NAME.match(field) for field in fields):
            raise NotAMessage("Its head holds a line that is no header field.")
        return cls(fields, body)

    def first(self, name: str) -> str:
        """The first value of a field, unfolded; empty where there is none."""
        wanted = name.lower().encode()
        for field in self.fields:
            if _name(field) == wanted:
                value = field.partition(b":")[2].replace(b"\r\n", b"")
                return value.strip().decode("utf-8", "replace")
        return ""

    @property
    def subject(self) -> str:
        """In characters that can be shown, as far as it can be read."""
        raw = self.first("Subject")
        try:
            text = str(make_header(decode_header(raw)))
        except (ValueError, LookupError, HeaderParseError):
            text = raw
        return "".join(c for c in text if c.isprintable())

    @property
    def identity(self) -> str:
        """The same for the same message sent again: its Message-ID, else its bytes' digest."""
        digest = hashlib.sha256(b"\r\n".join((*self.fields, b"", self.body))).hexdigest()
        return (self.first("Message-ID") or f"sha256:{digest}")[:250]

    def carrying(self, headers: Mapping[str, str]) -> bytes:
        """The message with these on top instead of its own of that name, and without X-Parley-*."""
        gone = {name.lower().encode() for name in headers} | DROPPED
        kept = [f for f in self.fields if _name(f) not in gone and not _name(f).startswith(OWN)]
        ours = "".join(Links.of(*header).fold(policy=_POLICY) for header in headers.items())
        return ours.encode("ascii") + b"\r\n".join((*kept, b"", self.body))


def _name(field: bytes) -> bytes:
    return field.partition(b":")[0].strip().lower()
