"""What is said is looked at two minutes later, whichever way it was written: by the database.

Of each space at most one look waits for what everybody may read, and one for each side's notes:
who inserts here holds the topic's row already, so nobody waits for anybody on this index.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

LOOKS = [
    "create index chat_message_lately on chat_message (account_id, at)",
    """
    create unique index one_look on job ((payload ->> 'account'), (payload ->> 'of'))
      where kind = 'notifications.look' and tries = 0
    """,
    """
    create function look_later() returns trigger language plpgsql as $body$
    begin
      insert into job (id, kind, payload, due_at, tries)
        select gen_random_uuid(), 'notifications.look',
               jsonb_build_object('account', account_id, 'of', coalesce(audience, 'all')),
               max(at) + interval '2 minutes', 0
        from fresh group by account_id, audience
        on conflict do nothing;
      return null;
    end $body$
    """,
    """
    create trigger looked_at_later after insert on chat_message
      referencing new table as fresh for each statement execute function look_later()
    """,
]


class Migration(migrations.Migration):
    dependencies = [("parley", "0005_changes")]

    initial = False

    operations = [ops.RunSQL(LOOKS)]
