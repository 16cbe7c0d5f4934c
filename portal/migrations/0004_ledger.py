"""Every line of a ledger joins the chain of whom it is about: none can be changed unnoticed.

One chain a person (account, point) over all ledgers, so that it proves their order too. The hash
is SHA-256 of the canonical JSON of the line; canonical is PostgreSQL's text of jsonb, in UTC.

What tells of a person stands in the hash as salted fingerprints only. Without its salt such a
field can be emptied and the chain still holds: so somebody can be erased. A line of the ledger
`erasure` has to say which fields; one that was emptied without it is found out.
"""

import json

from tortoise import migrations
from tortoise.migrations import operations as ops

NOBODY = "00000000-0000-0000-0000-000000000000"
"""The chain of questions about addresses that are nobody's we know."""

PARTIES = {
    "decision": f"coalesce(new.person_id, '{NOBODY}')",
    "touch": "new.person_id",
    "statement": "new.party_id",
    "consent_event": "new.person_id",
}

CHAINED = PARTIES | {"erasure": "new.party"}

EMPTY = {
    "decision": {"sender_name": "", "request": {}, "reasons": [], "explanation": {},
                 "alternatives": []},
    "touch": {"sender_name": "", "note": "", "external_id": None},
    "statement": {"params": {}, "senders": None},
    "consent_event": {"actor": {}, "evidence": {}},
    "erasure": {},
}  # fmt: skip
"""The fields of each ledger that tell of people, and what stands there when they are erased."""

CHAIN = [
    """
    create table erasure (
      id uuid primary key, party uuid not null, at timestamptz not null, fields jsonb not null
    )
    """,
    """
    create table ledger_line (
      party uuid not null, seq bigint not null, ledger text not null, row_id uuid not null,
      prev_hash text not null, row_hash text not null,
      seal jsonb not null, salts jsonb not null,
      primary key (party, seq), unique (row_id, ledger)
    )
    """,
    """
    create table ledger_signed (party uuid primary key, seq bigint not null)
    """,
    """
    create table ledger_head (
      number bigint primary key, signed_at timestamptz not null, token text not null
    )
    """,
    f"""
    create function join_chain(ledger text, party uuid, id uuid, line jsonb, personal text[])
    returns void language plpgsql as $body$
    declare n bigint; before text; seal jsonb; salts jsonb;
    begin
      if party = '{NOBODY}' then
        perform pg_advisory_xact_lock(7201);  -- for whom there is no row to hold
      end if;
      select l.seq, l.row_hash into n, before from ledger_line l
        where l.party = join_chain.party order by l.seq desc limit 1;
      n := coalesce(n, 0) + 1;
      before := coalesce(before, repeat('0', 64));
      select coalesce(jsonb_object_agg(f.name, f.salt), '{{}}'),
             coalesce(jsonb_object_agg(f.name,
               encode(sha256(convert_to(f.salt || (line -> f.name)::text, 'UTF8')), 'hex')), '{{}}')
        into salts, seal
        from (select name, gen_random_uuid()::text as salt from unnest(personal) as name) f;
      insert into ledger_line values (party, n, ledger, id, before,
        encode(sha256(convert_to(jsonb_build_object('ledger', ledger, 'party', party, 'seq', n,
          'prev', before, 'row', line - personal, 'seal', seal)::text, 'UTF8')), 'hex'),
        seal, salts);
    end $body$
    """,
    *(
        f"""
        create function chain_{table}() returns trigger language plpgsql
        set timezone = 'UTC' as $body$
        begin
          perform join_chain('{table}', {party}, new.id, to_jsonb(new),
            array[{", ".join(f"'{field}'" for field in EMPTY[table])}]::text[]);
          return null;
        end $body$
        """
        for table, party in CHAINED.items()
    ),
    *(
        f"create trigger chained after insert on {table} "
        f"for each row execute function chain_{table}()"
        for table in CHAINED
    ),
    """
    create function keep_or_empty() returns trigger language plpgsql as $body$
    declare blank jsonb := tg_argv[0];
    begin
      if tg_op = 'UPDATE'
         and to_jsonb(new) - array(select jsonb_object_keys(blank))
           = to_jsonb(old) - array(select jsonb_object_keys(blank))
         and not exists (select 1 from jsonb_each(blank) b
           where to_jsonb(new) -> b.key is distinct from to_jsonb(old) -> b.key
             and to_jsonb(new) -> b.key is distinct from b.value) then
        return new;
      end if;
      raise exception 'a row of the ledger % cannot be changed or removed', tg_table_name
        using errcode = 'restrict_violation';
    end $body$
    """,
    *(
        statement
        for table in PARTIES
        for statement in (
            f"drop trigger only_grows on {table}",
            f"create trigger only_grows before update or delete on {table} "
            f"for each row execute function keep_or_empty('{json.dumps(EMPTY[table])}')",
        )
    ),
    """
    create function drop_salts() returns trigger language plpgsql as $body$
    begin
      if tg_op = 'UPDATE' and to_jsonb(new) - 'salts' = to_jsonb(old) - 'salts'
         and old.salts @> new.salts then
        return new;
      end if;
      raise exception 'a row of the ledger % cannot be changed or removed', tg_table_name
        using errcode = 'restrict_violation';
    end $body$
    """,
    "create trigger only_grows before update or delete on ledger_line "
    "for each row execute function drop_salts()",
    *(
        f"create trigger only_grows before update or delete on {table} "
        "for each row execute function refuse_change()"
        for table in ("erasure", "ledger_head")
    ),
    *(
        f"create trigger never_emptied before truncate on {table} "
        "for each statement execute function refuse_change()"
        for table in ("erasure", "ledger_line", "ledger_head")
    ),
]

FIRST_HEAD = """
insert into job (id, kind, payload, due_at, tries) values (gen_random_uuid(),
  'gate.sign_ledger', '{}', date_trunc('day', now(), 'UTC') + interval '1 day', 0)
"""


class Migration(migrations.Migration):
    dependencies = [("parley", "0003_search")]

    initial = False

    operations = [ops.RunSQL([*CHAIN, FIRST_HEAD])]
