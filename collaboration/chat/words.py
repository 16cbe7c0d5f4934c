"""What somebody says, as it comes in: over the socket, from the composer, from a program."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from collaboration.chat.models import Message, ReactionKind
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Side
from portal.forms import Form, Optionally, clean

Text = Annotated[str, Field(min_length=1, max_length=Message.LONGEST), AfterValidator(clean)]


class Audience(StrEnum):
    """For whom something is said. Whoever names none says it to everyone."""

    EVERYONE = "everyone"
    OWN_SIDE = "own_side"


class Words(Form):
    """Words under an id that the client made."""

    id: UUID
    text: Text
    reply_to: Annotated[UUID | None, Optionally] = None
    audience: Audience = Audience.EVERYONE

    def side_for(self, author: Member) -> Side | None:
        """The only side that may read this; None: everybody."""
        return author.side if self.audience is Audience.OWN_SIDE else None


class Revision(Form):
    """What a message shall say instead."""

    text: Text


class Answer(Form):
    """An answer without words."""

    kind: ReactionKind
