"""What differs between two texts, word by word, as people read it. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any, NamedTuple

MOST_COMPARED = 1_000_000
"""Pairs of units looked at; beyond it one run simply stands for the other."""
ALIKE = 0.4
"""Share of words two paragraphs have to have in common to be read as one that was changed."""
CONTEXT = 2  # unchanged lines shown beside a change
_WORDS = re.compile(r"\s+|[^\W_]+(?:['’-][^\W_]+)*|.", re.DOTALL)
_LEAVES = frozenset({"paragraph", "heading", "code_block"})


class Change(NamedTuple):
    """`one[start:end]` stands in the place of `other[new_start:new_end]`."""

    same: bool
    start: int
    end: int
    new_start: int
    new_end: int


class Line(NamedTuple):
    """A paragraph, heading or item of a list, without its marks."""

    shape: str
    """heading, paragraph, item, quote or code."""
    words: str


class Piece(NamedTuple):
    """Some words of a line: `kind` is same, added or removed."""

    kind: str
    words: str


@dataclass(frozen=True)
class Compared:
    """A line of the comparison."""

    shape: str
    pieces: list[Piece] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        return all(piece.kind == "same" for piece in self.pieces)


class Stretch(NamedTuple):
    """Lines that belong together: shown, or `folded` because nothing near them changed."""

    folded: bool
    lines: list[Compared]


def changes(one: Sequence[str], other: Sequence[str]) -> list[Change]:
    """How `one` becomes `other`, in order and without gaps. Bounded in time."""
    head = _common(one, other)
    tail = _common(one[head:][::-1], other[head:][::-1])
    middle, new_middle = one[head : len(one) - tail], other[head : len(other) - tail]
    parts = [
        Change(True, 0, head, 0, head),
        *_between(middle, new_middle, head),
        Change(True, len(one) - tail, len(one), len(other) - tail, len(other)),
    ]
    return [part for part in parts if part.end > part.start or part.new_end > part.new_start]


def lines_of(blocks: Sequence[dict[str, Any]], around: str = "") -> list[Line]:
    """The lines of a document's tree (documents.tree)."""
    lines: list[Line] = []
    for block in blocks:
        tag, children = block.get("tag"), block.get("children", [])
        if tag in _LEAVES:
            lines.append(Line(_shape(tag, around), _words(children)))
        elif tag == "horizontal_rule":
            lines.append(Line("paragraph", "—"))
        else:
            inner = {"list_item": "item", "blockquote": "quote"}.get(str(tag), around)
            lines += lines_of(children, inner)
    return [line for line in lines if line.words.strip()]


def compare(before: Sequence[Line], after: Sequence[Line]) -> list[Compared]:
    """The lines of both, those that changed with the words that were added and removed."""
    keys = [[f"{line.shape}\0{line.words}" for line in each] for each in (before, after)]
    compared: list[Compared] = []
    for change in changes(*keys):
        new = after[change.new_start : change.new_end]
        if change.same:
            compared += [Compared(line.shape, [Piece("same", line.words)]) for line in new]
        else:
            compared += _paired(before[change.start : change.end], new)
    return compared


def folded(lines: Sequence[Compared]) -> list[Stretch]:
    """The lines in stretches; long unchanged ones are folded, but for what stands by a change."""
    near = [
        any(not line.is_same for line in lines[max(0, place - CONTEXT) : place + CONTEXT + 1])
        for place in range(len(lines))
    ]
    edges = [0, *(place for place in range(1, len(lines)) if near[place] != near[place - 1])]
    return [
        Stretch(not near[start] and end - start > 1, list(lines[start:end]))
        for start, end in pairwise([*edges, len(lines)])
        if end > start
    ]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _between(one: Sequence[str], other: Sequence[str], offset: int) -> Iterator[Change]:
    if len(one) * len(other) > MOST_COMPARED:
        yield Change(False, offset, offset + len(one), offset, offset + len(other))
        return
    for verb, *places in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        yield Change(verb == "equal", *(place + offset for place in places))


def _shape(tag: str, around: str) -> str:
    return {"heading": "heading", "code_block": "code"}.get(tag) or around or "paragraph"


def _words(children: Sequence[dict[str, Any]]) -> str:
    pieces = (
        "".join(words for words, _marks in child["text"]) if "text" in child else "\n"
        for child in children
    )
    return "".join(pieces)


def _paired(before: Sequence[Line], after: Sequence[Line]) -> list[Compared]:
    """Lines in the same place that are alike read as one; the others as removed and added."""
    compared: list[Compared] = []
    for old, new in zip(before, after, strict=False):
        pieces = _pieces(old.words, new.words)
        kept = sum(len(piece.words) for piece in pieces if piece.kind == "same")
        alike = kept >= ALIKE * max(len(old.words), len(new.words))
        if alike and old.shape == new.shape:
            compared.append(Compared(new.shape, pieces))
        else:
            compared += [_whole(old, "removed"), _whole(new, "added")]
    shorter = min(len(before), len(after))
    compared += [_whole(line, "removed") for line in before[shorter:]]
    return compared + [_whole(line, "added") for line in after[shorter:]]


def _whole(line: Line, kind: str) -> Compared:
    return Compared(line.shape, [Piece(kind, line.words)])


def _pieces(old: str, new: str) -> list[Piece]:
    one, other = _WORDS.findall(old), _WORDS.findall(new)
    pieces: list[Piece] = []
    for change in changes(one, other):
        was = "".join(one[change.start : change.end])
        becomes = "".join(other[change.new_start : change.new_end])
        if change.same:
            pieces.append(Piece("same", was))
        else:
            pieces += [Piece("removed", was)] if was else []
            pieces += [Piece("added", becomes)] if becomes else []
    return pieces
