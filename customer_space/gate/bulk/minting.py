"""What an allowed mail of an audience carries: a way to say less, and where its receipt will be."""

import hashlib
from typing import NamedTuple
from uuid import UUID

from customer_space.gate.bulk.asking import Answered
from customer_space.gate.marks import Post, ways_out
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.channels import Channel, MessageClass
from customer_space.gate.tokens import ContactToken, mint
from customer_space.preferences.suppressions import Keys


class Links(NamedTuple):
    """The values of two headers, and an address."""

    list_unsubscribe: str = ""
    list_unsubscribe_post: str = ""
    receipt_url: str = ""


NO_LINKS = Links()


def links_of(answered: Answered, keys: Keys, post: Post) -> Links:
    """For mails that are allowed now; an essential one cannot be unsubscribed from.

    There is a receipt where a place is held: the contact that uses it is what the link shows.
    """
    question, person = answered.question, answered.recipient.person
    if (
        person is None
        or answered.verdict.outcome is not Outcome.ALLOW
        or question.channel is not Channel.EMAIL
        or question.message_class is MessageClass.ESSENTIAL
    ):
        return NO_LINKS
    contact = UUID(answered.held) if answered.held else _stand_in(answered, person)
    about = ContactToken(person, contact, question.topic, question.purpose, question.at)
    token = mint(about, keys)
    ways = ways_out(token, post)
    receipt = f"{post.base_url}/r/{token}" if answered.held else ""
    return Links(ways["List-Unsubscribe"], ways.get("List-Unsubscribe-Post", ""), receipt)


def _stand_in(answered: Answered, person: UUID) -> UUID:
    """For a contact of which nothing is kept: the same for the same row, asked again."""
    question = answered.question
    text = f"{question.topic} {question.at.isoformat()} {answered.recipient.row.number}"
    return UUID(bytes=hashlib.blake2b(text.encode(), key=person.bytes, digest_size=16).digest())
