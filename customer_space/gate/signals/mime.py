"""A message from outside, read within bounds: size, parts, depth, header length, time."""

import binascii
import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header
from email.message import Message

LONGEST = 1024 * 1024
LONGEST_LINE = 16 * 1024
"""Of a header, where RFC 5322 allows 998."""
MOST_PARTS = 200
DEEPEST = 20
MOST_HEADERS = 500
SHOWN = 64 * 1024
"""How much text of one part is looked at."""

_BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
_NESTED = re.compile(rb"content-type:\s*message/", re.IGNORECASE)
_DELIMITER = re.compile(rb"^--[^\s-]", re.MULTILINE)


class Unreadable(ValueError):
    """Not to be read within the bounds; the message is kept as it came."""


@dataclass(frozen=True)
class Mail:
    """A message with its parts in order, however deep they were."""

    root: Message
    parts: list[Message]

    def header(self, name: str) -> str:
        """A header's words, decoded; empty if there is none."""
        return decoded(self.root.get(name))

    def of_type(self, *types: str) -> list[Message]:
        return [part for part in self.parts if part.get_content_type() in types]

    def text(self) -> str:
        """All plain text, else the HTML's, else what is there; none of the returned message."""
        for found in (
            [words(part) for part in self.of_type("text/plain")],
            [_without_tags(words(part)) for part in self.of_type("text/html")],
            [str(part.get_payload()) for part in self.parts if not part.is_multipart()],
        ):
            if any(text.strip() for text in found):
                return "\n".join(found)[:SHOWN]
        return ""


def read(raw: bytes) -> Mail:
    """The message; what is over a bound is not looked into at all.

    Raises:
        Unreadable: for what is too large, too deep or too long, or no message.
    """
    _check_bounds(raw)
    try:
        root = email.message_from_bytes(raw)
        parts = list(_outer_parts(root))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise Unreadable("This is not a message.") from error
    if len(root.keys()) == 0:
        raise Unreadable("This has no header.")
    return Mail(root, parts)


def decoded(value: object) -> str:
    """A header's words (RFC 2047), in one line; unknown encodings are left as they are."""
    text = " ".join(str(value or "")[:LONGEST_LINE].split())
    if "=?" not in text:
        return text
    try:
        pieces = decode_header(text)
    except (ValueError, MessageError):
        return text
    return "".join(
        piece if isinstance(piece, str) else _in_charset(piece, charset or "ascii")
        for piece, charset in pieces
    )


def words(part: Message) -> str:
    """A part's text, whatever its encoding claims."""
    try:
        raw = part.get_payload(decode=True)
    except (ValueError, binascii.Error, AssertionError):
        return ""
    if not isinstance(raw, bytes):
        return ""
    try:
        charset = part.get_content_charset() or "utf-8"
    except (LookupError, ValueError):
        charset = "utf-8"
    return _in_charset(raw[:SHOWN], charset)


def blocks(part: Message) -> list[Message]:
    """The groups of fields in a report part, however the parser kept them."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return [block for block in payload if isinstance(block, Message)]
    text = words(part)
    return [
        email.message_from_string(group) for group in re.split(r"\n\s*\n", text) if ":" in group
    ]


def original(mail: Mail) -> Message | None:
    """The headers of the message that a report is about, if it came with them."""
    for part in mail.parts:
        if part.get_content_type() in {"message/rfc822", "message/global"}:
            nested = part.get_payload()
            if isinstance(nested, list) and nested and isinstance(nested[0], Message):
                return nested[0]
        if part.get_content_type() in {"text/rfc822-headers", "message/rfc822-headers"}:
            inner = part.get_payload()
            text = str(inner[0]) if isinstance(inner, list) else words(part)
            return email.message_from_string(text.lstrip())
    return None


def _without_tags(html: str) -> str:
    return re.sub(r"<[^<>]{0,2000}>", " ", html)


def _outer_parts(part: Message, depth: int = 0) -> Iterator[Message]:
    """Every part but those inside a returned message."""
    if depth > DEEPEST:
        raise Unreadable("This is nested too deeply.")
    yield part
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for inner in part.get_payload():
            if isinstance(inner, Message):
                yield from _outer_parts(inner, depth + 1)


def _check_bounds(raw: bytes) -> None:
    if len(raw) > LONGEST:
        raise Unreadable("This is too large.")
    if len(_BOUNDARY.findall(raw)) + len(_NESTED.findall(raw)) > DEEPEST * 2:
        raise Unreadable("This is nested too deeply.")
    if len(_DELIMITER.findall(raw)) > MOST_PARTS * 2:
        raise Unreadable("This has too many parts.")
    head = re.split(rb"\r\n\r\n|\n\n|\r\r", raw, maxsplit=1)[0]
    lines = re.split(rb"\r\n|\n|\r", head)
    if len(lines) > MOST_HEADERS or any(len(line) > LONGEST_LINE for line in lines):
        raise Unreadable("Its header is too long.")


def _in_charset(raw: bytes, charset: str) -> str:
    try:
        return raw.decode(charset, "replace")
    except (LookupError, ValueError):
        return raw.decode("latin-1")
