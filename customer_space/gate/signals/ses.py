"""Amazon SES, as it comes through SNS or by itself (gate.md 5.5)."""

from collections.abc import Callable
from typing import Any

from customer_space.gate.signals.events import Event, Kind, Reason
from customer_space.gate.signals.json_body import NotJson, dicts, inner, instant, plain, text
from customer_space.gate.signals.reports import complaint, message_id, token_in
from customer_space.gate.signals.statuses import judged

HARD = frozenset({"General", "NoEmail", "Suppressed", "OnAccountSuppressionList"})
OURS = frozenset({"MessageTooLarge", "ContentRejected", "AttachmentRejected"})


def events(body: Any) -> list[Event]:
    """One event a recipient. Raises NotJson for what is not SES's."""
    notice = _notice(body)
    name = text(notice.get("notificationType") or notice.get("eventType") or notice.get("Type"))
    if not name:
        raise NotJson("This is no notice of SES.")
    teller = _TELLERS.get(name)
    return teller(notice) if teller else [Event(Kind.NOTED, detail=name)]


def _notice(body: Any) -> dict[str, Any]:
    """What SES said, taken out of the envelope of SNS."""
    if not isinstance(body, dict):
        raise NotJson("This is no notice of SES.")
    if body.get("Type") == "Notification" and isinstance(body.get("Message"), str):
        message = plain(body["Message"].encode("utf-8", "replace"))
        return message if isinstance(message, dict) else {}
    return body


def _bounces(notice: dict[str, Any]) -> list[Event]:
    told = inner(notice, "bounce")
    kind, subtype = text(told.get("bounceType")), text(told.get("bounceSubType"))
    found = []
    for each in dicts(told.get("bouncedRecipients", [])):
        words = text(each.get("diagnosticCode"))
        _, by_status, status = judged("failed", text(each.get("status")), words)
        reason = by_status
        if kind == "Permanent" and subtype in HARD:
            reason = Reason.INVALID
        elif subtype in OURS:
            reason = Reason.POLICY
        elif kind != "Permanent":
            reason = Reason.MAILBOX_FULL if subtype == "MailboxFull" else _soft(by_status)
        found.append(
            _event(
                Kind.BOUNCED, notice, told, _who(each), reason=reason, status=status, detail=words
            )
        )
    return found


def _deliveries(notice: dict[str, Any]) -> list[Event]:
    told = inner(notice, "delivery")
    return [_event(Kind.DELIVERED, notice, told, who) for who in _strings(told)]


def _delays(notice: dict[str, Any]) -> list[Event]:
    told = inner(notice, "deliveryDelay")
    found = dicts(told.get("delayedRecipients", []))
    return [_event(Kind.DEFERRED, notice, told, _who(each)) for each in found]


def _refusals(notice: dict[str, Any]) -> list[Event]:
    return [_event(Kind.REJECTED, notice, inner(notice, "reject"), "")]


def _soft(reason: Reason) -> Reason:
    return Reason.OTHER if reason is Reason.INVALID else reason


def _complaints(notice: dict[str, Any]) -> list[Event]:
    told = inner(notice, "complaint")
    kind, reason = complaint(text(told.get("complaintFeedbackType")) or "abuse")
    if text(told.get("complaintSubType")) == "OnAccountSuppressionList":
        kind, reason = Kind.REJECTED, Reason.SPAM
    found = dicts(told.get("complainedRecipients", []))
    return [_event(kind, notice, told, _who(each), reason=reason) for each in found]


def _event(
    kind: Kind,
    notice: dict[str, Any],
    told: dict[str, Any],
    recipient: str,
    *,
    reason: Reason = Reason.OTHER,
    status: str = "",
    detail: str = "",
) -> Event:
    mail = inner(notice, "mail")
    about = text(inner(mail, "commonHeaders").get("messageId")) or text(mail.get("messageId"))
    feedback = text(told.get("feedbackId"))
    return Event(
        kind,
        reason,
        status=status,
        recipient=recipient,
        message_id=message_id(about),
        token=_token(mail),
        event_id=f"{feedback} {recipient}" if feedback else "",
        at=instant(told.get("timestamp")),
        detail=detail,
    )


def _token(mail: dict[str, Any]) -> str:
    for header in dicts(mail.get("headers", [])):
        if text(header.get("name")).lower() == "list-unsubscribe":
            return token_in(header.get("value"))
    return ""


def _who(each: dict[str, Any]) -> str:
    return text(each.get("emailAddress")).lower()


def _strings(told: dict[str, Any]) -> list[str]:
    recipients = told.get("recipients")
    return [text(who).lower() for who in recipients] if isinstance(recipients, list) else []


_TELLERS: dict[str, Callable[[dict[str, Any]], list[Event]]] = {
    "Bounce": _bounces,
    "Complaint": _complaints,
    "Delivery": _deliveries,
    "DeliveryDelay": _delays,
    "Reject": _refusals,
}
