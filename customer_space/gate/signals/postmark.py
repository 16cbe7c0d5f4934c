"""Postmark's webhooks: bounces, complaints, deliveries, changes of subscription."""

from typing import Any

from customer_space.gate.signals.events import Event, Kind, Reason
from customer_space.gate.signals.json_body import NotJson, instant, text
from customer_space.gate.signals.statuses import judged

BOUNCES = {
    "HardBounce": (Kind.BOUNCED, Reason.INVALID),
    "BadEmailAddress": (Kind.BOUNCED, Reason.INVALID),
    "SpamComplaint": (Kind.COMPLAINED, Reason.SPAM),
    "Unsubscribe": (Kind.UNSUBSCRIBED, Reason.UNSUBSCRIBED),
    "Subscribe": (Kind.SUBSCRIBED, Reason.OTHER),
    "AutoResponder": (Kind.AUTORESPONDED, Reason.OTHER),
    "Blocked": (Kind.BOUNCED, Reason.BLOCKED),
    "SpamNotification": (Kind.BOUNCED, Reason.SPAM),
    "DMARCPolicy": (Kind.BOUNCED, Reason.POLICY),
    "VirusNotification": (Kind.BOUNCED, Reason.POLICY),
    "Transient": (Kind.DEFERRED, Reason.OTHER),
    "ManuallyDeactivated": (Kind.NOTED, Reason.OTHER),
    "ChallengeVerification": (Kind.AUTORESPONDED, Reason.OTHER),
}
SUPPRESSIONS = {
    "HardBounce": (Kind.BOUNCED, Reason.INVALID),
    "SpamComplaint": (Kind.COMPLAINED, Reason.SPAM),
}


def events(body: Any) -> list[Event]:
    """The event. Raises NotJson for what is not Postmark's."""
    if not isinstance(body, dict) or not text(body.get("RecordType")):
        raise NotJson("This is no webhook of Postmark.")
    kind, reason, status = _judged(body)
    told_at = next((body[n] for n in ("BouncedAt", "ChangedAt", "DeliveredAt") if n in body), None)
    number = text(body.get("ID"))
    return [
        Event(
            kind,
            reason,
            status=status,
            recipient=(text(body.get("Email")) or text(body.get("Recipient"))).lower(),
            message_id=text(body.get("MessageID")),
            event_id=f"{body['RecordType']} {number}" if number else "",
            at=instant(told_at),
            detail=text(body.get("Details")) or text(body.get("Type")),
        )
    ]


def _judged(body: dict[str, Any]) -> tuple[Kind, Reason, str]:
    match text(body["RecordType"]):
        case "Bounce":
            return _bounce(body)
        case "SpamComplaint":
            return Kind.COMPLAINED, Reason.SPAM, ""
        case "Delivery":
            return Kind.DELIVERED, Reason.OTHER, ""
        case "SubscriptionChange":
            return *_change(body), ""
        case _:
            return Kind.NOTED, Reason.OTHER, ""


def _bounce(body: dict[str, Any]) -> tuple[Kind, Reason, str]:
    kind, reason = BOUNCES.get(text(body.get("Type")), (Kind.BOUNCED, Reason.OTHER))
    if kind is Kind.BOUNCED:
        _, by_words, status = judged("failed", "", text(body.get("Details")))
        full = by_words is Reason.MAILBOX_FULL and reason is Reason.OTHER
        return kind, Reason.MAILBOX_FULL if full else reason, status
    return kind, reason, ""


def _change(body: dict[str, Any]) -> tuple[Kind, Reason]:
    """Only what the recipient did is the customer's word."""
    if not body.get("SuppressSending"):
        own = text(body.get("Origin")) == "Recipient"
        return (Kind.SUBSCRIBED if own else Kind.NOTED), Reason.OTHER
    found = SUPPRESSIONS.get(text(body.get("SuppressionReason")))
    if found is None and text(body.get("Origin")) == "Recipient":
        return Kind.UNSUBSCRIBED, Reason.UNSUBSCRIBED
    return found or (Kind.NOTED, Reason.OTHER)
