"""The only clock. Everything that asks for the time asks here."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_shift = timedelta()


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC) + _shift


@contextmanager
def shifted(by: timedelta) -> Iterator[None]:
    """Let the portal's clock run ahead by `by`: for tests of what time changes."""
    global _shift  # noqa: PLW0603 - one clock a process is the point of this module
    before = _shift
    _shift = before + by
    try:
        yield
    finally:
        _shift = before
