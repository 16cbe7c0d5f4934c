"""What the gate does later: writing the portal's own notices, and handing permitted mail over.

A notice's job ends in the transaction that writes its mail, so that it cannot be written twice;
the mail's own job sends it, and a mail that was sent is not sent again.
"""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from customer_space.gate.letters import SEND, send, write_letter
from customer_space.gate.marks import Post
from customer_space.gate.proof.actions import SIGN, sign_day
from customer_space.gate.proof.heads import signing_key
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.channels import Channel
from customer_space.gate.waiting.actions import OFFER, offer_next
from customer_space.preferences.models import EssentialTemplate
from customer_space.preferences.suppressions import keys_of
from portal.clock import now
from portal.database import rows, transaction
from portal.mail import Mailer
from portal.notices import NOTICE, Composer, Notice
from portal.outbox import Handler, enqueue
from portal.settings import Settings

_TAKE = """
delete from job where id = (
  select id from job where kind = $1 and payload = $2::jsonb and tries > 0
  order by due_at limit 1 for update skip locked
)
returning id
"""


def jobs(letters: Mapping[str, Composer], mailer: Mailer, settings: Settings) -> dict[str, Handler]:
    """The gate's handlers; `letters` says who composes which notice."""
    keys = keys_of(settings.secret_keys)
    post = Post.of(settings)

    @transaction
    async def write_notice(payload: dict[str, Any]) -> None:
        if not await rows(_TAKE, NOTICE, json.dumps(payload)):
            return
        notice = await letters[payload["template"]](UUID(payload["subject"]))
        if notice is None:
            return
        asked = await _asked(payload["template"], notice)
        by = Asker.portal(settings.own_company)
        answer = await write_letter(asked, notice.letter, by=by, keys=keys, post=post)
        verdict = answer.weighed.verdict
        if verdict.outcome is Outcome.DEFER and verdict.next_at is not None:
            await enqueue(NOTICE, payload, at=verdict.next_at)
        elif notice.decided is not None:
            await notice.decided()

    async def send_mail(payload: dict[str, Any]) -> None:
        await send(UUID(payload["mail"]), mailer, sender=settings.mail_from, keys=keys)

    async def sign_ledger(_payload: dict[str, Any]) -> None:
        await sign_day(signing_key(settings.secret_keys[0]))

    async def offer(payload: dict[str, Any]) -> None:
        await offer_next(UUID(payload["person"]), keys)

    return {NOTICE: write_notice, SEND: send_mail, SIGN: sign_ledger, OFFER: offer}


async def _asked(template: str, notice: Notice) -> Asked:
    """The question behind a notice; what the catalogue calls essential does not wait."""
    essential = await EssentialTemplate.exists(template=template, topic_id=notice.topic)
    return Asked(
        channel=Channel.EMAIL,
        topic=notice.topic,
        at=now(),
        person_id=notice.person_id,
        account_id=notice.account_id,
        template=template,
        immediate=essential,
    )
