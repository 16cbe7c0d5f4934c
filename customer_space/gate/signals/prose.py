"""Bounces that are only told in prose, and automatic answers (RFC 3834)."""

import re

from customer_space.gate.signals.events import Event, Kind, Reason
from customer_space.gate.signals.mime import Mail, decoded, original
from customer_space.gate.signals.reports import address, message_id, token_in
from customer_space.gate.signals.statuses import judged

_MAILER = re.compile(
    r"mailer[-_ ]?daemon|post[-_]?master|mail deliver|no-?reply@sns|mdaemon|mail ?administrator",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"undeliver|deliver\w* (status|fail|problem)|failure notice|returned mail"
    r"|returning (message )?to|mail (delivery |system )?(fail|error)|could not (be deliver|send)"
    r"|delivery has failed|delivery (status )?notification|not be delivered|error sending"
    r"|mail failed|error message below|unable to deliver|did not reach|failed to deliver",
    re.IGNORECASE,
)
_WAITS = re.compile(
    r"\bdelay|could not send mail for past|will (be )?(re)?tr(y|ied)", re.IGNORECASE
)
_COPY = re.compile(
    r"^[-= ]*(below this line is a copy|this is a copy of|original message( follows)?"
    r"|returned message|message header|original mail header).*$",
    re.IGNORECASE | re.MULTILINE,
)
_ADDRESS = re.compile(r"[\w.+%=/'-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_ANSWERED = re.compile(
    r"\b(out of( the)? office|auto(matic)?[- ]?(reply|response)|away (until|from)|vacation"
    r"|abwesen|absence du bureau|fuera de la oficina)",
    re.IGNORECASE,
)
_UNSUBSCRIBE = re.compile(r"^\s*unsubscribe(?:\s+([A-Za-z0-9_-]{60,400}))?\s*$", re.IGNORECASE)


def unsubscribe_events(mail: Mail) -> list[Event]:
    """A mail to the mailto link: `unsubscribe` and our token as its subject (RFC 2369)."""
    found = _UNSUBSCRIBE.match(mail.header("Subject"))
    if found is None:
        return []
    return [
        Event(
            Kind.UNSUBSCRIBED,
            Reason.UNSUBSCRIBED,
            recipient=address(mail.header("From")),
            token=found[1] or "",
            detail="mail",
        )
    ]


def bounce_events(mail: Mail) -> list[Event]:
    """What a mail server wrote in its own words; empty if none seems to have."""
    if not _is_bounce(mail):
        return []
    told, _, copy = _split(mail.text())
    about, token = _returned(mail, copy)
    kind, reason, status = judged("", "", told)
    if _WAITS.search(mail.header("Subject")) or (_WAITS.search(told) and status[:1] == "4"):
        kind = Kind.DEFERRED
    return [
        Event(
            kind,
            reason,
            status=status,
            recipient=_recipient(mail, told),
            message_id=about,
            token=token,
            detail=" ".join(told.split())[:300],
        )
    ]


def answer_events(mail: Mail) -> list[Event]:
    """An automatic answer: no reply, no consent, no bounce; nothing follows from it."""
    submitted = mail.header("Auto-Submitted").lower()
    is_auto = submitted.startswith("auto-replied") or "x-autoreply" in mail.root
    if not is_auto and not _ANSWERED.search(mail.header("Subject")):
        return []
    return [Event(Kind.AUTORESPONDED, recipient=address(mail.header("From")))]


def _is_bounce(mail: Mail) -> bool:
    if mail.header("X-Failed-Recipients"):
        return True
    from_server = _MAILER.search(f"{mail.header('From')} {mail.header('Sender')}")
    nobody = mail.header("Return-Path") == "<>"
    failed = _FAILED.search(mail.header("Subject"))
    if from_server or nobody:
        return bool(failed) or bool(_FAILED.search(mail.text()[:4000]))
    return bool(failed) and (original(mail) is not None or mail.root.get("From") is None)


def _split(text: str) -> tuple[str, str, str]:
    """The server's words, and the copy of the message below them."""
    found = _COPY.search(text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def _returned(mail: Mail, copy: str) -> tuple[str, str]:
    returned = original(mail)
    if returned is not None:
        about = message_id(returned.get("Message-ID"))
        return about, token_in(returned.get("List-Unsubscribe"))
    found = re.search(r"^message-id:\s*(<[^<>\s]{1,250}>)", copy, re.IGNORECASE | re.MULTILINE)
    return (message_id(found[1]) if found else ""), token_in(copy)


def _recipient(mail: Mail, told: str) -> str:
    if failed := mail.header("X-Failed-Recipients"):
        return address(failed.split(",")[0])
    ours = {address(mail.header(name)) for name in ("To", "From", "Delivered-To", "Sender")}
    for found in _ADDRESS.findall(told):
        plain = decoded(found).lower().strip(".")
        if plain not in ours and not _MAILER.search(plain):
            return plain
    return ""
