"""Channels and message classes, and which statements bind which class."""

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """A way to reach somebody."""

    EMAIL = "email"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    RCS = "rcs"
    VOICE_LIVE = "voice_live"
    VOICE_AUTO = "voice_auto"
    VIDEO = "video"
    VISIT = "visit"
    POSTAL = "postal"
    PORTAL = "portal"
    PUSH = "push"


class MessageClass(StrEnum):
    """What a message is for; it follows from the registered topic, never from the sender."""

    ESSENTIAL = "essential"
    SERVICE = "service"
    RELATIONSHIP = "relationship"
    MARKETING = "marketing"
    RESEARCH = "research"


@dataclass(frozen=True, slots=True)
class ChannelKind:
    """What the gate must know of a channel: does it interrupt, what does one contact weigh."""

    interruptive: bool
    weight: int
    needs_point: bool
    live: bool = False


CHANNELS = {
    Channel.EMAIL: ChannelKind(interruptive=False, weight=1, needs_point=True),
    Channel.SMS: ChannelKind(interruptive=True, weight=1, needs_point=True),
    Channel.WHATSAPP: ChannelKind(interruptive=True, weight=1, needs_point=True),
    Channel.RCS: ChannelKind(interruptive=True, weight=1, needs_point=True),
    Channel.VOICE_LIVE: ChannelKind(interruptive=True, weight=2, needs_point=True, live=True),
    Channel.VOICE_AUTO: ChannelKind(interruptive=True, weight=2, needs_point=True, live=True),
    Channel.VIDEO: ChannelKind(interruptive=True, weight=2, needs_point=False, live=True),
    Channel.VISIT: ChannelKind(interruptive=True, weight=3, needs_point=False, live=True),
    Channel.POSTAL: ChannelKind(interruptive=False, weight=1, needs_point=True),
    Channel.PORTAL: ChannelKind(interruptive=False, weight=0, needs_point=False),
    Channel.PUSH: ChannelKind(interruptive=True, weight=1, needs_point=True),
}

PERSUASIVE = frozenset({MessageClass.RELATIONSHIP, MessageClass.MARKETING, MessageClass.RESEARCH})
ADVERTISING = frozenset({MessageClass.MARKETING, MessageClass.RESEARCH})
CALLS = frozenset({Channel.VOICE_LIVE, Channel.VOICE_AUTO})


def channel(name: str) -> Channel:
    """The channel of that name; `voice` is the older word for a live call. ValueError if none."""
    return Channel.VOICE_LIVE if name == "voice" else Channel(name)
