"""What a delivery status means for the address: by its enhanced code, else by the server's words.

Sources: RFC 3463 and its registry; the table of gate.md 5.5. A code that blames the sender, the
message or a policy says nothing about the customer's address.
"""

import re

from customer_space.gate.signals.events import Kind, Reason

INVALID = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"})
DISABLED = "5.2.1"
EXPIRED = frozenset({"5.4.7", "4.4.7", "4.4.1", "4.4.2"})
ABOUT_US = frozenset({"5.1.7", "5.1.8", "5.2.3", "5.3.4"})
"""Sender's address refused, message too large."""
VAGUE = re.compile(r"[45]\.0\.0|5\.1\.0|5\.2\.0|5\.3\.0|5\.5\.0|5\.1\.351|5\.4\.[1346]\d*")

ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
REPLY = re.compile(r"(?<![\d.])([45])[0-9]{2}(?![\d.])")

_PARTY = "(user|recipient|account|mailbox|address|alias|member|destination|domain|host|person)"
_WHICH = "(local[- ]part|e?-?mail |virtual |local |final delivery )?"
RULES: tuple[tuple[Reason, tuple[str, ...]], ...] = (
    (
        Reason.MAILBOX_FULL,
        (
            r"(mailbox|folder|inbox) (is |was )?(now )?full",
            r"over ?quota|quota[- ]?(is )?(exceed|full)|exceed\w* (\w+ ){0,4}quota",
            r"insufficient (system |disk )?(storage|space)",
            r"mailbox (size limit|exceeds)",
        ),
    ),
    (
        Reason.SPAM,
        (r"\bspam\b|unsolicited|junk mail|content (rejected|filter)|\bvirus",),
    ),
    (
        Reason.BLOCKED,
        (
            r"black ?list|block ?list|\bdnsbl\b|\brbl\b|spamhaus|reputation|access denied",
            r"(ip|host|address|domain|client)\b.{0,40}\bblocked|blocked ip",
        ),
    ),
    (
        Reason.POLICY,
        (
            r"polic(y|ies)|\bspf\b|\bdkim\b|\bdmarc\b|relay(ing)?\b.{0,20}\bdenied",
            r"authenticat|sender (address |domain )?(rejected|denied)",
            r"too (large|big|long)|(message|size) (size )?exceeds|max(imum)? message size",
            r"rate limit|too many|loop|prohibited|not authori[sz]ed",
        ),
    ),
    (
        Reason.INVALID,
        (
            rf"{_PARTY}( is| was)?( name)? ?(unknown|invalid|disabled)",
            rf"{_PARTY}( is| was)? ?(not found|not exist|does ?n.t exist|does not exist)",
            rf"(unknown|invalid|illegal|bad|non-?existent|undeliverable) {_WHICH}{_PARTY}",
            rf"no such {_WHICH}{_PARTY}",
            r"does(n.t| not) have an? .{0,30}account|not (a )?listed|no mailbox",
            r"(host|domain)( name)?( is)?( not found| unknown| does not exist)",
            r"not our customer|is not a (valid|known)|account .{0,40}does not exist",
            r"unrout(e)?able address|name service error.{0,80}not found",
        ),
    ),
    (
        Reason.TIMED_OUT,
        (
            r"timed? ?out|timeout|retry time|expired|after \d+ (days|hours)|\d+ attempts",
            r"could not be delivered for",
        ),
    ),
)
"""Tried in this order: the customer's address is blamed only where nothing else is."""
_RULES = tuple((reason, re.compile("|".join(words), re.IGNORECASE)) for reason, words in RULES)


def judged(action: str, status: str, words: str) -> tuple[Kind, Reason, str]:
    """Kind, reason and the status they were read from; `action` as in RFC 3464, 2.3.3."""
    status = specific(status, words)
    reason = _by_status(status) or by_words(words)
    match action.strip().lower():
        case "delivered" | "relayed" | "expanded":
            return Kind.DELIVERED, Reason.OTHER, status
        case "delayed":
            return Kind.DEFERRED, reason, status
        case _:
            return Kind.BOUNCED, reason, status


def specific(status: str, words: str) -> str:
    """The enhanced code, from the server's words where the report's own is missing or vague."""
    found = ENHANCED.search(status)
    own = found[1] if found else ""
    if own and not VAGUE.fullmatch(own):
        return own
    for better in ENHANCED.findall(words):
        if better[0] in "45" and not VAGUE.fullmatch(better):
            return str(better)
    if own:
        return own
    reply = REPLY.search(words)
    return f"{reply[1]}.0.0" if reply else ""


def by_words(words: str) -> Reason:
    """What the server's words say; OTHER where they say nothing known."""
    for reason, pattern in _RULES:
        if pattern.search(words):
            return reason
    return Reason.OTHER


def _by_status(status: str) -> Reason | None:
    """None for a code that leaves it open."""
    if status in INVALID:
        return Reason.INVALID
    if status in EXPIRED:
        return Reason.TIMED_OUT
    if status.endswith(".2.2"):
        return Reason.MAILBOX_FULL
    if status == DISABLED:
        return Reason.OTHER
    if status in ABOUT_US or status[1:].startswith((".6.", ".7.")):
        return Reason.POLICY
    return None
