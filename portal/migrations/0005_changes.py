"""What sending programs must learn is noted by the database: no code path can forget to."""

from tortoise import migrations
from tortoise.migrations import operations as ops

NOTES = {
    "statement": (
        "after insert on statement for each row",
        """
        insert into change (kind, person_id, data, at) values (
          'preference.changed',
          case when new.level = 'person' then new.party_id end,
          jsonb_strip_nulls(jsonb_build_object(
            'statement', new.id, 'level', new.level, 'party', new.party_id, 'said', new.kind,
            'channels', new.channels, 'topics', new.topics, 'classes', new.classes,
            'until', new.params -> 'until', 'lifts', new.replaces_id)),
          clock_timestamp());
        """,
    ),
    "consent_event": (
        "after insert on consent_event for each row",
        """
        if new.kind in ('given', 'renewed', 'objection_lifted') then
          word := 'consent.given';
        elsif new.kind in ('withdrawn', 'refused', 'expired', 'objected', 'complained') then
          word := 'consent.withdrawn';
        else
          return null;
        end if;
        insert into change (kind, person_id, data, at) values (
          word, new.person_id,
          jsonb_strip_nulls(jsonb_build_object(
            'event', new.id, 'said', new.kind, 'topic', new.topic, 'channels', new.channels,
            'until', new.valid_until)),
          clock_timestamp());
        """,
    ),
    "suppression": (
        "after insert or update of lifted_at on suppression for each row",
        """
        if tg_op = 'UPDATE' and (new.lifted_at is null or old.lifted_at is not null) then
          return null;
        end if;
        insert into change (kind, data, at) values (
          case when tg_op = 'INSERT' then 'suppression.added' else 'suppression.lifted' end,
          jsonb_strip_nulls(jsonb_build_object(
            'suppression', new.id, 'scope', new.scope, 'topic', new.topic,
            'reason', new.reason)),
          clock_timestamp());
        """,
    ),
    "contact_point": (
        "after update of status on contact_point for each row"
        " when (new.status in ('invalid', 'reassigned') and old.status <> new.status)",
        """
        insert into change (kind, person_id, data, at)
        select 'point.invalid', l.person_id,
               jsonb_build_object('point', new.id, 'kind', new.kind, 'status', new.status),
               clock_timestamp()
        from contact_point_link l
        where l.contact_point_id = new.id and l.valid_to is null order by l.person_id;
        """,
    ),
    "person": (
        "after update of state on person for each row when (old.state <> new.state)",
        """
        insert into change (kind, person_id, data, at) values (
          'person.changed', new.id, jsonb_build_object('state', new.state), clock_timestamp());
        """,
    ),
    "reservation": (
        "after update of state on reservation for each row"
        " when (new.state = 'void' and old.state <> 'void')",
        """
        insert into change (kind, person_id, sender, data, at) values (
          'reservation.void', new.person_id, new.owner_sender,
          jsonb_strip_nulls(jsonb_build_object(
            'reservation', new.id, 'channel', new.channel, 'topic', new.topic,
            'reason', new.void_reason)),
          clock_timestamp());
        """,
    ),
}

CHANGES = [
    "create index change_waiting on change (id) where number is null",
    *(
        f"""
        create function note_{table}() returns trigger language plpgsql as $body$
        declare word text;
        begin
          {noting}
          return null;
        end $body$
        """
        for table, (_, noting) in NOTES.items()
    ),
    *(
        f"create trigger noted {when} execute function note_{table}()"
        for table, (when, _) in NOTES.items()
    ),
]


class Migration(migrations.Migration):
    dependencies = [("parley", "0004_ledger")]

    initial = False

    operations = [ops.RunSQL(CHANGES)]
