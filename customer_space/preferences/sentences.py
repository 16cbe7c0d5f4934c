"""Wishes in words: the same sentence on every screen, for both sides."""

from collections.abc import Iterable, Mapping, Sequence

from customer_space.preferences.vocabulary import (
    ASKING_CONSENT,
    Channel,
    ContactClass,
    Weekday,
)
from customer_space.preferences.wishes import Wish

TO_REACH = {
    Channel.EMAIL: "e-mail me",
    Channel.VOICE_LIVE: "call me",
    Channel.SMS: "text me",
    Channel.VIDEO: "meet me by video",
    Channel.VISIT: "visit me",
    Channel.POSTAL: "write me letters",
    Channel.PORTAL: "write to me in the portal",
}
BY = {
    Channel.EMAIL: "e-mail",
    Channel.VOICE_LIVE: "telephone",
    Channel.SMS: "text message",
    Channel.VIDEO: "video",
    Channel.VISIT: "visit",
    Channel.POSTAL: "letter",
    Channel.PORTAL: "the portal",
}
DAY_NAMES = {
    Weekday.MON: "Monday",
    Weekday.TUE: "Tuesday",
    Weekday.WED: "Wednesday",
    Weekday.THU: "Thursday",
    Weekday.FRI: "Friday",
    Weekday.SAT: "Saturday",
    Weekday.SUN: "Sunday",
}
TIMES = {1: "once", 2: "twice", 3: "three times", 4: "four times", 5: "five times"}
THREE = 3


def sentence(wish: Wish, titles: Mapping[str, str]) -> str:
    """The wish as its author would say it; `titles` are those of the topics."""
    start = "You may" if wish.may else "Please do not"
    parts = [f"{start} {_reach(wish)}{_about(wish, titles)}{_when(wish)}"]
    if wish.at_most is not None:
        parts.append(f"at most {times(wish.at_most)} a {wish.per}")
    return ", ".join(parts) + "."


def meaning(wish: Wish, classes: Mapping[str, ContactClass]) -> str:
    """What follows from the wish, before it is made."""
    named = {classes[topic] for topic in wish.topics}
    if not wish.may:
        rest = "What is essential, like the sign-in link you ask for, still comes."
        if not wish.channels:
            rest = "Service about your orders still comes, and so does what is essential."
        return f"It holds at once. {rest}"
    if named & ASKING_CONSENT:
        return (
            "This is your yes to being written to about it; it is kept with today's date and "
            "these words. You can take it back here at any time, at once."
        )
    if not wish.topics:
        return "News, offers, events and surveys each still need a yes of their own."
    return "Outside these hours and above this number the gate holds contacts back."


def times(count: int) -> str:
    """A number of times, in words where there is one."""
    return TIMES.get(count, f"{count} times")


def joined(words: Sequence[str], last: str = "and") -> str:
    """One, two or more things in a row."""
    if len(words) < THREE - 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def days_in_words(days: Iterable[Weekday]) -> str:
    """Days in the week's order: Tuesday to Thursday, on Mondays and Fridays."""
    chosen = [day for day in Weekday if day in set(days)]
    order = list(Weekday)
    run = bool(chosen) and order.index(chosen[-1]) - order.index(chosen[0]) == len(chosen) - 1
    if run and len(chosen) >= THREE:
        return f"{DAY_NAMES[chosen[0]]} to {DAY_NAMES[chosen[-1]]}"
    return f"on {joined([f'{DAY_NAMES[day]}s' for day in chosen])}"


def clock(time: str) -> str:
    """A wall-clock time as people say it: 9, 9:30, midnight."""
    hour, minute = time.split(":")
    if time == "24:00":
        return "midnight"
    return str(int(hour)) if minute == "00" else f"{int(hour)}:{minute}"


def _reach(wish: Wish) -> str:
    ways = [TO_REACH[channel] for channel in Channel if channel in wish.channels]
    return joined(ways, "or") or "contact me in any way"


def _about(wish: Wish, titles: Mapping[str, str]) -> str:
    about = sorted(titles.get(topic, topic) for topic in wish.topics)
    return f" about {joined(about, 'and' if wish.may else 'or')}" if about else ""


def _when(wish: Wish) -> str:
    parts = []
    if wish.days:
        parts.append(days_in_words(wish.days))
    if wish.hours:
        parts.append(f"{clock(wish.hours[0])} to {clock(wish.hours[1])}")
    return "".join(f", {part}" for part in parts)
