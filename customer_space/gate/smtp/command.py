"""`parley gateway`: stand between a mailing tool and its mail server."""

import asyncio
import logging
import ssl
from pathlib import Path
from typing import Annotated

import typer

from customer_space.gate.marks import Post
from customer_space.gate.smtp.passing import Office
from customer_space.gate.smtp.server import InTheClear, gateway
from customer_space.preferences.suppressions import keys_of
from portal.commands import open_database, refuse, run_on, say, settings_or_exit
from portal.mail import Smtp
from portal.server.serving import log_to_terminal
from portal.settings import Settings

MEGABYTE = 1024 * 1024


def run_gateway(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 2525,
    certificate: Annotated[
        Path | None, typer.Option(help="Chain, PEM: TLS from the start.")
    ] = None,
    key: Annotated[Path | None, typer.Option(help="Its private key, PEM.")] = None,
) -> None:
    """Take mail from programs, ask the gate for each recipient, pass on what may go."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd warns of itself each time
    settings = settings_or_exit()
    log_to_terminal(settings.log_format)
    database = open_database(settings)

    async def listen() -> None:
        async with gateway(
            host, port, office_of(settings), database,
            largest=settings.max_upload_mb * MEGABYTE, tls=tls_of(certificate, key),
        ) as heard_at:  # fmt: skip
            say(f"The gateway listens on {host}:{heard_at}.", as_json=False)
            await asyncio.get_running_loop().create_future()

    try:
        run_on(database, listen)
    except (InTheClear, OSError) as problem:
        refuse(str(problem))


def office_of(settings: Settings) -> Office:
    """What the gateway needs; refuses to start without a mail server behind."""
    url = settings.gateway_relay or settings.smtp_url
    if not url:
        refuse("Name the mail server behind: PARLEY_GATEWAY_RELAY, or PARLEY_SMTP_URL.")
    return Office(keys_of(settings.secret_keys), Post.of(settings), Smtp(url))


def tls_of(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    """None without a certificate; raises OSError for one that cannot be read."""
    if certificate is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context
