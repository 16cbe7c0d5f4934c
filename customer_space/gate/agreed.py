"""What both sides signed in the plan's rhythm, as rules of the account: agreed means it binds."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from customer_space.gate.rules.reading import rule_from
from customer_space.gate.rules.statements import Level, Rule
from customer_space.plans.models import RhythmAgreement
from customer_space.plans.rules import Rhythm
from customer_space.plans.rules import compile as compile_rhythm


async def agreed_rules(accounts: Collection[UUID]) -> dict[UUID, list[Rule]]:
    """The rules of each account's agreement in force, in one query."""
    if not accounts:
        return {}
    found = await RhythmAgreement.filter(
        plan__account_id__in=list(accounts), ended_at=None
    ).select_related("plan")
    return {agreement.plan.account_id: _rules(agreement) for agreement in found}


def rules_in(id_: object, content: Any, agreed_at: datetime) -> list[Rule]:
    """The rules of one agreement: its id, its content as signed, and since when."""
    rhythm = Rhythm.of(content, agreed_at)
    return [
        rule_from(plain | {"id": f"plan:{id_}:{number}"}, Level.ACCOUNT)
        for number, plain in enumerate(compile_rhythm(rhythm))
    ]


def _rules(agreement: RhythmAgreement) -> list[Rule]:
    return rules_in(agreement.id, agreement.content, agreement.agreed_at)
