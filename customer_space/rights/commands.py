"""`parley erase` and `parley export`."""

from collections.abc import Callable
from typing import Annotated

import typer

from customer_space.preferences.suppressions import keys_of
from customer_space.rights.above import Above
from customer_space.rights.erasure.actions import ask_for_erasure, erase, person_called
from portal.commands import AsJson, open_database, refuse, run_on, say, settings_or_exit


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
            await erase(asked.id, keys=keys, above=above)
            return str(asked.person_id)

        id_ = run_on(open_database(settings), work)
        say(f"Erased. What is left is the id {id_}.", as_json=as_json, person=id_)

    return erase_person
