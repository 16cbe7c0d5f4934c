"""`parley receive`: one mail on standard input, as mail servers hand mail to programs."""

import sys
from collections.abc import Callable
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from typing import Annotated, Any

import typer

from portal.commands import open_database, run_on, settings_or_exit
from portal.inbound.door import LONGEST, Arrived, Door, NotNow, NotTaken
from portal.settings import Settings

NO_USER, TRY_AGAIN = 67, 75
"""As sysexits.h has them: EX_NOUSER and EX_TEMPFAIL, which mail servers understand."""
WHO_FOR = ("Delivered-To", "X-Original-To", "To")


def receiving(door_of: Callable[[Settings], Door]) -> Callable[..., None]:
    """The command, with the door that the composition has made."""

    def receive(
        to: Annotated[str, typer.Option(help="Recipient; else as the mail's header says.")] = "",
        sender: Annotated[str, typer.Option(help="The envelope's sender.")] = "",
    ) -> None:
        """Take in one mail from standard input: an answer, a bounce, an unsubscribe."""
        settings = settings_or_exit()
        door = door_of(settings)
        raw = sys.stdin.buffer.read(LONGEST + 1)
        arrived = Arrived(to or _recipient(raw, door), sender, raw)
        try:
            run_on(open_database(settings), lambda: door.take(arrived))
        except NotNow as refused:
            _end(refused.sentence, TRY_AGAIN)
        except NotTaken as refused:
            _end(refused.sentence, NO_USER)

    return receive


def _recipient(raw: bytes, door: Door) -> str:
    """The first address of ours that the header names."""
    head: Any = BytesHeaderParser().parsebytes(raw[: 64 * 1024])
    for name in WHO_FOR:
        for _, address in getaddresses([str(value) for value in head.get_all(name, [])]):
            if door.is_ours(address):
                return address
    return ""


def _end(sentence: str, code: int) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)
