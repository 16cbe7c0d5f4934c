"""What changes the calendar: the customer's side moves or leaves out a date; feeds begin, end."""

from datetime import date

from customer_space.accounts.models import Member
from customer_space.accounts.rights import Side
from customer_space.plans.actions import locked_plan
from customer_space.plans.calendar.models import CalendarFeed
from customer_space.plans.calendar.queries import feeds_of, upcoming
from customer_space.plans.calendar.rules import Occurrence, why_not
from customer_space.plans.queries import today_of
from portal.clock import now
from portal.database import rows, transaction
from portal.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.ids import fingerprint, new_id, secret
from portal.live import announce

MOST_FEEDS = 5

_CHANGE = """
insert into occurrence_change (id, plan_id, key, day, opens, sequence, member_id, at)
values ($1, $2, $3, $4, $5, 1, $6, $7)
on conflict (plan_id, key) do update set day = $4, opens = $5, member_id = $6, at = $7,
  sequence = occurrence_change.sequence + 1
"""


@transaction
async def move(key: str, day: date, opens: str, *, by: Member) -> None:
    """Move a date to a day of the same period, at an hour (HH:MM) of the customer's clock.

    Raises:
        NotFound: nothing of the next twelve months has this key.
        NotAllowed: `by` is not of the customer's side; the others ask.
        Invalid: the day lies outside the period, or has passed.
    """
    found = await _movable(key, by)
    if problem := why_not(found, day, today_of(by.account)):
        raise Invalid({"day": problem})
    await _change(found, day, opens, by=by)


@transaction
async def omit(key: str, *, by: Member) -> None:
    """Leave one date out; moving it brings it back. Raises as `move` does."""
    await _change(await _movable(key, by), None, "", by=by)


@transaction
async def start_feed(*, by: Member) -> str:
    """A new feed of one's own; returns the secret of its address, which is not kept.

    Raises:
        Conflict: there are enough.
    """
    await rows("select id from member where id = $1 for no key update", by.id)
    if len(await feeds_of(by.id)) >= MOST_FEEDS:
        raise Conflict(f"You have {MOST_FEEDS} addresses already. End one of them first.")
    token = secret()
    await CalendarFeed.create(member=by, fingerprint=fingerprint(token), made_at=now())
    return token


@transaction
async def end_feed(feed: CalendarFeed) -> None:
    """Whoever knows the address reads nothing any more."""
    await CalendarFeed.filter(id=feed.id, ended_at=None).update(ended_at=now())


async def _movable(key: str, by: Member) -> Occurrence:
    plan = await locked_plan(by.account)
    plan.account = by.account
    found = next((one for one in await upcoming(plan) if one.key == key), None)
    if found is None:
        raise NotFound
    if by.side is not Side.CUSTOMER:
        raise NotAllowed("The customer’s side moves dates. Please ask in the conversation.")
    return found


async def _change(found: Occurrence, day: date | None, opens: str, *, by: Member) -> None:
    plan = await locked_plan(by.account)
    await rows(_CHANGE, new_id(), plan.id, found.key, day, opens, by.id, now())
    await announce(by.account.topic, "plans.occurrence_changed", plan.id)
