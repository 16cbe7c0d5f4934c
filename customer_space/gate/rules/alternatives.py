"""Other channels the person has switched on, each judged at the same instant."""

from customer_space.gate.rules.answer import Alternative, Outcome
from customer_space.gate.rules.assess import Assessment, assess
from customer_space.gate.rules.channels import Channel
from customer_space.gate.rules.scene import Scene, by_other_channel
from customer_space.gate.rules.statements import Level

# Who must not be reached at all is not offered another way.
_FINAL = frozenset(
    {
        "recipient.unknown",
        "recipient.deceased",
        "recipient.restricted",
        "recipient.minor",
        "objection.direct_marketing",
        "suppressed.erasure",
        "paused.open_ended",
    }
)


def alternatives(judged: Assessment) -> tuple[Alternative, ...]:
    """Open channels by instant, then by the person's own order; the same person only."""
    if any(reason.code in _FINAL for reason in judged.blockers):
        return ()
    candidates = enumerate(_candidates(judged))
    offers = [(offer, i) for i, c in candidates if (offer := _offer(judged.here, c))]
    return tuple(offer for offer, _ in sorted(offers, key=lambda pair: (pair[0].at, pair[1])))


def _candidates(judged: Assessment) -> list[Channel]:
    person = judged.here.person
    chosen = person.channel_order if person else ()
    order = (Channel.PORTAL,) if chosen is None else chosen
    wished = [
        redirect.to
        for redirect in judged.redirects
        if redirect.level is Level.PERSON or redirect.to in order
    ]
    asked = judged.here.request.channel
    return [channel for channel in dict.fromkeys([*wished, *order]) if channel is not asked]


def _offer(here: Scene, channel: Channel) -> Alternative | None:
    there = by_other_channel(here, channel)
    if there is None:
        return None
    judged = assess(there)
    if judged.slot is None or judged.redirects:
        return None
    outcome = Outcome.ALLOW if judged.slot == here.request.at else Outcome.DEFER
    return Alternative(channel, there.point.id if there.point else None, judged.slot, outcome)
