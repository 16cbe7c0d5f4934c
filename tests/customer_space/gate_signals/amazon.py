"""A provider of our own that signs as Amazon SNS does, with a key made for the test."""

import base64
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

TOPIC = "arn:aws:sns:eu-west-1:1:bounces"
STAMP = "2026-11-21T20:00:00.000Z"


def make_certificate():
    """A key, and the certificate (PEM) that SNS would name."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.example")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=3650))
        .sign(key, SHA256())
    )
    return key, certificate.public_bytes(Encoding.PEM)


def notice(key, version="2", digest=None, message="{}"):
    """A signed notification, as SNS posts it."""
    signed = (
        f"Message\n{message}\nMessageId\n1\nTimestamp\n{STAMP}\n"
        f"TopicArn\n{TOPIC}\nType\nNotification\n"
    )
    signature = key.sign(signed.encode(), PKCS1v15(), digest or SHA256())
    return {
        "Type": "Notification",
        "MessageId": "1",
        "TopicArn": TOPIC,
        "Message": message,
        "Timestamp": STAMP,
        "SignatureVersion": version,
        "Signature": base64.b64encode(signature).decode(),
    }
