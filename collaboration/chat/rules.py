"""How the words of a message are shown: a small Markdown in which nothing typed is markup.

Paragraphs, lists, quotations and code; in them **strong** and *stressed* words, `code`, https
addresses and the people who are named. Everything else is shown as it was typed.
"""

import re
from collections.abc import Collection, Iterator

from markupsafe import Markup, escape

_ADDRESS = r"https://[^\s<>\"'`\u200b-\u200f\u202a-\u202e\u2066-\u2069]+"
_INLINE = (
    r"`(?P<code>[^`\n]+)`"
    rf"|(?P<address>(?i:{_ADDRESS}))"
    r"|\*\*(?P<strong>[^*\n]+)\*\*"
    r"|(?<![\w*])\*(?P<stress>[^*\s][^*\n]*)\*(?![\w*])"
)
_LINK = Markup('<a href="{0}" rel="nofollow noopener noreferrer">{0}</a>')
_CLOSING = {")": "(", "]": "[", "}": "{"}
_FENCE = "```"
_END = re.compile(r"</(?:p|li|pre|blockquote)>")
_POINT = re.compile(r"(?P<mark>[-*•]|(?P<count>\d{1,4})[.)]) (?P<words>.*)")


def shown(text: str, names: Collection[str] = ()) -> Markup:
    """The text as markup; `names` are the mentions in it, as written after the @."""
    inline = re.compile(_INLINE + (f"|{mentioning(names)}" if names else ""))
    return Markup().join(_blocks(text.split("\n"), inline))


def plain(text: str) -> str:
    """The words alone, in one line, for where a message is only mentioned."""
    return Markup(_END.sub(r"\g<0> ", str(shown(text)))).striptags()  # noqa: S704 - it was markup


def mentioning(names: Collection[str]) -> str:
    """A pattern that finds these names after an @, the longest first; the group is `mention`."""
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    return rf"(?<!\w)@(?P<mention>{'|'.join(longest_first)})(?!\w)"


def _blocks(lines: list[str], inline: re.Pattern[str]) -> Iterator[Markup]:
    while lines:
        taken = _alike(lines)
        of_a_kind, lines = lines[:taken], lines[taken:]
        match _kind(of_a_kind[0]):
            case "code":
                yield _code(of_a_kind)
            case "quote":
                words = "\n".join(line[1:].removeprefix(" ") for line in of_a_kind)
                yield Markup("<blockquote>{}</blockquote>").format(_line(words, inline))
            case "points" | "steps":
                yield _list(of_a_kind, inline)
            case "words":
                yield Markup("<p>{}</p>").format(_line("\n".join(of_a_kind), inline))


def _kind(line: str) -> str:
    if line.startswith(_FENCE):
        return "code"
    if line.startswith(">"):
        return "quote"
    if point := _POINT.fullmatch(line):
        return "steps" if point["count"] else "points"
    return "words" if line.strip() else "nothing"


def _alike(lines: list[str]) -> int:
    """How many lines from the first belong together."""
    kind = _kind(lines[0])
    for at, line in enumerate(lines[1:], 1):
        if kind == "code" and line.startswith(_FENCE):
            return at + 1
        if kind != "code" and _kind(line) != kind:
            return at
    return len(lines)


def _code(lines: list[str]) -> Markup:
    inside = lines[1:-1] if len(lines) > 1 and lines[-1].startswith(_FENCE) else lines[1:]
    return Markup("<pre><code>{}</code></pre>").format("\n".join(inside))


def _list(lines: list[str], inline: re.Pattern[str]) -> Markup:
    points = [point for line in lines if (point := _POINT.fullmatch(line))]
    items = Markup().join(
        Markup("<li>{}</li>").format(_line(point["words"], inline)) for point in points
    )
    if first := points[0]["count"]:
        return Markup('<ol start="{}">{}</ol>').format(int(first), items)
    return Markup("<ul>{}</ul>").format(items)


def _line(text: str, inline: re.Pattern[str]) -> Markup:
    return Markup().join(_pieces(text, inline))


def _pieces(text: str, inline: re.Pattern[str]) -> Iterator[Markup]:
    at = 0
    for found in inline.finditer(text):
        piece, length = _piece(found, inline)
        if not length:
            continue
        yield escape(text[at : found.start()])
        yield piece
        at = found.start() + length
    yield escape(text[at:])


def _piece(found: re.Match[str], inline: re.Pattern[str]) -> tuple[Markup, int]:
    """The markup of what was found, and how many characters it stands for; 0: it is nothing."""
    kind, words = found.lastgroup, found[found.lastgroup or 0]
    if kind == "address":
        address = _without_tail(words)
        return _LINK.format(address), len(address) if len(address) > len("https://") else 0
    if kind == "mention":
        return Markup('<span class="mention">@{}</span>').format(words), len(found[0])
    if kind == "code":
        return Markup("<code>{}</code>").format(words), len(found[0])
    tag = Markup("<strong>{}</strong>") if kind == "strong" else Markup("<em>{}</em>")
    return tag.format(_line(words, inline)), len(found[0])


def _without_tail(address: str) -> str:
    """Without the full stop, comma or bracket that belongs to the sentence around it."""
    while address:
        last = address[-1]
        opening = _CLOSING.get(last)
        unopened = opening and address.count(last) > address.count(opening)
        if last not in "*.,;:!?…" and not unopened:
            break
        address = address[:-1]
    return address
