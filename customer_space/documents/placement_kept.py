"""A placement as bytes: it is kept with the snapshot, so that a long text opens without judging it.

JSON, compressed. Places repeat, so each is written once and named by its index.
"""

import json
import zlib

from customer_space.documents.placement import Node, Place, Placement, Runs
from customer_space.documents.yupdate import ID, Kind

FAST = 1  # of zlib's levels


def packed(placement: Placement) -> bytes:
    """The placement, to be kept."""
    places: dict[Place, int] = {}
    runs = {
        client: (run.end, run.starts, [places.setdefault(one, len(places)) for one in run.places])
        for client, run in placement.runs.items()
    }
    whole = {
        "characters": placement.characters,
        "size": placement.size,
        "nodes": [(*unit, node.kind.value, node.depth) for unit, node in placement.nodes.items()],
        "places": list(places),
        "runs": list(runs.items()),
    }
    return zlib.compress(json.dumps(whole).encode(), FAST)


def unpacked(kept: bytes) -> Placement:
    """What `packed` made."""
    whole = json.loads(zlib.decompress(kept))
    places = [
        Place(ID(*owner) if owner else None, key, deleted)
        for owner, key, deleted in whole["places"]
    ]
    placement = Placement()
    placement.characters, placement.size = whole["characters"], whole["size"]
    placement.nodes = {
        ID(client, clock): Node(Kind(kind), depth) for client, clock, kind, depth in whole["nodes"]
    }
    for client, (end, starts, which) in whole["runs"]:
        run = placement.runs[client] = Runs()
        run.end, run.starts, run.places = end, starts, [places[n] for n in which]
    return placement
