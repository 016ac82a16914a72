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

        def added(i: int) -> None:
            write(notes / f"new {i}.md", i, "came from the north")

        def changed(i: int) -> None:
            write(notes / f"new {i}.md", i, "went to the south")

        report("a new note in a watched folder", [until_found(tutor, added, i) for i in range(n)])
        report("a changed note there", [until_found(tutor, changed, i) for i in range(n)])

        def handed_over(i: int) -> None:
            add(write(elsewhere / f"far {i}.md", n + i, "lives abroad"), index)

        took = [until_found(tutor, handed_over, n + i) for i in range(n)]
        report("`tutor add` beside a watching program", took)

    def alone(i: int) -> None:
        add(write(elsewhere / f"alone {i}.md", 2 * n + i, "lives alone"), index)

    few = max(1, n // 3)
    report("`tutor add` by itself", [until_found(tutor, alone, 2 * n + i) for i in range(few)])


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


def write(path: Path, i: int, what: str) -> Path:
    """A note with a sentence that no other one has."""
    path.write_text(f"# Quagga {name_of(i)}\n\nThe quagga {name_of(i)} {what}.\n", "utf-8")
    return path


def name_of(i: int) -> str:
    """A word for a number, because a search looks for words."""
    return "".join("abcdefghij"[int(digit)] * 2 for digit in f"{i:03d}")


def add(path: Path, index: Path) -> None:
    """Run `tutor add`."""
    subprocess.run(
        (*_TUTOR, "add", str(path), "--index", str(index), "--json"),
        check=True,
        capture_output=True,
    )


def until_found(tutor: Tutor, act: Callable[[int], None], i: int) -> float:
    """Seconds from the act until the tutor finds what is new first."""
    before = [hit.text for hit in tutor.search(f"quagga {name_of(i)}", 1)]
    started = time.perf_counter()
    act(i)
    while True:
        hits = tutor.search(f"quagga {name_of(i)}", 1)
        if name_of(i) in hits[0].text and [hits[0].text] != before:
            return time.perf_counter() - started
        time.sleep(0.005)


def report(what: str, seconds: list[float]) -> None:
    """One line."""
    print(
        f"{what}: median {statistics.median(seconds):.2f} s "
        f"({min(seconds):.2f} to {max(seconds):.2f}, n = {len(seconds)})",
        flush=True,
    )


if __name__ == "__main__":
    main()
