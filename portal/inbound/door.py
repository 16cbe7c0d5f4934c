"""Which capability takes a mail: said by the recipient's address alone, never by the sender."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr

from portal.settings import Settings

LONGEST = 1024 * 1024
"""Bytes of a mail."""


@dataclass(frozen=True)
class Arrived:
    """A mail as it came; `sender` is the envelope's, empty for what must not be answered."""

    recipient: str
    sender: str
    raw: bytes

    @property
    def detail(self) -> str:
        """What stands after the + in the recipient's local part, in small letters."""
        return self.recipient.rpartition("@")[0].partition("+")[2].lower()


class NotTaken(Exception):
    """Nobody takes this mail; the sentence tells its sender why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotNow(NotTaken):
    """To be brought again later."""


Taker = Callable[[Arrived], Awaitable[None]]
"""Takes a mail, or raises NotTaken. The same mail may be brought twice."""


class Door:
    """Mail to `<name>+<detail>@<domain>` goes to the taker of that name, all other to the last."""

    def __init__(self, domain: str, takers: Mapping[str, Taker], *, otherwise: Taker) -> None:
        self.domain = domain.lower()
        self._takers = takers
        self._otherwise = otherwise

    def is_ours(self, recipient: str) -> bool:
        """Whether an address stands under our domain; no other mail is taken, let alone sent on."""
        local, _, domain = recipient.rpartition("@")
        return bool(local) and domain.lower() == self.domain

    async def take(self, arrived: Arrived) -> None:
        """Hand a mail to whom it is for.

        Raises:
            NotTaken: where it is for nobody.
        """
        if not self.is_ours(arrived.recipient):
            raise NotTaken("We take no mail for this address.")
        if len(arrived.raw) > LONGEST:
            raise NotTaken("This mail is too large for us.")
        local = arrived.recipient.rpartition("@")[0]
        taker = self._takers.get(local.partition("+")[0].lower(), self._otherwise)
        await taker(arrived)


def domain_of(settings: Settings) -> str:
    """The domain that our letters come from, and answers to them go to."""
    return parseaddr(settings.mail_from)[1].rpartition("@")[2] or "localhost"
