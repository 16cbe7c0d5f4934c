"""A message that came in: what was asked with it, and its way to each of its recipients."""

from dataclasses import dataclass, replace
from uuid import UUID

from auth.models import ApiClient
from customer_space.gate.actions import Answer
from customer_space.gate.marks import Post, headers_of
from customer_space.gate.models import Touch
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.rules.channels import Channel
from customer_space.gate.smtp.actions import (
    Envelope,
    foresee,
    give_up,
    hand_on,
    permitted,
    still_wanted,
)
from customer_space.gate.smtp.messages import Message
from customer_space.gate.smtp.models import RelayedMail
from customer_space.gate.smtp.replies import OK, refusal, reply
from customer_space.preferences.models import ContactTopic
from customer_space.preferences.suppressions import Keys
from portal.clock import now
from portal.errors import PortalError
from portal.mail import NotRelayed, Smtp

LABEL = "smtp"
NO_TOPIC = "Name the topic: as the user name, or in X-Parley-Topic."
CHANGED = "The recipient has said no since this message was permitted."


@dataclass(frozen=True)
class Login:
    """Who sends: a program, and what its user name says (`topic`, or `topic/sender`)."""

    program: ApiClient
    topic: str = ""
    label: str = LABEL

    @classmethod
    def of(cls, program: ApiClient, user: str) -> "Login":
        topic, _, label = user.partition("/")
        return cls(program, topic.strip(), label.strip() or LABEL)

    @property
    def asker(self) -> Asker:
        return replace(Asker.client(self.program, "campaign", self.label), locale="en")


@dataclass(frozen=True)
class Office:
    """What the gateway needs: keys, where links lead, and the mail server behind."""

    keys: Keys
    post: Post
    relay: Smtp

    async def foreseen(self, login: Login, recipient: str) -> str:
        """The reply to a recipient before the message has come; OK where the topic comes later."""
        if not login.topic:
            return OK
        try:
            asked = _asked(login, Message((), b""), recipient)
            answer = await foresee(asked, by=login.asker, keys=self.keys)
        except PortalError as refused:
            return reply("550 5.1.3", [refused.sentence])
        return refusal(answer, base_url=self.post.base_url) or OK

    async def pass_on(self, login: Login, message: Message, sender: str, recipient: str) -> str:
        """Hand one copy on, if the gate says yes; the reply, empty when it is done."""
        login = replace(
            login,
            topic=message.first("X-Parley-Topic") or login.topic,
            label=message.first("X-Parley-Sender") or login.label,
        )
        if not login.topic:
            return reply("550 5.6.0", [NO_TOPIC])
        envelope = Envelope(login.program, sender, recipient, message.identity)
        try:
            asked = _asked(login, message, recipient)
            by, subject = login.asker, message.subject
            mail = await permitted(asked, envelope, by=by, keys=self.keys, subject=subject)
        except PortalError as refused:
            return reply("550 5.6.0", [refused.sentence])
        if isinstance(mail, Answer):
            return refusal(mail, base_url=self.post.base_url)
        return await self._relayed(mail, message, envelope)

    async def _relayed(self, mail: RelayedMail, message: Message, envelope: Envelope) -> str:
        if mail.relayed_at is not None:
            return ""
        if not await still_wanted(mail, self.keys):
            await give_up(mail)
            return reply("550 5.7.1", [CHANGED])
        touch = await Touch.get(id=mail.touch_id)
        topic = await ContactTopic.get(key=touch.topic)
        template = message.first("X-Parley-Template") or None
        headers = headers_of(touch, topic, template, keys=self.keys, post=self.post)
        try:
            await hand_on(mail.id, message.carrying(headers), envelope, self.relay)
        except NotRelayed as refused:
            await give_up(mail)
            permanent = 500 <= refused.code < 600  # noqa: PLR2004
            return reply("550 5.0.0" if permanent else "451 4.4.0", [refused.words])
        return ""


def _asked(login: Login, message: Message, recipient: str) -> Asked:
    return Asked(
        channel=Channel.EMAIL,
        topic=login.topic,
        at=now(),
        address=recipient,
        account_id=_account(message.first("X-Parley-Account")),
        template=message.first("X-Parley-Template") or None,
        contains_promotion=message.first("X-Parley-Promotion").lower() == "yes",
    )


def _account(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise PortalError("X-Parley-Account holds the id of an account.") from None
