"""Only what a provider signed is a provider's word. All keys here are the tests' own."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from customer_space.gate.signals.confirming import confirmation
from customer_space.gate.signals.signatures import (
    is_sns_certificate,
    mailgun_said,
    postmark_said,
    sendgrid_said,
    sns_said,
)
from tests.customer_space.gate_signals.amazon import TOPIC, make_certificate, notice

AT = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
STAMP = str(int(AT.timestamp()))


def test_mailgun_signs_the_time_and_a_token():
    signature = hmac.new(b"key", f"{STAMP}tok".encode(), "sha256").hexdigest()

    assert mailgun_said(STAMP, "tok", signature, key="key", at=AT)
    assert not mailgun_said(STAMP, "tok", signature, key="other", at=AT)
    assert not mailgun_said(STAMP, "tik", signature, key="key", at=AT)
    assert not mailgun_said(STAMP, "tok", signature, key="key", at=AT + timedelta(minutes=16))
    assert not mailgun_said(STAMP, "tok", "ü" * 64, key="key", at=AT)
    for stamp in ("", "x", "²", "-1", "9" * 12):
        forged = hmac.new(b"key", f"{stamp}tok".encode(), "sha256").hexdigest()
        assert not mailgun_said(stamp, "tok", forged, key="key", at=AT)


def test_sendgrid_signs_the_time_and_the_body():
    private = ec.generate_private_key(ec.SECP256R1())
    public = base64.b64encode(
        private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    ).decode()
    body = b'[{"email":"ana@acme.example","event":"bounce"}]'
    signature = base64.b64encode(private.sign(STAMP.encode() + body, ec.ECDSA(SHA256()))).decode()

    assert sendgrid_said(body, STAMP, signature, public_key=public, at=AT)
    assert not sendgrid_said(body + b" ", STAMP, signature, public_key=public, at=AT)
    assert not sendgrid_said(body, STAMP, "AAAA", public_key=public, at=AT)
    assert not sendgrid_said(body, STAMP, "no base64", public_key=public, at=AT)
    assert not sendgrid_said(body, STAMP, signature, public_key="AAAA", at=AT)
    late = AT + timedelta(hours=1)
    assert not sendgrid_said(body, STAMP, signature, public_key=public, at=late)


def test_postmark_comes_with_a_name_and_a_password():
    good = "Basic " + base64.b64encode(b"parley:secret").decode()

    assert postmark_said(good, user="parley", password="secret")
    assert not postmark_said(good, user="parley", password="other")
    assert not postmark_said(good.replace("Basic", "Bearer"), user="parley", password="secret")
    assert not postmark_said("", user="parley", password="secret")


@pytest.fixture(scope="module")
def amazon():
    return make_certificate()


@pytest.mark.parametrize(("version", "digest"), [("1", SHA1()), ("2", SHA256())])
def test_sns_signs_the_fields_in_their_order(version, digest, amazon):
    key, certificate = amazon
    message = notice(key, version, digest)
    ours = {"certificate": certificate, "topics": frozenset({TOPIC})}

    assert sns_said(message, **ours)
    assert not sns_said(message | {"Message": "{ }"}, **ours)
    assert not sns_said(message | {"Subject": "added"}, **ours)
    assert not sns_said(message | {"Signature": "AAAA"}, **ours)
    assert not sns_said(message | {"SignatureVersion": "3"}, **ours)
    assert not sns_said(message | {"TopicArn": "arn:other"}, **ours)
    assert not sns_said(message, certificate=b"nonsense", topics=frozenset({TOPIC}))
    assert not sns_said({}, **ours)


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem", True),
        ("http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem", False),
        ("https://sns.eu-west-1.amazonaws.com.evil.example/a.pem", False),
        ("https://sns.eu-west-1.amazonaws.com@evil.example/a.pem", False),
        ("https://sns.eu-west-1.amazonaws.com:444/a.pem", False),
        ("https://evil.example/sns.eu-west-1.amazonaws.com/a.pem", False),
        ("https://sns.eu-west-1.amazonaws.com/a.txt", False),
    ],
)
def test_a_certificate_comes_from_amazon_or_not_at_all(url, good):
    assert is_sns_certificate(url) is good


@pytest.mark.parametrize(
    ("url", "good"),
    [
        (
            "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=" + "a" * 400,
            True,
        ),
        ("http://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription", False),
        ("https://sns.eu-west-1.amazonaws.com@evil.example/", False),
        ("https://169.254.169.254/", False),
        ("https://[", False),
        (None, False),
    ],
)
def test_a_subscription_is_confirmed_at_amazons_own_host_only(url, good):
    asked = {"Type": "SubscriptionConfirmation", "SubscribeURL": url}

    assert confirmation(json.dumps(asked).encode()) == (url if good else None)
    assert confirmation(json.dumps(asked | {"Type": "Notification"}).encode()) is None
    for other in (b"", b"[]", b"{}"):
        assert confirmation(other) is None
