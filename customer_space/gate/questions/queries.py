"""Questions as pages show them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from customer_space.accounts.models import Member
from customer_space.gate.questions.models import Question
from customer_space.gate.timeline import WANTED
from customer_space.preferences.models import ContactTopic
from portal.clock import now


@dataclass(frozen=True)
class Open:
    """A question that waits for its answer."""

    id: UUID
    space: str
    words: str
    wants: str
    not_before: datetime
    not_after: datetime


async def open_questions(person_id: UUID) -> list[Open]:
    """What somebody is being asked, in all their spaces."""
    found = Question.filter(person_id=person_id, answered_at=None, not_after__gt=now())
    titles = dict(await ContactTopic.all().values_list("key", "title"))
    return [
        Open(
            id=each.id,
            space=each.account.slug,
            words=each.words,
            wants=f"{each.asker.display_name} would like to {WANTED[each.channel]} "
            f"about {titles.get(each.topic, each.topic)}.",
            not_before=each.not_before,
            not_after=each.not_after,
        )
        for each in await found.select_related("account", "asker").order_by("asked_at")
    ]


async def asked_by(member: Member) -> list[Question]:
    """What a rep asked in this space lately, the latest first."""
    mine = Question.filter(asker_id=member.person_id, account_id=member.account_id)
    return await mine.select_related("person").order_by("-asked_at").limit(10)
