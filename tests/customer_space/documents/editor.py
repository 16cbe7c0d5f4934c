"""An editor in Python: writes random but honest edits, as a person's browser would send them."""

from random import Random
from typing import Any

from pycrdt import Doc, TransactionEvent, XmlElement, XmlFragment, XmlText

from customer_space.documents.schema import PLAIN_MARKS, ROOT

WORDS = ("goal", "é", "😀 hi", "<b>&", "in March ", "x")
LINK = {"href": "https://acme.example/plan?a=1&b=2", "title": None}


class Editor:
    """One replica; `sent` are the updates it made itself."""

    def __init__(self, seed: int = 0) -> None:
        self.random = Random(seed)
        self.doc: Doc[Any] = Doc(client_id=1_000 + seed)
        self.root = self.doc.get(ROOT, type=XmlFragment)
        self.sent: list[bytes] = []
        self._hearing = False
        self.watch = self.doc.observe(self._made)

    def _made(self, event: TransactionEvent) -> None:
        if not self._hearing:
            self.sent.append(event.update)

    def hear(self, update: bytes) -> None:
        self._hearing = True
        self.doc.apply_update(update)
        self._hearing = False

    def paragraph(self, words: str = "", tag: str = "paragraph") -> XmlText:
        """A new block at the end; returns its text."""
        with self.doc.transaction():
            block = self.root.children.append(XmlElement(tag))
            return block.children.append(XmlText(words))

    def edit(self) -> None:
        """One small edit at a random place."""
        texts = [
            child
            for block in self.root.children
            for child in block.children
            if isinstance(child, XmlText)
        ]
        if len(texts) < 2:
            self.paragraph("start")
            return
        self._edit_one(self.random.choice(texts))

    def _edit_one(self, text: XmlText) -> None:
        # Only ASCII boundaries are safe to count in the library's bytes, so edits are at the ends.
        match self.random.randrange(9):
            case 0 | 1 | 2:
                text.insert(0, self.random.choice(WORDS))
            case 3:
                text += self.random.choice(WORDS)
            case 4 if str(text)[:1].isascii() and len(text) > 1:
                del text[0:1]
            case 5 if len(text) > 0:
                mark = self.random.choice(sorted(PLAIN_MARKS))
                text.format(0, len(text), {mark: {}})
            case 6 if len(text) > 0:
                text.format(0, len(text), {"link": LINK, "strong": None})
            case 7:
                heading = self.root.children.append(XmlElement("heading", {"level": 1}))
                heading.attributes["level"] = self.random.randrange(1, 4)
            case _ if len(self.root.children) > 4:
                del self.root.children[self.random.randrange(len(self.root.children))]
