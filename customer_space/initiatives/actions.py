"""What changes an initiative. Every state is taken by one conditional update, or not at all."""

from dataclasses import asdict
from typing import Any

from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right, Side
from customer_space.initiatives import rules
from customer_space.initiatives.models import (
    DecisionRecord,
    Initiative,
    InitiativeLine,
    Position,
    SignOff,
    Stance,
)
from customer_space.initiatives.rules import SIGNING_SIDES, TRANSITIONS, State, Step, Text
from customer_space.plans.overtaken import Overtaken
from portal.clock import now
from portal.database import rows, transaction
from portal.errors import Conflict, NotAllowed
from portal.live import announce


@transaction
async def start(text: Text, *, proposed: bool, by: Member) -> Initiative:
    """A new initiative, as a draft or proposed at once; both sides see either."""
    await rows("select id from account where id = $1 for no key update", by.account_id)
    [row] = await rows(
        "select coalesce(max(number), 0) + 1 as number from initiative where account_id = $1",
        by.account_id,
    )
    made = await Initiative.create(
        account_id=by.account_id, number=row["number"], author=by, changed_by=by,
        content_hash=rules.content_hash(text), changed_at=now(),
        state=State.PROPOSED if proposed else State.DRAFT, **asdict(text),
    )  # fmt: skip
    await _line(made, f"{by.name} {'proposed this' if proposed else 'began a draft'}.", by)
    await announce(by.account.topic, "initiatives.initiative_started", made.id)
    return made


@transaction
async def propose(initiative: Initiative, *, by: Member) -> None:
    """Put a draft before the other side."""
    await _move(initiative, Step.PROPOSE)
    await _line(initiative, f"{by.name} proposed this.", by)
    await announce(by.account.topic, "initiatives.initiative_proposed", initiative.id)


_REVISE = """
update initiative set title = $3, trying = $4, expecting = $5, measuring = $6, content_hash = $7,
  state = case when $8 then ($10::text[])[array_position($9::text[], state::text)] else state end,
  changed_by_id = $11, changed_at = $12, version = version + 1
where id = $1 and version = $2 and state = any($9::text[])
returning id
"""


@transaction
async def revise(initiative: Initiative, text: Text, *, version: int, by: Member) -> None:
    """Change the text that was read at `version`; a material change takes signatures away.

    Raises:
        Overtaken: somebody else changed it since.  Conflict: it is past being changed.
    """
    if not rules.may_take(Step.REVISE, initiative.state):
        raise Conflict(_too_late(Step.REVISE, initiative.state))
    hash_, before = rules.content_hash(text), initiative.text
    material = not rules.is_cosmetic(before, text)
    done = initiative.version == version and await rows(
        _REVISE, initiative.id, version, *asdict(text).values(), hash_, material,
        *_arrows(Step.REVISE), by.id, now(),
    )  # fmt: skip
    if not done:
        raise Overtaken(
            f"{initiative.changed_by.name} changed this while you were writing. "
            "Save again to put your words in its place."
        )
    if material:
        await _void(initiative, rules.changed_parts(before, text), by)
    await announce(by.account.topic, "initiatives.initiative_revised", initiative.id)


@transaction
async def take_stance(
    initiative: Initiative, position: Position, reason: str, *, by: Member
) -> None:
    """Say where one stands, or change one's mind. The first stance opens the deliberation."""
    await _move(initiative, Step.TAKE_STANCE)
    current = await Initiative.get(id=initiative.id)
    await Stance.update_or_create(
        initiative_id=initiative.id, member_id=by.id,
        defaults={"position": position, "reason": reason, "at": now(),
                  "content_hash": current.content_hash},
    )  # fmt: skip
    await announce(by.account.topic, "initiatives.stance_taken", initiative.id)


@transaction
async def sign(initiative: Initiative, content_hash: str, *, by: Member) -> State:
    """Sign for one's side what was read; with the other side's signature it is approved.

    Raises:
        NotAllowed: `by` is no lead of a side that signs.
        Overtaken: the text says something else by now.
        Conflict: it is past being signed, or this side has signed.
    """
    _lead_only(by)
    await _move(initiative, Step.SIGN, only_hash=content_hash)
    signed = await signatures(initiative)
    if by.side in signed:
        raise Conflict("Your side has signed this text already.")
    await SignOff.create(
        initiative_id=initiative.id, side=by.side, member=by, content_hash=content_hash, at=now()
    )
    await _line(initiative, f"{by.name} signed.", by)
    given = {side: sign_off.content_hash for side, sign_off in signed.items()}
    if not rules.approved(given | {by.side: content_hash}, content_hash):
        await announce(by.account.topic, "initiatives.initiative_signed", initiative.id)
        return State.AWAITING_SIGNOFF
    await _decide(initiative, Step.APPROVE, "Both sides have signed the same text.", "", by)
    await announce(by.account.topic, "initiatives.initiative_approved", initiative.id)
    return State.APPROVED


@transaction
async def refuse(initiative: Initiative, reason: str, *, by: Member) -> None:
    """Decline for one's side, with the reason."""
    _lead_only(by)
    await _decide(initiative, Step.REFUSE, f"{by.name} declined: {reason}", reason, by)
    await announce(by.account.topic, "initiatives.initiative_declined", initiative.id)


@transaction
async def withdraw(initiative: Initiative, reason: str, *, by: Member) -> None:
    """Take it back before it is approved. The side that began it may."""
    if by.side is not initiative.author.side:
        raise NotAllowed("Only the side that proposed this can withdraw it; you can object.")
    words = f"{by.name} withdrew this" + (f": {reason}" if reason else ".")
    await _decide(initiative, Step.WITHDRAW, words, reason, by)
    await announce(by.account.topic, "initiatives.initiative_withdrawn", initiative.id)


@transaction
async def run(initiative: Initiative, *, by: Member) -> None:
    """The trial begins."""
    await _move(initiative, Step.RUN)
    await _line(initiative, f"{by.name} noted that the trial has begun.", by)
    await announce(by.account.topic, "initiatives.initiative_begun", initiative.id)


@transaction
async def review(initiative: Initiative, result: str, *, by: Member) -> None:
    """Write down what was measured."""
    await _move(initiative, Step.REVIEW)
    await Initiative.filter(id=initiative.id).update(result=result)
    await _line(initiative, f"{by.name} wrote down what was measured.", by)
    await announce(by.account.topic, "initiatives.initiative_reviewed", initiative.id)


@transaction
async def conclude(initiative: Initiative, step: Step, lesson: str, *, by: Member) -> None:
    """Adopt it, adapt it or stop it (`step`), with what was learned."""
    state = await _move(initiative, step)
    await Initiative.filter(id=initiative.id).update(lesson=lesson)
    await _line(initiative, f"{by.name} closed the trial: {state}. {lesson}", by)
    await announce(by.account.topic, "initiatives.initiative_concluded", initiative.id)


async def signatures(initiative: Initiative) -> dict[Side, SignOff]:
    """Who has signed the text as it reads now."""
    given = SignOff.filter(initiative_id=initiative.id, voided_at=None)
    return {each.side: each for each in await given.select_related("member__person")}


_MOVE = """
update initiative set state = ($3::text[])[array_position($2::text[], state::text)], changed_at = $4
where id = $1 and state = any($2::text[]) and ($5::text is null or content_hash = $5)
returning state
"""


async def _move(initiative: Initiative, step: Step, *, only_hash: str | None = None) -> State:
    moved = await rows(_MOVE, initiative.id, *_arrows(step), now(), only_hash)
    if moved:
        return State(moved[0]["state"])
    current = await Initiative.get(id=initiative.id)
    if rules.may_take(step, current.state):
        raise Overtaken(await _what_changed(initiative))
    raise Conflict(_too_late(step, current.state))


async def _decide(initiative: Initiative, step: Step, words: str, reason: str, by: Member) -> None:
    state = await _move(initiative, step)
    current = await Initiative.get(id=initiative.id)
    await DecisionRecord.create(
        initiative_id=initiative.id, outcome=state, content=asdict(current.text),
        content_hash=current.content_hash, member=by, reason=reason, at=now(),
    )  # fmt: skip
    await _line(initiative, words, by)


async def _void(initiative: Initiative, changed: list[str], by: Member) -> None:
    signers = [each.member.name for each in (await signatures(initiative)).values()]
    words = rules.void_words(by.name, changed, sorted(signers))
    await SignOff.filter(initiative_id=initiative.id, voided_at=None).update(
        voided_at=now(), void_reason=words
    )
    await _line(initiative, words, by)


async def _what_changed(initiative: Initiative) -> str:
    last = await InitiativeLine.filter(initiative_id=initiative.id).order_by("-id").first()
    return f"The text was changed since you read it. {last.words if last else ''}".strip()


async def _line(initiative: Initiative, words: str, by: Member) -> None:
    await InitiativeLine.create(initiative_id=initiative.id, words=words, side=by.side, at=now())


def _arrows(step: Step) -> tuple[list[Any], list[Any]]:
    return list(map(str, TRANSITIONS[step])), list(map(str, TRANSITIONS[step].values()))


def _lead_only(by: Member) -> None:
    if not by.may(Right.SIGN) or by.side not in SIGNING_SIDES:
        raise NotAllowed("Only the lead of a side can sign or decline for it.")


def _too_late(step: Step, state: State) -> str:
    return f"This is {state.words.lower()} by now; a {step} is not open any more."
