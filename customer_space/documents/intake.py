"""What an update must pass before the document sees it: size, structure, place, and no gaps."""

from collections.abc import Callable, Sequence

from customer_space.documents.errors import Gap, Refused
from customer_space.documents.placement import Placement
from customer_space.documents.placement_kept import unpacked
from customer_space.documents.yupdate import Limits, decode

__all__ = ["EMPTY", "Gap", "Refused", "adopt", "check", "placement_of", "reach_of"]

EMPTY = b"\x00\x00"
TRUSTED = Limits.none()


def check(
    update: bytes, placement: Placement, may_write: Callable[[int], bool] = lambda _client: True
) -> set[int]:
    """Admit an update from outside into `placement`; returns the clients that wrote in it.

    `may_write(client)` says whether the sender may write under this client id.

    Raises:
        Gap: the sender has to synchronise first. Nothing is changed.
        Refused: no editor of ours sends this. Nothing is changed.
    """
    decoded = decode(update)
    for client, structs in decoded.structs.items():
        is_new = bool(structs) and structs[-1].end > placement.end_of(client)
        if is_new and not may_write(client):
            raise Refused("writes under another person's client id")
    return placement.admit(decoded)


def reach_of(update: bytes) -> dict[int, int]:
    """Client → clock: how far a document has got that has taken all of this update.

    Raises:
        Refused: no editor of ours sends this.
    """
    decoded = decode(update)
    reach = {client: structs[-1].end for client, structs in decoded.structs.items() if structs}
    for deletion in decoded.deletions:
        reach[deletion.client] = max(deletion.end, reach.get(deletion.client, 0))
    return reach


def adopt(update: bytes, placement: Placement) -> None:
    """Admit an update from our own log."""
    placement.admit(decode(update, TRUSTED), bounded=False)


def placement_of(updates: Sequence[bytes], kept: bytes | None = None) -> Placement:
    """The placement of a document from our own log: the snapshot first, then what came after.

    `kept` is the packed placement of the first of `updates`, if it was kept.
    """
    placement = unpacked(kept) if kept else Placement()
    for update in updates[1:] if kept else updates:
        adopt(update, placement)
    return placement
