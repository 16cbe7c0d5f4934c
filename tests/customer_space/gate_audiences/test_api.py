"""A mailing tool hands an audience in, looks how far it is, and fetches the files."""

import asyncio
import csv
import io

from auth.access import Scope
from auth.models import ApiClient
from customer_space.gate.audiences.models import Audience
from customer_space.gate.models import Reservation, ReservationState
from portal.ids import fingerprint
from tests.customer_space.gate_audiences.test_pages import LIST

HOME = "/api/v1/audiences"
WORDS = {"sender": "spring", "topic": "advice", "channel": "email"}


async def token_of(name: str, *scopes: Scope) -> dict[str, str]:
    await ApiClient.create(name=name, token_print=fingerprint(name), scopes=list(scopes))
    return {"authorization": f"Bearer {name}"}


async def hand_in(browser, token, key="spring", content=LIST, **words):
    return await browser.post(
        HOME,
        data=WORDS | words,
        files={"file": ("list.csv", content, "text/csv")},
        headers=token | ({"idempotency-key": key} if key else {}),
    )


async def settled(browser, token, link):
    for _ in range(600):
        shown = (await browser.get(link, headers=token)).json()
        if shown["state"] in ("done", "failed"):
            return shown
        await asyncio.sleep(0.05)
    raise AssertionError(shown)


async def test_a_mailing_tool_holds_places_and_uses_one(world, visit):
    browser, token = await visit("nobody"), await token_of("Mailing tool", Scope.GATE_ASK)

    taken = await hand_in(browser, token, mode="reserve")
    shown = await settled(browser, token, taken.headers["location"])

    assert taken.status_code == 202
    assert shown["counts"] == {"allowed": 2, "deferred": 0, "denied": 1, "errors": 1}
    assert shown["rows"] == 4 == shown["summary"]["rows"]
    allowed = await browser.get(shown["links"]["allowed"], headers=token)
    rows = list(csv.DictReader(io.StringIO(allowed.text)))
    assert {row["recipient"] for row in rows} == {"ana@acme.example", "eve@globex.example"}
    used = await browser.post(
        f"/api/v1/reservations/{rows[0]['reservation_id']}:commit",
        json={"sender": {"kind": "campaign", "id": "spring"}},
        headers=token | {"idempotency-key": "one"},
    )
    assert used.json()["outcome"] == "allow"
    assert await Reservation.filter(state=ReservationState.COMMITTED).count() == 1
    receipt = await browser.get(rows[0]["receipt_url"])
    assert receipt.status_code == 200
    other = await browser.get(rows[1]["receipt_url"])
    assert other.status_code == 404, "no contact, no receipt"


async def test_the_same_key_gives_the_same_audience_and_no_other(world, visit):
    browser, token = await visit("nobody"), await token_of("Mailing tool", Scope.GATE_ASK)
    first = (await hand_in(browser, token)).json()

    again = (await hand_in(browser, token)).json()
    changed = await hand_in(browser, token, channel="sms")
    keyless = await hand_in(browser, token, key="")

    assert again["id"] == first["id"]
    assert changed.status_code == keyless.status_code == 422
    assert changed.json()["type"] == "/problems/idempotency-key-reused"
    assert await Audience.all().count() == 1


async def test_another_program_finds_nothing_and_one_without_the_scope_is_refused(world, visit):
    browser, token = await visit("nobody"), await token_of("Mailing tool", Scope.GATE_ASK)
    link = (await hand_in(browser, token)).headers["location"]
    await settled(browser, token, link)
    other = await token_of("Dialler", Scope.GATE_ASK)
    shop = await token_of("Shop", Scope.GATE_REPORT)

    for path in (link, f"{link}/allowed.csv"):
        assert (await browser.get(path, headers=other)).status_code == 404
        assert (await browser.get(path, headers=shop)).status_code == 403
        assert (await browser.get(path)).status_code == 401
    assert (await browser.delete(link, headers=other)).status_code == 404
    assert (await browser.delete(link, headers=token)).status_code == 204
    assert (await browser.get(link, headers=token)).status_code == 404


async def test_the_apis_description_knows_the_parts_of_an_audience(visit):
    described = (await (await visit("nobody")).get("/api/v1/openapi.json")).json()

    [(media, body)] = described["paths"][HOME]["post"]["requestBody"]["content"].items()
    said = described["components"]["schemas"][body["schema"]["$ref"].rpartition("/")[2]]
    assert media == "multipart/form-data"
    assert set(said["required"]) == {"sender", "topic", "channel", "file"}


async def test_words_that_cannot_be_taken_are_refused_field_by_field(world, visit):
    browser, token = await visit("nobody"), await token_of("Mailing tool", Scope.GATE_ASK)

    wrong = await hand_in(browser, token, channel="pigeon", topic="advice")
    unknown = await hand_in(browser, token, topic="pigeons")

    assert set(wrong.json()["errors"]) == {"channel"}
    assert "no topic" in unknown.json()["detail"]
    assert not await Audience.exists()
