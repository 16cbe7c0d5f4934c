"""How far a run has come, on the disk: killed half-way and started again, it ends the same."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

NAME = ".audience.json"


@dataclass
class Checkpoint:
    """After which row, with which files and counts; `job` says of which question and file.

    `slots` are the instants that earlier rows of people who stand there twice have taken;
    `row_ids` those seen of the ones that stand there twice.
    """

    job: dict[str, Any]
    at: str
    rows: int = 0
    sizes: dict[str, int] = field(default_factory=dict)
    tally: dict[str, Any] = field(default_factory=dict)
    slots: dict[str, list[list[Any]]] = field(default_factory=dict)
    row_ids: list[str] = field(default_factory=list)
    complete: bool = False

    def save(self, folder: Path) -> None:
        """In one step: there is always a whole one."""
        write_whole(folder / NAME, asdict(self))

    def forget(self, folder: Path) -> None:
        """The run has ended."""
        (folder / NAME).unlink(missing_ok=True)

    @classmethod
    def load(cls, folder: Path, job: dict[str, Any]) -> "Checkpoint | None":
        """The one of an unfinished run of the same job, if there is one."""
        try:
            plain = json.loads((folder / NAME).read_text())
        except FileNotFoundError:
            return None
        return cls(**plain) if plain["job"] == job else None


def write_whole(path: Path, plain: dict[str, Any]) -> None:
    """Write a JSON file so that nobody ever sees half of it."""
    part = path.with_name(f"{path.name}.part")
    with part.open("w") as file:
        json.dump(plain, file, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
