"""A document's content as plain data: what a revision keeps, and what is written back from it.

A node is {"tag", "attributes", "children"}, a text {"text": [[words, marks], …]}. Only what the
schema names is read, so that only this can ever be written back.
"""

import json
from collections.abc import Iterator
from typing import Any

from customer_space.documents import schema
from customer_space.documents.crdt import Node, Text, XmlElement, XmlFragment, XmlText
from customer_space.documents.differences import changes
from customer_space.documents.html import without_controls

Branch = dict[str, Any]
"""A node or a text as plain data."""


def tree_of(text: Text) -> list[Branch]:
    """The blocks of the document, in their order."""
    with text.reading() as root:
        return _children(root)


def bring_back(text: Text, blocks: list[Branch]) -> bytes | None:
    """Let the document read as `blocks` again; the update that says so, or None: it does already.

    Blocks that stand there already stay the same ones, so that whoever writes in them goes on.
    """
    present = tree_of(text)
    before = text.state_vector
    replaced = _replaced(present, _known(blocks))
    if not replaced:
        return None
    with text.writing() as root:
        for first, last, new in reversed(replaced):  # from the end: places before stay right
            for place in reversed(range(first, last)):
                del root.children[place]
            for place, block in enumerate(new, first):
                _write(root, place, block)
    return text.since(before)


def _replaced(present: list[Branch], wanted: list[Branch]) -> list[tuple[int, int, list[Branch]]]:
    """Runs of blocks to take out (from, before), with what comes instead."""
    one, other = ([json.dumps(block, sort_keys=True) for block in each]
                  for each in (present, wanted))  # fmt: skip
    return [
        (change.start, change.end, wanted[change.new_start : change.new_end])
        for change in changes(one, other)
        if not change.same
    ]


def _known(branches: list[Branch]) -> list[Branch]:
    return [branch for branch in branches if "text" in branch or branch["tag"] is not None]


def _children(node: XmlFragment | XmlElement) -> list[Branch]:
    return [branch for child in node.children for branch in _branch(child)]


def _branch(node: Node) -> Iterator[Branch]:
    if isinstance(node, XmlText):
        yield {"text": [_run(words, marks) for words, marks in node.diff() if words]}
    elif isinstance(node, XmlElement):
        tag = node.tag if node.tag in schema.NODES else None
        yield {"tag": tag, "attributes": _attributes(node), "children": _children(node)}


def _run(words: Any, marks: dict[str, Any] | None) -> list[Any]:
    kept = {name: value for name, value in (marks or {}).items() if schema.is_mark(name, value)}
    return [without_controls(words) if isinstance(words, str) else "", kept]


def _attributes(node: XmlElement) -> dict[str, Any]:
    found = {name: node.attributes.get(name) for name in ("level", "order")}
    return {name: value for name, value in found.items() if schema.is_attribute(name, value)}


def _write(parent: XmlFragment | XmlElement, place: int, branch: Branch) -> None:
    if "text" in branch:
        _write_text(parent.children.insert(place, XmlText()), branch["text"])
        return
    made = parent.children.insert(place, XmlElement(branch["tag"]))
    for name, value in branch["attributes"].items():
        made.attributes[name] = value
    for inner, child in enumerate(_known(branch["children"])):
        _write(made, inner, child)


def _write_text(text: XmlText, runs: list[list[Any]]) -> None:
    for words, marks in reversed(runs):  # each before the others: it takes on none of their marks
        if words:
            text.insert(0, words, marks)
