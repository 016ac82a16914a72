"""Indexing the textbook, and taking in one file of it that was edited."""

import shutil
import statistics
from collections.abc import Sequence
from pathlib import Path

from benchmarks.speed_profile import section
from benchmarks.speed_rows import Line, Row, Rows
from benchmarks.speed_setup import Setup, run_peer, run_tutor
from tutor.loaders import load_encoder
from tutor.retrieval.builder import build
from tutor.tracing import Trace

PART = "indexing"
LANGCHAIN, TXTAI = "LangChain", "txtai hybrid"
_GOAL = 0.45
_AGAIN_GOAL = 0.02


def measure(setup: Setup, rows: Rows, repeats: int) -> None:
    """Index and edit in turn with the peers, as often as has not been done yet."""
    for number in range(len(rows.kept(PART)), repeats):
        folder = setup.work / "indexing"
        shutil.rmtree(folder, ignore_errors=True)
        notes = shutil.copytree(setup.notes, folder / "notes")
        ours = folder / "ours"
        row: Row = {
            "ours": run_tutor("index", str(notes), "--index", str(ours)),
            "unchanged": run_tutor("index", str(notes), "--index", str(ours)),
        }
        edit(notes, number)
        row["edited"] = run_tutor("index", str(notes), "--index", str(ours))
        row |= _inside_one_process(setup, folder, notes, number)
        for name, script in ((LANGCHAIN, "index_langchain"), (TXTAI, "index_txtai")):
            row[name], _ = run_peer(
                setup, script, notes=setup.notes, encoder=setup.encoder, index=folder / script
            )
        rows.add(PART, row)
        shutil.rmtree(folder)


def edit(notes: Path, number: int) -> Path:
    """Add a sentence to a paragraph in the middle of the largest file, another one each time."""
    largest = max(notes.rglob("*.md"), key=lambda path: path.stat().st_size)
    paragraphs = largest.read_text("utf-8").split("\n\n")
    prose, fences = [], 0
    for row, paragraph in enumerate(paragraphs):
        fences += paragraph.count("```")
        if paragraph[:1].isalpha() and not fences % 2 and "```" not in paragraph:
            prose.append(row)
    paragraphs[prose[len(prose) // 2]] += f"\nSentence number {number} was added to this one."
    largest.write_text("\n\n".join(paragraphs), "utf-8")
    return largest


def _inside_one_process(setup: Setup, folder: Path, notes: Path, number: int) -> Row:
    """The same with an encoder that is loaded already, as in a program that goes on running."""
    encoder = load_encoder(setup.settings)
    encoder.encode_query("what is loaded late is loaded now")
    index = folder / "inside"
    row: Row = {}
    for name in ("inside", "inside edited"):
        trace = Trace()
        with trace.recording():
            build([notes], index, encoder)
        row |= {name: trace.seconds, f"{name} trace": trace.to_list()}
        edit(notes, number + 1000)
    return row


def profiles(rows: Rows) -> list[str]:
    """Where the time of a build went, step by step; none where none was measured."""
    kept = rows.kept(PART)
    titles = {
        "inside": "Where the time of an index build goes",
        "inside edited": "Where it goes after one file was edited",
    }
    return [
        section(f"{title}, the encoder loaded", [row[f"{name} trace"] for row in kept])
        for name, title in titles.items()
        if kept
    ]


def lines(rows: Rows) -> list[Line]:
    """The lines of the table."""
    kept = rows.kept(PART)
    if not kept:
        return []

    def line(work: str, ours: str, peer: str, goal: float) -> Line:
        quotients = [row[ours] / row[peer] for row in kept]
        name = {"ours": "index from nothing", "inside": "index from nothing"}.get(peer, peer)
        compared = Line(
            work,
            _seconds([row[ours] for row in kept]),
            f"{name}: {_seconds([row[peer] for row in kept])}",
            _spread(quotients),
        )
        return compared.within(f"≤ {goal:.2f}", statistics.median(quotients) <= goal)

    def middle(name: str) -> float:
        return statistics.median(row[name] for row in kept)

    faster, slower = sorted((LANGCHAIN, TXTAI), key=middle)
    return [
        line("index the textbook (a process, start to end)", "ours", faster, _GOAL),
        line("the same", "ours", slower, _GOAL),
        line("index again after editing one file (a process)", "edited", "ours", _AGAIN_GOAL),
        line("the same in a program that runs", "inside edited", "inside", _AGAIN_GOAL),
        Line(
            "index again, nothing changed (a process)",
            _seconds([row["unchanged"] for row in kept]),
            "",
        ),
    ]


def _seconds(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.2f} s"


def _spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.3f} ({min(values):.3f} to {max(values):.3f})"
