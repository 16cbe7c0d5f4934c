"""A document as escaped HTML and as plain text, by our own serializer: for first paint, for pages
without the script, for search and for export.

Only what the schema names is written; whatever else may stand in a document is left out.
"""

import re
from html import escape
from typing import Any

from customer_space.documents import schema
from customer_space.documents.crdt import Node, Text, XmlElement, XmlFragment, XmlText

TAGS = {
    "paragraph": "p",
    "bullet_list": "ul",
    "list_item": "li",
    "blockquote": "blockquote",
}
VOID = {"horizontal_rule": "<hr>", "hard_break": "<br>"}
MARKS = {"strong": "strong", "em": "em", "strike": "s", "code": "code"}  # outermost first
HIGHEST, LOWEST = 1, 3  # levels of headings in the editor
LARGEST_START = 1_000_000
PAGE_LEVELS = 1  # the page's own heading stands above them
LINE_ENDS = frozenset({"paragraph", "heading", "code_block", "horizontal_rule"})
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def to_html(text: Text) -> str:
    """The document as HTML; every character of the people's is escaped."""
    with text.reading() as root:
        return _children(root)


def to_plain(text: Text) -> str:
    """The document's words, a block a line, as PostgreSQL can keep them (no control characters)."""
    with text.reading() as root:
        lines = "".join(_words(root))
    return without_controls(lines).strip("\n")


def without_controls(words: str) -> str:
    """The words without characters that no page shows and PostgreSQL does not keep."""
    return _CONTROLS.sub("", words)


def _children(node: XmlFragment | XmlElement) -> str:
    return "".join(_node(child) for child in node.children)


def _node(node: Node) -> str:
    if isinstance(node, XmlText):
        return "".join(_piece(words, marks or {}) for words, marks in node.diff())
    if not isinstance(node, XmlElement) or node.tag not in schema.NODES:
        return ""
    if node.tag in VOID:
        return VOID[node.tag]
    opening, closing = _tags(node)
    return f"{opening}{_children(node)}{closing}"


def _tags(node: XmlElement) -> tuple[str, str]:
    match node.tag:
        case "heading":
            level = _number(node, "level", HIGHEST, LOWEST) + PAGE_LEVELS
            return f"<h{level}>", f"</h{level}>"
        case "ordered_list":
            first = _number(node, "order", 1, LARGEST_START)
            return (f'<ol start="{first}">' if first > 1 else "<ol>"), "</ol>"
        case "code_block":
            return "<pre><code>", "</code></pre>"
        case name:
            tag = TAGS[name or ""]
            return f"<{tag}>", f"</{tag}>"


def _number(node: XmlElement, name: str, least: int, most: int) -> int:
    try:
        value = int(float(node.attributes.get(name) or least))
    except (TypeError, ValueError, OverflowError):
        return least
    return min(most, max(least, value))


def _piece(words: Any, marks: dict[str, Any]) -> str:
    if not isinstance(words, str):
        return ""
    html = escape(without_controls(words))
    for mark in reversed(MARKS):
        if mark in marks:
            html = f"<{MARKS[mark]}>{html}</{MARKS[mark]}>"
    link = marks.get("link")
    if isinstance(link, dict) and schema.is_safe_href(link.get("href")):
        href = escape(link["href"])
        html = f'<a href="{href}" rel="noopener noreferrer nofollow ugc">{html}</a>'
    return html


def _words(node: Node) -> list[str]:
    if isinstance(node, XmlText):
        return [words for words, _ in node.diff() if isinstance(words, str)]
    tag = getattr(node, "tag", None)
    if tag == "hard_break":
        return ["\n"]
    words = [piece for child in node.children for piece in _words(child)]
    return [*words, "\n"] if tag in LINE_ENDS else words
