"""SendGrid's event webhook: batches, in which an event may come twice."""

from typing import Any

from customer_space.gate.signals.events import Event, Kind, Reason
from customer_space.gate.signals.json_body import NotJson, dicts, instant, text
from customer_space.gate.signals.reports import message_id
from customer_space.gate.signals.statuses import judged

DROPPED = {
    "bounced address": (Kind.REJECTED, Reason.INVALID),
    "invalid": (Kind.REJECTED, Reason.INVALID),
    "spam reporting address": (Kind.COMPLAINED, Reason.SPAM),
    "unsubscribed address": (Kind.REJECTED, Reason.UNSUBSCRIBED),
}
PLAIN = {
    "delivered": (Kind.DELIVERED, Reason.OTHER),
    "deferred": (Kind.DEFERRED, Reason.OTHER),
    "spamreport": (Kind.COMPLAINED, Reason.SPAM),
    "unsubscribe": (Kind.UNSUBSCRIBED, Reason.UNSUBSCRIBED),
    "group_unsubscribe": (Kind.UNSUBSCRIBED, Reason.UNSUBSCRIBED),
    "group_resubscribe": (Kind.SUBSCRIBED, Reason.OTHER),
}


def events(body: Any) -> list[Event]:
    """One event a line. Raises NotJson for what is not SendGrid's."""
    lines = dicts(body)
    if not lines or not all("email" in line for line in lines):
        raise NotJson("This is no batch of SendGrid.")
    return [_event(line) for line in lines]


def _event(line: dict[str, Any]) -> Event:
    kind, reason, status = _judged(line)
    return Event(
        kind,
        reason,
        status=status,
        recipient=text(line["email"]).lower(),
        message_id=message_id(text(line.get("smtp-id"))),
        event_id=text(line.get("sg_event_id")),
        at=instant(line.get("timestamp", line.get("created"))),
        detail=text(line.get("reason")) or text(line.get("event")),
    )


def _judged(line: dict[str, Any]) -> tuple[Kind, Reason, str]:
    name, words = text(line.get("event")), text(line.get("reason"))
    if name in PLAIN:
        return *PLAIN[name], ""
    if name == "dropped":
        return *DROPPED.get(words.strip().lower(), (Kind.REJECTED, Reason.OTHER)), ""
    if name not in {"bounce", ""}:
        return Kind.NOTED, Reason.OTHER, ""
    kind, reason, status = judged("failed", text(line.get("status")), words)
    if line.get("type") == "blocked" and reason is not Reason.MAILBOX_FULL:
        reason = Reason.POLICY
    elif line.get("type") == "bounce" and reason is Reason.OTHER:
        reason = Reason.INVALID
    return kind, reason, status
