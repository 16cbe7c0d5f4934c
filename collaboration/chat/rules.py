"""How the words of a message are shown: plain text whose addresses can be followed."""

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

_ADDRESS = re.compile(r"https://[^\s<>\"'`\u200b-\u200f\u202a-\u202e\u2066-\u2069]+", re.IGNORECASE)
_LINK = Markup('<a href="{0}" rel="nofollow noopener noreferrer">{0}</a>')
_CLOSING = {")": "(", "]": "[", "}": "{"}


def linked(text: str) -> Markup:
    """The text as markup: everything escaped, https addresses as links, line breaks as they are."""
    return Markup().join(_pieces(text))


def _pieces(text: str) -> Iterator[Markup]:
    at = 0
    for found in _ADDRESS.finditer(text):
        address = _without_tail(found[0])
        if len(address) <= len("https://"):
            continue
        yield escape(text[at : found.start()])
        yield _LINK.format(address)
        at = found.start() + len(address)
    yield escape(text[at:])


def _without_tail(address: str) -> str:
    """Without the full stop, comma or bracket that belongs to the sentence around it."""
    while address:
        last = address[-1]
        opening = _CLOSING.get(last)
        unopened = opening and address.count(last) > address.count(opening)
        if last not in ".,;:!?…" and not unopened:
            break
        address = address[:-1]
    return address
