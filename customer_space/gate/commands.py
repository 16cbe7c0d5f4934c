"""The ledgers from the command line: take them along, sign how far they are, prove them."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from customer_space.gate.proof.actions import heads, sign_ledger
from customer_space.gate.proof.chain import Line, first_fault
from customer_space.gate.proof.export import exported
from customer_space.gate.proof.heads import NotSigned, signed_tips, signing_key
from customer_space.gate.receipts.signed import proved
from portal.commands import AsJson, open_database, refuse, run_on, say, settings_or_exit

ledger = typer.Typer()
Folder = Annotated[Path, typer.Argument(help="A folder that does not exist yet.")]
LINES, HEADS, KEY = "ledger.jsonl", "heads.txt", "key.json"


@ledger.command()
def take_ledger(folder: Folder) -> None:
    """Write every line of the ledgers, the signed heads, and the key to prove them with."""
    settings = settings_or_exit()
    key = signing_key(settings.secret_keys[0])
    if folder.exists():
        refuse(f"{folder} is there already. Choose another name.")
    folder.mkdir(parents=True)

    async def take() -> None:
        await sign_ledger(key)
        signed = await heads()
        with (folder / LINES).open("w", encoding="utf-8") as file:
            async for line in exported():
                await asyncio.to_thread(file.write, f"{line}\n")
        (folder / HEADS).write_text("".join(f"{token}\n" for token in signed))

    run_on(open_database(settings), take)
    (folder / KEY).write_text(json.dumps(key.as_dict(private=False)))
    say(f"Written to {folder}: {LINES}, {HEADS}, {KEY}.", as_json=False)


@ledger.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="What `parley take-ledger` wrote, or a receipt.")],
    *,
    head: Annotated[Path | None, typer.Option(help="Heads you hold yourself, one a line.")] = None,
    key: Annotated[Path | None, typer.Option(help="The key you hold yourself.")] = None,
    as_json: AsJson = False,
) -> None:
    """Prove, without a database or network, that no line was changed, removed or put in.

    Of a file: that it is a receipt as it was signed (`--key` holds the published keys).
    """
    if folder.is_file():
        _verify_receipt(folder, key, as_json=as_json)
        return
    try:
        public = OKPKey.import_key(json.loads((key or folder / KEY).read_text()))
        tips = signed_tips((head or folder / HEADS).read_text().split(), public)
        lines = list(_lines(folder / LINES))
    except (OSError, NotSigned, JoseError, KeyError, ValueError) as problem:
        refuse(f"This cannot be proved: {problem}")
    if not tips:
        refuse("This cannot be proved: there is no signed head.")
    fault = first_fault(lines, tips)
    if fault:
        refuse(f"Not as it was written: {fault}")
    chains = len({line.party for line in lines})
    say(
        f"Whole: {len(lines)} lines in {chains} chains, as signed.",
        as_json=as_json,
        lines=len(lines),
        chains=chains,
    )


def _verify_receipt(file: Path, keys: Path | None, *, as_json: bool) -> None:
    if keys is None:
        refuse("Name the keys, as published at /.well-known/parley-receipts.json: --key FILE.")
    try:
        receipt = proved(json.loads(file.read_text()), json.loads(keys.read_text()))
    except (OSError, ValueError) as problem:
        refuse(f"This cannot be proved: {problem}")
    say(
        f"As it was signed: the receipt of the {receipt['kind']} {receipt['id']}.",
        as_json=as_json,
        kind=receipt["kind"],
        id=receipt["id"],
    )


def _lines(file: Path) -> Iterator[Line]:
    with file.open(encoding="utf-8") as texts:
        yield from map(Line.parse, texts)
