"""What is planned in a space, as it stands now, and what came of it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from auth.models import Person
from customer_space.plans.calendar.models import CalendarFeed, OccurrenceChange
from customer_space.plans.calendar.rules import MINUTES, Month, Occurrence, kept, planned
from customer_space.plans.models import Plan, RhythmAgreement
from customer_space.plans.queries import today_of, zone_of
from customer_space.plans.rules import Rhythm, Way
from portal.clock import now
from portal.database import rows

AHEAD = timedelta(days=365)
BACK = timedelta(days=183)


async def upcoming(plan: Plan) -> list[Occurrence]:
    """The next twelve months. The plan's account has to be loaded, here and below."""
    today = today_of(plan.account)
    return await occurrences(plan, today, today + AHEAD)


async def occurrences(plan: Plan, since: date, until: date) -> list[Occurrence]:
    """What the rhythms that bind on these days plan, with what was changed; in order of time."""
    found: dict[str, Occurrence] = {}
    zone = zone_of(plan.account)
    agreements = await RhythmAgreement.filter(plan_id=plan.id).order_by("agreed_at")
    names = await _names(agreements)
    for each in agreements:
        begins = each.agreed_at.astimezone(zone).date()
        ends = each.ended_at.astimezone(zone).date() - timedelta(days=1) if each.ended_at else until
        for beat in Rhythm.of(each.content, each.agreed_at).beats:
            days = max(since, begins), min(until, ends)
            found |= {one.key: one for one in planned(beat, *days, names.get(beat.who, ""))}
    for change in await OccurrenceChange.filter(plan_id=plan.id).select_related("member__person"):
        if change.key in found:
            found[change.key] = found[change.key].changed(
                day=change.day, opens=change.opens, sequence=change.sequence,
                by=change.member.name,
            )  # fmt: skip
    return sorted(found.values(), key=lambda one: (one.day, one.opens, one.key))


async def calendar_shown(plan: Plan) -> dict[str, Any]:
    """What `plans/_occurrences.html` asks for: months with what is planned in them."""
    months: dict[str, list[Occurrence]] = {}
    for one in await upcoming(plan):
        months.setdefault(f"{one.day:%B %Y}", []).append(one)
    zone = zone_of(plan.account)
    return {"space": plan.account, "months": months, "zone": zone, "zone_name": zone.key}


async def kept_months(plan: Plan) -> list[Month]:
    """Planned against kept over the last half year, the same figures for both sides."""
    return await kept_between(plan, today_of(plan.account) - BACK)


async def kept_between(plan: Plan, since: date) -> list[Month]:
    """The same from a day up to yesterday."""
    today = today_of(plan.account)
    return kept(await occurrences(plan, since, today), await _contacts(plan, since), today)


async def feeds_of(member_id: UUID) -> list[CalendarFeed]:
    """One's own feeds that still run."""
    return await CalendarFeed.filter(member_id=member_id, ended_at=None).order_by("made_at")


# Contacts are kept by a capability above this one, so its rows are read, not its code.
_CONTACTS = """
select distinct t.channel, t.occurred_at from touch t
where t.account_id = $1 and t.direction = 'out' and t.outcome in ('reached', 'delivered')
  and t.occurred_at >= $2 and t.occurred_at <= $3
  and not exists (select 1 from touch c where c.cancels_id = t.id)
"""


async def _contacts(plan: Plan, since: date) -> list[tuple[Way, date]]:
    zone = zone_of(plan.account)
    first = datetime.combine(since, time.min, zone).astimezone(UTC)
    found = await rows(_CONTACTS, plan.account_id, first, now())
    return [
        (Way(row["channel"]), row["occurred_at"].astimezone(zone).date())
        for row in found
        if row["channel"] in MINUTES
    ]


async def _names(agreements: list[RhythmAgreement]) -> dict[str, str]:
    wanted = {line["who"] for each in agreements for line in each.content if line["who"]}
    people = await Person.filter(id__in=list(wanted)).only("id", "display_name")
    return {str(person.id): person.display_name for person in people}
