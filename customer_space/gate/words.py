"""Why a contact may or may not happen, in plain words; customer and sender read the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from customer_space.gate.rules.answer import Decision, Outcome, Reason
from customer_space.gate.rules.channels import Channel
from customer_space.gate.sentences import CHANNEL_WORDS, REMEDIES, SENTENCES


@dataclass(frozen=True, slots=True)
class Context:
    """What the sentences name; `names` turns ids of senders and accounts into names."""

    channel: Channel
    topic: str = ""
    account: str = ""
    place: str = ""
    zone: str = "UTC"
    names: Mapping[str, str] = field(default_factory=dict)
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class Explanation:
    """The headline, the whole, and what would help."""

    short: str
    full: str
    remedy: str


def explain(decision: Decision, context: Context) -> Explanation:
    """The decision in sentences; instants in the recipient's zone, with weekday and zone name."""
    sentences = [_sentence(reason, decision, context) for reason in decision.reasons]
    full = [*dict.fromkeys(sentences), *_elsewhere(decision, context)]
    remedy = _of(REMEDIES, decision.headline.code)
    return Explanation(sentences[0], " ".join(full), remedy)


def when(instant: datetime, zone: str, locale: str = "en") -> str:
    """Such as: Thursday 11 February 2027, 08:00 (America/New_York)."""
    there = instant.astimezone(ZoneInfo(zone))
    shown = format_datetime(there, "EEEE d MMMM y, HH:mm", tzinfo=there.tzinfo, locale=locale)
    return f"{shown} ({zone})"


def _sentence(reason: Reason, decision: Decision, context: Context) -> str:
    limited = reason.code != "ok" or "max" in reason.params
    pattern = _of(SENTENCES, reason.code if limited else "ok.unlimited")
    return pattern.format_map(_values(reason, decision, context))


def _of(texts: Mapping[str, str], code: str) -> str:
    """The code's own text, else that of its kind on any level, else that of its family."""
    first, _, last = code.partition(".")
    keys = (code, f"*.{last}", f"{first}.*")
    return next((texts[key] for key in keys if key in texts), "")


def _values(reason: Reason, decision: Decision, context: Context) -> dict[str, str]:
    params, zone = reason.params, _zone(decision, context)
    following = decision.next_at or _dated(params.get("next"))
    shown = when(following, zone, context.locale) if following else ""
    until = when(reason.until, zone, context.locale) if reason.until else ""
    since, latest = _dated(params.get("since")), _dated(params.get("latest"))
    deputies = [context.names.get(name, name) for name in _list(params.get("deputies"))]
    return {
        "topic": context.topic or "this",
        "channel": CHANNEL_WORDS[context.channel],
        "to": CHANNEL_WORDS[Channel(params["channel"])] if "channel" in params else "",
        "account": context.account or "your company",
        "place": context.place or "your place",
        "register": params.get("register", "do-not-call"),
        "what": _what(params, context),
        "hours": params.get("hours", ""),
        "max": params.get("max", ""),
        "n": params.get("n", ""),
        "window": _window(params),
        "rep": context.names.get(params.get("rep", ""), params.get("rep", "")),
        "deputies": f" {' and '.join(deputies)} may stand in." if deputies else "",
        "on_date": f" on {_day(since, zone, context.locale)}" if since else "",
        "until": until or "further notice",
        "latest": when(latest, zone, context.locale) if latest else "your deadline",
        "next": shown or "later",
        "then": f" Next: {shown}." if shown else "",
    }


def _zone(decision: Decision, context: Context) -> str:
    return decision.zones[0] if decision.zones else context.zone


def _dated(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(instant: datetime, zone: str, locale: str) -> str:
    return format_date(instant.astimezone(ZoneInfo(zone)).date(), "d MMMM y", locale=locale)


def _list(text: str | None) -> list[str]:
    return [part for part in (text or "").split(", ") if part]


def _what(params: Mapping[str, str], context: Context) -> str:
    channels = [CHANNEL_WORDS[Channel(name)] for name in _list(params.get("channels"))]
    topics = context.topic if params.get("topics") else ""
    senders = [context.names.get(name, name) for name in _list(params.get("senders"))]
    named = [topics, " and ".join(channels), *(f"from {name}" for name in senders)]
    return " ".join(part for part in named if part) or "this contact"


def _window(params: Mapping[str, str]) -> str:
    if "window" in params:
        return params["window"]
    for unit in ("months", "days", "hours"):
        if count := params.get(unit):
            return unit.removesuffix("s") if count == "1" else f"{count} {unit}"
    return "period"


def _elsewhere(decision: Decision, context: Context) -> list[str]:
    if decision.outcome is not Outcome.REDIRECT:
        return []
    first = decision.alternatives[0]
    by = CHANNEL_WORDS[first.channel]
    if first.outcome is Outcome.ALLOW:
        return [f"It can go by {by} now."]
    return [f"It can go by {by} from {when(first.at, _zone(decision, context), context.locale)}."]
