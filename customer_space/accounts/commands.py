"""`parley invite`."""

from typing import Annotated

import typer

from customer_space.accounts.actions import invite as invite_address
from customer_space.accounts.actions import mint_token
from customer_space.accounts.models import Account, Invitation
from customer_space.accounts.rights import Role
from portal.commands import AsJson, open_database, run_on, say, settings_or_exit
from portal.errors import NotFound


def invite(
    email: Annotated[str, typer.Argument(help="Whom.")],
    space: Annotated[str, typer.Option(help="The space's short name in addresses.")],
    role: Annotated[Role, typer.Option(help="The seat that is offered.")],
    name: Annotated[str, typer.Option(help="Their name; else what stands before the @.")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Offer a seat: has the link mailed, or prints it where no mail server is configured."""
    settings = settings_or_exit()

    async def offer() -> tuple[Invitation, str | None]:
        account = await Account.get_or_none(slug=space)
        if account is None:
            raise NotFound(f"There is no space named {space}.")
        made = await invite_address(
            account,
            email=email.lower(),
            name=name or email.split("@")[0],
            role=role,
            by=None,
            mailed=bool(settings.smtp_url),
        )
        return made, None if settings.smtp_url else await mint_token(made)

    made, token = run_on(open_database(settings), offer)
    link = f"{settings.base_url}/i/{token}" if token else None
    words = f"{made.email} is invited to {space} as {role.label.lower()}: {link or 'by mail'}"
    say(words, as_json=as_json, email=made.email, space=space, role=role, link=link)
