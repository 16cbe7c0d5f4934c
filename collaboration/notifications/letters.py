"""The letters about what somebody has not read; composed when they go, from what stands then."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from collaboration.chat.models import Message
from collaboration.chat.queries import readable, seen_by
from collaboration.notifications.actions import note_told
from collaboration.notifications.jobs import DIGEST, NEWS
from collaboration.notifications.models import HeldReply
from collaboration.notifications.queries import readers_of, said_in
from collaboration.notifications.replies.actions import HELD, TOPIC
from collaboration.notifications.replies.addresses import ReplyTo, reply_to
from collaboration.notifications.rules import Reader, Said, Soon, Why, is_news, soon, why, zone_of
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from customer_space.gate.letters import address_of
from portal.clock import now
from portal.errors import PortalError
from portal.inbound.door import domain_of
from portal.letters import Stationery
from portal.mail import Letter
from portal.notices import Composer, Notice
from portal.settings import Settings

BACK = timedelta(days=8)
"""A weekly digest and a day of waiting; nobody needs a mail about older words."""
SHOWN = 10
LONGEST = 1200
"""Characters of a message that a mail shows."""
MARKER = "Write your answer above this line"


@dataclass(frozen=True)
class Told:
    """What one mail tells its reader: all that is new, what asked for the mail, and the words."""

    reader: Reader
    new: Sequence[Said]
    wanted: Sequence[Said]
    messages: Sequence[Message]


@dataclass(frozen=True)
class Line:
    """A message as a letter shows it."""

    author: str
    role: str
    when: str
    text: str
    note: bool
    beside: str
    url: str


def letters(settings: Settings) -> dict[str, Composer]:
    """The notices this capability can write; their subject is a member, or a held reply."""
    stationery = Stationery.of(settings)

    async def news(member_id: UUID) -> Notice | None:
        return await _about_news(member_id, settings, stationery, now_only=True)

    async def digest(member_id: UUID) -> Notice | None:
        return await _about_news(member_id, settings, stationery, now_only=False)

    async def held(reply_id: UUID) -> Notice | None:
        return await _about_held(reply_id, stationery)

    return {NEWS: news, DIGEST: digest, HELD: held}


async def _about_news(
    member_id: UUID, settings: Settings, stationery: Stationery, *, now_only: bool
) -> Notice | None:
    """None where nothing is left to tell: read, removed, muted, told already, or the seat ended."""
    member = await _seat(member_id)
    found = await readers_of(member.account_id, only=member.id) if member else []
    if member is None or not found:
        return None
    [reader] = found
    said = await said_in(member.account_id, since=now() - BACK)
    new = [one for one in said if is_news(one, reader)]
    wanted = [one for one in new if _is_wanted(one, reader, now_only=now_only)]
    messages = await _messages(member, new[-SHOWN:])
    if not wanted or not messages:
        return None
    told = Told(reader, new, wanted, messages)
    letter = await _letter(member, told, settings, stationery)
    if letter is None:
        return None
    done = partial(note_told, member.id, new)
    return Notice(member.person_id, TOPIC, letter, member.account_id, done)


def _is_wanted(said: Said, reader: Reader, *, now_only: bool) -> bool:
    """A mail of now needs something that could not wait; a digest anything it was asked for."""
    when = soon(said, reader)
    return when is Soon.NOW or (when is Soon.IN_DIGEST and not now_only)


async def _letter(
    member: Member, told: Told, settings: Settings, stationery: Stationery
) -> Letter | None:
    to = await _mailbox(member)
    if to is None:
        return None
    messages = told.messages
    answer = await _answer_to(member, messages, settings)
    shared = {one.author.name: one for one in messages if one.audience is None}
    return stationery.write(
        "notifications/news_letter",
        to=to,
        subject=_subject(member.account.name, list(shared)),
        headers=_headers(answer, messages[-1], domain_of(settings)),
        name=member.name,
        space=member.account.name,
        lines=[_line(one, zone_of(told.reader), stationery) for one in messages],
        earlier=len(told.new) - len(messages),
        reason=_reason(told),
        answer=answer,
        marker=MARKER,
        space_url=stationery.url("chat.show_space", space=member.account.slug),
        settings_url=stationery.url("notifications.show", space=member.account.slug),
    )


async def _about_held(reply_id: UUID, stationery: Stationery) -> Notice | None:
    held = await HeldReply.get_or_none(id=reply_id, decided_at=None).select_related("address")
    member = await _seat(held.address.member_id) if held else None
    to = await _mailbox(member) if member else None
    if held is None or member is None or to is None:
        return None
    unread = held.reason == HeldReply.UNREADABLE
    letter = stationery.write(
        "notifications/held_letter",
        to=to,
        subject="Your answer could not be read" if unread else "Was this answer yours?",
        name=member.name,
        space=member.account.name,
        unreadable=unread,
        url=stationery.url("notifications.show", space=member.account.slug),
    )
    return Notice(member.person_id, TOPIC, letter, member.account_id)


async def _seat(member_id: UUID) -> Member | None:
    found = Member.get_or_none(id=member_id, left_at=None)
    member = await found.select_related("account", "person")
    return member if member and member.may(Right.READ_SPACE) else None


async def _mailbox(member: Member) -> str | None:
    try:
        return await address_of(member.person)
    except PortalError:
        return None


async def _messages(member: Member, new: Sequence[Said]) -> list[Message]:
    """The words, asked for once more by what this member may read."""
    found = readable().filter(seen_by(member), id__in=[one.id for one in new], removed_at=None)
    return await found.order_by("number", "note_number")


async def _answer_to(
    member: Member, messages: Sequence[Message], settings: Settings
) -> ReplyTo | None:
    """Answers go where the last words stand; to the own side as soon as one of them is a note."""
    if not member.may(Right.WRITE_SPACE):
        return None
    last = messages[-1]
    there = [one for one in messages if one.thread_id == last.thread_id]
    note = any(one.audience for one in there)
    return await reply_to(member, last.thread_kind, last.thread_id, own_side=note, of=settings)


def _headers(answer: ReplyTo | None, last: Message, domain: str) -> dict[str, str]:
    """`References` lets mail programs keep a conversation together."""
    place = last.thread_id or last.account_id
    headers = {"References": f"<{place}@{domain}>", "X-Auto-Response-Suppress": "All"}
    return headers | ({"Reply-To": answer.address} if answer else {})


def _subject(space: str, authors: Sequence[str]) -> str:
    """Names who wrote for all to read; who wrote a note stands in the letter only."""
    if len(authors) == 1:
        words = f"{authors[0]} wrote in {space}"
    elif authors:
        words = f"{authors[0]} and others wrote in {space}"
    else:
        words = f"New in {space}"
    plain = "".join(c if unicodedata.category(c)[0] not in "CZ" else " " for c in words)
    return " ".join(plain.replace("=?", "= ?").split())


def _reason(told: Told) -> str:
    """Why this mail came: the nearest reason among the messages that asked for it."""
    order = list(Why)
    nearest = min(told.wanted, key=lambda one: order.index(why(one, told.reader)))
    author = next((one.author.name for one in told.messages if one.id == nearest.id), "Somebody")
    return f"{author} {why(nearest, told.reader)}"


def _line(said: Message, zone: ZoneInfo, stationery: Stationery) -> Line:
    slug = said.account.slug
    text = said.text if len(said.text) <= LONGEST else said.text[: LONGEST - 1] + "…"
    return Line(
        author=said.author.name,
        role=said.author.role.label,
        when=_when(said.at.astimezone(zone)),
        text=text,
        note=said.audience is not None,
        beside=f"beside a {said.thread_kind.value}" if said.thread_kind else "",
        url=f"{stationery.url('chat.show_message', space=slug, message=said.id)}",
    )


def _when(at: datetime) -> str:
    return f"{at:%A} {at.day} {at:%B}, {at:%H:%M}"
