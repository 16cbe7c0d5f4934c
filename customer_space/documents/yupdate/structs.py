"""What an update consists of."""

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

LIVE_BYTES = 256 * 1024


class ID(NamedTuple):
    """Who wrote it, and which of the writer's units it is."""

    client: int
    clock: int


class Kind(Enum):
    """What a struct holds."""

    COLLECTED = "collected"  # deleted, and its place forgotten
    DELETED = "deleted"
    STRING = "string"
    FORMAT = "format"
    VALUE = "value"
    ELEMENT = "element"
    TEXT = "text"


class Struct(NamedTuple):
    """A run of units of one writer; where it stands is said by its neighbours or its parent."""

    client: int
    clock: int
    length: int  # of the units; a string's in UTF-16
    kind: Kind
    left: ID | None = None
    right: ID | None = None
    parent: ID | str | None = None  # the id of a node, or the name of a root
    key: str | None = None  # the attribute of the parent, instead of a place among its children
    content: object = None

    @property
    def end(self) -> int:
        return self.clock + self.length


class Deletion(NamedTuple):
    """A run of units that is gone."""

    client: int
    clock: int
    length: int

    @property
    def end(self) -> int:
        return self.clock + self.length


@dataclass
class Update:
    """A decoded update: each client's structs in order, and what is deleted."""

    size: int
    structs: dict[int, list[Struct]] = field(default_factory=dict)
    deletions: list[Deletion] = field(default_factory=list)


@dataclass(frozen=True)
class Limits:
    """How much one update may hold."""

    size: int = LIVE_BYTES  # bytes
    structs: int = 16_384
    clients: int = 64
    deletions: int = 65_536  # a client that comes back sends all it knows
    gone: int = 2**20  # units that one update may bring as deleted

    @classmethod
    def none(cls) -> "Limits":
        """For what comes from our own log."""
        return cls(size=2**40, structs=2**40, clients=2**40, deletions=2**40, gone=2**40)
