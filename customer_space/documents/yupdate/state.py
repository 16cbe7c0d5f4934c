"""State vectors: how far a replica has got, for each client."""

from collections.abc import Mapping

from customer_space.documents.errors import Refused
from customer_space.documents.yupdate.reader import Reader

MOST_CLIENTS = 20_000


def decode_state(data: bytes) -> dict[int, int]:
    """Client → clock. Equal states may differ in their bytes, so they are compared as maps.

    Raises:
        Refused: if these bytes are no state vector.
    """
    reader = Reader(data)
    count = reader.number(MOST_CLIENTS)
    state: dict[int, int] = {}
    for _ in range(count):
        client = reader.number()
        if client in state:
            raise Refused("client twice")
        state[client] = reader.clock()
    reader.finish()
    return {client: clock for client, clock in state.items() if clock}


def encode_state(state: Mapping[int, int]) -> bytes:
    """The bytes of a state vector, in the order of the clients."""
    numbers = [len(state)]
    for client in sorted(state, reverse=True):
        numbers += [client, state[client]]
    return b"".join(map(encode_number, numbers))


def encode_number(value: int) -> bytes:
    """An unsigned number of 7 bits a byte, the lowest first."""
    coded = bytearray()
    while value > 127:  # noqa: PLR2004 - 7 bits
        coded.append(value & 127 | 128)
        value >>= 7
    coded.append(value)
    return bytes(coded)
