"""What `parley audience` calls: a file of recipients in, four files and a summary out."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from customer_space.gate.actions import answer_once
from customer_space.gate.bulk.asking import Answered, Check, Hold
from customer_space.gate.bulk.batches import batches
from customer_space.gate.bulk.checkpoint import NAME, Checkpoint, write_whole
from customer_space.gate.bulk.outputs import HEADERS, Outputs, fault_of, line_of, publish
from customer_space.gate.bulk.question import Question, question_of
from customer_space.gate.bulk.reading import Row, read
from customer_space.gate.bulk.recipients import Recipient, recipients_of
from customer_space.gate.bulk.survey import Survey, print_of, print_of_person, survey
from customer_space.gate.bulk.tally import Tally, summary
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.rules.channels import Channel
from customer_space.preferences.suppressions import Keys
from portal.clock import now
from portal.errors import Invalid

SUMMARY = "summary.json"
BATCH = 10_000
LONGEST_KEY = 200
TWICE = "This row id stands in an earlier row, too."

Progress = Callable[[int, int], None]
"""Told, after each batch, the rows done and all rows."""


@dataclass(frozen=True)
class Wanted:
    """What is asked about an audience; `key` makes a repeat give the same answers again."""

    topic: str
    channel: Channel
    by: Asker
    reserve: bool = False
    accept_defer: bool = False
    key: str = ""
    at: datetime | None = None

    @property
    def mode(self) -> str:
        return "reserve" if self.reserve else "check"


async def run_audience(
    path: Path,
    wanted: Wanted,
    *,
    out: Path,
    keys: Keys,
    progress: Progress | None = None,
    batch: int = BATCH,
) -> dict[str, Any]:
    """Split an audience into allowed, deferred, denied and errors; the summary of it.

    Needs a connected database. Memory does not grow with the file, but for 16 bytes a row. A run
    that was killed goes on where it was when it is started again with the same arguments.

    Raises:
        Invalid: for a file that cannot be read as one (nothing is written), an unknown topic,
            a key that was used for another audience.
    """
    if len(wanted.key) > LONGEST_KEY:
        raise Invalid({"key": f"A key has at most {LONGEST_KEY} characters."})
    start = wanted.at or now()
    asked = Asked(wanted.channel, wanted.topic, start, bulk=True)
    question = await question_of(asked, by=wanted.by, now=start)
    found = await survey(path)
    job = _job(wanted, found)
    if done := _finished(out, job):
        return done
    _prepare(out)
    point = Checkpoint.load(out, job) or Checkpoint(job, await _instant(start, wanted, job))
    at = datetime.fromisoformat(point.at)
    run = Run(replace(question, at=at, now=at), keys, wanted, found, point, out)
    if not point.complete:
        await run.through(path, batch, progress)
    return run.finish()


@dataclass
class Run:
    """One way through the file, from the checkpoint on."""

    question: Question
    keys: Keys
    wanted: Wanted
    found: Survey
    point: Checkpoint
    out: Path

    def __post_init__(self) -> None:
        point = self.point
        self._tally = Tally.of(point.tally) if point.tally else Tally()
        self._row_ids = set(point.row_ids)
        self._slots = {
            UUID(person): [datetime.fromisoformat(slot) for slot in slots]
            for person, slots in point.slots.items()
        }

    async def through(self, path: Path, size: int, progress: Progress | None) -> None:
        """Ask about every row that is left."""
        asking = self._asking()
        rest = islice(read(path), self.point.rows, None)
        with Outputs(self.out, self.point.sizes or None) as outputs:
            for batch in batches(rest, size):
                outputs.write(await self._lines(batch, asking))
                self.point.rows += len(batch)
                self._save(outputs.settle())
                if progress:
                    progress(self.point.rows, self.found.rows)
            self.point.complete = True
            self._save(outputs.settle())

    def finish(self) -> dict[str, Any]:
        """Name the files, the summary last."""
        publish(self.out)
        plain = summary(
            self._tally,
            self.question,
            self.keys,
            sha256=self.found.sha256,
            mode=self.wanted.mode,
        )
        write_whole(self.out / SUMMARY, plain | {"job": self.point.job})
        self.point.forget(self.out)
        return plain

    def _asking(self) -> Check:
        accept = self.wanted.accept_defer
        if self.wanted.reserve:
            key = self.point.job["key"]
            return Hold(self.question, self.keys, accept, self._slots, key=key)
        return Check(self.question, self.keys, accept, self._slots)

    async def _lines(self, batch: list[Row], asking: Check) -> dict[str, list[tuple[str, ...]]]:
        lines: dict[str, list[tuple[str, ...]]] = {name: [] for name in HEADERS}
        good = [each for each in await recipients_of(batch) if self._is_good(each, lines)]
        for answered in await asking.answers(good):
            self._keep(answered, lines)
        return lines

    def _is_good(self, each: Recipient, lines: dict[str, list[tuple[str, ...]]]) -> bool:
        problem = each.problem or (TWICE if self._is_repeated(each.row) else "")
        if problem:
            lines["errors"].append(fault_of(each.row, problem))
            self._tally.add_fault(problem)
            return False
        person = each.person
        if person and print_of_person(person.int) in self.found.people:
            self._tally.repeated += person in self._slots
            self._slots.setdefault(person, [])
        return True

    def _is_repeated(self, row: Row) -> bool:
        if not row.row_id or print_of(row.row_id) not in self.found.row_ids:
            return False
        seen = row.row_id in self._row_ids
        self._row_ids.add(row.row_id)
        return seen

    def _keep(self, answered: Answered, lines: dict[str, list[tuple[str, ...]]]) -> None:
        row, verdict = answered.recipient.row, answered.verdict
        file, cells = line_of(row, verdict, self.question.channel.value, answered.held)
        lines[file].append(cells)
        self._tally.add(file, verdict, self.question.at)

    def _save(self, sizes: dict[str, int]) -> None:
        point = self.point
        point.sizes, point.tally = sizes, self._tally.as_json()
        point.row_ids = sorted(self._row_ids)
        point.slots = {
            str(person): [slot.isoformat() for slot in slots]
            for person, slots in self._slots.items()
        }
        point.save(self.out)


def _prepare(out: Path) -> None:
    """An empty place for the files; no summary of another run beside the new ones."""
    out.mkdir(parents=True, exist_ok=True)
    if not (out / NAME).exists():
        (out / SUMMARY).unlink(missing_ok=True)


def _job(wanted: Wanted, found: Survey) -> dict[str, Any]:
    plain = {
        "input_sha256": found.sha256,
        "topic": wanted.topic,
        "channel": wanted.channel.value,
        "sender": wanted.by.id,
        "mode": wanted.mode,
        "accept_defer": wanted.accept_defer,
        "at": wanted.at.isoformat() if wanted.at else None,
    }
    # Without a key of their own, the same places are not held twice.
    own = f"audience:{found.sha256[:32]}:{wanted.topic}:{wanted.channel}" if wanted.reserve else ""
    return plain | {"key": f"audience:{wanted.key}" if wanted.key else own}


def _finished(out: Path, job: dict[str, Any]) -> dict[str, Any] | None:
    """The summary of this very job, if its key says that a repeat gives the same."""
    if not job["key"] or not (out / SUMMARY).exists():
        return None
    plain: dict[str, Any] = json.loads((out / SUMMARY).read_text())
    return plain if plain.pop("job") == job else None


async def _instant(start: datetime, wanted: Wanted, job: dict[str, Any]) -> str:
    """The instant that is asked about: the first run's, where a key names it."""
    if not job["key"]:
        return start.isoformat()

    async def do() -> dict[str, Any]:
        return {"at": start.isoformat()}

    kept, _ = await answer_once(wanted.by.id, job["key"], job, do)
    return str(kept["at"])
