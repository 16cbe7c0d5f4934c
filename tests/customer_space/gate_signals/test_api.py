"""Programs tell what became of mails: kept, acknowledged, understood after."""

import asyncio
import base64
import hmac
import json
from dataclasses import replace

import pytest

from auth.access import Scope
from auth.actions import make_client
from customer_space.directory.models import ContactPoint
from customer_space.gate.signals.access import _CERTIFICATES
from customer_space.gate.signals.models import InboundSignal, SignalEvent
from portal.clock import now
from tests.customer_space.gate_signals.amazon import make_certificate, notice

BOUNCE = b'[{"email":"ana@acme.example","event":"bounce","type":"bounce","sg_event_id":"a"}]'
SENDGRID = "/api/v1/signals/sendgrid"


async def bearer(*scopes):
    _, token = await make_client(f"For {' '.join(scopes)}", list(scopes))
    return {"authorization": f"Bearer {token}"}


async def test_a_signal_is_acknowledged_at_once_and_understood_after(machine, world):
    headers = await bearer(Scope.GATE_REPORT)

    first = await machine.post(SENDGRID, content=BOUNCE, headers=headers)
    again = await machine.post(SENDGRID, content=BOUNCE, headers=headers)

    assert [(a.status_code, a.json()) for a in (first, again)] == [
        (202, {"new": True}), (202, {"new": False}),
    ]  # fmt: skip
    for _ in range(200):
        if await InboundSignal.exists(done_at__isnull=False):
            break
        await asyncio.sleep(0.05)
    [event] = await SignalEvent.all()
    assert event.effect == "point invalid"
    assert (await ContactPoint.get(value="ana@acme.example")).status == "invalid"


@pytest.mark.parametrize("body", [b"", b"\0\xff", b"[" * 5000, b"{}"])
async def test_nonsense_is_kept_and_harms_nothing(body, machine, world):
    headers = await bearer(Scope.GATE_REPORT)
    for source in ("mail", "ses", "mailgun", "postmark", "sendgrid"):
        answer = await machine.post(f"/api/v1/signals/{source}", content=body, headers=headers)
        assert answer.status_code == 202


async def test_only_a_client_that_may_report_is_heard(machine, world):
    for headers, status in (
        ({}, 401),
        ({"authorization": "Bearer guessed"}, 401),
        (await bearer(Scope.GATE_ASK), 403),
        (await bearer(Scope.GATE_REPORT), 202),
    ):
        answer = await machine.post(SENDGRID, content=BOUNCE, headers=headers)
        assert answer.status_code == status
    assert await InboundSignal.all().count() == 1


async def test_a_source_nobody_knows_is_no_page(machine, world):
    headers = await bearer(Scope.GATE_REPORT)

    answer = await machine.post("/api/v1/signals/pigeon", content=BOUNCE, headers=headers)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert await InboundSignal.all().count() == 0


@pytest.fixture
def settings(settings):
    keys = ("mailgun=key", "postmark=parley:secret", "ses=arn:aws:sns:eu-west-1:1:bounces")
    return replace(settings, signal_keys=keys)


def mailgun(key):
    stamp = str(int(now().timestamp()))
    signature = hmac.new(key, f"{stamp}tok".encode(), "sha256").hexdigest()
    event = {"event": "complained", "recipient": "ana@acme.example", "id": "m1"}
    signed = {"timestamp": stamp, "token": "tok", "signature": signature}
    return json.dumps({"signature": signed, "event-data": event}).encode()


async def test_a_provider_that_proves_itself_needs_no_token(machine, world):
    told = await machine.post("/api/v1/signals/mailgun", content=mailgun(b"key"))
    forged = await machine.post("/api/v1/signals/mailgun", content=mailgun(b"guessed"))
    elsewhere = await machine.post("/api/v1/signals/sendgrid", content=mailgun(b"key"))

    assert [a.status_code for a in (told, forged, elsewhere)] == [202, 401, 401]
    assert await InboundSignal.all().count() == 1


async def test_postmark_proves_itself_by_its_password(machine, world):
    for password, status in ((b"parley:secret", 202), (b"parley:guessed", 401)):
        header = {"authorization": "Basic " + base64.b64encode(password).decode()}
        answer = await machine.post("/api/v1/signals/postmark", content=b"{}", headers=header)
        assert answer.status_code == status


async def test_a_certificate_from_elsewhere_proves_nothing(machine, world):
    message = {
        "Type": "Notification", "TopicArn": "arn:aws:sns:eu-west-1:1:bounces", "Message": "{}",
        "SigningCertURL": "https://evil.example/a.pem", "SignatureVersion": "2", "Signature": "AA",
    }  # fmt: skip
    for body in (message, message | {"TopicArn": "arn:other"}, [], {"signature": 7}):
        answer = await machine.post("/api/v1/signals/ses", content=json.dumps(body).encode())
        assert answer.status_code == 401


async def test_amazon_is_believed_by_its_certificate(machine, world):
    """The certificate is known already, as after the first fetch: nobody is asked here."""
    key, certificate = make_certificate()
    url = "https://sns.eu-west-1.amazonaws.com/ours.pem"
    _CERTIFICATES[url] = certificate
    genuine = notice(key) | {"SigningCertURL": url}

    for message, status in ((genuine, 202), (genuine | {"Message": "[]"}, 401)):
        answer = await machine.post("/api/v1/signals/ses", content=json.dumps(message).encode())
        assert answer.status_code == status
    del _CERTIFICATES[url]
