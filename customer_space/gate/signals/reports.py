"""Reports about a mail: delivery status (RFC 3464) and complaints (RFC 5965, 6591, 6692)."""

import re
from email.message import Message
from email.utils import parseaddr

from customer_space.gate.signals.events import Event, Kind, Reason
from customer_space.gate.signals.mime import Mail, blocks, decoded, original
from customer_space.gate.signals.statuses import judged

MOST_RECIPIENTS = 100
_TOKEN = re.compile(r"/u/([A-Za-z0-9_-]{60,400})(?=[>\s?]|$)")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]{1,64}@[^\s<>()\[\],;:\"]{1,255}")

COMPLAINTS = frozenset({"abuse", "fraud", "virus", "other", "miscategorized"})
OPT_OUTS = frozenset({"opt-out", "opt-out-list"})


def delivery_events(mail: Mail) -> list[Event]:
    """One event a recipient of each delivery-status part."""
    about, token = what_about(mail)
    return [
        _of_recipient(group, about, token)
        for part in mail.of_type("message/delivery-status", "message/global-delivery-status")
        for group in blocks(part)
        if group.get("Final-Recipient") or group.get("Original-Recipient") or group.get("Status")
    ][:MOST_RECIPIENTS]


def complaint_events(mail: Mail) -> list[Event]:
    """One event a feedback report; what it is about is read from the mail it returns."""
    found = []
    for part in mail.of_type("message/feedback-report"):
        for group in blocks(part)[:1]:
            kind, reason = complaint(decoded(group.get("Feedback-Type")))
            about, token = what_about(mail)
            found.append(
                Event(
                    kind,
                    reason,
                    recipient=_complainer(group, mail),
                    message_id=about,
                    token=token,
                    detail=decoded(group.get("Feedback-Type")).lower(),
                )
            )
    return found


def complaint(feedback_type: str) -> tuple[Kind, Reason]:
    """What a Feedback-Type means: of those that complain about nothing, nothing follows."""
    said = feedback_type.strip().lower()
    if said in COMPLAINTS:
        return Kind.COMPLAINED, Reason.SPAM
    if said in OPT_OUTS:
        return Kind.UNSUBSCRIBED, Reason.UNSUBSCRIBED
    return Kind.NOTED, Reason.OTHER


def what_about(mail: Mail) -> tuple[str, str]:
    """Message-ID and unsubscribe token of the mail that a report returns."""
    returned = original(mail)
    if returned is None:
        return "", ""
    return message_id(returned.get("Message-ID")), token_in(returned.get("List-Unsubscribe"))


def token_in(value: object) -> str:
    """The token of our unsubscribe link in a header, if there is one."""
    found = _TOKEN.search("".join(str(value or "").split()))
    return found[1] if found else ""


def message_id(value: object) -> str:
    """A Message-ID without its brackets."""
    return decoded(value).strip().strip("<>")[:250]


def address(value: object) -> str:
    """The address in a field like `rfc822; ana@acme.example`, or empty."""
    text = decoded(value)
    _, _, rest = text.partition(";")
    found = parseaddr(rest or text)[1] or ""
    plain = _ADDRESS.search(found) or _ADDRESS.search(rest or text)
    return plain[0].strip(".'").lower() if plain else ""


def _of_recipient(group: Message, about: str, token: str) -> Event:
    diagnostic = decoded(group.get("Diagnostic-Code"))
    kind, reason, status = judged(
        decoded(group.get("Action")), decoded(group.get("Status")), diagnostic
    )
    recipient = address(group.get("Original-Recipient")) or address(group.get("Final-Recipient"))
    return Event(
        kind,
        reason,
        status=status,
        recipient=recipient,
        message_id=about,
        token=token,
        detail=diagnostic[:300],
    )


def _complainer(report: Message, mail: Mail) -> str:
    returned = original(mail)
    fields = [report.get(name) for name in ("Original-Rcpt-To", "Removal-Recipient")]
    if returned is not None:
        fields += [returned.get("X-HmXmrOriginalRecipient"), returned.get("To")]
    return next((found for found in map(address, fields) if found), "")
