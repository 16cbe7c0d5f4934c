"""Allow against deny, the preferred rep, and redirect statements."""

from dataclasses import dataclass
from datetime import datetime

from customer_space.gate.rules.answer import Reason
from customer_space.gate.rules.binding import Bound
from customer_space.gate.rules.channels import Channel
from customer_space.gate.rules.scene import Scene
from customer_space.gate.rules.statements import Kind, Level


@dataclass(frozen=True, slots=True)
class Redirect:
    """ "Send me this by that channel instead"."""

    to: Channel
    level: Level
    rule_id: str

    @property
    def reason(self) -> Reason:
        """Why the asked channel is not taken."""
        return Reason(
            f"{self.level}.redirect", self.level, self.rule_id, params={"channel": self.to}
        )


def deny_blockers(bound: tuple[Bound, ...], here: Scene, at: datetime) -> list[Reason]:
    """Denies in force that no later, at least as specific allow of the same hand lifts."""
    current = [b for b in bound if b.rule.in_force(at)]
    allows = [b for b in current if b.rule.kind is Kind.ALLOW]
    denies = [b for b in current if b.rule.kind is Kind.DENY]
    standing = [d for d in denies if not any(_lifts(allow, d) for allow in allows)]
    strangers = [b for b in current if b.rule.kind is Kind.REP and _not_among(b, here)]
    return [_deny(b) for b in standing] + [_stranger(b) for b in strangers]


def redirects(bound: tuple[Bound, ...], here: Scene, at: datetime) -> list[Redirect]:
    """Where matching redirect statements send the contact, nearest to the person first."""
    found = [
        Redirect(b.rule.to, b.level, b.rule.id)
        for b in bound
        if b.rule.kind is Kind.REDIRECT and b.rule.in_force(at) and b.rule.to is not None
    ]
    elsewhere = [r for r in found if r.to is not here.request.channel]
    return sorted(elsewhere, key=lambda r: (r.level.rank, r.rule_id, r.to))


def _lifts(allow: Bound, deny: Bound) -> bool:
    same_hand = (allow.level, allow.source, allow.shared) == (deny.level, deny.source, deny.shared)
    as_specific = deny.rule.dimensions <= allow.rule.dimensions
    return same_hand and as_specific and _later(allow.rule.set_at, deny.rule.set_at)


def _later(allowed: datetime | None, denied: datetime | None) -> bool:
    return allowed is not None and (denied is None or allowed > denied)


def _deny(bound: Bound) -> Reason:
    rule = bound.rule
    owner = "shared" if bound.shared else bound.level.value
    params = {"since": rule.set_at.isoformat()} if rule.set_at else {}
    for name in ("topics", "channels", "senders"):
        if named := getattr(rule, name):
            params[name] = ", ".join(sorted(named))
    return Reason(f"{owner}.deny", bound.level, rule.id, rule.effective_to, params)


def _not_among(bound: Bound, here: Scene) -> bool:
    return here.request.sender not in bound.rule.reps


def _stranger(bound: Bound) -> Reason:
    rep, *deputies = bound.rule.reps or ("",)
    params = {"rep": rep, "deputies": ", ".join(deputies)}
    return Reason("rep.not_preferred", bound.level, bound.rule.id, params=params)
