"""What is asked of the gate, and by whom."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from auth.models import ApiClient
from customer_space.accounts.models import Member
from customer_space.gate.rules.channels import Channel, MessageClass
from customer_space.gate.rules.snapshot import Request, Urgency
from customer_space.preferences.models import ContactTopic
from portal.database import rows
from portal.errors import Invalid


@dataclass(frozen=True)
class Asker:
    """Who wants to reach somebody, and in which language they read why not (the customer's)."""

    id: str
    kind: str
    name: str
    locale: str | None = None

    @classmethod
    def member(cls, member: Member) -> "Asker":
        return cls(str(member.person_id), "rep", member.name, member.person.locale)

    @classmethod
    def client(cls, client: ApiClient, kind: str, label: str) -> "Asker":
        """A program asks for one of its own senders; `label` cannot leave its name space."""
        return cls(f"client:{client.id}:{label}"[:200], kind, f"{client.name} ({label})"[:200])

    @classmethod
    def portal(cls, company: str) -> "Asker":
        return cls("portal", "portal", company)


@dataclass(frozen=True)
class Asked:
    """May somebody be reached so, about this, at that instant? (gate.md 4.2)"""

    channel: Channel
    topic: str
    at: datetime
    person_id: UUID | None = None
    address: str | None = None
    account_id: UUID | None = None
    latest: datetime | None = None
    weight: int | None = None
    contains_promotion: bool = False
    template: str | None = None
    in_reply_to: UUID | None = None
    immediate: bool = False
    reservation_id: UUID | None = None
    permit_id: UUID | None = None
    """The yes to one contact that allowed it; found by the gate, never given by a sender."""
    bulk: bool = False

    def as_json(self) -> dict[str, Any]:
        """As the ledger keeps it; an address is personal and stays out of it."""
        plain = {name: getattr(self, name) for name in _NAMES}
        plain["address"] = "given" if self.address else None
        return {
            name: value if isinstance(value, bool | int) else str(value)
            for name, value in plain.items()
            if value not in (None, False)
        }

    def request(self, by: Asker, message_class: MessageClass, person: UUID | None) -> Request:
        """The question in the words of the pure core."""
        return Request(
            channel=self.channel,
            message_class=message_class,
            at=self.at,
            sender=by.id,
            sender_kind=by.kind,
            person=_text(person),
            address=self.address,
            account=_text(self.account_id),
            topic=self.topic,
            weight=self.weight,
            latest=self.latest,
            reservation=_text(self.reservation_id),
            in_reply_to=_text(self.in_reply_to),
            urgency=Urgency.IMMEDIATE if self.immediate else Urgency.NORMAL,
            bulk=self.bulk,
        )


_NAMES = tuple(each.name for each in fields(Asked))


async def class_of(asked: Asked) -> tuple[ContactTopic, MessageClass]:
    """The topic, and the class that follows from it. Raises as `class_in`."""
    found = await rows(_TOPIC, asked.topic, asked.template)
    listed = found[0].pop("listed") if found else False
    return class_in({"topic": found[0], "listed": listed} if found else None, asked)


def class_in(found: Mapping[str, Any] | None, asked: Asked) -> tuple[ContactTopic, MessageClass]:
    """The topic, and the class that follows from it (gate.md 4.8), never from the sender's word.

    `found` is the topic's row, and whether the catalogue lists the template: only that is
    essential. Promotion turns a service message into marketing.

    Raises:
        Invalid: for an unknown topic.
    """
    if found is None:
        raise Invalid({"topic": f"There is no topic named {asked.topic}."})
    topic = ContactTopic.construct(_saved_in_db=True, **found["topic"])
    class_ = MessageClass(topic.message_class)
    if class_ is MessageClass.ESSENTIAL and not found["listed"]:
        class_ = MessageClass.SERVICE
    if asked.contains_promotion and class_ in {MessageClass.ESSENTIAL, MessageClass.SERVICE}:
        class_ = MessageClass.MARKETING
    return topic, class_


_TOPIC = """
select t.*, exists (
  select 1 from essential_template e where e.template = $2 and e.topic_id = t.key
) as listed
from contact_topic t where t.key = $1
"""


def _text(id_: UUID | None) -> str | None:
    return str(id_) if id_ else None
