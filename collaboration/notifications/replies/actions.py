"""Taking an answer by mail in: posted in its conversation, held for its owner, or nothing."""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid5

from auth.models import PersonState
from collaboration.chat.actions import post
from collaboration.chat.models import Message
from collaboration.notifications.models import HeldReply, ReplyAddress
from collaboration.notifications.replies.addresses import thread_of
from collaboration.notifications.replies.cutting import asks_to_stop
from collaboration.notifications.replies.reading import Answered
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from customer_space.directory.models import ContactPointLink, PointKind
from customer_space.preferences.models import ConsentMethod
from customer_space.preferences.stopping import Heard, stop_topics
from customer_space.preferences.vocabulary import Channel
from portal.clock import now
from portal.database import rows, transaction
from portal.errors import Conflict, NotAllowed
from portal.ids import new_id
from portal.inbound.door import NotNow, NotTaken
from portal.notices import notify

TOPIC = "conversation"
HELD = "notifications.held"
AN_HOUR, MOST_AN_HOUR = timedelta(hours=1), 60
MOST_WAITING = 20
CUT = "\n… (the mail was longer than a message may be)"


@dataclass(frozen=True)
class Came:
    """An answer with the address it was sent to, and the fingerprint of the mail."""

    address: ReplyAddress
    answer: Answered
    body_hash: str

    @property
    def message_id(self) -> UUID:
        """The same mail brought again is the same message."""
        return uuid5(self.address.id, self.body_hash)


def fingerprint(raw: bytes) -> str:
    """SHA-256 of a mail, in hex."""
    return hashlib.sha256(raw).hexdigest()


@transaction
async def take(came: Came) -> None:
    """Post it if it is its owner's; else the owner is asked. A wish to hear less always holds.

    Raises:
        NotTaken: where the seat has ended, or writes too much.
    """
    member, answer = came.address.member, came.answer
    if answer.automatic:
        return
    if asks_to_stop(answer.text):
        heard = Heard(ConsentMethod.REPLY_KEYWORD, {"mail": came.body_hash})
        await stop_topics([TOPIC], Channel.EMAIL, by=member.person, heard=heard)
    elif not answer.text:
        await hold(came, HeldReply.UNREADABLE)
    elif answer.suspect or answer.sender not in await _addresses_of(member):
        await hold(came, HeldReply.UNVERIFIED)
    else:
        await _post(came.message_id, answer.text, came.address)


@transaction
async def hold(came: Came, reason: str) -> None:
    """Keep what was not posted until its owner has said what becomes of it; tell them once."""
    waiting = await HeldReply.filter(address_id=came.address.id, decided_at=None).count()
    if waiting >= MOST_WAITING:
        raise NotNow("Too many answers wait here already.")
    made = await rows(
        "insert into held_reply (id, address_id, reason, sender, text, body_hash, at) "
        "values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning id",
        new_id(), came.address.id, reason, came.answer.sender[:254], _kept(came.answer.text),
        came.body_hash, now(),
    )  # fmt: skip
    if made and not waiting:
        await notify(HELD, made[0]["id"])


@transaction
async def release(held: HeldReply, *, by: Member) -> None:
    """Its owner says: that was me. It is posted as theirs, now.

    Raises:
        Conflict: if it was decided already, or there is nothing to post.
    """
    if held.reason != HeldReply.UNVERIFIED:
        raise Conflict("There is nothing in it that could be posted.")
    address = await ReplyAddress.get(id=held.address_id)
    address.member = by
    await _decide(held)
    await _post(uuid5(address.id, held.body_hash), held.text, address)


@transaction
async def drop(held: HeldReply) -> None:
    """It was not theirs, or is not wanted any more: its words are forgotten.

    Raises:
        Conflict: if it was decided already.
    """
    await _decide(held)


async def _decide(held: HeldReply) -> None:
    decided = await rows(
        "update held_reply set decided_at = $2, text = '', sender = '' "
        "where id = $1 and decided_at is null returning id",
        held.id, now(),
    )  # fmt: skip
    if not decided:
        raise Conflict("This was decided already.")


async def _post(id_: UUID, text: str, address: ReplyAddress) -> None:
    member = address.member
    if not _may_write(member):
        raise NotTaken("Your seat in this space has ended.")
    recent = Message.filter(author_id=member.id, at__gt=now() - AN_HOUR)
    if await recent.count() >= MOST_AN_HOUR:
        raise NotNow("That was more than anybody reads in an hour.")
    side = member.side if address.own_side else None
    try:
        await post(_kept(text), id=id_, by=member, thread=thread_of(address), audience=side)
    except NotAllowed as refused:
        raise NotTaken(refused.sentence) from refused


def _may_write(member: Member) -> bool:
    active = member.person.state is PersonState.ACTIVE
    return active and member.left_at is None and member.may(Right.WRITE_SPACE)


async def _addresses_of(member: Member) -> set[str]:
    """Every mail address we know of a person."""
    known = ContactPointLink.filter(
        person_id=member.person_id, contact_point__kind=PointKind.EMAIL, valid_to=None
    ).select_related("contact_point")
    found = {link.contact_point.value for link in await known}
    return found | ({member.person.email} if member.person.email else set())


def _kept(text: str) -> str:
    """As a message may be: no control characters, and no longer than one."""
    text = unicodedata.normalize("NFC", text)
    plain = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return plain if len(plain) <= Message.LONGEST else plain[: Message.LONGEST - len(CUT)] + CUT
