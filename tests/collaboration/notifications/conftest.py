"""What these tests share: somebody says something, two minutes pass, and the mails that went."""

import email
import email.policy
import socket
import uuid
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller

from asgi import build, job_handlers
from collaboration.chat.actions import post
from collaboration.notifications.jobs import DIGEST, LOOK, NEWS
from collaboration.notifications.models import Attention
from collaboration.notifications.replies.taking import door_of
from customer_space.gate.letters import SEND
from portal.clock import now, shifted
from portal.inbound.door import Arrived
from portal.notices import NOTICE
from portal.outbox import Job

HANDED_ON = {LOOK, NOTICE, SEND}


@pytest.fixture
async def app(settings, mailer):
    """The app without its worker: these tests do its jobs, at the times they choose."""
    made = build(settings, mailer=mailer, work=False, limited=False)
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
def settings(settings):
    return replace(settings, mail_from="Parley <parley@parley.example>")


@pytest.fixture
def say(world):
    """`await say("rob", "Hello @Ana Silva")` in Acme's conversation."""

    async def said(who, text, **options):
        message, _ = await post(text, id=uuid.uuid4(), by=world.members[who], **options)
        return message

    return said


@pytest.fixture
def work(settings, mailer):
    """`await work(minutes=3)`: what is due by then is done; returns the mails that went."""
    handlers = job_handlers(settings, mailer)

    async def worked(**ahead):
        before = len(mailer.sent)
        with shifted(timedelta(**ahead)):
            while due := await Job.filter(due_at__lte=now(), kind__in=HANDED_ON, tries=0):
                for job in due:
                    await Job.filter(id=job.id).update(tries=1)
                    await handlers[job.kind](job.payload)
                    await Job.filter(id=job.id).delete()
        return mailer.sent[before:]

    return worked


@pytest.fixture
def choose():
    """`await choose(world.ana, "quiet")`."""

    async def chosen(member, volume, digest="daily"):
        wanted = {"volume": volume, "digest": digest}
        await Attention.update_or_create(member_id=member.id, defaults=wanted)

    return chosen


@pytest.fixture
def bring(settings, db):
    """A mail comes to the door; `sender` is the envelope's."""
    door = door_of(settings)

    async def brought(raw, to, sender="ana@acme.example"):
        await door.take(Arrived(to, sender, raw if isinstance(raw, bytes) else raw.encode()))

    return brought


def by_recipient(mails):
    return {mail["To"]: mail for mail in mails}


def words_of(mail):
    """Both forms of a mail's text."""
    return mail.get_body(("plain",)).get_content() + mail.get_body(("html",)).get_content()


def answer(text, *, sender="Ana Silva <ana@acme.example>", **headers):
    """A mail as a person's mail program writes it."""
    fields = {"From": sender, "Subject": "Re: Rob Keller wrote", "MIME-Version": "1.0"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    head = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}\n".encode()


class Postbox:
    """A mail server that keeps what it takes."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.SMTP))
        return "250 kept"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@contextmanager
def postbox():
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield box
    finally:
        controller.stop()


__all__ = ["DIGEST", "NEWS"]
