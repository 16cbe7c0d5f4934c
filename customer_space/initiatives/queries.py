"""What is shown of initiatives; the same for every member of the space."""

from typing import Any
from uuid import UUID

from customer_space.accounts.models import Account, Member
from customer_space.accounts.rights import Right
from customer_space.initiatives import rules
from customer_space.initiatives.actions import signatures
from customer_space.initiatives.models import DecisionRecord, Initiative, InitiativeLine, Stance
from portal.database import rows

_COUNTS = """
select i.id,
  (select count(*) from stance s where s.initiative_id = i.id and s.position = 'agree') as agree,
  (select count(*) from stance s where s.initiative_id = i.id and s.position = 'object') as object,
  array(select o.side::text from initiative_sign_off o
        where o.initiative_id = i.id and o.voided_at is null order by o.side) as signed
from initiative i where i.id = any($1::uuid[])
"""


async def board_shown(account: Account) -> dict[str, Any]:
    """What `initiatives/_board.html` asks for: the parts of the board with their cards."""
    found = await Initiative.filter(account_id=account.id).order_by("-number").select_related(
        "author__person"
    )  # fmt: skip
    cards = await _cards(found)
    parts = []
    for title, states in rules.BOARD:
        of_part = [card for card in cards if card["initiative"].state in states]
        of_part.sort(key=lambda card: states.index(card["initiative"].state))
        parts.append((title, of_part))
    return {"space": account, "parts": parts}


async def initiative_shown(initiative: Initiative) -> dict[str, Any]:
    """What the panels of one initiative ask for; account and author have to be loaded."""
    signed = await signatures(initiative)
    return {
        "space": initiative.account,
        "initiative": initiative,
        "stances": await Stance.filter(initiative_id=initiative.id)
        .order_by("id")
        .select_related("member__person"),
        "signatures": {str(side): sign_off for side, sign_off in signed.items()},
        "decision": await DecisionRecord.get_or_none(initiative_id=initiative.id).select_related(
            "member__person"
        ),
        "lines": await InitiativeLine.filter(initiative_id=initiative.id).order_by("-id"),
        "open": {str(step) for step in rules.Step if rules.may_take(step, initiative.state)},
    }


async def loaded(initiative_id: UUID) -> Initiative | None:
    """The initiative with what its panels need."""
    return await Initiative.get_or_none(id=initiative_id).select_related(
        "account", "author__person", "changed_by__person"
    )


async def signers_of(account: Account) -> dict[str, list[str]]:
    """Side: the names of those who may sign for it."""
    members = await Member.filter(account_id=account.id, left_at=None).select_related("person")
    signers: dict[str, list[str]] = {str(side): [] for side in rules.SIGNING_SIDES}
    for member in members:
        if member.may(Right.SIGN):
            signers[str(member.side)].append(member.name)
    return signers


async def _cards(initiatives: list[Initiative]) -> list[dict[str, Any]]:
    counts = await rows(_COUNTS, [initiative.id for initiative in initiatives])
    by_id = {row["id"]: row for row in counts}
    return [{"initiative": each} | by_id[each.id] for each in initiatives]
