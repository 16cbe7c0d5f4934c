"""Ada makes an endpoint, sees its secret once and what was answered; Eve's inside is not asked."""

import re

import pytest

from auth.access import Scope
from auth.actions import make_client
from customer_space.gate.webhooks.models import Delivery, Endpoint
from customer_space.gate.webhooks.telling import tell
from portal.clock import now
from tests.customer_space.gate_webhooks.conftest import is_signed, until

WEBHOOKS = "/admin/webhooks"


async def test_ada_makes_an_endpoint_tries_it_and_sees_the_answer(visit, world, receiver):
    client, _ = await make_client("Mailing tool", [Scope.GATE_ASK])
    ada = await visit("ada")
    made = await ada.post(WEBHOOKS, data={"client": str(client.id), "url": receiver.url})
    secret = re.search(r"whsec_[\w+/=]+", made.text)[0]
    endpoint = await Endpoint.get()
    one = f"{WEBHOOKS}/{endpoint.id}"

    await ada.post(f"{one}/test")
    await receiver.heard(1)
    assert is_signed(*receiver.got[0], secret)
    await until(lambda: Delivery.exists(answer="noted"))
    page = (await ada.get(one)).text
    assert "noted" in page
    assert "webhook.test" in page
    assert secret not in page
    assert receiver.url in (await ada.get(WEBHOOKS)).text

    delivery = await Delivery.get()
    await ada.post(f"{one}/deliveries/{delivery.id}/replay")
    await receiver.heard(2)
    changed = await ada.post(f"{one}/secret")
    assert re.search(r"whsec_[\w+/=]+", changed.text)[0] != secret
    await ada.post(f"{one}/pause")
    assert "It is paused" in (await ada.get(one)).text
    await ada.post(f"{one}/resumption")
    await ada.post(f"{one}/removal")
    assert (await ada.get(one)).status_code == 404


async def test_an_address_inside_is_refused_in_words_and_the_words_are_kept(visit, world):
    client, _ = await make_client("Mailing tool", [Scope.GATE_ASK])
    ada = await visit("ada")
    for url, why in (
        ("https://10.0.0.7/hooks", "not public"),
        ("http://93.184.215.14/hooks", "Only https"),
        ("https://user:word@93.184.215.14/", "plain https"),
        ("ftp://93.184.215.14/", "starts with https://"),
    ):
        refused = await ada.post(WEBHOOKS, data={"client": str(client.id), "url": url})
        assert refused.status_code == 422, url
        assert why in refused.text, url
        assert url in refused.text
    assert not await Endpoint.exists()


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1:8443/", "http://127.0.0.1:{port}/", "https://[::1]/"]
)
async def test_in_production_no_message_goes_to_this_machine(told, receiver, seal, url):
    """A name may lead elsewhere after it was checked: the guard stands at the connection."""
    endpoint = await Endpoint.get(id=told.endpoint.id)
    endpoint.url = url.format(port=receiver.url.split(":")[2].split("/")[0])
    at = now()
    delivery = await Delivery.create(
        endpoint=endpoint,
        kind="webhook.test",
        data={},
        happened_at=at,
        due_at=at.replace(year=9999),
    )

    await tell(delivery, endpoint, seal=seal, loopback=False)

    kept = await Delivery.get(id=delivery.id)
    assert kept.status is None
    assert "asked" in kept.answer or "not public" in kept.answer
    assert receiver.got == []
