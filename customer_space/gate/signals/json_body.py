"""JSON from outside: no constants that JSON does not have, no depth that ends the process."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NoReturn


class NotJson(ValueError):
    """Not to be read."""


def plain(raw: bytes) -> Any:
    """The value. Raises NotJson."""
    try:
        return json.loads(raw.decode(), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise NotJson("This is not JSON.") from error


def dicts(value: Any) -> list[dict[str, Any]]:
    """The objects in a list, or the one object given."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def inner(value: Any, *names: str) -> dict[str, Any]:
    """The object at the end of a path of names; empty where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def text(value: Any) -> str:
    """A string or number as text, else empty."""
    return str(value)[:300] if isinstance(value, str | int | float) else ""


def instant(value: Any) -> datetime | None:
    """Seconds since 1970 or ISO 8601, as UTC; None for anything else."""
    with suppress(ValueError, OverflowError, OSError):
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        if isinstance(value, str):
            read = datetime.fromisoformat(value)
            return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    return None


def _refuse(_constant: str) -> NoReturn:
    raise ValueError
