"""What has been measured so far, one JSON line a measurement, so that a stopped run goes on."""

import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from tutor.evaluation.rows import code_digest

Row = dict[str, Any]


@dataclass(frozen=True)
class Rows:
    """The measurements in a folder; those of another version of the program don't count."""

    folder: Path

    def kept(self, part: str) -> list[Row]:
        """The rows of one part, in the order in which they were measured."""
        try:
            text = self._file(part).read_text("utf-8")
        except FileNotFoundError:
            return []
        rows = [json.loads(line) for line in text.splitlines()]
        return [row for row in rows if row["program"] == self.program]

    def add(self, part: str, row: Row) -> None:
        """Keep a row."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._file(part).open("a", encoding="utf-8") as file:
            file.write(json.dumps({**row, "program": self.program}) + "\n")
        print(f"{part}: {json.dumps(row)[:160]}", flush=True)

    @cached_property
    def program(self) -> str:
        """What tells one version of the program's source from another."""
        return code_digest(".")[:16]

    def _file(self, part: str) -> Path:
        return self.folder / f"{part}.jsonl"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: a piece of work, ours beside a peer's."""

    work: str
    ours: str
    peer: str  # its name and its figure
    ratio: str = ""
    goal: str = ""
    reached: bool | None = None  # None where there is no goal

    @property
    def met(self) -> str:
        """Whether the goal is met, in a word."""
        return "" if self.reached is None else ("yes" if self.reached else "no")

    def cells(self) -> list[str]:
        """The line's cells."""
        return [self.work, self.ours, self.peer, self.ratio, self.goal, self.met]

    def within(self, goal: str, reached: bool) -> "Line":
        """The same line with a goal."""
        return replace(self, goal=goal, reached=reached)
