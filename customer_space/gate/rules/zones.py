"""Which zones the recipient may be in at an instant."""

from datetime import datetime

from customer_space.gate.rules.channels import CHANNELS
from customer_space.gate.rules.scene import Scene


def zones_at(here: Scene, at: datetime) -> tuple[str, ...]:
    """IANA names, sorted; several mean every rule must permit in each; none: do not interrupt."""
    found = _known(here, at)
    if not found and not CHANNELS[here.request.channel].interruptive:
        found = _assumed(here)
    return tuple(sorted(set(found)))


def _known(here: Scene, at: datetime) -> tuple[str, ...]:
    person = here.person
    away = [t.tz for t in person.travel if t.from_ <= at < t.until] if person else []
    if away:
        return tuple(away)
    if person and person.tz:
        return (person.tz,)
    account = here.snapshot.accounts.get(here.request.account or "")
    if account and account.tz:
        return (account.tz,)
    if here.point and here.point.tz_candidates:
        return here.point.tz_candidates
    return person.tz_candidates if person else ()


def _assumed(here: Scene) -> tuple[str, ...]:
    accounts = (here.snapshot.accounts.get(hat) for hat in here.hats)
    return tuple(a.tz for a in accounts if a and a.tz) or (here.snapshot.default_tz,)
