"""Programs tell what became of mails: kept, acknowledged, understood after."""

import asyncio

import pytest

from auth.access import Scope
from auth.actions import make_client
from customer_space.directory.models import ContactPoint
from customer_space.gate.signals.models import InboundSignal, SignalEvent

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
