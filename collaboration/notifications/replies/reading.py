"""An answer as it came by mail: who wrote it, whether a person did, and their own words."""

import re
from dataclasses import dataclass
from html import unescape

from collaboration.notifications.replies.cutting import own_words
from customer_space.gate.signals.mime import Mail, Unreadable, read, words
from customer_space.gate.signals.prose import answer_events
from customer_space.gate.signals.reports import address

AUTOMATIC = frozenset({"bulk", "list", "junk", "auto_reply"})
OF_LISTS = ("List-Id", "List-Unsubscribe", "X-Loop", "X-Autorespond", "X-Auto-Reply-From")
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6])\b[^<>]{0,200}>", re.IGNORECASE)
_QUOTE = re.compile(r"<blockquote\b|<div[^<>]{0,200}\b(?:gmail_quote|divRplyFwdMsg)", re.IGNORECASE)
_HIDDEN = re.compile(r"<(style|script|head|title)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")

__all__ = ["Answered", "Unreadable", "answered"]


@dataclass(frozen=True)
class Answered:
    """What a mail says. `suspect`: a mail server found its sender to be forged."""

    sender: str
    text: str
    automatic: bool
    suspect: bool


def answered(raw: bytes, marker: str) -> Answered:
    """The answer in a mail.

    Raises:
        Unreadable: for what is no mail, or beyond all bounds.
    """
    mail = read(raw)
    text = _text(mail)
    if text is None:
        raise Unreadable("There is no text in it.")
    return Answered(
        sender=address(mail.header("From")),
        text=own_words(text, marker),
        automatic=_is_automatic(mail),
        suspect="dmarc=fail" in mail.header("Authentication-Results").lower().replace(" ", ""),
    )


def _is_automatic(mail: Mail) -> bool:
    """Machines say so (RFC 3834), or a list does; none of them is ever answered or posted."""
    submitted = mail.header("Auto-Submitted").lower().partition(";")[0].strip()
    return (
        submitted not in {"", "no"}
        or mail.header("Precedence").lower() in AUTOMATIC
        or mail.header("Return-Path") == "<>"
        or mail.root.get_content_type() == "multipart/report"
        or any(name in mail.root for name in OF_LISTS)
        or bool(answer_events(mail))
    )


def _text(mail: Mail) -> str | None:
    """The first plain text, else the first HTML without its quotations; None without either."""
    for part in mail.of_type("text/plain"):
        if part.get_filename() is None and (text := words(part)).strip():
            return text
    for part in mail.of_type("text/html"):
        if part.get_filename() is None and (html := words(part)).strip():
            return plain(html)
    return None


def plain(html: str) -> str:
    """The words of an HTML mail above its first quotation."""
    above = _QUOTE.split(html, maxsplit=1)[0]
    shown = "".join(_without_hidden(above))
    return unescape(_TAG.sub("", _BREAK.sub("\n", shown)))


def _without_hidden(html: str) -> list[str]:
    """The pieces between style sheets and the like, found from left to right, once."""
    pieces, at = [], 0
    lower = html.lower()
    while found := _HIDDEN.search(html, at):
        pieces.append(html[at : found.start()])
        end = lower.find(f"</{found[1].lower()}", found.end())
        if end < 0:
            return pieces
        at = end
    return [*pieces, html[at:]]
