"""What an update must pass before the document sees it: size, structure, place, and no gaps."""

from customer_space.documents.errors import Gap, Refused
from customer_space.documents.placement import Placement
from customer_space.documents.yupdate import Limits, decode

__all__ = ["EMPTY", "Gap", "Refused", "check", "placement_of"]

EMPTY = b"\x00\x00"
TRUSTED = Limits.none()


def check(update: bytes, placement: Placement) -> set[int]:
    """Admit an update from outside into `placement`; returns the clients that wrote in it.

    Raises:
        Gap: the sender has to synchronise first. Nothing is changed.
        Refused: no editor of ours sends this. Nothing is changed.
    """
    return placement.admit(decode(update))


def placement_of(updates: list[bytes]) -> Placement:
    """The placement of a document from our own log: the snapshot first, then what came after."""
    placement = Placement()
    for update in updates:
        placement.admit(decode(update, TRUSTED), bounded=False)
    return placement
