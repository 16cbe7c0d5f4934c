"""Which accounts may have the parent they name: it must be known, and not be its own ancestor."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """Line `line` says: account `child` belongs to `parent` (both as matching keys)."""

    line: int
    child: str
    parent: str | None


def faults_of(claims: Iterable[Claim], known: Mapping[str, str | None]) -> dict[int, str]:
    """The lines that cannot be taken, with the reason; `known` maps accounts to their parents.

    A parent may come later in the file. What is refused is no parent for others either, so a
    whole branch without a trunk is refused.
    """
    left = {claim.child: claim for claim in claims}
    faults: dict[int, str] = {}
    while refused := _orphans(left, known) or _in_circles(left, known):
        for claim, reason in refused:
            faults[claim.line] = reason
            del left[claim.child]
    return faults


def _orphans(left: Mapping[str, Claim], known: Mapping[str, str | None]) -> list[tuple[Claim, str]]:
    return [
        (claim, "Unknown parent: no such account is here or in this file.")
        for claim in left.values()
        if claim.parent is not None and claim.parent not in left and claim.parent not in known
    ]


def _in_circles(
    left: Mapping[str, Claim], known: Mapping[str, str | None]
) -> list[tuple[Claim, str]]:
    parents = dict(known) | {key: claim.parent for key, claim in left.items() if claim.parent}
    safe: set[str] = set()
    found: set[str] = set()
    for start in left:
        path: dict[str, None] = {}
        place: str | None = start
        while place and place not in safe and place not in path:
            path[place] = None
            place = parents.get(place)
        if place and place in path:
            trail = list(path)
            found.update(trail[trail.index(place) :])
        safe.update(path)
    return [(left[key], "The parents go round in a circle.") for key in found if key in left]
