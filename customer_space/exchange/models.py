"""What is kept of imports: each run with its refused rows, and whom a customer's account names."""

from dataclasses import fields as fields_of
from datetime import timedelta
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from auth.models import Person
from customer_space.accounts.models import Account
from customer_space.exchange.crm_names import Kind, Map
from customer_space.exchange.results import Counts, remarks_of
from portal.ids import new_id


class Contact(Model):
    """Somebody an account's CRM record names. No member of its space before an invitation."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "parley.Account", related_name="contacts", db_index=True
    )
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="contact_of", db_index=True
    )
    title = fields.CharField(200, null=True)
    owner_name = fields.CharField(200, null=True)
    opted_out: Any = fields.JSONField(default=list)
    """Channels (email, phone) the CRM says they opted out of. Only ever grows by an import."""
    facts: Any = fields.JSONField(default=dict)
    """What the CRM said and no column of ours holds: a number that cannot be read, and the like."""
    created_at = fields.DatetimeField(auto_now_add=True)

    account_id: Any
    person_id: Any

    class Meta:
        table = "contact"
        unique_together = (("account", "person"),)


class RunState(StrEnum):
    """An upload is checked first; only what its importer has confirmed is written."""

    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTING = "importing"
    DONE = "done"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"

    @property
    def is_running(self) -> bool:
        return self in {RunState.CHECKING, RunState.IMPORTING}

    @property
    def is_over(self) -> bool:
        return self in {RunState.DONE, RunState.FAILED, RunState.WITHDRAWN}


class ImportRun(Model):
    """One uploaded file: what became of it, and how far it has got."""

    UNCONFIRMED_KEPT = timedelta(days=1)
    REFUSALS_KEPT = timedelta(days=30)

    id = fields.UUIDField(primary_key=True, default=new_id)
    kind = fields.CharEnumField(Kind)
    map = fields.CharEnumField(Map, null=True)
    file_name = fields.CharField(200)
    content = fields.BinaryField(null=True)
    """The file; forgotten when the run is over."""
    header: Any = fields.JSONField(default=list)
    state = fields.CharEnumField(RunState, default=RunState.CHECKING)
    problem = fields.CharField(500, null=True)
    """Why the file as a whole could not be taken."""
    done_line = fields.IntField(default=0)
    """The last line whose outcome is kept: where a restarted worker goes on."""
    last_line = fields.IntField(default=0)
    created = fields.IntField(default=0)
    updated = fields.IntField(default=0)
    unchanged = fields.IntField(default=0)
    refused = fields.IntField(default=0)
    opted_out = fields.IntField(default=0)
    without_address = fields.IntField(default=0)
    started_by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="import_runs", db_index=True
    )
    """Who handed the file in; from the confirmation on, who confirmed it."""
    started_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    started_by_id: Any

    class Meta:
        table = "import_run"
        indexes = (("started_at",),)

    @property
    def counts(self) -> Counts:
        return Counts(**{each.name: getattr(self, each.name) for each in fields_of(Counts)})

    @property
    def remarks(self) -> list[str]:
        """What else its importer has to know, in sentences."""
        return remarks_of(self.kind, self.counts)


class RefusedRow(Model):
    """A row of a run that was not taken, as it stood in the file, and why."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    run: fields.ForeignKeyRelation[ImportRun] = fields.ForeignKeyField(
        "parley.ImportRun", related_name="refused_rows", db_index=True
    )
    line = fields.IntField()
    reason = fields.CharField(1000)
    cells: Any = fields.JSONField()

    run_id: Any

    class Meta:
        table = "refused_row"
        unique_together = (("run", "line"),)
