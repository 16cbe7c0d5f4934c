"""From what came in to normalised events, by who sent it. Never raises, always says something."""

from collections.abc import Callable
from typing import Any

from customer_space.gate.signals import mailgun, postmark, sendgrid, ses
from customer_space.gate.signals.events import Event, Kind
from customer_space.gate.signals.json_body import NotJson, plain
from customer_space.gate.signals.mails import events_in_mail

MAIL = "mail"
PROVIDERS: dict[str, Callable[[Any], list[Event]]] = {
    "ses": ses.events,
    "mailgun": mailgun.events,
    "postmark": postmark.events,
    "sendgrid": sendgrid.events,
}
SOURCES = frozenset({MAIL, *PROVIDERS})
MOST = 1000
"""Events of one batch that are looked at."""


def events_of(source: str, body: bytes) -> list[Event]:
    """The events in a mail or in a provider's JSON; one UNREADABLE event where there is none."""
    if source == MAIL:
        return events_in_mail(body)
    try:
        return PROVIDERS[source](plain(body))[:MOST] or [Event(Kind.NOTED, detail="empty")]
    except NotJson as unreadable:
        return [Event(Kind.UNREADABLE, detail=str(unreadable))]
