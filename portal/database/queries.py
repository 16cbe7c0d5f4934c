"""Plain SQL where the ORM would be slower or could not say it."""

from typing import Any

from tortoise.connection import get_connection


async def rows(sql: str, *values: Any) -> list[dict[str, Any]]:
    """The rows a statement returns, on the connection (or transaction) of this task.

    `sql` is a constant with $1, $2 … for `values`; never built from what people typed.
    """
    return await get_connection("default").execute_query_dict(sql, list(values))
