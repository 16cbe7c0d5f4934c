"""A receipt that proves itself: JSON with a detached signature, checked without asking us.

JSON Web Signature (RFC 7515, appendix F) with Ed25519 (RFC 8037) over the receipt's canonical
JSON (RFC 8785): keys sorted, nothing between them, characters as they are.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from customer_space.gate.proof.heads import ALGORITHM, signing_key

PURPOSE = "receipts"


class NotProved(ValueError):
    """No receipt, or not as it was signed, or by nobody whose key is at hand."""


def receipt_key(secret: str) -> OKPKey:
    """The key that receipts are signed with, from a secret of the settings."""
    return signing_key(secret, PURPOSE)


def published(secrets: Sequence[str]) -> dict[str, Any]:
    """The public keys (RFC 7517) of all secrets that are kept: old receipts stay provable."""
    return {
        "keys": [
            receipt_key(secret).as_dict(private=False)
            | {"kid": receipt_key(secret).thumbprint(), "use": "sig", "alg": ALGORITHM}
            for secret in secrets
        ]
    }


def signed(receipt: Mapping[str, Any], key: OKPKey) -> dict[str, Any]:
    """The receipt in words, and beside it what proves it."""
    plain = _plain(receipt)
    header = {"alg": ALGORITHM, "kid": key.thumbprint()}
    token = jws.serialize_compact(header, _canonical(plain), key, algorithms=[ALGORITHM])
    protected, _, signature = token.split(".")
    return {"receipt": plain, "protected": protected, "signature": signature}


def proved(document: Any, keys: Mapping[str, Any]) -> dict[str, Any]:
    """What a signed receipt says; `keys` as published.

    Raises:
        NotProved: unless one of the keys signed exactly this.
    """
    try:
        receipt: dict[str, Any] = document["receipt"]
        payload = urlsafe_b64encode(_canonical(receipt)).rstrip(b"=").decode()
        token = f"{document['protected']}.{payload}.{document['signature']}"
        for each in keys["keys"]:
            if _signed_by(each, token):
                return receipt
    except (KeyError, TypeError, ValueError) as error:
        raise NotProved("This is no signed receipt, or these are no keys.") from error
    raise NotProved("It is not as it was signed, or signed with another key.")


def _signed_by(key: Mapping[str, Any], token: str) -> bool:
    try:
        jws.deserialize_compact(token, OKPKey.import_key(dict(key)), algorithms=[ALGORITHM])
    except JoseError:
        return False
    return True


def _canonical(plain: Any) -> bytes:
    text = json.dumps(
        plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def _plain(value: Any) -> Any:
    """Fractions as text: how a number is written is where languages differ."""
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, bool | int):
        return value
    return str(value)
