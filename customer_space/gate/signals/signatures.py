"""Whether a provider really said it. Pure: keys and the clock come from the caller.

Sources: the providers' own pages on signed webhooks; Amazon SNS message verification.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from cryptography.x509 import load_pem_x509_certificate

FRESH = timedelta(minutes=15)
SNS_HOST = re.compile(r"sns\.[a-z0-9-]{3,30}\.amazonaws\.com(\.cn)?")
_NOTIFICATION = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_CONFIRMATION = (
    *("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
)


def mailgun_said(timestamp: str, token: str, signature: str, *, key: str, at: datetime) -> bool:
    """HMAC-SHA-256 (hex) of timestamp and token; not older than 15 minutes."""
    expected = hmac.new(key.encode(), f"{timestamp}{token}".encode(), "sha256").hexdigest()
    genuine = hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))
    return genuine and _is_fresh(timestamp, at)


def sendgrid_said(
    body: bytes, timestamp: str, signature: str, *, public_key: str, at: datetime
) -> bool:
    """ECDSA with SHA-256 over timestamp and body; the key as base64 of its DER."""
    try:
        key = load_der_public_key(base64.b64decode(public_key, validate=True))
        signed = base64.b64decode(signature, validate=True)
    except (ValueError, binascii.Error, UnsupportedAlgorithm):
        return False
    if not isinstance(key, EllipticCurvePublicKey):
        return False
    try:
        key.verify(signed, timestamp.encode() + body, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return _is_fresh(timestamp, at)


def postmark_said(authorization: str, *, user: str, password: str) -> bool:
    """HTTP basic authentication (RFC 7617), which is all Postmark offers."""
    expected = base64.b64encode(f"{user}:{password}".encode())
    kind, _, given = authorization.partition(" ")
    return kind.lower() == "basic" and hmac.compare_digest(expected, given.strip().encode())


def sns_said(message: Mapping[str, object], *, certificate: bytes, topics: frozenset[str]) -> bool:
    """RSA over the fields that SNS signs, with the certificate (PEM) it names, for our topics."""
    if message.get("TopicArn") not in topics:
        return False
    digest = {"1": SHA1(), "2": SHA256()}.get(str(message.get("SignatureVersion")))  # noqa: S303
    try:
        key = load_pem_x509_certificate(certificate).public_key()
        signed = base64.b64decode(str(message.get("Signature", "")), validate=True)
    except (ValueError, binascii.Error, UnsupportedAlgorithm):
        return False
    if digest is None or not isinstance(key, RSAPublicKey):
        return False
    try:
        key.verify(signed, _as_signed(message), PKCS1v15(), digest)
    except InvalidSignature:
        return False
    return True


def is_sns_certificate(url: str) -> bool:
    """Whether a certificate may be fetched from there: Amazon's own host, https, nothing else."""
    parts = urlsplit(url)
    plain = parts.scheme == "https" and parts.netloc == parts.hostname
    return plain and bool(SNS_HOST.fullmatch(parts.netloc)) and parts.path.endswith(".pem")


def _as_signed(message: Mapping[str, object]) -> bytes:
    names = _NOTIFICATION if message.get("Type") == "Notification" else _CONFIRMATION
    lines = [f"{name}\n{message[name]}\n" for name in names if message.get(name) is not None]
    return "".join(lines).encode("utf-8", "replace")


def _is_fresh(timestamp: str, at: datetime) -> bool:
    if not timestamp.isascii() or not timestamp.isdecimal() or len(timestamp) > 11:  # noqa: PLR2004
        return False
    return abs(at - datetime.fromtimestamp(int(timestamp), UTC)) <= FRESH
