"""Messages as those who may read them see them: all that is drawn of one, and nothing else.

What is drawn of equal values is equal: it can be kept by value, and is never out of date.
"""

import json
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from auth.models import initials_of
from collaboration.chat.models import ReactionKind, ThreadKind, list_id_of
from collaboration.chat.rules import plain
from collaboration.files.models import File
from customer_space.accounts.rights import Role, Side
from portal.database import rows


class Author(NamedTuple):
    """Who said it, in the seat they have now."""

    id: UUID
    name: str
    role: Role

    @property
    def side(self) -> Side:
        return self.role.side

    @property
    def initials(self) -> str:
        return initials_of(self.name)


class Quote(NamedTuple):
    """The message that it answers."""

    id: UUID
    author_name: str
    text: str
    removed: bool

    @property
    def plain(self) -> str:
        """Its words in one line, without what they are dressed in."""
        return plain(self.text)


class Named(NamedTuple):
    """Somebody, or (without an id) a group, whom it names: the words after the @."""

    member_id: UUID | None
    words: str


class Answered(NamedTuple):
    """An answer without words."""

    kind: ReactionKind
    name: str


class Shown(NamedTuple):
    """A message."""

    id: UUID
    account_id: UUID
    slug: str
    author: Author
    text: str
    at: datetime
    number: int
    note_number: int
    audience: Side | None
    thread_kind: ThreadKind | None
    thread_id: UUID | None
    edited: bool
    removed: bool
    commitment_id: UUID | None
    feedback_id: UUID | None
    quote: Quote | None
    mentions: tuple[Named, ...]
    reactions: tuple[Answered, ...]
    files: tuple[str, ...]
    """What its author sent along; each as JSON, so that what is equal is equal."""

    @property
    def own_files(self) -> list[File]:
        """What its author sent along, as far as it is drawn."""
        return [File(**json.loads(file)) for file in self.files]

    @property
    def list_id(self) -> str:
        """The element that messages of this conversation stand in."""
        return list_id_of(self.thread_id)

    @property
    def plain(self) -> str:
        """Its words in one line, without what they are dressed in."""
        return plain(self.text)


SHOWN = """
select message.id, message.account_id, account.slug, message.text, message.at, message.number,
  message.note_number, message.audience, message.thread_kind, message.thread_id,
  message.edited_at is not null as edited, message.removed_at is not null as removed,
  message.commitment_id, message.feedback_id,
  author.id as author_id, author.role, person.display_name as author_name,
  quote.id as quote_id, quote.text as quote_text, quote.removed_at is not null as quote_removed,
  quoted.display_name as quote_name,
  array(select member_id from chat_mention where message_id = message.id order by id) as named,
  array(select words from chat_mention where message_id = message.id order by id) as names,
  array(select kind from chat_reaction where message_id = message.id order by id) as reactions,
  array(
    select who.display_name from chat_reaction join member on member.id = member_id
    join person as who on who.id = member.person_id
    where message_id = message.id order by chat_reaction.id
  ) as reacting,
  array(
    select jsonb_build_object('id', id, 'name', name, 'kind', kind, 'media_type', media_type,
      'size', size, 'width', width, 'height', height)::text
    from chat_file where message_id = message.id and member_id = message.author_id
      and message.removed_at is null order by at, id
  ) as files
from chat_message as message
join account on account.id = message.account_id
join member as author on author.id = message.author_id
join person on person.id = author.person_id
left join chat_message as quote on quote.id = message.reply_to_id
left join member as quoted_member on quoted_member.id = quote.author_id
left join person as quoted on quoted.id = quoted_member.person_id
"""


async def shown(sql: str, *values: Any) -> list[Shown]:
    """The messages that a statement selects which begins with SHOWN."""
    return [_shown(row) for row in await rows(sql, *values)]


def _shown(row: dict[str, Any]) -> Shown:
    return Shown(
        id=row["id"],
        account_id=row["account_id"],
        slug=row["slug"],
        author=Author(row["author_id"], row["author_name"], Role(row["role"])),
        text=row["text"],
        at=row["at"],
        number=row["number"],
        note_number=row["note_number"],
        audience=Side(row["audience"]) if row["audience"] else None,
        thread_kind=ThreadKind(row["thread_kind"]) if row["thread_kind"] else None,
        thread_id=row["thread_id"],
        edited=row["edited"],
        removed=row["removed"],
        commitment_id=row["commitment_id"],
        feedback_id=row["feedback_id"],
        quote=_quote(row) if row["quote_id"] else None,
        mentions=tuple(map(Named, row["named"], row["names"])),
        reactions=tuple(map(Answered, map(ReactionKind, row["reactions"]), row["reacting"])),
        files=tuple(row["files"]),
    )


def _quote(row: dict[str, Any]) -> Quote:
    return Quote(row["quote_id"], row["quote_name"], row["quote_text"], row["quote_removed"])
