"""An update's bytes to its structs and deletions."""

from customer_space.documents.errors import Refused
from customer_space.documents.yupdate.contents import LONGEST_NAME, read_content
from customer_space.documents.yupdate.reader import MAX_CLOCK, Reader
from customer_space.documents.yupdate.structs import ID, Deletion, Kind, Limits, Struct, Update

COLLECTED = 0
KIND_BITS, HAS_LEFT, HAS_RIGHT, HAS_KEY = 31, 0x80, 0x40, 0x20
GONE = frozenset({Kind.COLLECTED, Kind.DELETED})
DEFAULT = Limits()


def decode(data: bytes, limits: Limits = DEFAULT) -> Update:
    """Read a whole update.

    Raises:
        Refused: if a byte of it is not what an editor of ours would write.
    """
    if len(data) > limits.size:
        raise Refused("update too large")
    reader = Reader(data)
    update = Update(len(data))
    _read_clients(reader, update, limits)
    _read_deletions(reader, update, limits)
    reader.finish()
    return update


def _read_clients(reader: Reader, update: Update, limits: Limits) -> None:
    clients = reader.number()
    if clients > limits.clients:
        raise Refused("too many clients")
    total = gone = 0
    for _ in range(clients):
        count, client, clock = reader.number(), reader.number(), reader.clock()
        total += count
        if client in update.structs:
            raise Refused("client twice")
        if total > limits.structs or count > reader.left:
            raise Refused("too many structs")
        update.structs[client] = structs = []
        for _ in range(count):
            struct = _read_struct(reader, client, clock)
            clock = struct.end
            gone += struct.length if struct.kind in GONE else 0
            if clock > MAX_CLOCK or gone > limits.gone:
                raise Refused("clock out of range")
            structs.append(struct)


def _read_struct(reader: Reader, client: int, clock: int) -> Struct:
    info = reader.byte()
    if info == COLLECTED:
        return Struct(client, clock, _some(reader.clock()), Kind.COLLECTED)
    left = _read_id(reader, client, clock) if info & HAS_LEFT else None
    right = _read_id(reader, client, clock) if info & HAS_RIGHT else None
    parent: ID | str | None = None
    key = None
    if left is None and right is None:
        parent = _read_parent(reader, client, clock)
        key = reader.string(LONGEST_NAME) if info & HAS_KEY else None
    kind, length, content = read_content(reader, info & KIND_BITS)
    return Struct(client, clock, _some(length), kind, left, right, parent, key, content)


def _read_id(reader: Reader, client: int, clock: int) -> ID:
    """The unit that `client` builds on when it writes its unit `clock`."""
    unit = ID(reader.number(), reader.clock())
    if unit.client == client and unit.clock >= clock:
        raise Refused("builds on itself")
    return unit


def _read_parent(reader: Reader, client: int, clock: int) -> ID | str:
    match reader.number():
        case 0:
            return _read_id(reader, client, clock)
        case 1:
            return reader.string(LONGEST_NAME)
        case _:
            raise Refused("bad parent")


def _some(length: int) -> int:
    if length == 0:
        raise Refused("empty struct")
    return length


def _read_deletions(reader: Reader, update: Update, limits: Limits) -> None:
    total = 0
    clients = reader.number()
    if clients > reader.left:
        raise Refused("too many clients in the deletions")
    for _ in range(clients):
        client, count = reader.number(), reader.number()
        total += count
        if total > limits.deletions or count > reader.left:
            raise Refused("too many deletions")
        for _ in range(count):
            deletion = Deletion(client, reader.clock(), reader.clock())
            if deletion.end > MAX_CLOCK:
                raise Refused("deletion out of range")
            update.deletions.append(deletion)
