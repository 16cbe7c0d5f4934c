"""What `parley audience` calls: a file of recipients in, four files and a summary out."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from customer_space.gate.bulk.asking import Answered, Check, Hold, plain_slot, slot_from
from customer_space.gate.bulk.batches import batches
from customer_space.gate.bulk.checkpoint import NAME, Checkpoint, write_whole
from customer_space.gate.bulk.minting import NO_LINKS, links_of
from customer_space.gate.bulk.outputs import HEADERS, Outputs, fault_of, line_of, publish
from customer_space.gate.bulk.pressure import made_to
from customer_space.gate.bulk.question import Question, question_of
from customer_space.gate.bulk.reading import Row, read
from customer_space.gate.bulk.recipients import Recipient, recipients_of
from customer_space.gate.bulk.survey import Survey, print_of, print_of_person, sha256_of, survey
from customer_space.gate.bulk.tally import Tally, summary
from customer_space.gate.bulk.wanted import LONGEST_KEY, Wanted, instant_of, job_of
from customer_space.gate.bulk.wishes import NO_WISHES
from customer_space.gate.reachable import POINT_KINDS
from customer_space.gate.requests import Asked
from customer_space.preferences.suppressions import Keys
from portal.clock import now
from portal.errors import Invalid

SUMMARY = "summary.json"
BATCH = 10_000
PIECE = 1_000
"""Rows asked about together; others have their turn in between."""
NO_CHOICE = "contact_point, country: A place cannot be held so. Leave them out, or only check."
TWICE = "This row id stands in an earlier row, too."

Lines = dict[str, list[tuple[str, ...]]]
Progress = Callable[[int, Mapping[str, int]], Awaitable[None]]
"""Told all rows, and after each batch how many went to which file. What it raises ends the run,
which can go on from there."""


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
    promotion = wanted.contains_promotion
    asked = Asked(wanted.channel, wanted.topic, start, bulk=True, contains_promotion=promotion)
    question = await question_of(asked, by=wanted.by, now=start)
    found = await _surveyed(path, out)
    job = job_of(wanted, found.sha256)
    if done := _finished(out, job):
        return done
    _prepare(out)
    found.save(out)
    point = Checkpoint.load(out, job) or Checkpoint(job, await instant_of(start, wanted, job))
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
            UUID(person): [slot_from(slot) for slot in slots]
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
                    await progress(self.found.rows, self._tally.files)
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
        self.found.forget(self.out)
        self.point.forget(self.out)
        return plain

    def _asking(self) -> Check:
        accept = self.wanted.accept_defer
        if self.wanted.reserve:
            key = self.point.job["key"]
            return Hold(self.question, self.keys, accept, self._slots, key=key)
        return Check(self.question, self.keys, accept, self._slots)

    async def _lines(self, batch: list[Row], asking: Check) -> Lines:
        lines: Lines = {name: [] for name in HEADERS}
        for piece in batches(batch, PIECE):
            await asyncio.sleep(0)
            good = [each for each in await recipients_of(piece) if self._is_good(each, lines)]
            for answered in await asking.answers(good):
                self._keep(answered, lines)
            await self._look_around(good, asking)
        return lines

    async def _look_around(self, good: list[Recipient], asking: Check) -> None:
        """What the report shows beside the answers: other hours, other limits."""
        self._tally.look_ahead(asking.outlook)
        people = {each.person for each in good if each.person} - self._slots.keys()
        for times in await made_to(list(people), self.question):
            self._tally.pressure.add(times)

    def _is_good(self, each: Recipient, lines: Lines) -> bool:
        problem = each.problem or (TWICE if self._is_repeated(each.row) else self._misfit(each))
        if problem:
            lines["errors"].append(fault_of(each.row, problem))
            self._tally.add_fault(problem)
            return False
        person = each.person
        if person and print_of_person(person.int) in self.found.people:
            self._tally.repeated += person in self._slots
            self._slots.setdefault(person, [])
        return True

    def _misfit(self, each: Recipient) -> str:
        """What the row wishes that cannot be had together."""
        if each.wishes is NO_WISHES:
            return ""
        channel = each.wishes.channel or self.question.channel
        if each.kind and channel not in POINT_KINDS.get(each.kind, ()):
            return "contact_point: The channel does not go there."
        chosen = each.wishes.contact_point or each.wishes.country
        return NO_CHOICE if chosen and self.wanted.reserve else ""

    def _is_repeated(self, row: Row) -> bool:
        if not row.row_id or print_of(row.row_id) not in self.found.row_ids:
            return False
        seen = row.row_id in self._row_ids
        self._row_ids.add(row.row_id)
        return seen

    def _keep(self, answered: Answered, lines: Lines) -> None:
        post = self.wanted.post
        links = links_of(answered, self.keys, post) if post else NO_LINKS
        file, cells = line_of(answered, links)
        lines[file].append(cells)
        self._tally.add(file, answered.verdict, answered.question)

    def _save(self, sizes: dict[str, int]) -> None:
        point = self.point
        point.sizes, point.tally = sizes, self._tally.as_json()
        point.row_ids = sorted(self._row_ids)
        point.slots = {
            str(person): [plain_slot(slot) for slot in slots]
            for person, slots in self._slots.items()
        }
        point.save(self.out)


def _prepare(out: Path) -> None:
    """An empty place for the files; no summary of another run beside the new ones."""
    out.mkdir(parents=True, exist_ok=True)
    if not (out / NAME).exists():
        (out / SUMMARY).unlink(missing_ok=True)


async def _surveyed(path: Path, out: Path) -> Survey:
    """As the first run found it, if this one goes on."""
    sha256 = await asyncio.to_thread(sha256_of, path)
    return Survey.load(out, sha256) or await survey(path, sha256)


def _finished(out: Path, job: dict[str, Any]) -> dict[str, Any] | None:
    """The summary of this very job, if its key says that a repeat gives the same."""
    if not job["key"] or not (out / SUMMARY).exists():
        return None
    plain: dict[str, Any] = json.loads((out / SUMMARY).read_text())
    return plain if plain.pop("job") == job else None
