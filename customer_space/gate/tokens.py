"""Tokens in the links of a mail: who was written to, about what. No address, no end, no forging.

base64url of: version, id of the key, person, touch, when it was made, topic and its purpose, and
an HMAC-SHA-256 cut to 16 bytes over all of that (RFC 2104, 8058). Every key of the settings
verifies, so a link of ten years ago still works while its key is kept.
"""

import base64
import binascii
import hmac
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from customer_space.preferences.suppressions import Keys

VERSION = 1
MAC_BYTES = 16
LONGEST = 400
_HEAD = struct.Struct(">B8s16s16sI")
"""Version, key id, person, touch, seconds since 1970."""
_PURPOSE = b"parley:contact-token:"


class NotAToken(ValueError):
    """Tampered with, cut off, or made with a key that is not kept any more."""


@dataclass(frozen=True)
class ContactToken:
    """What a link knows. `purpose` is its topic's, for when the topic is gone one day."""

    person_id: UUID
    touch_id: UUID
    topic: str
    purpose: str
    issued_at: datetime


def mint(token: ContactToken, keys: Keys) -> str:
    """The token as it stands in a URL, made with the newest key."""
    key_id, key = list(keys.items())[-1]
    head = _HEAD.pack(
        VERSION,
        bytes.fromhex(key_id),
        token.person_id.bytes,
        token.touch_id.bytes,
        int(token.issued_at.timestamp()),
    )
    body = head + f"{token.topic}\0{token.purpose}".encode()
    return base64.urlsafe_b64encode(body + _mac(body, key)).rstrip(b"=").decode()


def opened(text: str, keys: Keys) -> ContactToken:
    """What a token says.

    Raises:
        NotAToken: unless one of `keys` made exactly this text.
    """
    raw = _decoded(text)
    body, mac = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
    if len(body) <= _HEAD.size:
        raise NotAToken("This is too short.")
    version, key_id, person, touch, at = _HEAD.unpack_from(body)
    key = keys.get(key_id.hex())
    if version != VERSION or key is None or not hmac.compare_digest(mac, _mac(body, key)):
        raise NotAToken("This was not made here.")
    topic, _, purpose = body[_HEAD.size :].decode().partition("\0")
    return ContactToken(
        UUID(bytes=person), UUID(bytes=touch), topic, purpose, datetime.fromtimestamp(at, UTC)
    )


def _decoded(text: str) -> bytes:
    """Only the one spelling that `mint` writes: no two texts are the same token."""
    if not text.isascii() or len(text) > LONGEST:
        raise NotAToken("This is no token.")
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise NotAToken("This is no token.") from error
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != text:
        raise NotAToken("This is no token.")
    return raw


def _mac(body: bytes, key: bytes) -> bytes:
    return hmac.digest(key, _PURPOSE + body, "sha256")[:MAC_BYTES]
