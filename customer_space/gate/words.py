"""Why a contact may or may not happen, in plain words; customer and sender read the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list

from customer_space.gate.catalogue import Catalogue, catalogue, locale_of
from customer_space.gate.packs.places import place
from customer_space.gate.rules.answer import Decision, Outcome, Reason
from customer_space.gate.rules.channels import Channel

LENGTHS = ("months", "days", "hours")


@dataclass(frozen=True, slots=True)
class Context:
    """What the sentences name; `names` turns ids of senders into names, `zone` is the recipient's.

    `locale` (BCP 47) is the reader's: the customer's own, or that of the sender who asks. `once`:
    the customer's yes to just this contact allowed it.
    """

    channel: Channel
    topic: str
    account: str = ""
    zone: str = "UTC"
    names: Mapping[str, str] = field(default_factory=dict)
    locale: str = "en"
    once: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """The headline, the whole, and what would help."""

    short: str
    full: str
    remedy: str


def explain(decision: Decision, context: Context) -> Explanation:
    """The decision in sentences; instants in the recipient's zone, with weekday and zone name."""
    speaker = _Speaker(decision, context)
    sentences = [speaker.sentence(reason) for reason in decision.reasons]
    full = [*dict.fromkeys(sentences), *speaker.elsewhere()]
    return Explanation(sentences[0], " ".join(full), speaker.remedy())


def when(instant: datetime, zone: str, locale: str = "en") -> str:
    """Such as: Thursday 11 February 2027, 08:00 (America/New_York)."""
    spoken, there = locale_of(locale), instant.astimezone(ZoneInfo(zone))
    pattern = catalogue(spoken.language).text("pattern when")
    return f"{format_datetime(there, pattern, tzinfo=there.tzinfo, locale=spoken)} ({zone})"


class _Speaker:
    """Puts one decision into one reader's words."""

    def __init__(self, decision: Decision, context: Context) -> None:
        self._decision, self._context = decision, context
        self._locale: Locale = locale_of(context.locale)
        self._words: Catalogue = catalogue(self._locale.language)
        self._zone = decision.zones[0] if decision.zones else context.zone

    def sentence(self, reason: Reason) -> str:
        """Why, of one reason."""
        id_ = self._allowed(reason) if reason.code == "ok" else self._words.of_code(reason.code)
        count = reason.params.get("max" if reason.code == "ok" else "n", "")
        return self._text(id_, _number(count), **self._values(reason))

    def remedy(self) -> str:
        """What would help against the headline; empty where nothing needs to."""
        id_ = self._words.of_code(self._decision.headline.code, "remedy ")
        return self._text(id_) if id_ else ""

    def elsewhere(self) -> list[str]:
        """By which other way it can go."""
        if self._decision.outcome is not Outcome.REDIRECT:
            return []
        first = self._decision.alternatives[0]
        by = self._text(f"by {first.channel}")
        if first.outcome is Outcome.ALLOW:
            return [self._text("elsewhere", by=by)]
        return [self._text("elsewhere later", by=by, at=self._when(first.at))]

    def _allowed(self, reason: Reason) -> str:
        if self._context.once:
            return "ok.once"
        return "ok" if "max" in reason.params else "ok.unlimited"

    def _text(self, id_: str, count: int = 1, /, **values: str) -> str:
        return self._words.text(id_, count).format_map(values)

    def _values(self, reason: Reason) -> dict[str, str]:
        params, context = reason.params, self._context
        following = self._decision.next_at or _dated(params.get("next"))
        shown = self._when(following)
        return {
            "topic": self._text("topic", topic=context.topic),
            "by": self._text(f"by {context.channel}"),
            "way": self._text(f"one {context.channel}"),
            "ways": self._text(f"all {context.channel}"),
            "to": self._text(f"by {params['channel']}") if "channel" in params else "",
            "account": context.account or self._text("no account"),
            "place": place(reason.rule_id, self._locale.language) or self._text("no place"),
            "register": params.get("register") or self._text("no register"),
            "what": self._what(params),
            "hours": params.get("hours", ""),
            "max": params.get("max", ""),
            "n": params.get("n", ""),
            "per": self._length("per", params),
            "within": self._length("within", params),
            "span": self._length("span", params),
            "rep": self._names(params.get("rep")),
            "deputies": self._deputies(params),
            "on_date": self._on_date(_dated(params.get("since"))),
            "until": self._when(reason.until),
            "latest": self._when(_dated(params.get("latest"))),
            "next": shown,
            "then": f" {self._text('next', next=shown)}" if following else "",
        }

    def _when(self, instant: datetime | None) -> str:
        if instant is None:
            return self._text("no end")
        return when(instant, self._zone, self._context.locale)

    def _on_date(self, instant: datetime | None) -> str:
        if instant is None:
            return ""
        day, pattern = instant.astimezone(ZoneInfo(self._zone)).date(), self._text("pattern day")
        return f" {self._text('on_date', date=format_date(day, pattern, locale=self._locale))}"

    def _deputies(self, params: Mapping[str, str]) -> str:
        named = self._names(params.get("deputies"))
        count = len(_list(params.get("deputies")))
        return f" {self._text('deputies', count, deputies=named)}" if named else ""

    def _what(self, params: Mapping[str, str]) -> str:
        ways = self._joined([self._text(f"all {way}") for way in _list(params.get("channels"))])
        topic = self._text("topic", topic=self._context.topic) if params.get("topics") else ""
        what = topic or ways or self._text("whatever")
        if topic and ways:
            what = self._text("what", topic=topic, ways=ways)
        senders = self._names(params.get("senders"))
        return self._text("from", what=what, senders=senders) if senders else what

    def _length(self, kind: str, params: Mapping[str, str]) -> str:
        if "window" in params:
            return self._text(f"{kind} {params['window']}") if kind != "span" else ""
        for unit in LENGTHS:
            if count := params.get(unit):
                return self._text(f"{kind} {unit}", _number(count), count=count)
        return ""

    def _names(self, ids: str | None) -> str:
        return self._joined([self._context.names.get(id_, id_) for id_ in _list(ids)])

    def _joined(self, parts: list[str]) -> str:
        return format_list(parts, locale=self._locale) if parts else ""


def _dated(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _list(text: str | None) -> list[str]:
    return [part for part in (text or "").split(", ") if part]


def _number(text: str) -> int:
    """Which plural goes with it; what is no whole number is like several."""
    return int(text) if text.isdecimal() else 2
