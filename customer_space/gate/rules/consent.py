"""Does a valid yes cover this contact at an instant, where the law asks for one?"""

from datetime import datetime

from customer_space.gate.rules.answer import Reason
from customer_space.gate.rules.parties import Basis, Consent
from customer_space.gate.rules.scene import Scene
from customer_space.gate.rules.snapshot import Enforcement, Request, Requirement
from customer_space.gate.rules.statements import Level


def consent_blockers(here: Scene, at: datetime) -> list[Reason]:
    """What the packs' requirements lack at `at`; a one-time permit is a yes to itself."""
    if here.permit is not None:
        return []
    asked = [r for r in here.snapshot.requires if _applies(r, here, at)]
    return [reason for r in asked if (reason := _missing(r, here, at))]


def covering(here: Scene) -> list[Consent]:
    """The person's consents that name this channel, topic and point, valid or not."""
    request, point = here.request, here.point.id if here.point else None
    return [
        c
        for c in here.snapshot.consents
        if here.person is not None
        and c.person == here.person.id
        and (c.channels is None or request.channel in c.channels)
        and (c.topics is None or request.topic in c.topics)
        and (c.points is None or point in c.points)
    ]


def valid_at(consents: list[Consent], at: datetime) -> list[Consent]:
    """Those given before, not yet expired and with no withdrawal since (GDPR Art. 7(3))."""
    ended = max((w for c in consents if (w := c.withdrawn) and w <= at), default=None)
    return [
        c
        for c in consents
        if c.given <= at
        and (c.expires is None or at < c.expires)
        and (ended is None or c.given > ended)
    ]


def names(requirement: Requirement, request: Request) -> bool:
    """Whether it speaks of this class on this channel."""
    same_class = requirement.message_class is request.message_class
    return same_class and requirement.channel is request.channel


def _applies(requirement: Requirement, here: Scene, at: datetime) -> bool:
    return (
        names(requirement, here.request)
        and (requirement.valid_from is None or requirement.valid_from <= at)
        and (requirement.valid_until is None or at < requirement.valid_until)
    )


def _missing(requirement: Requirement, here: Scene, at: datetime) -> Reason | None:
    if requirement.enforcement is Enforcement.DISABLED:
        return Reason("law.deny", Level.LAW)
    consents = covering(here)
    soft = requirement.enforcement is Enforcement.SOFT_OPT_IN
    if any(soft or c.basis is not Basis.SOFT_OPT_IN for c in valid_at(consents, at)):
        return None
    return _state(consents, at)


def _state(consents: list[Consent], at: datetime) -> Reason:
    withdrawn = [w for c in consents if (w := c.withdrawn) and w <= at]
    expired = [e for c in consents if c.given <= at and (e := c.expires) and e <= at]
    if withdrawn:
        return Reason("consent.withdrawn", Level.LAW, params={"since": max(withdrawn).isoformat()})
    if expired:
        return Reason("consent.expired", Level.LAW, params={"since": max(expired).isoformat()})
    return Reason("consent.missing", Level.LAW)
