"""Crafted updates: each is one thing that no editor of ours sends. Built byte by byte."""

import json
import struct
from collections.abc import Iterator

from customer_space.documents.yupdate import encode_number as number

ME, OTHER = 7, 8
ELEMENT, TEXT = 3, 6  # numbers of shared types
GC, DELETED, JSON, BINARY, STRING, EMBED, FORMAT, TYPE, ANY, DOC, SKIP, MOVE = range(12)
LEFT, RIGHT, KEY = 0x80, 0x40, 0x20


def word(text: str | bytes) -> bytes:
    raw = text.encode() if isinstance(text, str) else text
    return number(len(raw)) + raw


def in_root(name: str = "text") -> bytes:
    return number(1) + word(name)


def in_node(clock: int, client: int = ME) -> bytes:
    return number(0) + number(client) + number(clock)


def after(clock: int, client: int = ME) -> bytes:
    return number(client) + number(clock)


def element(name: str = "paragraph") -> bytes:
    return number(ELEMENT) + word(name)


PARAGRAPH = bytes((TYPE,)) + in_root() + element()
WORDS = bytes((TYPE,)) + in_node(0) + number(TEXT)
START = (PARAGRAPH, WORDS)  # clocks 0 and 1


def update(*structs: bytes, client: int = ME, clock: int = 0, deletions: bytes = b"\x00") -> bytes:
    """One client's structs, each as it stands in an update."""
    head = number(1) + number(len(structs)) + number(client) + number(clock)
    return head + b"".join(structs) + deletions


def string(text: str | bytes = "hi", where: bytes = in_node(1)) -> bytes:
    return bytes((STRING,)) + where + word(text)


def mark(name: str, value: object) -> bytes:
    coded = value if isinstance(value, str) else json.dumps(value)
    return bytes((FORMAT,)) + in_node(1) + word(name) + word(coded)


def attribute(name: str, value: bytes, *, node: int = 0, count: int = 1) -> bytes:
    return bytes((ANY | KEY,)) + in_node(node) + word(name) + number(count) + value


def deletions(client: int, *ranges: tuple[int, int]) -> bytes:
    body = b"".join(number(clock) + number(length) for clock, length in ranges)
    return number(1) + number(client) + number(len(ranges)) + body


def nested_any(depth: int, tag: int) -> bytes:
    level = bytes((tag, 1)) if tag == 117 else bytes((tag, 1)) + word("a")
    return level * depth + b"\x7e"


def nested_types(depth: int, shared_type: int = 0) -> bytes:
    """Depth levels of types inside each other, each the child of the one before."""
    levels = [bytes((TYPE,)) + in_root() + number(shared_type)]
    levels += [bytes((TYPE,)) + in_node(n) + number(shared_type) for n in range(depth - 1)]
    return update(*levels)


def nested_quotes(depth: int) -> bytes:
    quotes = [bytes((TYPE,)) + in_node(n) + element("blockquote") for n in range(depth)]
    return update(PARAGRAPH, *quotes)


HUGE = {"2^31": number(2**31), "2^32-2": number(2**32 - 2), "2^62": number(2**62)}


def crafted() -> Iterator[tuple[str, bytes]]:
    yield from broken_bytes()
    yield from huge_counts()
    yield from clocks()
    yield from nesting()
    yield from kinds()
    yield from values()
    yield from marks()
    yield from places()


def broken_bytes() -> Iterator[tuple[str, bytes]]:
    good = update(*START, string())
    yield "nothing", b""
    yield "one byte", b"\x01"
    yield "64 bytes of noise", bytes((n * 73 + 11) % 256 for n in range(64))
    yield "a number without end", b"\xff" * 64
    yield "trailing bytes", good + b"\x00"
    for length in range(1, len(good) - 1, 3):
        yield f"cut off after {length} bytes", good[:length]
    yield "bad UTF-8", update(*START, string(b"\xff\xfe"))
    yield "a surrogate", update(*START, string(b"\xed\xa0\x80"))
    yield "an overlong slash", update(*START, string(b"\xc0\xaf"))
    yield "half a character", update(*START, string("é".encode()[:1]))
    yield "the same client twice", number(2) + update(PARAGRAPH)[1:-1] + update(PARAGRAPH)[1:]
    yield "too large", update(*START, string("x" * 262_144))
    yield "too many structs", update(*START, *(string("x") for _ in range(16_384)))


def huge_counts() -> Iterator[tuple[str, bytes]]:
    for name, count in HUGE.items():
        yield f"{name} clients", count + b"\x01\x07\x00"
        yield f"{name} structs", number(1) + count + number(ME) + number(0)
        yield f"{name} bytes of string", update(*START, b"\x04" + in_node(1) + count + b"x")
        yield f"{name} bytes of binary", update(*START, b"\x03" + in_node(1) + count)
        yield f"{name} JSON values", update(*START, b"\x02" + in_node(1) + count)
        yield f"{name} values", update(*START, b"\x08" + in_node(1) + count)
        yield f"{name} array items", update(*START, attribute("level", b"\x75" + count))
        yield f"{name} map items", update(*START, attribute("level", b"\x76" + count))
        yield f"{name} deleted units", update(b"\x01" + in_root() + count)
        yield f"{name} collected units", update(b"\x00" + count)
        yield f"{name} skipped units", update(b"\x0a" + count)
        yield f"{name} deletions", b"\x00\x01\x07" + count
        yield f"{name} clients with deletions", b"\x00" + count


def clocks() -> Iterator[tuple[str, bytes]]:
    yield "a clock that wraps", update(string("x" * 10, in_root()), clock=2**32 - 5)
    yield "a clock at the edge", update(b"\x00" + number(10), clock=2**31 - 5)
    yield "a collected run to the edge", update(b"\x00" + number(2**32 - 2))
    yield "a gap", update(*START, clock=5)
    yield "a gap in the deletions", update(*START, deletions=deletions(ME, (0, 9)))
    yield "a deletion of a stranger", update(*START, deletions=deletions(OTHER, (0, 1)))
    yield "a deletion past the edge", update(deletions=deletions(ME, (2**31 - 2, 5)))
    yield "a left neighbour to come", update(PARAGRAPH, b"\x87" + after(1) + element())
    yield "itself as left neighbour", update(b"\x87" + after(0) + element())
    yield "itself as right neighbour", update(b"\x47" + after(0) + element())
    yield "itself as parent", update(bytes((TYPE,)) + in_node(0) + element())
    yield "an unknown left neighbour", update(b"\x87" + after(0, OTHER) + element())
    yield "an unknown parent", update(bytes((TYPE,)) + in_node(3, OTHER) + element())
    yield "an empty string", update(*START, string(""))
    yield "an empty collected run", update(b"\x00\x00")
    yield (
        "two clients that wait for each other",
        (
            number(2)
            + number(1)
            + number(ME)
            + number(0)
            + b"\x87"
            + after(0, OTHER)
            + element()
            + number(1)
            + number(OTHER)
            + number(0)
            + b"\x87"
            + after(0, ME)
            + element()
            + b"\x00"
        ),
    )


def nesting() -> Iterator[tuple[str, bytes]]:
    yield "arrays 26,264 deep", update(*START, attribute("level", nested_any(26_264, 117)))
    yield "arrays 13,181 deep", update(*START, attribute("level", nested_any(13_181, 117)))
    yield "maps 10,000 deep", update(*START, attribute("level", nested_any(10_000, 118)))
    yield "arrays in the text", update(*START, b"\x08" + in_node(1) + b"\x01" + nested_any(50, 117))
    yield "shared arrays 1,000 deep", nested_types(1000)
    yield "shared maps 1,000 deep", nested_types(1000, 1)
    yield "quotes 40 deep", nested_quotes(40)
    yield "quotes 4,000 deep", nested_quotes(4000)
    yield "JSON 2,000 deep in a mark", update(*START, mark("strong", "[" * 2000 + "]" * 2000))
    yield "JSON objects in a mark", update(*START, mark("strong", '{"a":' * 500 + "1" + "}" * 500))
    yield "JSON in JSON", update(*START, bytes((JSON,)) + in_node(1) + b"\x01" + word("[" * 9000))
    yield "JSON in an embed", update(*START, bytes((EMBED,)) + in_node(1) + word("[" * 9000))


def kinds() -> Iterator[tuple[str, bytes]]:
    yield "binary", update(*START, bytes((BINARY,)) + in_node(1) + word(b"\x00\x01"))
    yield "JSON", update(*START, bytes((JSON,)) + in_node(1) + b"\x01" + word('"a"'))
    yield "an embed", update(*START, bytes((EMBED,)) + in_node(1) + word('{"image":"x"}'))
    yield "a sub-document", update(bytes((DOC,)) + in_root() + word("guid") + b"\x76\x00")
    yield "a skip", update(bytes((SKIP,)) + number(1))
    yield "a move", update(bytes((MOVE,)) + in_root() + b"\x00\x07\x00")
    for content in (12, 15, 30, 31):
        yield f"content {content}", update(bytes((content,)) + in_root() + b"\x00")
    for shared in (0, 1, 2, 4, 5, 7, 9, 15, 255):
        yield (
            f"shared type {shared}",
            update(bytes((TYPE,)) + in_root() + number(shared) + word("a")),
        )
    yield "flags on a collected run", update(b"\x80" + number(1))
    yield "a parent that is neither", update(bytes((TYPE,)) + number(2) + element())
    for name in ("script", "iframe", "image", "table", "doc", "Paragraph", "", "p" * 300):
        yield f"node {name[:12]!r}", update(bytes((TYPE,)) + in_root() + element(name))
    yield "another root", update(bytes((TYPE,)) + in_root("prosemirror") + element())
    yield "an attribute of the root", update(b"\x27" + in_root() + word("level") + element())


def values() -> Iterator[tuple[str, bytes]]:
    yield "an unknown attribute", update(*START, attribute("onclick", b"\x77" + word("x")))
    yield "a style", update(*START, attribute("style", b"\x77" + word("color:red")))
    yield "a long word", update(*START, attribute("level", b"\x77" + word("x" * 200)))
    yield "level 4", update(*START, attribute("level", b"\x7d\x04"))
    yield "a negative level", update(*START, attribute("level", b"\x7d\x41"))
    yield "level 2^62", update(*START, attribute("level", b"\x7a" + struct.pack(">q", 2**62)))
    for real in ("inf", "nan", "1e21", "1.5"):
        coded = b"\x7b" + struct.pack(">d", float(real))
        yield f"level {real}", update(*START, attribute("level", coded))
    yield "a level that is a word", update(*START, attribute("level", b"\x77" + word("1")))
    yield "a level that is true", update(*START, attribute("level", b"\x78"))
    yield "an order that is a word", update(*START, attribute("order", b"\x77" + word("1")))
    yield "two values", update(*START, attribute("level", b"\x7e\x7e", count=2))
    yield "no value", update(*START, attribute("level", b"", count=0))
    yield "a map", update(*START, attribute("level", b"\x76\x00"))
    yield "bytes", update(*START, attribute("level", b"\x74\x00"))
    yield "an unknown tag", update(*START, attribute("level", b"\x01"))
    yield "a number cut off", update(*START, attribute("level", b"\x7b\x00"))
    yield "a signed number without end", update(*START, attribute("level", b"\x7d" + b"\xff" * 20))
    yield "an attribute of a text", update(*START, attribute("level", b"\x7e", node=1))
    yield "a string as attribute", update(*START, b"\x24" + in_node(0) + word("level") + word("x"))
    overwritten = attribute("level", b"\x7d\x01"), b"\x88" + after(2) + b"\x01\x76\x00"
    yield "an attribute overwritten with a map", update(*START, *overwritten)


def marks() -> Iterator[tuple[str, bytes]]:
    for name in ("underline", "script", "color", "__proto__", "", "ychange"):
        yield f"mark {name!r}", update(*START, mark(name, {}))
    yield "strong with attributes", update(*START, mark("strong", {"style": "x"}))
    yield "strong as a word", update(*START, mark("strong", "yes"))
    yield "a link as a word", update(*START, mark("link", '"https://a.example"'))
    yield "a link to nowhere", update(*START, mark("link", {}))
    yield (
        "a link with a target",
        update(*START, mark("link", {"href": "https://a.b", "target": "x"})),
    )
    yield "a link with a list", update(*START, mark("link", {"href": ["https://a.b"]}))
    doubled = '{"href":"javascript:alert(1)","href":"https://a.example"}'
    yield "a link with two addresses", update(*START, mark("link", doubled))
    for href in (
        "javascript:alert(1)", "JavaScript:alert(1)", " https://a.example", "java\tscript:x",
        "data:text/html,x", "http://a.example", "//a.example", "/signout", "https:a.example",
        "vbscript:x", "https://" + "a" * 9000, "", "ftp://a.example", "blob:https://a.example/x",
    ):  # fmt: skip
        yield f"a link to {href[:40]!r}", update(*START, mark("link", {"href": href}))


def places() -> Iterator[tuple[str, bytes]]:
    level = attribute("level", b"\x7d\x01")
    yield "a string in the root", update(string("x", in_root()))
    yield "a string in a node", update(*START, string("x", in_node(0)))
    yield "a string beside a node", update(*START, b"\x84" + after(0) + word("x"))
    yield "a string beside an attribute", update(*START, level, b"\x84" + after(2) + word("x"))
    yield "a node in a text", update(*START, bytes((TYPE,)) + in_node(1) + element())
    yield "a node beside a string", update(*START, string(), b"\x87" + after(3) + element())
    yield "a value in a text", update(*START, bytes((ANY,)) + in_node(1) + b"\x01\x7e")
    yield "a value beside a string", update(*START, string(), b"\x88" + after(3) + b"\x01\x7e")
    yield "a value beside a node", update(*START, b"\x88" + after(0) + b"\x01\x7e")
    yield (
        "a mark in a node",
        update(*START, bytes((FORMAT,)) + in_node(0) + word("em") + word("{}")),
    )
    yield "a child of a string", update(*START, string(), bytes((TYPE,)) + in_node(2) + element())
    yield "a child of an attribute", update(*START, level, bytes((TYPE,)) + in_node(2) + element())
    between = PARAGRAPH, bytes((TYPE,)) + in_node(2) + number(TEXT), string("y", in_node(3))
    yield (
        "between two texts",
        update(*START, *between, string(), b"\xc4" + after(5) + after(4) + word("x")),
    )


CRAFTED = dict(crafted())
