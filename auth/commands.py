"""`parley client`."""

from typing import Annotated

import typer

from auth.access import Scope
from auth.actions import make_client
from portal.commands import AsJson, open_database, run_on, say, settings_or_exit


def client(
    name: Annotated[str, typer.Argument(help="What people call this program.")],
    scope: Annotated[list[Scope], typer.Option(help="What it may do; give it several times.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Make an API client and print its token, this once."""
    database = open_database(settings_or_exit())
    made, token = run_on(database, lambda: make_client(name, scope))
    say(f"{made.name}: {token}", as_json=as_json, name=made.name, token=token)
