"""Generated statements, agreements and lines of consent."""

from datetime import timedelta

from auth.models import Person
from customer_space.accounts.models import Account
from customer_space.directory.models import ContactPoint
from customer_space.documents.models import Document
from customer_space.gate.rules.walltime import WEEKDAYS
from customer_space.plans.models import Plan, RhythmAgreement
from customer_space.plans.rules import Beat, Way, content_of
from customer_space.plans.rules import Per as RhythmPer
from customer_space.preferences import models as preferences
from customer_space.preferences.models import ConsentBasis, ConsentKind, ConsentMethod
from customer_space.preferences.vocabulary import StatementKind
from tests.customer_space.gate_bulk.rows import ASKING, CHANNELS, KINDS, LENGTHS, TOPICS, Rows, some


def statement(rows: Rows, level: str, party, by: Person, points: list[ContactPoint]) -> list:
    """A rule; now and then taken back again."""
    random = rows.random
    kind = random.choice(KINDS)
    said = preferences.Statement(
        level=level,
        party_id=party,
        set_by_id=by.id,
        set_at=rows.instant(100),
        kind=kind,
        channels=some(rows, CHANNELS),
        topics=some(rows, tuple(TOPICS)),
        senders=some(rows, ("r1", "r2"), 0.1),
        classes=some(rows, tuple(TOPICS.values()), 0.3),
        params=params(rows, kind, points),
        effective_from=rows.instant(10, ahead=10) if rows.perhaps(0.1) else None,
        effective_to=rows.instant(10, ahead=20) if rows.perhaps(0.1) else None,
    )
    if not rows.perhaps(0.1):
        return [said]
    lift = preferences.Statement(
        level=level,
        party_id=party,
        set_by_id=by.id,
        set_at=rows.now,
        kind="lift",
        replaces_id=said.id,
    )
    return [said, lift]


def params(rows: Rows, kind: StatementKind, points: list[ContactPoint]) -> dict:
    random = rows.random
    if kind in (StatementKind.WINDOW, StatementKind.QUIET):
        start, end = random.sample(range(24), 2)
        days = random.sample(WEEKDAYS, random.randint(1, 7))
        return {"days": days, "from": f"{start:02}:00", "to": f"{end:02}:30"}
    if kind is StatementKind.HOLIDAY:
        return {"dates": [(rows.now + timedelta(days=random.randint(-2, 4))).date().isoformat()]}
    if kind is StatementKind.PAUSE:
        until = rows.instant(5, ahead=20).isoformat() if rows.perhaps(0.7) else None
        return {"from": rows.instant(10, ahead=5).isoformat(), "until": until}
    if kind is StatementKind.CAP:
        period = {"calendar": random.choice(("day", "week", "month"))}
        window = {"rolling": random.choice(LENGTHS)} if rows.perhaps(0.6) else period
        plain = {"max": random.randint(1, 5), "window": window}
        scoped = (
            {"scope": random.choice(("person", "account", "point"))} if rows.perhaps(0.3) else {}
        )
        return plain | scoped | {"unit": random.choice(("weight", "contacts"))}
    if kind is StatementKind.GAP:
        return {"min": random.choice(LENGTHS)}
    if kind is StatementKind.REDIRECT:
        return {"to": random.choice(CHANNELS)}
    if kind is StatementKind.PREFERRED_REP:
        return {"sender": random.choice(("r1", "r2")), "deputies": []}
    if points and rows.perhaps(0.1):
        return {"on_point": str(random.choice(points).id)}
    return {}


def lines(rows: Rows, person: Person) -> list:
    """A ledger of consents: its hashes are of no matter here."""
    random, made = rows.random, []
    for seq in range(random.choice((0, 1, 1, 2, 4, 6))):
        kind = random.choice([*[ConsentKind.GIVEN] * 4, *[ConsentKind.WITHDRAWN] * 3, *ConsentKind])
        made.append(
            preferences.ConsentEvent(
                person_id=person.id,
                seq=seq + 1,
                kind=kind,
                topic=random.choice((None, *TOPICS, *ASKING, *ASKING)),
                channels=random.sample(CHANNELS, random.choice((0, 1, 3, 4, 5))),
                basis=random.choice([*[ConsentBasis.CONSENT] * 4, *ConsentBasis]),
                method=ConsentMethod.PORTAL,
                event_at=rows.instant(250, ahead=1 if rows.perhaps(0.1) else 0),
                recorded_at=rows.now,
                valid_until=rows.instant(30, ahead=30) if rows.perhaps(0.4) else None,
                notice_version="1",
                prev_hash="",
                row_hash="",
            )
        )
    return made


def agreement(rows: Rows, account: Account) -> list:
    """A rhythm both sides signed."""
    random = rows.random
    document = Document(account_id=account.id, kind="plan")
    plan = Plan(account_id=account.id, document_id=document.id)
    hours = random.choice((("", ""), ("09:00", "17:00")))
    beats = [
        Beat(
            random.choice((Way.EMAIL, Way.CALL)),
            random.randint(0, 3),
            random.choice((RhythmPer.WEEK, RhythmPer.MONTH)),
            topic=random.choice(("", "advice")),
            opens=hours[0],
            closes=hours[1],
            who=random.choice(("", "r1", "r2")),
        )
        for _ in range(random.randint(1, 2))
    ]
    signed = RhythmAgreement(
        plan_id=plan.id,
        content=content_of(tuple(beats)),
        content_hash="",
        agreed_at=rows.instant(100),
        ended_at=rows.now if rows.perhaps(0.1) else None,
    )
    return [document, plan, signed]
