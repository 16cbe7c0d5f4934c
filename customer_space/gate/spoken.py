"""The gate's answer in words, with the names that stand behind its codes."""

from uuid import UUID

from auth.models import Person
from customer_space.gate.gathering import Hat
from customer_space.gate.requests import Asked
from customer_space.gate.rules.answer import Decision
from customer_space.gate.words import Context, explain, when
from customer_space.preferences.models import ContactTopic


async def in_words(
    verdict: Decision,
    asked: Asked,
    topic: ContactTopic,
    account: Hat | None,
    person: Person | None,
    *,
    locale: str | None = None,
) -> dict[str, str]:
    """`short`, `full`, `remedy`, and `next` if there is one; the same for sender and customer.

    In the customer's language, or the `locale` of whoever else reads it.
    """
    zone = (person.tz if person else None) or (account.tz if account else None) or "UTC"
    context = Context(
        channel=asked.channel,
        topic=topic.title,
        account=account.name if account else "",
        zone=zone,
        names=await _names(verdict),
        locale=locale or (person.locale if person else "en"),
        once=asked.permit_id is not None,
    )
    said = explain(verdict, context)
    words = {"short": said.short, "full": said.full, "remedy": said.remedy}
    if verdict.next_at is not None:
        zone = verdict.zones[0] if verdict.zones else zone
        words["next"] = when(verdict.next_at, zone, context.locale)
    return words


async def _names(verdict: Decision) -> dict[str, str]:
    """The people that preferred-rep and sender rules name by id."""
    named = {
        part
        for reason in verdict.reasons
        for param in ("rep", "deputies", "senders")
        for part in reason.params.get(param, "").split(", ")
        if _is_id(part)
    }
    if not named:
        return {}
    return {str(p.id): p.display_name for p in await Person.filter(id__in=sorted(named))}


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
