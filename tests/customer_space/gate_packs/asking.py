"""Rob wants to reach Ana, who is in some place: what the law there says."""

from dataclasses import replace

from customer_space.gate.packs.places import law, packs_for
from customer_space.gate.rules.answer import Decision
from customer_space.gate.rules.decide import decide
from customer_space.gate.rules.reading import request_from
from customer_space.gate.rules.snapshot import Snapshot
from tests.customer_space.gate.case_files import snapshot_of

POINTS = {
    "mail": {"value": "ana@acme.example", "persons": ["ana"]},
    "phone": {"value": "+33 1 99 00 00 01", "persons": ["ana"]},
}
YES = {"person": "ana", "given": "2025-01-01", "channels": ["voice", "voice_auto", "sms"]}


def in_place(country: str | None, region: str | None = None, *, tz: str, **world) -> Snapshot:
    """Ana in that country, with her telephone and her mail."""
    plain = {
        "persons": {"ana": {"tz": tz, "channel_order": [], "point_for": {"voice": "phone"}}},
        "points": POINTS,
        **world,
    }
    plain["persons"]["ana"]["point_for"] |= {
        "voice_auto": "phone",
        "sms": "phone",
        "email": "mail",
    }
    found = law(packs_for((country, region), tz, []))
    return replace(snapshot_of(plain), requires=found.requires, law=found.rules)


def ask(snapshot: Snapshot, when: str, **request) -> Decision:
    """Rob calls Ana to sell something at that instant, unless the request says otherwise."""
    plain = {"person": "ana", "channel": "voice", "class": "marketing", "sender": "rob"}
    wanted = request_from({**plain, "topic": "offers", "at": when, **request})
    return decide(snapshot, wanted, now=wanted.at)


def call(when: str, **more) -> dict:
    """A call to Ana at that instant."""
    plain = {"channel": "voice", "class": "marketing", "person": "ana", "topic": "offers"}
    return {"at": when, **plain, **more}
