"""What each step of the main job costs on this machine.

    python -m benchmarks.main_job                       # models already prepared
    python -m benchmarks.main_job --cold                # also fetch and convert, in an empty cache
    python -m benchmarks.main_job --notes FOLDER        # index another folder than corpus/

Prints one Markdown table. Every command is run as a user would run it, in a process of its own;
searches and answers are then timed inside one process that has the models loaded.
"""

import argparse
import os
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from benchmarks.course_questions import load_questions
from tutor import Tutor
from tutor.answering.events import Finished, SourcesFound, Token
from tutor.config import load_settings

ROOT = Path(__file__).parent.parent
Row = tuple[str, str]


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="What each step of the main job costs.")
    parser.add_argument("--cold", action="store_true", help="fetch and convert the models anew")
    parser.add_argument("--notes", type=Path, default=ROOT / "corpus", help="folder to index")
    parser.add_argument("--questions", type=int, default=10, help="how many are asked")
    arguments = parser.parse_args()
    memory = psutil.virtual_memory().total / 2**30
    print(f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.machine()}, ", end="")
    print(f"Python {platform.python_version()}\n\n| step | measured |\n|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        if arguments.cold:
            os.environ["TUTOR_CACHE_DIR"] = str(work / "cache")
            show(cold(work))
        show(start_up())
        show(indexing(arguments.notes, work))
        show(serving(work))
        show(searching(work / "notes-index"))
        show(answering(work, arguments.questions))


def show(rows: Iterator[Row]) -> None:
    """Print rows as they come."""
    for step, measured in rows:
        print(f"| {step} | {measured} |", flush=True)


def run(*command: str) -> float:
    """Seconds that a `tutor` command takes."""
    started = time.perf_counter()
    subprocess.run(  # the command line is ours
        [sys.executable, "-m", "tutor", *command],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - started


def cold(work: Path) -> Iterator[Row]:
    """Fetching the default models, then the first question, which converts the generator."""
    yield "fetch and verify both default models", f"{run('models', 'pull'):.0f} s"
    index = str(work / "cold-index")
    yield (
        "index `corpus/`, first time",
        f"{run('index', str(ROOT / 'corpus'), '--index', index):.1f} s",
    )
    first = run("ask", "What is dropout?", "--index", index)
    yield "prepare the generator and answer the first question", f"{first:.0f} s"


def start_up() -> Iterator[Row]:
    """The command line itself."""
    times = [run("--help") for _ in range(7)]
    yield "`tutor --help`", f"{statistics.median(times):.2f} s (median of {len(times)})"


def indexing(notes: Path, work: Path) -> Iterator[Row]:
    """Building, finding nothing to do, and taking up one edited file."""
    copy = shutil.copytree(notes, work / "notes")
    index = str(work / "notes-index")
    seconds = run("index", str(copy), "--index", index)
    tutor = Tutor.open(index, load_model=False)
    chunks, documents = len(tutor.chunks), len(tutor.documents)
    tutor.close()
    yield (
        f"index {documents} files, {chunks} chunks, start to end",
        f"{seconds:.1f} s, {chunks / seconds:.0f} chunks/s",
    )
    yield "index again, nothing changed", f"{run('index', str(copy), '--index', index):.2f} s"
    edited = max(copy.rglob("*.md"), key=lambda path: path.stat().st_size)
    edited.write_text(edited.read_text("utf-8") + "\n\nA sentence was added here.\n", "utf-8")
    yield "index again, one file edited", f"{run('index', str(copy), '--index', index):.2f} s"


def serving(work: Path) -> Iterator[Row]:
    """From the command to the page that can answer, with everything prepared."""
    index = str(work / "serve-index")
    run("index", str(ROOT / "corpus"), "--index", index)
    command = ["serve", "--no-browser", "--index", index, "--corpus", str(ROOT / "corpus")]
    started = time.perf_counter()
    server = subprocess.Popen(  # the command line is ours
        [sys.executable, "-m", "tutor", *command, "--port", "7955"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    if server.stdout is None:
        raise RuntimeError("the server's output can't be read")
    ready = next((line for line in server.stdout if line.startswith("Ready")), None)
    seconds = time.perf_counter() - started
    server.terminate()
    server.wait()
    yield "`tutor serve` until ready, warm", f"{seconds:.1f} s" if ready else "did not start"


def searching(index: Path) -> Iterator[Row]:
    """A hundred searches for the notes' own headings."""
    tutor = Tutor.open(index, load_model=False)
    headings = list(dict.fromkeys(chunk.heading for chunk in tutor.chunks))
    step = max(1, len(headings) // 100)
    queries = [re.sub(r"[>$\\{}]", " ", heading) for heading in headings[::step]][:100]
    times = []
    for query in queries:
        started = time.perf_counter()
        tutor.search(query, 10)
        times.append((time.perf_counter() - started) * 1000)
    tutor.close()
    p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    yield (
        f"search {len(tutor.chunks)} chunks, n = {len(times)}",
        f"p50 {p50:.0f} ms, p95 {p95:.0f} ms",
    )


def answering(work: Path, count: int) -> Iterator[Row]:
    """Questions about the course, one after another, as a student would ask them."""
    started = time.perf_counter()
    tutor = Tutor.open(work / "serve-index", settings=load_settings(answer_cache=0))
    yield "open the index and load both models", f"{time.perf_counter() - started:.1f} s"
    found: list[float] = []
    first: list[float] = []
    total: list[float] = []
    speeds: list[float] = []
    words: list[int] = []
    questions = [row["question"] for row in load_questions() if row["answerable"]]
    for question in questions[:count]:
        begin = time.perf_counter()
        stamps: list[float] = []
        for event in tutor.stream(question):
            now = time.perf_counter() - begin
            if isinstance(event, SourcesFound):
                found.append(now)
            elif isinstance(event, Token):
                stamps.append(now)
            elif isinstance(event, Finished):
                total.append(now)
                words.append(len(event.answer.text.split()))
        if len(stamps) > 1:
            first.append(stamps[0])
            speeds.append((len(stamps) - 1) / (stamps[-1] - stamps[0]))
    yield f"sources shown after, n = {len(found)}", spread(found)
    yield "first word after", spread(first)
    yield f"whole answer after ({statistics.median(words):.0f} words)", spread(total)
    yield "tokens a second while writing", spread(speeds, "{:.1f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    yield "peak memory of the process that answers", f"{peak:.2f} GB"
    tutor.close()


def spread(values: list[float], form: str = "{:.2f} s") -> str:
    """Median, least and most."""
    shown: Callable[[float], str] = form.format
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"median {shown(middle)} ({shown(low)} to {shown(high)})"


if __name__ == "__main__":
    main()
