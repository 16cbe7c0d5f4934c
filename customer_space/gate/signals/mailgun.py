"""Mailgun's webhooks: one event each, the signature beside it."""

from typing import Any

from customer_space.gate.signals.events import Event, Kind, Reason
from customer_space.gate.signals.json_body import NotJson, inner, instant, text
from customer_space.gate.signals.reports import message_id
from customer_space.gate.signals.statuses import judged

REFUSED_BEFORE = {605: Reason.INVALID, 606: Reason.UNSUBSCRIBED, 607: Reason.SPAM}
"""Mailgun's own codes: it did not even try."""


def events(body: Any) -> list[Event]:
    """The event. Raises NotJson for what is not Mailgun's."""
    told = inner(body, "event-data")
    if not text(told.get("event")):
        raise NotJson("This is no event of Mailgun.")
    kind, reason, status, words = _judged(told)
    return [
        Event(
            kind,
            reason,
            status=status,
            recipient=text(told.get("recipient")).lower(),
            message_id=message_id(text(inner(told, "message", "headers").get("message-id"))),
            event_id=text(told.get("id")),
            at=instant(told.get("timestamp")),
            detail=words,
        )
    ]


def _judged(told: dict[str, Any]) -> tuple[Kind, Reason, str, str]:
    match text(told.get("event")):
        case "failed" | "rejected":
            return _failed(told)
        case "delivered":
            return Kind.DELIVERED, Reason.OTHER, "", ""
        case "complained":
            return Kind.COMPLAINED, Reason.SPAM, "", ""
        case "unsubscribed":
            return Kind.UNSUBSCRIBED, Reason.UNSUBSCRIBED, "", ""
        case other:
            return Kind.NOTED, Reason.OTHER, "", other


def _failed(told: dict[str, Any]) -> tuple[Kind, Reason, str, str]:
    delivery = inner(told, "delivery-status")
    words = text(delivery.get("message")) or text(delivery.get("description"))
    code = delivery.get("code")
    if isinstance(code, int) and code in REFUSED_BEFORE:
        return Kind.REJECTED, REFUSED_BEFORE[code], "", words
    if text(told.get("event")) == "rejected":
        return Kind.REJECTED, Reason.OTHER, "", text(inner(told, "reject").get("reason"))
    action = "delayed" if text(told.get("severity")) == "temporary" else "failed"
    kind, reason, status = judged(
        action, text(delivery.get("enhanced-code")), f"{text(code)} {words}"
    )
    return kind, reason, status, words
