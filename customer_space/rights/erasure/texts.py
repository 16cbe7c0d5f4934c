"""The last look: every text of every table, also of those not thought of, without the traces."""

from collections import defaultdict
from typing import Any

from customer_space.rights.erasure.recognised import Known
from customer_space.rights.erasure.traces import ERASED
from portal.database import rows

NOT_HERE = frozenset(
    {
        *("decision", "touch", "statement", "consent_event"),  # emptied before, column by column
        *("erasure", "ledger_line", "ledger_head", "ledger_signed", "suppression"),
        *("account", "contact_topic", "essential_template", "api_client", "identity_provider"),
        *("document_update", "tortoise_migrations"),
    }
)
"""Where nothing of a person stands, or where it was dealt with."""

_COLUMNS = """
select c.table_name as table, quote_ident(c.column_name) as name, c.data_type as kind,
       c.character_maximum_length as longest, c.is_nullable = 'YES' as is_nullable
from information_schema.columns c
join information_schema.tables t using (table_schema, table_name)
where c.table_schema = current_schema() and t.table_type = 'BASE TABLE'
  and c.is_generated = 'NEVER'
  and c.data_type in ('text', 'character varying', 'json', 'jsonb', 'bytea')
order by c.table_name, c.ordinal_position
"""


async def sweep(known: Known) -> dict[str, int]:
    """Put somebody erased in place of the traces; returns how many rows of which table changed."""
    columns: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for column in await rows(_COLUMNS):
        if column["table"] not in NOT_HERE:
            columns[column["table"]].append(column)
    changed = {table: await _sweep(table, found, known) for table, found in columns.items()}
    return {table: number for table, number in changed.items() if number}


async def _sweep(table: str, columns: list[dict[str, Any]], known: Known) -> int:
    texts = [column for column in columns if column["kind"] != "bytea"]
    changed = await _replace(table, texts, known) if texts else 0
    for column in columns:
        if column["kind"] == "bytea":
            changed += await _drop_bytes(table, column, known)
    return changed


async def _replace(table: str, texts: list[dict[str, Any]], known: Known) -> int:
    changes = ", ".join(f"{each['name']} = {_replaced(each)}" for each in texts)
    where = " or ".join(f"{each['name']}::text ~* $1" for each in texts)
    sql = f'update "{table}" set {changes} where {where} returning 1'  # noqa: S608
    return len(await rows(sql, known.traces.pattern, ERASED))


def _replaced(text: dict[str, Any]) -> str:
    replaced = f"regexp_replace({text['name']}::text, $1, $2, 'gi')"
    return f"left({replaced}, {text['longest']})" if text["longest"] else (
        f"{replaced}::{text['kind']}")  # fmt: skip


async def _drop_bytes(table: str, column: dict[str, Any], known: Known) -> int:
    """Bytes are not mended: what holds a trace goes whole."""
    nothing = "null" if column["is_nullable"] else "''"
    sql = f"""
    update "{table}" set {column["name"]} = {nothing} where exists (
      select 1 from unnest($1::text[]) as word
      where position(convert_to(word, 'UTF8') in {column["name"]}) > 0)
    returning 1
    """  # noqa: S608 - names of the catalogue
    return len(await rows(sql, known.traces.spelled))
