"""How soon a note that is new or changed is answered from.

    python -m benchmarks.new_note --notes FOLDER

The folder is copied and indexed. `tutor index --watch` runs as a program of its own, as it would
beside the page, and the clock runs from the moment at which a note is on the disk until a tutor
that was open all the time finds its new sentence first. `tutor add` is timed from its start to the
same, beside a watching program and without one.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tutor import Tutor
from tutor.config import Settings
from tutor.library.handover import is_watched

_TUTOR = (sys.executable, "-m", "tutor")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--notes", type=Path, required=True)
    parser.add_argument("-n", type=int, default=10, help="notes of each sort")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(shutil.copytree(arguments.notes, Path(folder) / "notes"))
        for path in notes.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        measure(notes, Path(folder) / "elsewhere", Path(folder) / "index", arguments.n)


def measure(notes: Path, elsewhere: Path, index: Path, n: int) -> None:
    """Print the medians and ranges of n notes of each sort."""
    elsewhere.mkdir()
    with watcher(notes, index):
        tutor = Tutor.open(index, settings=Settings(index=index), load_model=False)
        print(f"{len(tutor.documents)} documents, {len(tutor.chunks)} passages")
        tutor.search("anything")

        def new(path: Path, i: int, what: str) -> float:
            return until_found(tutor, sentence(i, what), lambda said: write(path, said))

        def handed_over(i: int, what: str) -> float:
            path = elsewhere / f"note {i}.md"
            said = sentence(i, what)
            return until_found(tutor, said, lambda said: add(write(path, said), index))

        paths = [notes / f"new {i}.md" for i in range(n)]
        took = [new(path, i, "came from the north") for i, path in enumerate(paths)]
        report("a new note in a watched folder", took)
        took = [new(path, i, "went to the south") for i, path in enumerate(paths)]
        report("a changed note there", took)
        took = [handed_over(i, "lives abroad") for i in range(n)]
        report("`tutor add` beside a watching program", took)
    few = range(n, n + max(1, n // 3))
    report("`tutor add` by itself", [handed_over(i, "lives alone") for i in few])


@contextmanager
def watcher(notes: Path, index: Path) -> Iterator[None]:
    """A program that watches the notes, once it does."""
    command = (*_TUTOR, "index", str(notes), "--index", str(index), "--watch", "--json")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        while not is_watched(index):
            if process.poll() is not None:
                raise SystemExit("the watching program ended")
            time.sleep(0.1)
        yield
        process.terminate()


def sentence(i: int, what: str) -> str:
    """One that no other note has; a number in letters, because a search looks for words."""
    name = "".join("abcdefghij"[int(digit)] * 2 for digit in f"{i:03d}")
    return f"The quagga {name} {what}."


def write(path: Path, said: str) -> Path:
    """A note that says one thing."""
    path.write_text(f"# Quagga\n\n{said}\n", "utf-8")
    return path


def add(path: Path, index: Path) -> None:
    """Run `tutor add`."""
    command = (*_TUTOR, "add", str(path), "--index", str(index), "--json")
    subprocess.run(command, check=True, capture_output=True)


def until_found(tutor: Tutor, said: str, act: Callable[[str], object]) -> float:
    """Seconds from the act that puts a sentence into the notes until a search finds it."""
    started = time.perf_counter()
    act(said)
    while not any(said in hit.text for hit in tutor.search(said, 5)):
        time.sleep(0.005)
    return time.perf_counter() - started


def report(what: str, seconds: list[float]) -> None:
    """One line."""
    print(
        f"{what}: median {statistics.median(seconds):.2f} s "
        f"({min(seconds):.2f} to {max(seconds):.2f}, n = {len(seconds)})",
        flush=True,
    )


if __name__ == "__main__":
    main()
