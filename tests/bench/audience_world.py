"""A made-up crowd for the bench of audiences, by SQL: statements, consents, zones and contacts."""

import asyncpg

from customer_space.preferences.suppressions import fingerprint, forms_of, keys_of
from portal.database.context import credentials_of

KEYS = keys_of(("a key of the bench, long enough to be one",))
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
