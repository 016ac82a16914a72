"""The first preparation of a language model, beside the usual way, and whether they give the same.

    python -m benchmarks.preparation [--model NAME] [--repeats N] [--report FILE.md]

The usual way has transformers unpack the whole GGUF file to bfloat16 and gives that to
CTranslate2's converter, in memory: `tutor/models/unpack.py`, which serves all other architectures.
Each run is a process of its own that starts from the fetched file, which was read once before, and
writes into a folder that is deleted afterwards; the two ways take turns. Memory is sampled over the
process and its children: resident in all, and anonymous, that is without what is mapped from files.
"""

import argparse
import filecmp
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import psutil

from tutor.config import load_settings
from tutor.models import unpack
from tutor.models.convert import NOTE, QUANTIZATION, conversions, hushed, prepare_ctranslate2
from tutor.models.files import sha256_of
from tutor.models.resolve import ModelLocation, resolve
from tutor.progress import silent

SIDES = {"usual": "transformers, then CTranslate2's converter", "ours": "tensor by tensor"}
_EVERY = 0.05  # seconds between two looks at the memory


@dataclass(frozen=True)
class Run:
    """What one preparation took."""

    seconds: float
    processor: float  # seconds of all processors together
    resident: int  # bytes at the peak
    anonymous: int  # bytes at the peak


def main() -> None:
    """Measure, print the table and keep it where asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="qwen-1.5b", help="a known name")
    parser.add_argument("--repeats", type=int, default=2, help="runs of each way")
    parser.add_argument("--report", type=Path, help="a Markdown file for the table")
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    location = resolve(given.model, "generate", load_settings().cache_dir)
    if given.side:
        prepare(given.side, location, given.into)
        return
    text = "\n".join(compare(location, given.repeats))
    print(text)
    if given.report:
        given.report.write_text(f"{text}\n", "utf-8")


def prepare(side: str, location: ModelLocation, into: Path) -> None:
    """Make the model's folder inside of another, one way or the other."""
    if side == "ours":
        prepare_ctranslate2(location, into)
        return
    with hushed():
        model, tokenizer = unpack.load(location, silent, 3)
        result = conversions(location, into) / "ctranslate2"
        result.parent.mkdir(parents=True)
        unpack.convert(model, tokenizer, into, result, QUANTIZATION)


def compare(location: ModelLocation, repeats: int) -> list[str]:
    """Run both ways in turn, and the lines of the table."""
    for file in location.path.glob("*.gguf"):
        sha256_of(file)  # so that no run reads it from the disk first
    runs: dict[str, list[Run]] = {side: [] for side in SIDES}
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as name:
            folders = {side: Path(name) / side for side in SIDES}
            for side, folder in folders.items():
                folder.mkdir()
                runs[side].append(measured(side, location, folder))
                print(f"{side}: {runs[side][-1]}", file=sys.stderr, flush=True)
            made = [conversions(location, folder) / "ctranslate2" for folder in folders.values()]
            require_equal(*made)
    return table(location.name, runs)


def measured(side: str, location: ModelLocation, into: Path) -> Run:
    """One preparation, from the start of its process to the end."""
    command = [sys.executable, "-m", "benchmarks.preparation", "--model", location.name]
    started, before = time.perf_counter(), os.times()
    with subprocess.Popen([*command, "--side", side, "--into", str(into)]) as process:
        watched, resident, anonymous = psutil.Process(process.pid), 0, 0
        while process.poll() is None:
            now = memory(watched)
            resident, anonymous = max(resident, now[0]), max(anonymous, now[1])
            time.sleep(_EVERY)
        seconds = time.perf_counter() - started
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    after = os.times()
    processor = after.children_user + after.children_system
    processor -= before.children_user + before.children_system
    return Run(seconds, processor, resident, anonymous)


def memory(process: psutil.Process) -> tuple[int, int]:
    """Resident and anonymous bytes of a process and its children; nothing once it has ended."""
    try:
        all_of_it = [each.memory_info() for each in (process, *process.children(recursive=True))]
    except psutil.NoSuchProcess:
        return 0, 0
    # Only Linux tells how much is shared with files.
    anonymous = sum(each.rss - getattr(each, "shared", 0) for each in all_of_it)
    return sum(each.rss for each in all_of_it), anonymous


def require_equal(first: Path, second: Path) -> None:
    """Raise unless two folders hold the same files with the same bytes, but for the note.

    Raises:
        ValueError: They differ.
    """
    names = [{path.name for path in folder.iterdir()} - {NOTE} for folder in (first, second)]
    if names[0] != names[1]:
        raise ValueError(f"the two ways made different files: {names[0] ^ names[1]}")
    _, different, unread = filecmp.cmpfiles(first, second, names[0], shallow=False)
    if different or unread:
        raise ValueError(f"the two ways gave different bytes: {different + unread}")


def table(model: str, runs: dict[str, list[Run]]) -> list[str]:
    """Means with the least and greatest, and the ratio of the times."""
    pairs = list(zip(runs["ours"], runs["usual"], strict=True))
    ratios = [ours.seconds / usual.seconds for ours, usual in pairs]
    lines = [
        f"| preparation of {model} | seconds | of processors | peak resident | anonymous |",
        "|---|---:|---:|---:|---:|",
    ]
    for side, name in SIDES.items():
        seconds = [run.seconds for run in runs[side]]
        processor = [run.processor for run in runs[side]]
        resident = max(run.resident for run in runs[side]) / 1e9
        anonymous = max(run.anonymous for run in runs[side]) / 1e9
        lines.append(
            f"| {name} | {spread(seconds, 1)} | {spread(processor, 1)} "
            f"| {resident:.1f} GB | {anonymous:.1f} GB |"
        )
    count = len(ratios)
    return [
        *lines,
        "",
        f"Ratio of the times: {spread(ratios, 2)} (n = {count} each way); all files are the same, "
        "byte for byte.",
    ]


def spread(values: list[float], digits: int) -> str:
    """The mean, with the least and greatest behind it."""
    shown = [f"{value:.{digits}f}" for value in (mean(values), min(values), max(values))]
    return f"{shown[0]} ({shown[1]} to {shown[2]})"


if __name__ == "__main__":
    main()
