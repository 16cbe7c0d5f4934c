"""Short ways to write a world down: Ana of Acme, and Rob who wants to reach her."""

from datetime import UTC, datetime

from customer_space.gate.rules.answer import Decision
from customer_space.gate.rules.decide import decide
from customer_space.gate.rules.reading import request_from
from tests.customer_space.gate.case_files import snapshot_of

ANA = {
    "tz": "America/New_York",
    "memberships": ["acme"],
    "channel_order": [],
    "point_for": {"email": "mail", "sms": "phone", "voice": "phone"},
}
POINTS = {
    "mail": {"value": "ana@acme.example", "persons": ["ana"]},
    "phone": {"value": "+1 212 555 0101", "persons": ["ana"]},
}


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def ask(when: str, *, ana: dict | None = None, world: dict | None = None, **request) -> Decision:
    """Rob e-mails Ana at that instant, unless the request says otherwise."""
    snapshot = snapshot_of(
        {
            "persons": {"ana": {**ANA, **(ana or {})}},
            "accounts": {"acme": {}},
            "points": POINTS,
            **(world or {}),
        }
    )
    plain = {
        "person": "ana",
        "account": "acme",
        "channel": "email",
        "class": "relationship",
        "sender": "rob",
        "weight": 1,
        "at": when,
    }
    wanted = request_from({**plain, **request})
    return decide(snapshot, wanted, now=wanted.at)


def touch(when: str, **more) -> dict:
    """An e-mail to Ana at that instant."""
    plain = {"channel": "email", "class": "relationship", "person": "ana", "account": "acme"}
    return {"at": when, **plain, **more}
