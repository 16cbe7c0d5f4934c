"""The forms of the contact page: what somebody may type, and the wish it says."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from customer_space.preferences.vocabulary import Channel, Per, Weekday
from customer_space.preferences.wishes import DAY_END, MIDNIGHT, Wish
from portal.clock import now
from portal.errors import Invalid
from portal.forms import Form, Optionally

ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class May(StrEnum):
    YES = "yes"
    NO = "no"


class WishForm(Form):
    """One sentence; nothing ticked means every way, anything, every day, all hours."""

    may: May = May.YES
    channels: tuple[Channel, ...] = ()
    topics: tuple[Annotated[str, Field(max_length=60)], ...] = ()
    days: tuple[Weekday, ...] = ()
    start: Annotated[ClockTime | None, Optionally] = None
    end: Annotated[ClockTime | None, Optionally] = None
    at_most: Annotated[Annotated[int, Field(ge=1, le=99)] | None, Optionally] = None
    per: Per = Per.MONTH

    @field_validator("end")
    @classmethod
    def _end_of_day(cls, end: str | None) -> str | None:
        return DAY_END if end == MIDNIGHT else end

    @model_validator(mode="after")
    def _hours_make_sense(self) -> "WishForm":
        if (self.start or MIDNIGHT) >= (self.end or DAY_END):
            raise ValueError("The hours end after they begin: give a later end")
        if self.may is May.NO and self.at_most is not None:
            raise ValueError("A number goes with “you may”: leave it empty, or choose that")
        if not any((self.channels, self.topics, self.days, self.start, self.end, self.at_most)):
            raise ValueError("Choose at least one thing: a way, a topic, a day, hours or a number")
        return self

    def wish(self) -> Wish:
        """What the form says."""
        timed = self.start is not None or self.end is not None
        return Wish(
            may=self.may is May.YES,
            channels=frozenset(self.channels),
            topics=frozenset(self.topics),
            days=frozenset(self.days),
            hours=(self.start or MIDNIGHT, self.end or DAY_END) if timed else None,
            at_most=self.at_most,
            per=self.per,
        )


def words_of(wish: Wish) -> dict[str, Any]:
    """A wish as the form's fields."""
    start, end = wish.hours or ("", "")
    return {
        "may": "yes" if wish.may else "no",
        "channels": sorted(wish.channels),
        "topics": sorted(wish.topics),
        "days": [day.value for day in Weekday if day in wish.days],
        "start": start,
        "end": MIDNIGHT if end == DAY_END else end,
        "at_most": "" if wish.at_most is None else str(wish.at_most),
        "per": wish.per.value,
    }


EMPTY: Mapping[str, Any] = words_of(Wish())


class PauseLength(StrEnum):
    WEEK = "week"
    DATE = "date"
    OPEN = "open"


class PauseForm(Form):
    length: PauseLength
    until: Annotated[date | None, Optionally] = None

    def ends(self, zone: str | None) -> datetime | None:
        """When the pause ends: at the beginning of a day of the person's zone; None: open.

        Raises:
            Invalid: for a date that is missing.
        """
        tz = ZoneInfo(zone) if zone else UTC
        today = now().astimezone(tz).date()
        if self.length is PauseLength.OPEN:
            return None
        day = today + timedelta(days=7) if self.length is PauseLength.WEEK else self.until
        if day is None:
            raise Invalid({"until": "Please give the day on which the pause ends."})
        return datetime.combine(day, time(), tz).astimezone(UTC)
