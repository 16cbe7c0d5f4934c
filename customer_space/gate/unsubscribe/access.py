"""Whoever holds a mail's link may say less in its recipient's name, and nothing else."""

from dataclasses import dataclass, replace

from starlette.requests import HTTPConnection

from auth.models import Person
from customer_space.gate.models import Touch
from customer_space.gate.tokens import ContactToken, NotAToken, opened
from customer_space.preferences.models import ContactTopic
from customer_space.preferences.sentences import joined
from customer_space.preferences.suppressions import keys_of
from portal.errors import NotFound
from portal.settings import Settings

DEAD = (
    "This link is not whole, or not one of ours. How we may contact you stands on your contact"
    " page: it is one step from your home page."
)


@dataclass(frozen=True)
class Link:
    """A link that we made, with whom and what it means today."""

    text: str
    token: ContactToken
    person: Person
    topics: list[ContactTopic]
    """Its topic; if that is gone, those that have its purpose now."""

    @property
    def keys(self) -> list[str]:
        """What is stopped; a topic that is gone stays stopped should it come back."""
        return sorted({self.token.topic, *(topic.key for topic in self.topics)})

    @property
    def about(self) -> str:
        """The topics, as they stand in a sentence."""
        return joined([topic.title for topic in self.topics]) or self.token.topic


async def with_contact_token(connection: HTTPConnection) -> Link:
    """Everybody with a link of a mail, signed in or not; no cookie is looked at.

    Raises:
        NotFound: for a link that was tampered with, as for one that never was.
    """
    settings: Settings = connection.app.state.settings
    text: str = connection.path_params["token"]
    try:
        token = opened(text, keys_of(settings.secret_keys))
    except NotAToken as error:
        raise NotFound(DEAD) from error
    person = await Person.get_or_none(id=token.person_id)
    if person is None:
        raise NotFound(DEAD)
    return Link(text, await _of_contact(token), person, await topics_of(token))


async def _of_contact(token: ContactToken) -> ContactToken:
    """A link made with a held place means the contact that used the place."""
    used = await Touch.filter(reservation_id=token.touch_id).first()
    return replace(token, touch_id=used.id) if used else token


async def topics_of(token: ContactToken) -> list[ContactTopic]:
    """What a token's topic means today."""
    named = await ContactTopic.get_or_none(key=token.topic)
    if named is not None:
        return [named]
    return await ContactTopic.filter(purpose=token.purpose).order_by("position")
