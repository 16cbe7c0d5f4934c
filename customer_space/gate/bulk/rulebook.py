"""The distinct rules people set: each wording read once, and asked once whether it matters."""

import json
from dataclasses import replace
from typing import NamedTuple

from customer_space.gate.bulk.question import Question
from customer_space.gate.rules.channels import Channel
from customer_space.gate.rules.limits import is_limit
from customer_space.gate.rules.reading import rule_from
from customer_space.gate.rules.statements import Kind, Level, Rule

MOST = 50_000
"""Distinct wordings remembered at a time: pauses name instants, so there is no end of them."""


class Wording(NamedTuple):
    """What a statement says, as the database's texts; equal wordings make equal rules."""

    level: str
    kind: str
    channels: str | None
    topics: str | None
    senders: str | None
    classes: str | None
    params: str
    effective_from: str | None
    effective_to: str | None


class Known(NamedTuple):
    """A wording as a rule without id and date, and what it can do to the question."""

    number: int
    rule: Rule
    matters: bool
    odd: bool
    """Needs more of the person's world than the columns hold."""
    limits: bool
    ranked: bool
    """Whether it counts when it was said: a later yes lifts an earlier no."""


class Rulebook:
    """Rules by their wording, for one question."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._known: dict[Wording, Known] = {}
        self._agreed: dict[Rule, Known] = {}
        self._numbered = 0
        self._unnamed: list[str] = []
        self.rules: dict[int, Rule] = {}

    def __getitem__(self, wording: Wording) -> Known:
        known = self._known.get(wording)
        if known is None:
            known = self._known[wording] = self._learn(_rule(wording))
        return known

    def agreed(self, rule: Rule) -> Known:
        """The same for a rule that is one already."""
        bare = replace(rule, id="", set_at=None)
        known = self._agreed.get(bare)
        if known is None:
            known = self._agreed[bare] = self._learn(bare)
        return known

    def _learn(self, rule: Rule) -> Known:
        self._numbered += 1
        matters = can_matter(rule, self._question)
        odd = matters and (rule.kind is Kind.REDIRECT or bool(rule.on_point or rule.account))
        self.rules[self._numbered] = rule
        if matters:
            self._unnamed += [*rule.reps, *(rule.senders or ())]
        ranked = rule.kind in (Kind.ALLOW, Kind.DENY)
        return Known(self._numbered, rule, matters, odd, is_limit(rule), ranked)

    def new_ids(self) -> list[str]:
        """Whom the rules name that were read since this was last asked."""
        named, self._unnamed = self._unnamed, []
        return named

    def trim(self) -> bool:
        """Forget, between two batches, what has become too much; True if it had."""
        if len(self.rules) <= MOST:
            return False
        self._known.clear()
        self._agreed.clear()
        self.rules.clear()
        return True


def _rule(wording: Wording) -> Rule:
    params = json.loads(wording.params)
    kind = "rep" if wording.kind == "preferred_rep" else wording.kind
    plain = {
        **params,
        "type": kind,
        "id": "",
        "set_at": None,
        "channels": _list(wording.channels),
        "topics": _list(wording.topics),
        "senders": _list(wording.senders),
        "classes": _list(wording.classes),
        "effective_from": wording.effective_from,
        "effective_to": wording.effective_to,
    }
    return rule_from(plain, Level(wording.level))


def _list(text: str | None) -> list[str] | None:
    return json.loads(text) if text is not None else None


def can_matter(rule: Rule, question: Question) -> bool:
    """Whether it can bind this contact, or the same by the portal, from `at` on."""
    ways = {question.channel, Channel.PORTAL}
    return (
        (rule.channels is None or bool(rule.channels & ways))
        and (rule.topics is None or question.topic in rule.topics)
        and (rule.senders is None or question.by.id in rule.senders)
        and (rule.classes is None or question.message_class in rule.classes)
        and (rule.effective_to is None or rule.effective_to > question.at)
        and not (rule.pause and rule.pause.until and rule.pause.until <= question.at)
    )
