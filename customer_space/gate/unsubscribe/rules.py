"""What can be said from a link, and exactly what each of it stops and leaves."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

PAUSE = timedelta(days=30)


class Choice(StrEnum):
    """Five ways to hear less; none of them is the better one."""

    STOP = "stop"
    LESS = "less"
    PAUSE = "pause"
    PORTAL = "portal"
    OFF = "off"


@dataclass(frozen=True)
class Offer:
    """A choice in words, before it is made and after."""

    choice: Choice
    label: str
    stops: str
    stays: str
    done: str


SERVICE = "Orders, deliveries and answers to your questions still come"


def offers(about: str) -> list[Offer]:
    """All five, about a topic as it stands in a sentence."""
    return [
        Offer(
            Choice.STOP,
            f"No more e-mails about {about}",
            f"Every e-mail about {about}, from all of us, at once.",
            "Other topics and other ways stay as you said them.",
            f"E-mails about {about} have stopped.",
        ),
        Offer(
            Choice.LESS,
            "Less often",
            f"Every e-mail about {about} after the first in a month.",
            f"At most one e-mail a month about {about}.",
            f"You get at most one e-mail a month about {about}.",
        ),
        Offer(
            Choice.PAUSE,
            "Pause for 30 days",
            "Every contact about anything, for 30 days. The pause ends by itself.",
            f"{SERVICE}.",
            "You will hear nothing for 30 days.",
        ),
        Offer(
            Choice.PORTAL,
            "In the portal instead",
            f"Every e-mail about {about}, at once.",
            f"What you allowed about {about} waits for you in the portal, and disturbs nobody.",
            f"E-mails about {about} have stopped; the portal takes their place.",
        ),
        Offer(
            Choice.OFF,
            "Everything off",
            "Every contact about anything, by any way, until you allow it again.",
            f"{SERVICE}, and so does what the law makes us tell you.",
            "Everything is off.",
        ),
    ]


def still_open(chosen: Choice) -> frozenset[Choice]:
    """What would still mean less after a choice; more is said on the contact page only."""
    match chosen:
        case Choice.OFF:
            return frozenset()
        case Choice.STOP | Choice.PORTAL:
            return frozenset({Choice.PAUSE, Choice.OFF})
        case _:
            return frozenset(Choice) - {chosen}
