"""Signed heads: how far each chain had got, as a JWS (RFC 7515) with Ed25519 (RFC 8032, 8037).

A head names the chains that moved since the one before, and that one's fingerprint, so that heads
are a chain themselves. Whoever holds a later head can prove that a line signed before is missing.
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from customer_space.gate.proof.chain import Tips

ALGORITHM = "Ed25519"
NONE_BEFORE = ""


class NotSigned(ValueError):
    """A head that the key did not sign, or that does not follow the one before."""


def signing_key(secret: str, purpose: str = "ledger") -> OKPKey:
    """The key of this installation, derived from a secret of its settings (HKDF, RFC 5869)."""
    info = f"parley:{purpose}".encode()
    derived = HKDF(SHA256(), length=32, salt=None, info=info).derive(secret.encode())
    public = Ed25519PrivateKey.from_private_bytes(derived).public_key().public_bytes_raw()
    return OKPKey.import_key(
        {"kty": "OKP", "crv": "Ed25519", "d": _text(derived), "x": _text(public)}
    )


def sign(tips: Tips, *, number: int, before: str, at: datetime, key: OKPKey) -> str:
    """One head; `before` is the head before it, empty for the first."""
    said = {"number": number, "before": fingerprint(before), "at": at.isoformat(), "tips": tips}
    header = {"alg": ALGORITHM, "kid": key.thumbprint()}
    return jws.serialize_compact(header, json.dumps(said), key, algorithms=[ALGORITHM])


def signed_tips(heads: Iterable[str], key: OKPKey) -> dict[str, tuple[int, str]]:
    """What heads, the oldest first, say together of the last line of each chain.

    Raises:
        NotSigned: for a head of another key, or one that does not follow the one before.
    """
    found: dict[str, tuple[int, str]] = {}
    last: tuple[int, str] | None = None
    for token in heads:
        said = _read(token, key)
        if last and (said["number"], said["before"]) != (last[0] + 1, fingerprint(last[1])):
            raise NotSigned(f"Head {said['number']} does not follow head {last[0]}.")
        found |= {party: (seq, hash_) for party, (seq, hash_) in said["tips"].items()}
        last = (said["number"], token)
    return found


def fingerprint(token: str) -> str:
    """By which the next head names this one."""
    return hashlib.sha256(token.encode()).hexdigest() if token else NONE_BEFORE


def _read(token: str, key: OKPKey) -> dict[str, Any]:
    try:
        found = jws.deserialize_compact(token, key, algorithms=[ALGORITHM])
    except (JoseError, ValueError) as error:
        raise NotSigned("A head is not signed with this key.") from error
    said: dict[str, Any] = json.loads(found.payload or b"")
    return said


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
