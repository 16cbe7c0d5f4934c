"""What somebody says, as it comes in: over the socket, from the composer, from a program."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from collaboration.chat.models import Message
from portal.forms import Form, Optionally, clean


class Words(Form):
    """Words under an id that the client made."""

    id: UUID
    text: Annotated[str, Field(min_length=1, max_length=Message.LONGEST), AfterValidator(clean)]
    reply_to: Annotated[UUID | None, Optionally] = None
