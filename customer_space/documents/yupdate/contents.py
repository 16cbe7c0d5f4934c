"""The contents of structs: only those that the editor's documents are made of."""

import json
from collections.abc import Callable

from customer_space.documents import schema
from customer_space.documents.errors import Refused
from customer_space.documents.yupdate.reader import Reader
from customer_space.documents.yupdate.structs import Kind

Content = tuple[Kind, int, object]  # the kind, how many units, what it holds

LONGEST_NAME = 256  # bytes
LONGEST_JSON = 8192  # bytes; a link's address and title
ELEMENT, TEXT = 3, 6  # numbers of shared types
CONSTANTS = {127: None, 126: None, 121: False, 120: True}


def read_content(reader: Reader, number: int) -> Content:
    """The content of the kind `number`.

    Raises:
        Refused: for embedded values, sub-documents, binary data, moves and what is unknown.
    """
    read = READERS.get(number)
    if read is None:
        raise Refused(f"content of kind {number} is not allowed")
    return read(reader)


def _deleted(reader: Reader) -> Content:
    return Kind.DELETED, reader.clock(), None


def _string(reader: Reader) -> Content:
    text = reader.string()
    astral = sum(character > "\uffff" for character in text) if not text.isascii() else 0
    return Kind.STRING, len(text) + astral, text


def _format(reader: Reader) -> Content:
    name, coded = reader.string(LONGEST_NAME), reader.string(LONGEST_JSON)
    if not schema.is_mark(name, _json(coded)):
        raise Refused(f"mark {name[:40]!r} is not allowed")
    return Kind.FORMAT, 1, name


def _json(coded: str) -> object:
    try:
        return json.loads(coded, object_pairs_hook=_flat)
    except (ValueError, RecursionError):
        raise Refused("bad JSON") from None


def _flat(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object without nesting and without doubled keys, which readers understand differently."""
    values = dict(pairs)
    if len(values) < len(pairs) or any(isinstance(value, dict | list) for _, value in pairs):
        raise Refused("an attribute of a mark is a word")
    return values


def _type(reader: Reader) -> Content:
    number = reader.number()
    if number == TEXT:
        return Kind.TEXT, 1, None
    if number != ELEMENT:
        raise Refused(f"shared type {number} is not allowed")
    name = reader.string(LONGEST_NAME)
    if name not in schema.NODES:
        raise Refused(f"node {name[:40]!r} is not allowed")
    return Kind.ELEMENT, 1, name


def _value(reader: Reader) -> Content:
    if reader.number() != 1:
        raise Refused("an attribute has one value")
    return Kind.VALUE, 1, _scalar(reader)


def _scalar(reader: Reader) -> object:
    tag = reader.byte()
    if tag in CONSTANTS:
        return CONSTANTS[tag]
    read = SCALARS.get(tag)
    if read is None:
        raise Refused("an attribute holds a number or a word")
    return read(reader)


SCALARS: dict[int, Callable[[Reader], object]] = {
    125: Reader.signed,
    124: lambda reader: reader.real(">f"),
    123: lambda reader: reader.real(">d"),
    122: lambda reader: reader.real(">q"),
    119: lambda reader: reader.string(LONGEST_NAME),
}

READERS: dict[int, Callable[[Reader], Content]] = {
    1: _deleted,
    4: _string,
    6: _format,
    7: _type,
    8: _value,
}
