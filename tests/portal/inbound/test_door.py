"""The one door for mail: by the recipient's address, in either way in."""

import asyncio

import pytest
from typer.testing import CliRunner

from asgi import command_line
from collaboration.chat.models import Message
from customer_space.gate.signals.models import InboundSignal
from portal.inbound.door import Arrived, Door, NotTaken

MAIL = b"From: ana@acme.example\nTo: parley@localhost\nSubject: hello\n\nHello\n"


@pytest.mark.parametrize(
    ("recipient", "taker"),
    [
        ("reply+abc@parley.example", "reply"),
        ("REPLY+abc@Parley.Example", "reply"),
        ("reply@parley.example", "reply"),
        ("replying+abc@parley.example", "rest"),
        ("unsubscribe@parley.example", "rest"),
    ],
)
async def test_a_name_has_its_taker(recipient, taker):
    took = []

    async def reply(arrived):
        took.append("reply")

    async def rest(arrived):
        took.append("rest")

    await Door("parley.example", {"reply": reply}, otherwise=rest).take(
        Arrived(recipient, "", MAIL)
    )
    assert took == [taker]


@pytest.mark.parametrize("recipient", ["", "@parley.example", "a@b@c", "x", "x@parley.example.b"])
async def test_nothing_is_taken_for_others(recipient):
    async def never(arrived):
        raise AssertionError

    with pytest.raises(NotTaken):
        await Door("parley.example", {}, otherwise=never).take(Arrived(recipient, "", MAIL))


async def test_a_mail_server_pipes_mail_to_parley_receive(database_url, tmp_path, db):
    environment = {"PARLEY_DATABASE_URL": database_url, "PARLEY_DATA_DIR": str(tmp_path)}

    def receive(*words, mail=MAIL):
        return CliRunner().invoke(command_line, ["receive", *words], input=mail, env=environment)

    taken = await asyncio.to_thread(receive)
    forged = await asyncio.to_thread(receive, "--to", "reply+x@localhost", "--sender", "a@b.c")
    other = await asyncio.to_thread(receive, mail=b"To: eve@globex.example\n\nHello\n")

    assert (taken.exit_code, forged.exit_code, other.exit_code) == (0, 67, 67), taken.output
    assert "no such address" in forged.output
    assert await InboundSignal.all().count() == 1
    assert not await Message.exists()
