"""The words wishes are made of: classes, channels, days, kinds of statement."""

from enum import StrEnum


class ContactClass(StrEnum):
    """What a message is for (gate.md 4.8)."""

    ESSENTIAL = "essential"
    SERVICE = "service"
    RELATIONSHIP = "relationship"
    MARKETING = "marketing"
    RESEARCH = "research"


ASKING_CONSENT = frozenset({ContactClass.MARKETING, ContactClass.RESEARCH})
"""Classes that reach nobody who has not said yes to the topic."""


class TopicDefault(StrEnum):
    """What holds for somebody who has said nothing."""

    ON = "on"
    OFF = "off"


class Channel(StrEnum):
    """The ways to reach somebody that a wish can name."""

    EMAIL = "email"
    VOICE_LIVE = "voice_live"
    SMS = "sms"
    VIDEO = "video"
    VISIT = "visit"
    POSTAL = "postal"
    PORTAL = "portal"


class StatementKind(StrEnum):
    """What a statement does; a lift only ends the one it replaces."""

    ALLOW = "allow"
    DENY = "deny"
    WINDOW = "window"
    QUIET = "quiet"
    HOLIDAY = "holiday"
    PAUSE = "pause"
    CAP = "cap"
    GAP = "gap"
    REDIRECT = "redirect"
    PREFERRED_REP = "preferred_rep"
    LIFT = "lift"


class Weekday(StrEnum):
    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class Per(StrEnum):
    """The stretch a number of contacts is counted in; always the last one, at any moment."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


ROLLING = {Per.DAY: "P1D", Per.WEEK: "P7D", Per.MONTH: "P1M"}
