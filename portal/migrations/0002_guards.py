"""What the models cannot say: no mail without a permit, ledgers that only grow, seeded topics.

To make 0001 anew while nothing is released, set this file aside for that moment.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

from customer_space.preferences.topics import ESSENTIALS, TOPICS

LEDGERS = ("statement", "consent_event", "decision", "touch")

APPEND_ONLY = [
    """
    create function refuse_change() returns trigger language plpgsql as $body$
    begin
      raise exception 'a row of the ledger % cannot be changed or removed', tg_table_name
        using errcode = 'restrict_violation';
    end $body$
    """,
    *(
        f"create trigger only_grows before update or delete on {table} "
        "for each row execute function refuse_change()"
        for table in LEDGERS
    ),
    *(
        f"create trigger never_emptied before truncate on {table} "
        "for each statement execute function refuse_change()"
        for table in LEDGERS
    ),
]

PERMITS = [
    """
    create function check_permit() returns trigger language plpgsql as $body$
    begin
      perform 1 from decision d
        where d.id = new.decision_id and d.outcome = 'allow' and d.mode <> 'simulate'
          and d.person_id = new.person_id and d.channel = new.channel and d.topic = new.topic
          and d.message_class = new.message_class;
      if not found then
        raise exception 'no decision of the gate allows this permit'
          using errcode = 'check_violation';
      end if;
      return new;
    end $body$
    """,
    """
    create trigger only_by_decision before insert on permit
      for each row execute function check_permit()
    """,
    """
    create function use_once() returns trigger language plpgsql as $body$
    begin
      if tg_op = 'DELETE' or old.used_at is not null or new.used_at is null
         or (to_jsonb(new) - 'used_at') <> (to_jsonb(old) - 'used_at') then
        raise exception 'a permit can only be used, and once'
          using errcode = 'restrict_violation';
      end if;
      return new;
    end $body$
    """,
    """
    create trigger used_once before update or delete on permit
      for each row execute function use_once()
    """,
]

MAIL = [
    """
    alter table outgoing_mail add constraint outgoing_mail_permit
      foreign key (permit_id) references permit (id)
    """,
    """
    create function spend_permit() returns trigger language plpgsql as $body$
    begin
      update permit p set used_at = new.created_at
        where p.id = new.permit_id and p.channel = 'email' and p.used_at is null
          and p.expires_at > greatest(new.created_at, now())
          and (
            exists (select 1 from person x
                    where x.id = p.person_id and lower(x.email) = lower(new.letter ->> 'to'))
            or exists (select 1 from contact_point_link l
                       join contact_point c on c.id = l.contact_point_id
                       where l.person_id = p.person_id and c.kind = 'email'
                         and c.value = lower(new.letter ->> 'to')));
      if not found then
        raise exception 'this mail has no unused permit of the gate'
          using errcode = 'check_violation';
      end if;
      return new;
    end $body$
    """,
    """
    create trigger only_with_permit before insert on outgoing_mail
      for each row execute function spend_permit()
    """,
    """
    create function keep_letter() returns trigger language plpgsql as $body$
    begin
      if (to_jsonb(new) - 'sent_at' - 'letter') <> (to_jsonb(old) - 'sent_at' - 'letter')
         or old.sent_at is not null
         or (new.letter <> old.letter and (new.sent_at is null
             or new.letter <> old.letter || '{"text": "", "html": null}')) then
        raise exception 'a permitted mail cannot be changed'
          using errcode = 'restrict_violation';
      end if;
      return new;
    end $body$
    """,
    """
    create trigger letter_as_permitted before update on outgoing_mail
      for each row execute function keep_letter()
    """,
]

SEEDS = [
    *(
        (
            "insert into contact_topic (key, purpose, message_class, title, promise, "
            '"default", is_public, position) values ($1, $2, $3, $4, $5, $6, $7, $8)',
            [*topic, position],
        )
        for position, topic in enumerate(TOPICS)
    ),
    *(
        (
            "insert into essential_template (template, topic_id, why) values ($1, $2, $3)",
            list(essential),
        )
        for essential in ESSENTIALS
    ),
]


class Migration(migrations.Migration):
    dependencies = [("parley", "0001_initial")]

    initial = False

    operations = [ops.RunSQL([*APPEND_ONLY, *PERMITS, *MAIL, *SEEDS])]
