"""What changes the contact rhythm: lines are negotiated by everybody, signed by both leads."""

from typing import Any, NamedTuple
from uuid import UUID

from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from customer_space.documents.models import Reason
from customer_space.documents.revisions import keep
from customer_space.plans import rules
from customer_space.plans.actions import locked_plan
from customer_space.plans.models import (
    Plan,
    RhythmAgreement,
    RhythmItem,
    RhythmLine,
    RhythmSignOff,
)
from customer_space.plans.overtaken import Overtaken
from customer_space.plans.queries import items_of, signatures_of
from customer_space.plans.rules import SIGNING_SIDES, Per, Way
from portal.clock import now
from portal.database import rows, transaction
from portal.errors import Conflict, Invalid, NotAllowed
from portal.live import announce

MOST_ITEMS = 40


class ItemWords(NamedTuple):
    """One line of the rhythm as it is asked for; see `rules.Beat`."""

    way: Way
    topic: str
    times: int
    per: Per
    days: list[str]
    opens: str
    closes: str
    who_id: UUID | None


@transaction
async def add_item(written: ItemWords, *, by: Member) -> RhythmItem:
    """Propose one more line."""
    plan = await locked_plan(by.account)
    await _check(written, by)
    if await RhythmItem.filter(plan_id=plan.id, removed_at=None).count() >= MOST_ITEMS:
        raise Invalid({"way": f"A rhythm holds at most {MOST_ITEMS} lines."})
    made = await RhythmItem.create(plan=plan, author=by, changed_by=by, **written._asdict())
    words = await _sentence_of(made.id)
    await _note_change(plan, f"{by.name} added {_quoted(words)}", by=by)
    await announce(by.account.topic, "plans.rhythm_edited", plan.id)
    return made


@transaction
async def edit_item(item: RhythmItem, written: ItemWords, *, version: int, by: Member) -> None:
    """Change a line that was read at `version`. Overtaken if it has moved on since."""
    plan = await locked_plan(by.account)
    await _check(written, by)
    before = await RhythmItem.get(id=item.id).select_related("who__person", "changed_by__person")
    if before.version != version or before.removed_at:
        verb = "removed" if before.removed_at else "changed"
        raise Overtaken(
            f"{before.changed_by.name} {verb} this while you were writing. "
            "Your words are still here."
        )
    changes = written._asdict() | {"changed_by_id": by.id, "version": version + 1}
    await RhythmItem.filter(id=item.id).update(**changes)
    after = await _sentence_of(item.id)
    if after != before.sentence:
        await _note_change(
            plan, f"{by.name} changed {_quoted(before.sentence)} to {_quoted(after)}", by=by
        )
    await announce(by.account.topic, "plans.rhythm_edited", plan.id)


@transaction
async def remove_item(item: RhythmItem, *, by: Member) -> bool:
    """Take a line out; `restore_item` is the way back. False: somebody did it already."""
    return await _set_removed(item, now(), "removed", by=by)


@transaction
async def restore_item(item: RhythmItem, *, by: Member) -> bool:
    """Bring a removed line back. False: somebody did it already."""
    return await _set_removed(item, None, "brought back", by=by)


@transaction
async def sign(content_hash: str, *, by: Member) -> None:
    """Sign the rhythm as it reads now, for one's own side; with the other's it is agreed.

    Raises:
        NotAllowed: `by` is no lead of a side that signs.
        Overtaken: the rhythm reads otherwise than what was signed.
        Conflict: this side has signed it already, or there is nothing to sign.
    """
    if not by.may(Right.SIGN) or by.side not in SIGNING_SIDES:
        raise NotAllowed("Only the lead of a side can sign for it.")
    plan = await locked_plan(by.account)
    items = await items_of(plan)
    beats = [item.beat for item in items]
    current = rules.content_hash(beats)
    if not items:
        raise Conflict("There is nothing to sign yet: add the first line of the rhythm.")
    if content_hash != current:
        raise Overtaken("The rhythm was changed since you read it. Please read it again.")
    signed = await signatures_of(plan)
    if by.side in signed:
        raise Conflict("Your side has signed this already.")
    await RhythmSignOff.create(plan=plan, side=by.side, member=by, content_hash=current, at=now())
    done = rules.agreed(dict.fromkeys((*signed, by.side), current), current)
    if done:
        await _agree(plan, beats, current)
    await keep(plan.document_id, Reason.SIGNATURE, by=by)
    await announce(
        by.account.topic, "plans.rhythm_agreed" if done else "plans.rhythm_signed", plan.id
    )


async def _agree(plan: Plan, beats: list[rules.Beat], content_hash: str) -> None:
    at = now()
    await RhythmAgreement.filter(plan_id=plan.id, ended_at=None).update(ended_at=at)
    await RhythmAgreement.create(
        plan=plan, content=rules.content_of(beats), content_hash=content_hash, agreed_at=at
    )


async def _set_removed(item: RhythmItem, at: Any, verb: str, *, by: Member) -> bool:
    plan = await locked_plan(by.account)
    changed = await rows(
        "update rhythm_item set removed_at = $2, changed_by_id = $3, version = version + 1 "
        "where id = $1 and (removed_at is null) = ($2::timestamptz is not null) returning id",
        item.id, at, by.id,
    )  # fmt: skip
    if not changed:
        return False
    await _note_change(plan, f"{by.name} {verb} {_quoted(item.sentence)}", by=by)
    await announce(by.account.topic, "plans.rhythm_edited", plan.id)
    return True


async def _note_change(plan: Plan, what: str, *, by: Member) -> None:
    """Void what was signed, in one visible line; without signatures there is nothing to say."""
    voided = await signatures_of(plan)
    if not voided:
        return
    await RhythmSignOff.filter(plan_id=plan.id, voided_at=None).update(voided_at=now())
    names = " and ".join(sorted(sign_off.member.name for sign_off in voided.values()))
    covers = "no longer cover it" if len(voided) > 1 else "no longer covers it"
    noun = "signatures" if len(voided) > 1 else "signature"
    words = f"{what}. The {noun} of {names} {covers}."
    await RhythmLine.create(plan=plan, words=words, side=by.side, at=now())


async def _check(written: ItemWords, by: Member) -> None:
    if written.who_id and not await Member.exists(
        id=written.who_id, account_id=by.account_id, left_at=None
    ):
        raise Invalid({"who_id": "Please choose somebody who is in this space."})


async def _sentence_of(item_id: UUID) -> str:
    return (await RhythmItem.get(id=item_id).select_related("who__person")).sentence


def _quoted(sentence: str) -> str:
    return f"“{sentence.removesuffix('.')}”"
