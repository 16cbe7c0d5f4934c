"""Any mail that came back, as events; a mail that is no signal is one that changes nothing."""

from customer_space.gate.signals import ses
from customer_space.gate.signals.events import Event, Kind
from customer_space.gate.signals.json_body import NotJson, plain
from customer_space.gate.signals.mime import Mail, Unreadable, original, read
from customer_space.gate.signals.prose import answer_events, bounce_events, unsubscribe_events
from customer_space.gate.signals.reports import (
    address,
    complaint_events,
    delivery_events,
    what_about,
)


def events_in_mail(raw: bytes) -> list[Event]:
    """At least one event, whatever came: NOTED for an ordinary mail, UNREADABLE beyond bounds."""
    try:
        mail = read(raw)
        found = (
            complaint_events(mail)
            or delivery_events(mail)
            or _notification(mail)
            or _old_complaint(mail)
            or unsubscribe_events(mail)
            or bounce_events(mail)
            or answer_events(mail)
        )
    except Unreadable as unreadable:
        return [Event(Kind.UNREADABLE, detail=str(unreadable))]
    return found or [Event(Kind.NOTED, detail="an ordinary mail")]


def _notification(mail: Mail) -> list[Event]:
    """A provider's JSON that was sent as a mail: SES through SNS."""
    text = mail.text().lstrip().replace("\n ", "")  # SNS folds its long lines like a header's
    if not text.startswith("{"):
        return []
    try:
        return ses.events(plain(text.split("\n--\n")[0].encode()))
    except NotJson:
        return []


def _old_complaint(mail: Mail) -> list[Event]:
    """Microsoft's junk reports: the mail itself, attached, and a subject of their own."""
    if not mail.header("Subject").lower().startswith("complaint about message"):
        return []
    returned = original(mail)
    if returned is None:
        return []
    about, token = what_about(mail)
    recipient = address(returned.get("X-HmXmrOriginalRecipient")) or address(returned.get("To"))
    return [
        Event(Kind.COMPLAINED, recipient=recipient, message_id=about, token=token, detail="jmrp")
    ]
