"""A person's yeses and noes to one topic, folded from the lines that can touch it."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from customer_space.gate.bulk.columns import Row
from customer_space.gate.bulk.question import Question
from customer_space.gate.bulk.world import No, Yes
from customer_space.gate.rules.channels import Channel
from customer_space.gate.rules.parties import Basis
from customer_space.gate.snapshots import COOL_OFF

BASES = {basis.value for basis in Basis}


class Standing(NamedTuple):
    """Where the lines leave the consents, as preferences.consents.folded does."""

    yeses: tuple[Yes, ...] = ()
    objected: datetime | None = None
    noes: tuple[No, ...] = ()


def standing(events: Iterable[Row], question: Question) -> Standing:
    """Fold one person's lines, in their order."""
    yeses: list[Yes] = []
    noes: list[No] = []
    objected: datetime | None = None
    for _, kind, named, here, portal, basis, at, until, refused in events:
        if kind in ("given", "renewed"):
            yeses += _opened(question, basis, at, until, here=here, portal=portal)
        elif kind == "objected":
            objected = at
        elif kind == "objection_lifted":
            objected = None
        else:
            if named:
                yeses = [_closed(yes, at) if _named(yes, here, portal) else yes for yes in yeses]
            if refused is not None:
                noes += _refusal(question, at, refused)
    return Standing(tuple(yeses), objected, tuple(noes))


def _opened(
    question: Question,
    basis: str,
    at: datetime,
    until: datetime | None,
    *,
    here: bool,
    portal: bool,
) -> list[Yes]:
    if basis not in BASES:
        return []
    soft = basis == Basis.SOFT_OPT_IN.value
    aside = portal and question.channel is not Channel.PORTAL
    return [Yes(way, soft, at, until, None) for way, on in ((False, here), (True, aside)) if on]


def _named(yes: Yes, here: bool, portal: bool) -> bool:
    return yes.withdrawn is None and (portal if yes.portal else here)


def _closed(yes: Yes, at: datetime) -> Yes:
    return yes._replace(withdrawn=at)


def _refusal(question: Question, at: datetime, refused: str) -> list[No]:
    channels = frozenset(map(Channel, json.loads(refused))) or None
    names = channels is None or bool(channels & {question.channel, Channel.PORTAL})
    until = at + COOL_OFF
    return [No(at, until, channels)] if names and until > question.at else []
