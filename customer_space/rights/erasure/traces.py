"""By which words a person can be recognised, and what these look like in texts. Pure."""

import html
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

SHORTEST = 3
"""A shorter name stands in too many other words to be looked for."""
NOTHING = "\x01nobody\x01"
"""Matches no text that can be kept."""
ERASED = "somebody erased"
"""What stands where the name or address of an erased person stood."""


@dataclass(frozen=True)
class Traces:
    """The words that mean this person and no other."""

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()

    @property
    def pattern(self) -> str:
        """A regular expression (PostgreSQL and Python) for them in texts, HTML and JSON."""
        found = [
            *(_words(form) for name in self.names for form in _written(name)),
            *(_address(form) for email in self.emails for form in _written(email)),
            *map(_number, self.phones),
        ]
        return "|".join(dict.fromkeys(found)) or NOTHING

    @property
    def spelled(self) -> list[str]:
        """Them as they are, for what is no text."""
        return [*self.names, *self.emails, *self.phones]

    def without(self, text: str) -> str:
        """The text, with somebody else in their place."""
        return re.sub(self.pattern, ERASED, text, flags=re.IGNORECASE)


def traces_of(names: Iterable[str], emails: Iterable[str], phones: Iterable[str]) -> Traces:
    """What is worth looking for; the rest is too short to mean one person."""
    return Traces(
        tuple(sorted({name.strip() for name in names if len(name.strip()) >= SHORTEST})),
        tuple(sorted(set(emails))),
        tuple(sorted(set(phones))),
    )


def _written(words: str) -> Iterable[str]:
    """As a text, as HTML and as JSON have it."""
    return dict.fromkeys([words, html.escape(words), json.dumps(words, ensure_ascii=False)[1:-1]])


def _words(name: str) -> str:
    return r"(?<!\w)" + r"\s+".join(map(re.escape, name.split())) + r"(?!\w)"


def _address(email: str) -> str:
    return rf"(?<![\w.+-]){re.escape(email)}(?![\w-])"


def _number(phone: str) -> str:
    """E.164, however it was grouped."""
    digits = r"[ ()./-]*".join(phone.removeprefix("+"))
    return rf"(?<!\d)\+?{digits}(?!\d)"
