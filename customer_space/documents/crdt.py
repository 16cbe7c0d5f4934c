"""The one door to the CRDT library. Nothing else imports it.

The library panics with a BaseException that `except Exception` does not catch; a panic leaves the
document in memory in an unknown state, so whoever gets BrokenDocument loads it again.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pycrdt import Doc, TransactionEvent, XmlElement, XmlFragment, XmlText

from customer_space.documents import schema
from customer_space.documents.errors import BrokenDocument, Refused
from customer_space.documents.yupdate import decode_state, encode_state

__all__ = ["Node", "Text", "XmlElement", "XmlFragment", "XmlText", "guarded", "opening"]

Node = XmlElement | XmlFragment | XmlText
NOT_OURS = (asyncio.CancelledError, KeyboardInterrupt, SystemExit, GeneratorExit, Refused)


@contextmanager
def guarded() -> Iterator[None]:
    """Turn whatever the library throws into BrokenDocument; cancellation and exit pass."""
    try:
        yield
    except NOT_OURS:
        raise
    except BaseException as error:
        raise BrokenDocument(str(error)) from error


class Text:
    """One document in memory."""

    def __init__(self, updates: Sequence[bytes] = ()) -> None:
        """The document after `updates`, which come from our own log.

        Raises:
            BrokenDocument: if one of them cannot be applied.
        """
        self._changes = 0
        with guarded():
            self._doc: Doc[Any] = Doc()
            self._doc[schema.ROOT] = XmlFragment()
            with self._doc.transaction():
                for update in updates:
                    self._doc.apply_update(update)
            self._watch = self._doc.observe(self._count)

    def apply(self, update: bytes) -> bool:
        """Apply an update that has passed the intake. True if it changed the document.

        Raises:
            BrokenDocument: the document has to be loaded again.
        """
        before = self._changes
        with guarded():
            self._doc.apply_update(update)
        return self._changes > before

    @property
    def state(self) -> dict[int, int]:
        """Client → clock: how far this replica has got."""
        return decode_state(self.state_vector)

    @property
    def state_vector(self) -> bytes:
        """The state as bytes, for the other side to answer."""
        with guarded():
            return self._doc.get_state()

    def since(self, state_vector: bytes) -> bytes:
        """Everything that a replica with this state vector (from outside) has not got.

        Raises:
            Refused: if these bytes are no state vector.
        """
        known = encode_state(decode_state(state_vector))
        with guarded():
            return self._doc.get_update(known)

    def encoded(self) -> bytes:
        """The whole document as one update."""
        with guarded():
            return self._doc.get_update()

    @contextmanager
    def reading(self) -> Iterator[XmlFragment]:
        """The root, in one transaction, to be read within the block."""
        with guarded(), self._doc.transaction():
            yield self._doc.get(schema.ROOT, type=XmlFragment)

    @contextmanager
    def writing(self) -> Iterator[XmlFragment]:
        """The root, in one transaction, to be changed within the block."""
        with guarded(), self._doc.transaction():
            yield self._doc.get(schema.ROOT, type=XmlFragment)

    def _count(self, _event: TransactionEvent) -> None:
        self._changes += 1


def opening(blocks: Sequence[tuple[str, str]]) -> bytes:
    """An update that writes (node, text) blocks, such as ("heading", "Goals"), to a new document.

    List nodes get one item; text may be empty.
    """
    with guarded():
        doc: Doc[Any] = Doc()
        root = doc.get(schema.ROOT, type=XmlFragment)
        with doc.transaction():
            for name, words in blocks:
                _write_block(root, name, words)
        return doc.get_update()


def _write_block(root: XmlFragment, name: str, words: str) -> None:
    block = root.children.append(XmlElement(name))
    if name == "heading":
        block.attributes["level"] = 1
    if name.endswith("_list"):
        block = block.children.append(XmlElement("list_item"))
    if name in {"list_item", "blockquote"} or name.endswith("_list"):
        block = block.children.append(XmlElement("paragraph"))
    if name != "horizontal_rule":
        block.children.append(XmlText(words))
