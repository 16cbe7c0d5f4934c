"""Where everything in a document stands: enough to judge an update without the document.

An update may say of a new unit only "after that one". Whether a string then lands in a text or
among the children of a node, where it would stop every editor, is decided here, in time that
depends on the update and not on the document.
"""

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from customer_space.documents import schema
from customer_space.documents.errors import Gap, Refused
from customer_space.documents.yupdate import ID, Kind, Struct, Update

DEEPEST = 32  # nodes within nodes; editors fail at some thousand
MOST_CLIENTS = 10_000  # a document with 20,000 takes seconds to apply
MOST_CHARACTERS = 1_000_000
MOST_BYTES = 5 * 1024 * 1024


class Place(NamedTuple):
    """A sequence of units: the children of a node, the units of a text, or one attribute."""

    owner: ID | None  # None: the root
    key: str | None = None
    deleted: bool = False  # nothing can stand in these units any more, only beside them


class Node(NamedTuple):
    """A node or text that others may stand in."""

    kind: Kind
    depth: int


NOWHERE = Place(ID(-1, 0))  # of what was deleted and forgotten, and of what stands in it
ROOT = Node(Kind.ELEMENT, 0)
MAY_STAND = {
    Kind.ELEMENT: frozenset({Kind.ELEMENT, Kind.TEXT, Kind.DELETED}),
    Kind.TEXT: frozenset({Kind.STRING, Kind.FORMAT, Kind.DELETED}),
}
IN_ATTRIBUTE = frozenset({Kind.VALUE, Kind.DELETED})


class Runs:
    """The places of one client's units, as runs of the same place."""

    __slots__ = ("end", "places", "starts")

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.places: list[Place] = []
        self.end = 0

    def append(self, end: int, place: Place) -> None:
        if not self.places or self.places[-1] != place:
            self.starts.append(self.end)
            self.places.append(place)
        self.end = end

    def at(self, clock: int) -> Place:
        return self.places[bisect_right(self.starts, clock) - 1]

    def cut(self, end: int) -> None:
        """Forget what was appended after `end`."""
        while self.starts and self.starts[-1] >= end:
            self.starts.pop()
            self.places.pop()
        self.end = end


class Placement:
    """The places of all units of a document."""

    def __init__(self) -> None:
        self.runs: dict[int, Runs] = {}
        self.nodes: dict[ID, Node] = {}
        self.characters = 0  # ever written, as far as still kept: an upper bound
        self.size = 0  # bytes of all updates

    @property
    def state(self) -> dict[int, int]:
        """Client → clock, for all that was admitted."""
        return {client: runs.end for client, runs in self.runs.items() if runs.end}

    def end_of(self, client: int) -> int:
        """How many units of this client are here."""
        runs = self.runs.get(client)
        return runs.end if runs else 0

    def admit(self, update: Update, *, bounded: bool = True) -> set[int]:
        """Place everything new in the update, or nothing at all. Returns who wrote something new.

        Without `bounded` the document may be as large as it is.

        Raises:
            Gap: it builds on what is not here.
            Refused: something stands where it must not, or the document would grow too large.
        """
        before = {client: self.end_of(client) for client in update.structs}
        written, size = self.characters, self.size
        placed: list[ID] = []
        try:
            self._place_all(update, placed)
            self._check_deletions(update)
            self._grow(update, bounded=bounded)
        except Refused:
            self._undo(before, placed)
            self.characters, self.size = written, size
            raise
        return {client for client, end in before.items() if self.end_of(client) > end}

    def _place_all(self, update: Update, placed: list[ID]) -> None:
        """Place in an order in which each struct comes after what it builds on."""
        waiting = {client: self._new(structs) for client, structs in update.structs.items()}
        heads = {client: next(structs, None) for client, structs in waiting.items()}
        moved = True
        while moved:
            moved = False
            for client, structs in waiting.items():
                while (struct := heads[client]) is not None and self._is_ready(struct):
                    self._place(struct, placed)
                    heads[client] = next(structs, None)
                    moved = True
        if any(heads.values()):
            raise Gap("builds on something that is not here")

    def _new(self, structs: list[Struct]) -> Iterator[Struct]:
        """The structs that are not here yet; one that is here in part continues itself."""
        for struct in structs:
            known = self.end_of(struct.client)
            if struct.end > known:
                yield struct

    def _is_ready(self, struct: Struct) -> bool:
        if struct.clock > self.end_of(struct.client):
            raise Gap("a client's units are missing")
        needed = (struct.left, struct.right, struct.parent)
        return all(one.clock < self.end_of(one.client) for one in needed if isinstance(one, ID))

    def _place(self, struct: Struct, placed: list[ID]) -> None:
        place = self._place_of(struct)
        if place != NOWHERE:
            self._check_stand(struct, place)
        runs = self.runs.setdefault(struct.client, Runs())
        if struct.kind in MAY_STAND and runs.end == struct.clock:
            self._add_node(struct, place, placed)
        runs.append(struct.end, place._replace(deleted=struct.kind is Kind.DELETED))
        if struct.kind is Kind.STRING:
            self.characters += struct.length

    def _place_of(self, struct: Struct) -> Place:
        if struct.kind is Kind.COLLECTED:
            return NOWHERE
        if struct.left is None and struct.right is None:
            return self._place_in(struct.parent, struct.key)
        beside = {self._at(one) for one in (struct.left, struct.right) if one is not None}
        beside = {place._replace(deleted=False) for place in beside}
        if NOWHERE in beside:
            return NOWHERE
        if len(beside) > 1:
            raise Refused("its neighbours stand in different places")
        return beside.pop()

    def _place_in(self, parent: ID | str | None, key: str | None) -> Place:
        if not isinstance(parent, ID):
            if parent != schema.ROOT or key is not None:
                raise Refused("unknown root")
            return Place(None)
        if parent in self.nodes:
            return Place(parent, key)
        place = self._at(parent)
        if place.deleted or place == NOWHERE:
            return NOWHERE
        raise Refused("its parent is not a node")

    def _at(self, unit: ID) -> Place:
        return self.runs[unit.client].at(unit.clock)

    def _check_stand(self, struct: Struct, place: Place) -> None:
        node = ROOT if place.owner is None else self.nodes[place.owner]
        if place.key is None:
            if struct.kind not in MAY_STAND[node.kind]:
                raise Refused(f"a {struct.kind.value} must not stand there")
            return
        if node.kind is not Kind.ELEMENT or struct.kind not in IN_ATTRIBUTE:
            raise Refused(f"a {struct.kind.value} must not stand in an attribute")
        if struct.kind is Kind.VALUE and not schema.is_attribute(place.key, struct.content):
            raise Refused(f"attribute {place.key[:40]!r} is not allowed")

    def _add_node(self, struct: Struct, place: Place, placed: list[ID]) -> None:
        owner = None if place == NOWHERE else place.owner
        depth = 1 + (self.nodes[owner].depth if owner is not None else 0)
        if depth > DEEPEST:
            raise Refused("nested too deep")
        unit = ID(struct.client, struct.clock)
        self.nodes[unit] = Node(struct.kind, depth)
        placed.append(unit)

    def _check_deletions(self, update: Update) -> None:
        for deletion in update.deletions:
            if deletion.end > self.end_of(deletion.client):
                raise Gap("deletes something that is not here")

    def _grow(self, update: Update, *, bounded: bool) -> None:
        self.size += update.size
        if not bounded:
            return
        if len(self.runs) > MOST_CLIENTS:
            raise Refused("too many writers")
        if self.characters > MOST_CHARACTERS or self.size > MOST_BYTES:
            raise Refused("the document is full")

    def _undo(self, before: dict[int, int], placed: list[ID]) -> None:
        for unit in placed:
            del self.nodes[unit]
        for client, end in before.items():
            if end:
                self.runs[client].cut(end)
            else:
                self.runs.pop(client, None)
