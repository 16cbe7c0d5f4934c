"""The files of a copy, and the archive they are put into."""

import csv
import io
import json
import zipfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from customer_space.accounts.models import Account
from customer_space.accounts.rights import Side
from customer_space.documents.markdown import to_markdown
from customer_space.documents.queries import text_of
from customer_space.documents.tree import tree_of
from customer_space.plans.models import Plan
from customer_space.plans.queries import items_of
from customer_space.rights.space_copy.contents import SCHEMA, Rows, parts_of
from portal.clock import now
from portal.templating import fragment

Files = dict[str, str]
"""Names in the archive, with what they hold."""

MoreFiles = Callable[[Account, Side], Awaitable[Files]]
"""What a capability above adds, as far as this side may read it."""

SAFE_FIRST = frozenset("=+-@\t\r")
"""What a spreadsheet would take for a formula (OWASP, CSV injection)."""


async def files_of(account: Account, side: Side, more: Sequence[MoreFiles]) -> Files:
    """The whole space as this side may read it."""
    plan = await Plan.get_or_none(account_id=account.id).select_related("document", "account")
    parts = await parts_of(account.id)
    sentences = [item.sentence for item in await items_of(plan)] if plan else []
    shown = {"space": account, "plan": plan, "sentences": sentences, "parts": parts, "at": now()}
    files = {
        "README.md": _about(account),
        "space.html": str(fragment("space_copy/space.html", **shown)),
        "plan.md": await _plan(account, plan, sentences, parts),
        "space.json": _json({"schema": SCHEMA, "space": account.name, "made_at": now().isoformat(),
                             "rhythm": sentences, "parts": parts}),
        "contacts.csv": _csv(parts["contacts"]),
    }  # fmt: skip
    for add in more:
        files |= await add(account, side)
    return files


def zipped(files: Mapping[str, str]) -> bytes:
    """The files as one archive (ZIP, deflate, UTF-8)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(files.items()):
            archive.writestr(name, text.encode())
    return out.getvalue()


def _about(account: Account) -> str:
    return f"""# The space of {account.name}

Made on {now():%-d %B %Y at %H:%M} UTC. Everything is UTF-8; instants are ISO 8601 in UTC.

- `space.html`: the plan, its rhythm, the initiatives and the people, to read and to print
- `plan.md`: the text of the plan with its outcomes, commitments and rhythm, as Markdown
- `space.json`: all of it as data ({SCHEMA}): people, outcomes, scores, commitments, agreements,
  initiatives with stances, signatures (each bound to a fingerprint of the text) and history,
  and contacts; a part may be empty and is never left out
- `contacts.csv`: the contacts with the account (RFC 4180)
- `conversation.md`, `conversation.json`: what was said, with the notes of your own side
"""


async def _plan(account: Account, plan: Plan | None, sentences: list[str],
                parts: dict[str, Rows]) -> str:  # fmt: skip
    text = to_markdown(tree_of(await text_of(plan.document_id))) if plan else ""
    outcomes = [f"{each['words']} ({each['measure']}: from {each['baseline'] or 'unknown'} "
                f"to {each['target'] or 'open'})" if each["measure"] else each["words"]
                for each in parts["outcomes"]]  # fmt: skip
    steps = [f"{each['text']}: {each['owner']}, by {each['due']} ({each['state']})"
             for each in parts["commitments"]]  # fmt: skip
    lists = (("Outcomes", outcomes), ("Commitments", steps), ("Rhythm", sentences))
    return "\n".join(
        [f"# The plan of {account.name}\n", text, *(_list(head, rows) for head, rows in lists)]
    )


def _list(head: str, lines: Sequence[str]) -> str:
    return "\n".join([f"## {head}\n", *(f"- {line}" for line in lines or ["None yet."]), ""])


def _json(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, indent=1)


def _csv(rows: Rows) -> str:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    head = list(rows[0]) if rows else ["at"]
    writer.writerow(head)
    writer.writerows([_cell(row[name]) for name in head] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in SAFE_FIRST else text
