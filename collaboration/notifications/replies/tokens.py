"""The secret in a Reply-To address: which conversation, until when, and that we made it.

`reply+<token>@…`, where the token is base32 in small letters of: the address's id, the hour it
ends, and an HMAC-SHA-256 cut to 10 bytes. 54 characters: a local part may have 64 (RFC 5321), and
mail servers may change its case. Every key of the settings verifies.
"""

import base64
import binascii
import hmac
import struct
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

NAME = "reply"
LIVES = timedelta(days=30)
MAC_BYTES = 10
_BODY = struct.Struct(">16sI")
_SIZE = _BODY.size + MAC_BYTES
_PURPOSE = b"parley:reply-address:"


class NotOurs(ValueError):
    """Tampered with, cut off, or made with a key that is not kept any more."""


class Expired(ValueError):
    """Ours, but its time is over."""


def mint(id_: UUID, at: datetime, secret_keys: Iterable[str]) -> str:
    """The token for an address, with the newest key, for 30 days from `at`."""
    hours = int((at + LIVES).timestamp()) // 3600
    body = _BODY.pack(id_.bytes, hours)
    newest = next(iter(secret_keys))
    return base64.b32encode(body + _mac(body, newest)).decode().lower()


def opened(token: str, at: datetime, secret_keys: Iterable[str]) -> UUID:
    """The id of the address.

    Raises:
        NotOurs: unless one of the keys made exactly this.  Expired: after its time.
    """
    raw = _decoded(token)
    body, mac = raw[: _BODY.size], raw[_BODY.size :]
    if not any(hmac.compare_digest(mac, _mac(body, key)) for key in secret_keys):
        raise NotOurs("This was not made here.")
    id_, hours = _BODY.unpack(body)
    if at >= datetime.fromtimestamp((hours + 1) * 3600, UTC):
        raise Expired("This address has ended.")
    return UUID(bytes=id_)


def _decoded(token: str) -> bytes:
    try:
        raw = base64.b32decode(token.upper().encode("ascii"))
    except (binascii.Error, ValueError) as error:
        raise NotOurs("This is no token.") from error
    if len(raw) != _SIZE:
        raise NotOurs("This is no token.")
    return raw


def _mac(body: bytes, key: str) -> bytes:
    return hmac.digest(key.encode(), _PURPOSE + body, "sha256")[:MAC_BYTES]
