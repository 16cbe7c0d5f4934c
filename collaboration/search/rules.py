"""What is looked for, and how a find is shown: its words in their surroundings."""

import re

from markupsafe import Markup, escape

MOST_WORDS = 10
LONGEST = 200  # characters
BEFORE, SHOWN = 60, 220  # characters

_WORD = re.compile(r"[^\W_]+")


def words_of(asked: str) -> list[str]:
    """The words in what was typed, in small letters, each once."""
    found = _WORD.findall(asked[:LONGEST].casefold())
    return list(dict.fromkeys(found))[:MOST_WORDS]


def tsquery(words: list[str]) -> str:
    """All of the words, each of them perhaps only begun, for PostgreSQL's `to_tsquery`.

    Words are letters and digits, so nothing in them is an operator.
    """
    return " & ".join(f"{word}:*" for word in words)


def excerpt(text: str, words: list[str]) -> Markup:
    """The part of the text in which the first of the words stands, all of them marked."""
    begun = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, words))})[^\W_]*", re.IGNORECASE)
    flat = " ".join(text.split())
    first = begun.search(flat)
    start = _start(flat, max(first.start() - BEFORE, 0) if first else 0)
    part = flat[start : start + SHOWN]
    marked = Markup().join(_marked(part, begun))
    ends = start + SHOWN < len(flat)
    return Markup("{}{}{}").format("…" if start else "", marked, "…" if ends else "")


def _start(text: str, at: int) -> int:
    """Not in the middle of a word."""
    return text.rfind(" ", 0, at) + 1 if at else 0


def _marked(text: str, begun: re.Pattern[str]) -> list[Markup]:
    pieces, at = [], 0
    for found in begun.finditer(text):
        pieces += [escape(text[at : found.start()]), Markup("<mark>{}</mark>").format(found[0])]
        at = found.end()
    return [*pieces, escape(text[at:])]
