"""What the capabilities above the customer space do when somebody uses their rights."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from customer_space.rights.erasure.recognised import Known
from customer_space.rights.space_copy.files import MoreFiles
from customer_space.rights.taking_along.contents import Part

Eraser = Callable[[Known], Awaitable[None]]
"""Forgets somebody in one capability; called before the last look at all texts."""


class Above(NamedTuple):
    """How they forget somebody, and what they add to copies of a person's data and of a space."""

    erasers: tuple[Eraser, ...] = ()
    parts: tuple[Part, ...] = ()
    files: tuple[MoreFiles, ...] = ()
