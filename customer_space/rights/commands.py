"""`parley erase` and `parley export`."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from customer_space.accounts.models import Account
from customer_space.accounts.rights import Side
from customer_space.preferences.suppressions import keys_of
from customer_space.rights.above import Above
from customer_space.rights.erasure.actions import ask_for_erasure, erase, person_called
from customer_space.rights.space_copy.files import files_of, zipped
from portal.commands import AsJson, open_database, refuse, run_on, say, settings_or_exit
from portal.errors import NotFound


def erase_with(above: Above) -> Callable[..., None]:
    """The command; `above` is what the capabilities above do."""

    def erase_person(
        whom: Annotated[str, typer.Argument(help="E-mail address or id of the person.")],
        *,
        yes: Annotated[bool, typer.Option("--yes", help="Do it; it cannot be undone.")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Forget a person at once: what tells of them goes, the ledgers still prove themselves."""
        if not yes:
            refuse("This cannot be undone. Say --yes if you are certain.")
        settings = settings_or_exit()
        keys = keys_of(settings.secret_keys)

        async def work() -> str:
            asked = await ask_for_erasure(await person_called(whom), by=None, at_once=True)
            await erase(asked.id, keys=keys, above=above, data_dir=settings.data_dir)
            return str(asked.person_id)

        id_ = run_on(open_database(settings), work)
        say(f"Erased. What is left is the id {id_}.", as_json=as_json, person=id_)

    return erase_person


def export_with(above: Above) -> Callable[..., None]:
    """The command; `above` is what the capabilities above add."""

    def export_space(
        account: Annotated[str, typer.Argument(help="The account's name in addresses (slug).")],
        to: Annotated[Path, typer.Option(help="The ZIP to write; must not exist yet.")],
        side: Annotated[Side, typer.Option(help="Whose own notes go in.")] = Side.CUSTOMER,
        *,
        as_json: AsJson = False,
    ) -> None:
        """Write a whole space in open formats: plan, initiatives, conversation, contacts."""
        settings = settings_or_exit()
        if to.exists():
            refuse(f"{to} is there already. Choose another name.")

        async def work() -> int:
            found = await Account.get_or_none(slug=account)
            if found is None:
                raise NotFound(f"There is no space named {account}.")
            files = await files_of(found, side, above.files)
            await asyncio.to_thread(to.write_bytes, zipped(files))
            return len(files)

        number = run_on(open_database(settings), work)
        say(f"Written to {to}: {number} files.", as_json=as_json, files=number, to=str(to))

    return export_space
