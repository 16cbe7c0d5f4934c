"""Generated past contacts and held places."""

from datetime import timedelta

from auth.models import Person
from customer_space.directory.models import ContactPoint
from customer_space.gate import models as gate
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.channels import Channel, MessageClass
from customer_space.gate.waiting.models import Claim
from tests.customer_space.gate_bulk.rows import CHANNELS, TOPICS, Rows


def contacts(rows: Rows, person: Person, hats: list, points: list[ContactPoint]) -> list:
    """Past contacts and held places."""
    random, made = rows.random, []
    for _ in range(random.choice((0, 0, 1, 3, 6))):
        shared = {
            "person_id": person.id,
            "account_id": random.choice([None, *(hat.id for hat in hats)]),
            "contact_point_id": random.choice([None, *(point.id for point in points)]),
            "channel": random.choice(CHANNELS),
            "topic": (topic := random.choice(tuple(TOPICS))),
            "message_class": TOPICS[topic],
            "weight": random.choice((0, 1, 1, 2)),
        }
        made += [touch(rows, shared)] if rows.perhaps(0.7) else hold(rows, shared)
        made += [claim(rows, shared)] if rows.perhaps(0.1) else []
    return made


def claim(rows: Rows, shared: dict) -> Claim:
    """Somebody queues for a place."""
    about = ("person_id", "account_id", "channel", "topic", "message_class", "weight")
    return Claim(
        **{name: shared[name] for name in about},
        sender="r2",
        sender_kind="campaign",
        sender_name="Rob",
        since=rows.now,
        until=rows.now + timedelta(days=rows.random.choice((-1, 2))),
    )


def touch(rows: Rows, shared: dict) -> gate.Touch:
    return gate.Touch(
        **shared,
        sender=rows.random.choice(("r1", "r2")),
        sender_name="Rob",
        occurred_at=rows.instant(rows.random.choice((2, 12, 40, 500))),
        recorded_at=rows.now,
        outcome=gate.TouchOutcome.DELIVERED,
        direction=rows.random.choice(("out", "out", "out", "in")),
        is_reply=rows.perhaps(0.1),
    )


def hold(rows: Rows, shared: dict) -> list:
    decision = gate.Decision(
        person_id=shared["person_id"],
        mode=gate.Mode.RESERVE,
        channel=Channel(shared["channel"]),
        topic=shared["topic"],
        message_class=MessageClass(shared["message_class"]),
        sender="r1",
        sender_name="Rob",
        request={},
        outcome=Outcome.ALLOW,
        reasons=[],
        explanation={},
        evaluated_for=rows.now,
        decided_at=rows.now,
        tzdb="",
        latency_us=0,
    )
    place = gate.Reservation(
        **shared,
        decision_id=decision.id,
        slot_at=rows.instant(2, ahead=12),
        owner_sender="r2",
        held_at=rows.now,
        expires_at=rows.random.choice((None, rows.instant(1, ahead=12))),
        state=rows.random.choice(("held", "held", "released")),
    )
    return [decision, place]
