"""What these tests share: a mail that Ana got, and the link in it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx2
import pytest

from customer_space.gate import actions
from customer_space.gate.actions import Answer
from customer_space.gate.letters import write_letter
from customer_space.gate.marks import Post
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.rules.channels import Channel
from customer_space.gate.signals.actions import take_in, understand
from customer_space.gate.signals.models import InboundSignal, SignalEvent
from customer_space.gate.tokens import ContactToken, mint
from customer_space.preferences.actions import make_wish
from customer_space.preferences.models import ContactTopic
from customer_space.preferences.suppressions import Keys, keys_of
from customer_space.preferences.vocabulary import Channel as Way
from customer_space.preferences.wishes import Wish
from portal.clock import now
from portal.mail import Letter, OutgoingMail
from tests.conftest import new_browser
from world import World

ANAS = "ana@acme.example"
POST = Post("https://contact.parley.example", "parley.example")


@pytest.fixture
def keys(settings) -> Keys:
    return keys_of(settings.secret_keys)


@dataclass
class Got:
    """A contact that Ana had, and its link's token."""

    answer: Answer
    token: str

    @property
    def stop(self) -> str:
        return f"/u/{self.token}"

    @property
    def receipt(self) -> str:
        return f"/r/{self.token}"


@pytest.fixture
def ana_got(world: World, keys: Keys) -> Callable[..., Awaitable[Got]]:
    """Rob wrote to Ana: about news, to which she had said yes, unless the test says otherwise."""

    async def got(topic: str = "news") -> Got:
        if topic in {"news", "offers"}:
            yes = Wish(channels=frozenset({Way.EMAIL}), topics=frozenset({topic}))
            await make_wish(yes, by=world.ana)
        answer = await actions.commit(
            about(world, topic), by=Asker.member(world.rob), keys=keys,
        )  # fmt: skip
        assert answer.allowed, answer.weighed.words
        purpose = (await ContactTopic.get(key=topic)).purpose
        token = ContactToken(world.ana.person_id, answer.touch.id, topic, purpose, now())
        return Got(answer, mint(token, keys))

    return got


def about(world: World, topic: str, channel: Channel = Channel.EMAIL) -> Asked:
    return Asked(
        channel=channel, topic=topic, at=now(), person_id=world.ana.person_id,
        account_id=world.acme.id,
    )  # fmt: skip


@pytest.fixture
async def may_write(world: World, keys: Keys):
    """What the gate says to Rob's next e-mail to Ana about a topic."""

    async def may(topic: str, channel: Channel = Channel.EMAIL) -> str:
        asked = about(world, topic, channel)
        answer = await actions.simulate(asked, by=Asker.member(world.rob), keys=keys)
        return answer.weighed.verdict.outcome.value

    return may


@pytest.fixture
async def machine(app, world):
    """A mail program's client: no cookie, and no word of where it asks from."""
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app), base_url="http://testserver"
    ) as client:
        yield client


@pytest.fixture
async def reader(app, world):
    """Whoever opens the mail's link in a browser, not signed in."""
    async with new_browser(app) as browser:
        yield browser


@pytest.fixture
def sent(world, keys):
    """A letter that Rob wrote to Ana: its Message-ID and List-Unsubscribe, as reports return it."""

    async def written(topic="advice"):
        answer = await write_letter(
            about(world, topic), Letter(ANAS, "Hello", "Hello Ana"),
            by=Asker.member(world.rob), keys=keys, post=POST,
        )  # fmt: skip
        mail = await OutgoingMail.get(permit_id=answer.permit.id)
        stop = mail.letter["headers"]["List-Unsubscribe"]
        return f"Message-ID: {mail.message_id}\nList-Unsubscribe: {stop}\nTo: {ANAS}"

    return written


@pytest.fixture
def tell(keys, world):
    """A signal comes in and is understood; says what it changed."""

    async def told(body, source="mail"):
        await take_in(source, body)
        for signal in await InboundSignal.filter(done_at=None):
            await understand(signal.id, keys=keys)
        return await SignalEvent.all().order_by("-id").first()

    return told
