"""What an allowed contact must carry or do: the sender's part of the bargain (gate.md 4.3)."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from customer_space.gate.rules.channels import CHANNELS, PERSUASIVE, Channel, MessageClass

OPTING_OUT = {Channel.EMAIL: "add_list_unsubscribe"}
TELLING_WHY = frozenset({Channel.EMAIL, Channel.SMS, Channel.WHATSAPP, Channel.RCS})
CALLING = frozenset({Channel.VOICE_LIVE, Channel.VOICE_AUTO})
SILENT_ABOUT_SELF = frozenset({Channel.PORTAL})
POSTAL_ADDRESS_LAWS = ("us", "ca")
"""15 U.S.C. 7704(a)(5) and CASL 6(2)(b) ask for it in commercial mail."""
TO_RECORD = timedelta(hours=24)
"""After its permit has ended, what became of a live contact is to be told."""


def obligations(
    channel: Channel,
    class_: MessageClass,
    *,
    policy: Iterable[str] = (),
    template: str | None = None,
    until: datetime | None = None,
) -> list[str]:
    """Their codes; `policy` are the packs in force, `until` is when the permit ends."""
    return list(_obligations(channel, class_, tuple(policy), template, until))


def _obligations(
    channel: Channel,
    class_: MessageClass,
    policy: tuple[str, ...],
    template: str | None,
    until: datetime | None,
) -> Iterator[str]:
    if channel not in SILENT_ABOUT_SELF:
        yield "announce_identity"
    if class_ in PERSUASIVE and channel in OPTING_OUT:
        yield OPTING_OUT[channel]
    if channel in TELLING_WHY:
        yield "add_receipt_link"
    if channel in CALLING:
        yield "show_caller_id"
    if class_ in PERSUASIVE and channel is Channel.EMAIL and _asks_for_address(policy):
        yield "postal_address"
    if CHANNELS[channel].live and until is not None:
        yield f"record_outcome_by:{(until + TO_RECORD).isoformat()}"
    if class_ is MessageClass.ESSENTIAL and template:
        yield f"only_template:{template}"


def _asks_for_address(policy: tuple[str, ...]) -> bool:
    return any(pack.partition(".")[0].partition("-")[0] in POSTAL_ADDRESS_LAWS for pack in policy)
