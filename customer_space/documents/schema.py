"""What a document may consist of: the editor's nodes, marks and attributes, and nothing else.

The editor's schema in frontend/src/editor says the same.
"""

import re
from urllib.parse import urlsplit

ROOT = "text"

NODES = frozenset(
    {
        "paragraph",
        "heading",
        "bullet_list",
        "ordered_list",
        "list_item",
        "blockquote",
        "horizontal_rule",
        "hard_break",
        "code_block",
    }
)
PLAIN_MARKS = frozenset({"strong", "em", "code", "strike"})
MARKS = PLAIN_MARKS | {"link"}
LEVELS = frozenset({1, 2, 3})
LINK_ATTRIBUTES = frozenset({"href", "title"})

LONGEST_HREF = 2048  # characters
_LINK = re.compile(r"https://|mailto:", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\\]")


def is_safe_href(href: object) -> bool:
    """Whether we write such a link into a page: https with a host, or mailto, nothing hidden.

    Stricter than what the editor takes, because a page may be read without it.
    """
    if not isinstance(href, str) or len(href) > LONGEST_HREF or _UNSEEN.search(href):
        return False
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(parts.hostname) and "@" not in parts.netloc
    return parts.scheme == "mailto" and bool(parts.path) and not parts.netloc


def is_mark(name: str, value: object) -> bool:
    """Whether `value` is what the editor writes where the mark `name` begins (null: ends)."""
    if name not in MARKS:
        return False
    if value is None:
        return True
    if not isinstance(value, dict):
        return False
    if name in PLAIN_MARKS:
        return not value
    return (
        value.keys() <= LINK_ATTRIBUTES
        and isinstance(value.get("href"), str)
        and bool(_LINK.match(value["href"]))
        and isinstance(value.get("title"), str | None)
    )


def is_attribute(name: str, value: object) -> bool:
    """Whether the editor writes `value` in a node's attribute `name`.

    A heading's level becomes the name of an element: anything else would stop every editor.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return name == "order" or (name == "level" and value in LEVELS)
