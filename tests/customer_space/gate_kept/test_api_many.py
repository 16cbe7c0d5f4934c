"""Many questions at once, questions about what is not, and the document that describes them."""

from datetime import UTC, datetime

import httpx2
import pytest

from asgi import ROUTES
from auth.access import Scope
from auth.actions import make_client
from customer_space.gate.models import Decision, Reservation
from customer_space.gate.obligations import obligations
from customer_space.gate.rules.channels import Channel, MessageClass
from customer_space.preferences.actions import make_wish
from customer_space.preferences.vocabulary import Per
from customer_space.preferences.wishes import Wish
from portal.openapi import document
from portal.routing import Page
from tests.conftest import BASE_URL
from tests.customer_space.gate_kept.test_api import DECISIONS, ask, question

ONCE_A_WEEK = Wish(topics=frozenset({"advice"}), at_most=1, per=Per.WEEK)


@pytest.fixture
async def mailing_tool(app, world):
    _, token = await make_client("Mailing tool", [Scope.GATE_ASK])
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app),
        base_url=BASE_URL,
        headers={"authorization": f"Bearer {token}"},
    ) as program:
        yield program


async def test_of_many_questions_a_broken_one_does_not_spoil_the_others(mailing_tool, world):
    await make_wish(ONCE_A_WEEK, by=world.ana)
    spring = {"sender": {"kind": "campaign", "id": "spring"}}
    asked = [
        question(world, idempotency_key="a"),
        question(world, idempotency_key="b", topic="gossip"),
        question(world, idempotency_key="c", **spring),
        {"nonsense": True},
        question(world),
        question(world, idempotency_key="f", recipient={"person_id": str(world.carl.person_id)}),
    ]

    answered = await mailing_tool.post(f"{DECISIONS}:batch", json={"decisions": asked})

    answers = answered.json()["answers"]
    assert [each["status"] for each in answers] == [200, 422, 200, 422, 422, 200]
    first, _, second, _, _, carl = (each.get("answer") for each in answers)
    assert (first["outcome"], second["outcome"]) == ("allow", "defer")
    assert second["reasons"][0]["code"] == "person.cap"
    assert carl["reservation"]["state"] == "held"
    assert answers[1]["problem"]["errors"] == {"topic": "There is no topic named gossip."}
    assert await Reservation.all().count() == 2
    again = (await ask(mailing_tool, question(world), "a")).json()
    assert (again["replayed"], again["decision_id"]) == (True, first["decision_id"])


@pytest.mark.parametrize("number", [0, 1001])
async def test_no_more_than_a_thousand_questions_are_taken_at_once(number, mailing_tool):
    refused = await mailing_tool.post(f"{DECISIONS}:batch", json={"decisions": [{}] * number})
    assert refused.status_code == 422


async def test_what_would_be_if_is_answered_and_nothing_is_written(mailing_tool, world):
    quiet = {"type": "cap", "max": 1, "window": {"rolling": "P7D"}, "topics": ["advice"]}
    mail = {"at": datetime.now(UTC).isoformat(), "channel": "email"}
    looked = question(world, mode="simulate")

    async def outcome(**what_if):
        answered = await mailing_tool.post(DECISIONS, json=looked | {"what_if": what_if})
        return answered.json()["outcome"]

    assert await outcome() == "allow"
    assert await outcome(statements=[quiet]) == "allow"
    assert await outcome(statements=[quiet], touches=[mail]) == "defer"
    assert await outcome(statements=[{"type": "deny", "level": "account"}]) == "deny"
    assert await Decision.all().count() == 0


@pytest.mark.parametrize(
    "what_if",
    [
        {"statements": [{"type": "bribe"}]},
        {"statements": [{"type": "cap"}]},
        {"statements": [{"type": "deny", "level": "law"}]},
        {"touches": [{"at": 5}]},
    ],
)
async def test_what_cannot_be_imagined_is_refused(what_if, mailing_tool, world):
    looked = question(world, mode="simulate") | {"what_if": what_if}
    assert (await mailing_tool.post(DECISIONS, json=looked)).status_code == 422


async def test_only_looking_can_imagine(mailing_tool, world):
    asked = question(world, what_if={"statements": [{"type": "allow"}]})
    assert (await ask(mailing_tool, asked)).status_code == 422
    assert await Decision.all().count() == 0


def test_a_permit_says_what_it_obliges_to():
    until = datetime(2027, 3, 1, 12, tzinfo=UTC)
    news = obligations(Channel.EMAIL, MessageClass.MARKETING, policy=["us.1", "us-fl.2"])
    order = obligations(Channel.EMAIL, MessageClass.SERVICE, policy=["us.1"])
    recall = obligations(Channel.EMAIL, MessageClass.ESSENTIAL, template="recall")
    call = obligations(Channel.VOICE_LIVE, MessageClass.RELATIONSHIP, until=until)

    assert {"add_list_unsubscribe", "postal_address", "add_receipt_link"} <= set(news)
    assert order == ["announce_identity", "add_receipt_link"]
    assert recall[-1] == "only_template:recall"
    assert "record_outcome_by:2027-03-02T12:00:00+00:00" in call
    assert "show_caller_id" in call
    assert obligations(Channel.PORTAL, MessageClass.MARKETING) == []


async def test_the_document_describes_every_door_of_the_api(visit):
    stranger = await visit("nobody")
    described = (await stranger.get("/api/v1/openapi.json")).json()
    doors = {
        (route.path.replace(":uuid", "").replace(":int", ""), method.lower())
        for route in ROUTES
        if isinstance(route, Page) and route.path.startswith("/api/")
        for method in route.methods - {"HEAD"}
    }
    assert doors == {
        (path, method) for path, methods in described["paths"].items() for method in methods
    }
    assert described == document(ROUTES)
    asking = described["paths"][DECISIONS]["post"]
    body = asking["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    model = described["components"]["schemas"][body.rpartition("/")[2]]
    assert {"sender", "recipient", "channel", "topic", "mode"} <= set(model["required"])
    assert asking["security"] == [{"bearer": ["gate:ask"]}]
    assert all(door["summary"] for door in _doors(described))


def _doors(described):
    return [door for methods in described["paths"].values() for door in methods.values()]
