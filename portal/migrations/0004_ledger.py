"""Every line of a ledger joins the chain of whom it is about: none can be changed unnoticed.

One chain a person (account, point) over all ledgers, so that it proves their order too. The hash
is SHA-256 of the canonical JSON of the line; canonical is PostgreSQL's text of jsonb, in UTC.
"""

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

CHAIN = [
    """
    create table ledger_line (
      party uuid not null, seq bigint not null, ledger text not null, row_id uuid not null,
      prev_hash text not null, row_hash text not null,
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
    create function join_chain(ledger text, party uuid, id uuid, line jsonb) returns void
    language plpgsql as $body$
    declare n bigint; before text;
    begin
      if party = '{NOBODY}' then
        perform pg_advisory_xact_lock(7201);  -- for whom there is no row to hold
      end if;
      select l.seq, l.row_hash into n, before from ledger_line l
        where l.party = join_chain.party order by l.seq desc limit 1;
      n := coalesce(n, 0) + 1;
      before := coalesce(before, repeat('0', 64));
      insert into ledger_line values (party, n, ledger, id, before,
        encode(sha256(convert_to(jsonb_build_object('ledger', ledger, 'party', party, 'seq', n,
          'prev', before, 'row', line)::text, 'UTF8')), 'hex'));
    end $body$
    """,
    *(
        f"""
        create function chain_{table}() returns trigger language plpgsql
        set timezone = 'UTC' as $body$
        begin
          perform join_chain('{table}', {party}, new.id, to_jsonb(new));
          return null;
        end $body$
        """
        for table, party in PARTIES.items()
    ),
    *(
        f"create trigger chained after insert on {table} "
        f"for each row execute function chain_{table}()"
        for table in PARTIES
    ),
    *(
        f"create trigger only_grows before update or delete on {table} "
        "for each row execute function refuse_change()"
        for table in ("ledger_line", "ledger_head")
    ),
    *(
        f"create trigger never_emptied before truncate on {table} "
        "for each statement execute function refuse_change()"
        for table in ("ledger_line", "ledger_head")
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
