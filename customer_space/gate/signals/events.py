"""One normalised event, whatever told us of it (gate.md 5.5)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What happened to a mail, or what its reader said."""

    DELIVERED = "delivered"
    DEFERRED = "deferred"
    BOUNCED = "bounced"
    REJECTED = "rejected"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"
    SUBSCRIBED = "subscribed"
    AUTORESPONDED = "autoresponded"
    NOTED = "noted"
    """Told to us, and changes nothing: a report on authentication, "this is not spam"."""
    UNREADABLE = "unreadable"


class Reason(StrEnum):
    """Why."""

    INVALID = "invalid"
    MAILBOX_FULL = "mailbox_full"
    BLOCKED = "blocked"
    POLICY = "policy"
    SPAM = "spam"
    TIMED_OUT = "timed_out"
    UNSUBSCRIBED = "unsubscribed"
    OTHER = "other"


@dataclass(frozen=True)
class Event:
    """What one message or one line of a provider's batch says of one recipient."""

    kind: Kind
    reason: Reason = Reason.OTHER
    status: str = ""
    """RFC 3463: class.subject.detail."""
    recipient: str = ""
    message_id: str = ""
    """Of the mail it is about, without angle brackets."""
    token: str = ""
    """The unsubscribe token found in it; whoever made it up, only ours opens."""
    event_id: str = ""
    at: datetime | None = None
    detail: str = ""
    """What the other server said, or how the provider calls it."""
