"""Who is named in a message with an @: kept beside its text, so that nobody has to guess later."""

import re
from collections.abc import Iterator

from collaboration.chat.models import Group, Mention, Message
from collaboration.chat.rules import mentioning
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Side


async def remember(message: Message) -> None:
    """Keep who is named in the message as it reads now, and nobody else."""
    await Mention.filter(message_id=message.id).delete()
    if "@" not in message.text:
        return
    people = await nameable(message.account_id, message.audience)
    found = list(_named(message, people))
    await Mention.bulk_create(found)


async def nameable(account_id: object, audience: Side | None = None) -> list[Member]:
    """Who can be named: those in the space who will read it."""
    here = Member.filter(account_id=account_id, left_at=None).select_related("person")
    return [one for one in await here.order_by("id") if audience in {None, one.side}]


def _named(message: Message, people: list[Member]) -> Iterator[Mention]:
    names = {one.name for one in people} | set(Group)
    written = {found["mention"] for found in re.finditer(mentioning(names), message.text)}
    for words in sorted(written):
        if words in set(Group):
            yield Mention(message=message, group=Group(words), words=words)
        for one in people:
            if one.name == words:
                yield Mention(message=message, member=one, words=words)
