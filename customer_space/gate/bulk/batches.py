"""Cutting a stream into lists."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batches(stream: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of `size`, the last one shorter."""
    rest = iter(stream)
    while batch := list(islice(rest, size)):
        yield batch
