"""An audience of a million: at once against one by one, against one scan, and its memory.

Run alone: `python -m tests.bench.audience [PEOPLE [FOLDER]]`. The database is made for the run, or
kept in FOLDER and found there again.
"""

import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from uuid import UUID

import asyncpg

from asgi import MODELS
from customer_space.gate.bulk.deciding import SetBased
from customer_space.gate.bulk.question import Question, question_of
from customer_space.gate.bulk.reach import reach_of
from customer_space.gate.bulk.single import verdict_about
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.channels import Channel
from customer_space.preferences.suppressions import fingerprint, forms_of, keys_of
from portal.clock import now
from portal.database import Database, embedded
from portal.database.context import credentials_of, tortoise_config
from portal.database.migrations import migrate

PEOPLE = 1_000_000
SAMPLE = 20_000
BATCH = 10_000
KEYS = keys_of(("a key of the bench, long enough to be one",))
SENDER = Asker("bench", "campaign", "Bench")
TABLES = (
    *("person", "member", "account", "contact_point", "contact_point_link"),
    *("statement", "consent_event", "touch", "reservation", "suppression"),
)

ID = "('{0:08x}-0000-7000-8000-' || lpad(to_hex({1}), 12, '0'))::uuid"
"""A made-up id: what kind of thing, and its number."""
PERSON, ACCOUNT, POINT = 1, 2, 3


def id_of(kind: int, number: str) -> str:
    return ID.format(kind, number)


ZONES = """(array['Europe/Lisbon', 'Europe/Berlin', 'Europe/Paris', 'Europe/London',
  'America/New_York', 'America/Chicago', 'America/Los_Angeles', 'America/Sao_Paulo',
  'Asia/Kolkata', 'Asia/Tokyo', 'Australia/Sydney', 'Africa/Lagos'])[1 + n % 12]"""

WORLD = (
    f"""insert into account (id, slug, name, name_key, tz, created_at)
        select {id_of(ACCOUNT, "n")}, 'a' || n, 'Account ' || n, 'account ' || n, {ZONES}, now()
        from generate_series(0, $1::int / 20) n""",
    f"""insert into person (id, display_name, email, locale, tz, tz_source, state, is_admin,
          is_company, prefs_version, created_at)
        select {id_of(PERSON, "n")}, 'Person ' || n,
          case when n % 10 < 7 then 'person' || n || '@customers.example' end,
          (array['en', 'en', 'de', 'fr'])[1 + n % 4],
          case when n % 20 < 17 then {ZONES} end, 'stated',
          case when n % 400 = 7 then 'restricted' when n % 900 = 8 then 'erased' else 'active' end,
          false, false, 0, now()
        from generate_series(1, $1::int) n""",
    f"""insert into member (id, account_id, person_id, role, joined_at)
        select gen_random_uuid(), {id_of(ACCOUNT, "(n + k) / 20")}, {id_of(PERSON, "n")},
          'customer_member', now()
        from generate_series(1, $1::int) n, generate_series(0, 20, 20) k
        where (k = 0 or n % 10 = 3) and (n + k) / 20 <= $1::int / 20""",
    f"""insert into contact_point (id, kind, value, base_value, status, tz_candidates, source,
          collected_at)
        select {id_of(POINT, "2 * n")}, 'email', 'person' || n || '@customers.example',
          'person' || n || '@customers.example',
          case when n % 50 = 9 then 'invalid' else 'valid' end, '[]', 'bench', now()
        from generate_series(1, $1::int) n where n % 10 >= 6""",
    f"""insert into contact_point (id, kind, value, base_value, status, tz_candidates, source,
          collected_at)
        select {id_of(POINT, "2 * n + 1")}, 'phone', '+1212' || lpad(n::text, 7, '0'),
          '+1212' || lpad(n::text, 7, '0'), 'valid', '["America/New_York"]', 'bench', now()
        from generate_series(1, $1::int) n where n % 2 = 0""",
    f"""insert into contact_point_link (id, contact_point_id, person_id, usage, is_primary,
          valid_from, facts)
        select gen_random_uuid(), c.id, {id_of(PERSON, "n")}, 'work', true, now(),
          case when n % 60 = 6 then '{{"opted_out": true}}'::jsonb else '{{}}' end
        from contact_point c,
          lateral (select ('x' || right(c.id::text, 12))::bit(48)::bigint / 2 as n) as numbered""",
    f"""insert into consent_event (id, person_id, seq, kind, topic, channels, basis, method,
          event_at, recorded_at, valid_until, notice_version, actor, evidence, prev_hash, row_hash)
        select gen_random_uuid(), {id_of(PERSON, "n")}, k,
          case when k = 2 then (array['withdrawn', 'objected', 'refused', 'renewed'])[1 + n % 4]
            else 'given' end,
          case when k = 2 and n % 4 = 1 then null else 'news' end, '["email", "sms"]', 'consent',
          'portal', now() - (400 - 100 * k - n % 97) * interval '1 day', now(),
          case when n % 8 = 1 then now() + (n % 1500 - 300) * interval '1 day' end, '1', '{{}}',
          '{{}}', '', ''
        from generate_series(1, $1::int) n, generate_series(1, 2) k
        where n % 10 < 7 and (k = 1 or n % 12 = 5)""",
    f"""insert into statement (id, level, party_id, set_by_id, set_at, kind, channels, topics,
          senders, classes, params, wish_id)
        select gen_random_uuid(), 'person', {id_of(PERSON, "n")}, {id_of(PERSON, "n")},
          now() - (n % 300) * interval '1 day', said.kind, said.channels::jsonb,
          said.topics::jsonb, null, said.classes::jsonb, said.params::jsonb, gen_random_uuid()
        from generate_series(1, $1::int) n join (values
          (11, 0, 'allow', null, '["news"]', '["marketing"]', '{{}}'),
          (11, 0, 'window', null, '["news"]', null,
            '{{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "17:00"}}'),
          (25, 1, 'quiet', null, null, null,
            '{{"days": ["sat", "sun"], "from": "00:00", "to": "24:00"}}'),
          (15, 2, 'allow', '["email"]', '["news"]', '["marketing"]', '{{}}'),
          (15, 2, 'cap', '["email"]', '["news"]', '["marketing"]',
            '{{"max": 2, "window": {{"rolling": "P1M"}}, "unit": "contacts"}}'),
          (20, 3, 'deny', '["voice_live"]', null, null, '{{}}'),
          (25, 4, 'deny', null, '["news"]', null, '{{}}'),
          (60, 5, 'pause', null, null, null, '{{"from": "2026-01-01T00:00:00+00:00"}}'),
          (90, 6, 'gap', null, null, null, '{{"min": "P7D"}}'),
          (500, 7, 'redirect', '["email"]', '["news"]', null, '{{"to": "postal"}}')
        ) said (every, rest, kind, channels, topics, classes, params)
        on n % said.every = said.rest""",
    f"""insert into statement (id, level, party_id, set_by_id, set_at, kind, params, wish_id)
        select gen_random_uuid(), 'account', {id_of(ACCOUNT, "n")}, {id_of(PERSON, "1")}, now(),
          'quiet', '{{"days": ["fri"], "from": "00:00", "to": "24:00"}}', gen_random_uuid()
        from generate_series(0, $1::int / 20) n where n % 25 = 0""",
    f"""insert into touch (id, person_id, account_id, channel, topic, message_class, weight, sender,
          sender_name, occurred_at, recorded_at, outcome, direction, compliance, is_reply, note)
        select gen_random_uuid(), {id_of(PERSON, "n")}, {id_of(ACCOUNT, "n / 20")}, 'email', 'news',
          'marketing', 1, 'bench', 'Bench', now() - ((n * 7 + k * 131) % 400) * interval '1 day',
          now(), 'delivered', 'out', 'permitted', false, ''
        from generate_series(1, $1::int) n, generate_series(1, 4) k where (n + k) % 3 = 0""",
    "analyze",
)


async def main(people: int, folder: Path) -> None:
    made = (folder / "postgres").exists()
    url = embedded.start(folder / "postgres")
    if not made:
        await migrate(tortoise_config(url, MODELS))
        say(f"{people:,} people made in {await seconds(lambda: furnish(url, people)):.0f} s")
    async with Database(url, MODELS).opened():
        await measure(url, people)


async def furnish(url: str, people: int) -> None:
    """The world, by SQL; without triggers, which would look at every row."""
    postgres = await asyncpg.connect(**credentials_of(url))
    await postgres.execute("alter system set fsync = off")
    await postgres.execute("select pg_reload_conf()")
    await postgres.execute("set session_replication_role = replica")
    for statement in WORLD:
        await postgres.execute(statement, *([people] if "$1" in statement else []))
    ((key_id, key),) = KEYS.items()
    forms = (forms_of(f"person{n}@customers.example")[0] for n in range(1, people, 200))
    prints = [fingerprint(form, key) for form in forms]
    await postgres.executemany(
        "insert into suppression (id, hash, base_hash, key_id, scope, reason, since)"
        " values (gen_random_uuid(), $1, $1, $2, 'all', 'hard_bounce', now())",
        [(each, key_id) for each in prints],
    )
    await postgres.close()


async def measure(url: str, people: int) -> None:
    asked = Asked(Channel.EMAIL, "news", now(), bulk=True)
    question = await question_of(asked, by=SENDER, now=asked.at)
    tenth = people // 10
    sample = min(SAMPLE, tenth)
    allowed = 0

    async def everybody() -> None:
        nonlocal allowed
        allowed = await at_once(question, people)

    await at_once(question, tenth)
    small = peak_megabytes()
    whole = await seconds(everybody)
    say(f"peak memory: {small:.0f} MB after {tenth:,}, {peak_megabytes():.0f} MB after {people:,}")
    say(f"at once: {whole:.1f} s, {1e6 * whole / people:.0f} µs a person, {allowed:,} allowed")
    single = await seconds(lambda: one_by_one(question, sample))
    say(f"one by one ({sample:,}): {single:.1f} s, {1e6 * single / sample:.0f} µs a person")
    say(f"faster than one by one: {single / sample / (whole / people):.0f} times (goal 20)")
    counted, read = await scans(url)
    say(f"against a scan that counts: {whole / counted:.1f} times ({counted:.2f} s; goal 12)")
    say(f"against a scan that is read: {whole / read:.1f} times ({read:.2f} s)")
    await look_ahead(question, people, allowed)


async def look_ahead(question: Question, people: int, allowed: int) -> None:
    """How long "how many could we reach then?" takes, and that it is what asking finds."""
    started = time.perf_counter()
    reach = await reach_of(question, KEYS, batches(people))
    say(f"preview worked out in {time.perf_counter() - started:.1f} s")
    assert reach.at(question.at) == allowed
    times = []
    for hour in range(48):
        started = time.perf_counter()
        found = reach.at(question.at + timedelta(hours=hour))
        times.append(1000 * (time.perf_counter() - started))
    say(f"preview: {median(times):.2f} ms, at most {max(times):.2f} ms (goal 50), last {found:,}")


async def at_once(question: Question, people: int) -> int:
    """How many are allowed."""
    answering, allowed = SetBased(question, KEYS), 0
    for ids in batches(people):
        found = await answering.verdicts(ids)
        allowed += sum(verdict.outcome is Outcome.ALLOW for verdict in found.values())
    return allowed


async def one_by_one(question: Question, sample: int) -> None:
    for ids in batches(sample):
        for id_ in ids:
            await verdict_about(question, KEYS, id_)


def batches(people: int) -> Iterator[list[UUID]]:
    base = UUID(f"{PERSON:08x}-0000-7000-8000-000000000000").int
    for first in range(1, people + 1, BATCH):
        yield [UUID(int=base + n) for n in range(first, min(first + BATCH, people + 1))]


async def scans(url: str) -> tuple[float, float]:
    """Seconds for one pass over all the tables: counted there, and read by us."""
    postgres = await asyncpg.connect(**credentials_of(url))
    await postgres.execute(
        "set enable_indexonlyscan = off; set max_parallel_workers_per_gather = 0"
    )

    async def count() -> None:
        for table in TABLES:
            await postgres.fetchval(f"select count(*) from {table}")

    async def read() -> None:
        for table in TABLES:
            await postgres.copy_from_table(table, output=drop)

    async def drop(_data: bytes) -> None:
        pass

    counted = median([await seconds(count) for _ in range(3)])
    seen = await seconds(read)
    await postgres.close()
    return counted, seen


async def seconds(work: Callable[[], Awaitable[object]]) -> float:
    started = time.perf_counter()
    await work()
    return time.perf_counter() - started


def peak_megabytes() -> float:
    """The most memory this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def say(line: str) -> None:
    print(f"audience: {line}", flush=True)


def run(people: int = PEOPLE) -> None:
    """With a database of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        asyncio.run(main(people, Path(scratch)))


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    if len(sys.argv) > 2:
        asyncio.run(main(count, Path(sys.argv[2])))
    else:
        run(count)
