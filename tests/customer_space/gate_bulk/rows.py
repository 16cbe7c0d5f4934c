"""Generated rows on their way into the database, and the chance they are made by."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from random import Random

from auth.models import Person
from customer_space.accounts.models import Account, Member
from customer_space.directory.models import ContactPoint, ContactPointLink
from customer_space.documents.models import Document
from customer_space.gate import models as gate
from customer_space.gate.waiting.models import Claim
from customer_space.plans.models import Plan, RhythmAgreement
from customer_space.preferences import models as preferences
from customer_space.preferences.suppressions import Keys
from customer_space.preferences.vocabulary import StatementKind

ZONES = (None, None, "Europe/Lisbon", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
COUNTRIES = (None, None, "US", "US", "FR", "GB", "IN", "PT")
CHANNELS = ("email", "sms", "voice_live", "visit", "portal")
TOPICS = {
    "news": "marketing",
    "advice": "relationship",
    "deliveries": "service",
    "surveys": "research",
}
KINDS = tuple(kind for kind in StatementKind if kind is not StatementKind.LIFT)
ASKING = ("news", "surveys")
"""Topics that reach nobody without a yes: their ledgers are told most about."""
NUMBERS = count(2_000_000)
LENGTHS = ("P1D", "P7D", "P1M", "PT24H", "PT5H")


@dataclass
class Rows:
    """What a batch of people is made of, kind by kind."""

    random: Random
    now: datetime
    keys: Keys
    people: list = field(default_factory=list)
    accounts: list = field(default_factory=list)
    rest: list = field(default_factory=list)

    async def save(self) -> None:
        """Everybody into the database."""
        await Account.bulk_create(self.accounts)
        await Person.bulk_create(self.people)
        for model in (
            *(Document, Plan, RhythmAgreement),
            *(Member, ContactPoint, ContactPointLink, preferences.Statement),
            *(preferences.ConsentEvent, preferences.Suppression, gate.Decision),
            *(gate.Reservation, gate.Touch, Claim),
        ):
            if found := [row for row in self.rest if type(row) is model]:
                await model.bulk_create(found)

    def instant(self, days: int, *, ahead: int = 0) -> datetime:
        """Some moment of these days, on full ten minutes."""
        start = self.now.replace(minute=0, second=0, microsecond=0)
        return start + self.random.randint(-days * 144, ahead * 144) * timedelta(minutes=10)

    def born(self) -> date:
        """Somebody who comes of age these days."""
        today = self.now.date()
        return date(today.year - 18, today.month, min(today.day, 28)) + timedelta(
            days=self.random.randint(-3, 3)
        )

    def perhaps(self, share: float) -> bool:
        return self.random.random() < share


def some(rows: Rows, names: tuple, share: float = 0.4) -> list | None:
    return rows.random.sample(names, 2) if rows.perhaps(share) else None
