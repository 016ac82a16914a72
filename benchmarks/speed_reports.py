"""The measurements that have a command of their own, run by it and quoted from its report."""

import re
import subprocess
import sys
from dataclasses import dataclass

from benchmarks.speed_rows import Line, Rows
from benchmarks.speed_setup import ROOT, Setup

_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")  # the 50 of p50 is none


class NoFigureError(ValueError):
    """A report lacks the row that is quoted from it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a report: the first number in a cell of a row, or of a sentence."""

    work: str
    row: str  # how the row or the sentence begins; of several the first is meant
    goal: float | None = None
    at_most: bool = True
    beside: str = ""  # what the figure is a ratio to
    cell: int = -1  # which of the row

    def line(self, report: str) -> Line:
        """The figure as a line of the table.

        Raises:
            NoFigureError: The report has no such row.
        """
        cell = self._cell(report)
        if self.goal is None:
            return Line(self.work, cell, self.beside)
        value = float(_NUMBER.findall(cell)[0])
        reached = value <= self.goal if self.at_most else value >= self.goal
        sign = "≤" if self.at_most else "≥"
        return Line(self.work, "", self.beside, cell).within(f"{sign} {self.goal:g}", reached)

    def _cell(self, report: str) -> str:
        for row in report.splitlines():
            cells = [cell.strip() for cell in row.strip().strip("|").split("|")]
            if not cells[0].startswith(self.row):
                continue
            cell = cells[self.cell].removeprefix(self.row).lstrip(": ").split(";")[0]
            if _NUMBER.search(cell):
                return cell
        raise NoFigureError(f"the report has no row that begins with {self.row!r}")


@dataclass(frozen=True, slots=True)
class Report:
    """One command, and what the table quotes from its report."""

    part: str
    module: str
    options: tuple[str, ...]
    title: str
    figures: tuple[Figure, ...]

    def measure(self, _setup: Setup, rows: Rows) -> None:
        """Run the command unless its report is kept."""
        if rows.kept(self.part):
            return
        file = rows.folder.resolve() / f"{self.part}.md"
        command = [sys.executable, "-m", f"benchmarks.{self.module}", *self.options]
        subprocess.run([*command, "--report", str(file)], check=True, cwd=ROOT)
        rows.add(self.part, {"report": file.read_text("utf-8")})

    def lines(self, rows: Rows) -> list[Line]:
        """The lines of the table."""
        kept = rows.kept(self.part)
        return [figure.line(kept[-1]["report"]) for figure in self.figures] if kept else []

    def section(self, rows: Rows) -> str:
        """The report's own tables under a heading; "" where there is none yet."""
        kept = rows.kept(self.part)
        if not kept:
            return ""
        body = [line for line in kept[-1]["report"].splitlines() if not line.startswith("#")]
        return f"### {self.title}\n\n" + "\n".join(body).strip()


_PREPARATION = "first preparation of the default model"
_MILLION = "search of 1 million synthetic vectors"
REPORTS = (
    Report(
        "scale",
        "search_scale",
        ("--chunks", "1000000"),
        "Search of a million chunks",
        (
            Figure(f"{_MILLION}: time", "their ratio", 0.05, beside="exact search by FAISS"),
            Figure(f"{_MILLION}: recall@10", "recall@10", 0.98, at_most=False),
        ),
    ),
    Report(
        "students",
        "students",
        ("--students", "8"),
        "Eight students at once",
        (
            Figure(
                "8 students at once, wall time of the model",
                "wall time together",
                0.4,
                beside="one after another",
            ),
        ),
    ),
    Report(
        "preparation",
        "preparation",
        (),
        "First preparation of the default model",
        (
            Figure(
                f"{_PREPARATION}: time",
                "Ratio of the times",
                0.4,
                beside="transformers, then CTranslate2's converter",
            ),
            Figure(f"{_PREPARATION}: peak of memory", "tensor by tensor", 4.0, cell=-2),
        ),
    ),
)
