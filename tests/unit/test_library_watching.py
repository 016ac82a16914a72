"""What changes in a watched folder is answerable by itself, whatever goes wrong in between."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any

import pytest
import watchfiles
from retrieval_fakes import FakeEncoder, write_notes

from tutor.errors import TutorError
from tutor.library.library import Library
from tutor.library.watching import Watcher, watch
from tutor.progress import Progress, silent
from tutor.retrieval.builder import build
from tutor.retrieval.live import LiveIndex
from tutor.retrieval.report import BuildReport

PATIENCE = 30.0  # seconds after which something that should have happened has not


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return write_notes(tmp_path / "notes")


class Observed(Library):
    """Tells when the notes were looked at."""

    looked: SimpleQueue[None]

    def refresh(self, progress: Progress = silent) -> BuildReport:
        try:
            return super().refresh(progress)
        finally:
            self.looked.put(None)


@pytest.fixture
def library(tmp_path: Path, notes: Path) -> Observed:
    build([notes], tmp_path / "index", FakeEncoder())
    return observed(tmp_path)


def observed(folder: Path) -> Observed:
    library = Observed(LiveIndex(folder / "index", FakeEncoder()), folder / "contributions")
    library.looked = SimpleQueue()
    return library


@dataclass
class Watched:
    """What watching in another thread has done."""

    stop: Event = field(default_factory=Event)
    built: SimpleQueue[BuildReport] = field(default_factory=SimpleQueue)
    failed: SimpleQueue[TutorError] = field(default_factory=SimpleQueue)
    threads: list[Thread] = field(default_factory=list)

    def start(self, library: Observed) -> None:
        """Watch; returns when the first look is over."""
        thread = Thread(
            target=watch,
            args=(library, self.stop),
            kwargs={"built": self.built.put, "failed": self.failed.put},
        )
        self.threads.append(thread)
        thread.start()
        library.looked.get(timeout=PATIENCE)

    def report(self) -> BuildReport:
        return self.built.get(timeout=PATIENCE)


@pytest.fixture
def watched() -> Iterator[Watched]:
    watched = Watched()
    yield watched
    watched.stop.set()
    for thread in watched.threads:
        thread.join()


def add(notes: Path) -> None:
    (notes / "new.md").write_text("Ridge shrinks weights.", encoding="utf-8")


def add_below(notes: Path) -> None:
    write_notes(notes / "deep" / "er", {"new.md": "Ridge shrinks weights."})


def edit(notes: Path) -> None:
    (notes / "health.md").write_text("Ridge shrinks weights.", encoding="utf-8")


def save_by_renaming(notes: Path) -> None:
    (notes / ".health.md.swp").write_text("Ridge shrinks weights.", encoding="utf-8")
    (notes / ".health.md.swp").replace(notes / "health.md")


def delete(notes: Path) -> None:
    (notes / "health.md").unlink()


def rename(notes: Path) -> None:
    (notes / "health.md").rename(notes / "moved.md")


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        (add, (1, 0, 0)),
        (add_below, (1, 0, 0)),
        (edit, (0, 1, 0)),
        (save_by_renaming, (0, 1, 0)),
        (delete, (0, 0, 1)),
        (rename, (1, 0, 1)),
    ],
)
def test_a_change_of_the_notes_leads_to_a_build(
    library: Observed,
    notes: Path,
    watched: Watched,
    change: Callable[[Path], None],
    counts: tuple[int, int, int],
) -> None:
    watched.start(library)
    change(notes)
    report = watched.report()
    assert (report.added, report.changed, report.removed) == counts
    assert watched.failed.empty()


def test_what_changed_before_the_watching_began_is_built_at_once(
    library: Observed, notes: Path, watched: Watched
) -> None:
    add(notes)
    watched.start(library)
    assert watched.report().added == 1


def test_a_single_file_is_followed_through_editors_that_save_by_renaming(
    tmp_path: Path, notes: Path, watched: Watched
) -> None:
    build([notes / "health.md"], tmp_path / "index", FakeEncoder())
    library = observed(tmp_path)
    watched.start(library)
    for number in range(3):
        new = notes / "other name"
        new.write_text(f"Ridge shrinks weights {number} times.", encoding="utf-8")
        new.replace(notes / "health.md")
        assert watched.report().changed == 1


def test_a_folder_named_by_a_link_is_watched_where_it_is(
    tmp_path: Path, notes: Path, watched: Watched
) -> None:
    (tmp_path / "link").symlink_to(notes)
    build([tmp_path / "link"], tmp_path / "index", FakeEncoder())
    watched.start(observed(tmp_path))
    add(notes)
    assert watched.report().added == 1


def test_a_folder_that_was_added_is_watched_too(
    tmp_path: Path, library: Observed, watched: Watched
) -> None:
    watched.start(library)
    more = write_notes(tmp_path / "more", {"x.md": "A thing."})
    library.add_paths([more])
    library.looked.get(timeout=PATIENCE)  # at the places of now
    add(more)
    assert watched.report().added == 1


def test_a_folder_that_is_gone_and_comes_back_is_watched_again(
    tmp_path: Path, library: Observed, watched: Watched
) -> None:
    more = write_notes(tmp_path / "more", {"x.md": "A thing."})
    library.add_paths([more])
    watched.start(library)
    more.rename(tmp_path / "unplugged")
    assert "more" in [Path(failure.path).name for failure in watched.report().failed]
    (tmp_path / "unplugged").rename(more)
    assert watched.report().failed == ()
    add(more)
    assert watched.report().added == 1


def test_an_error_is_told_and_watching_goes_on(
    library: Observed, notes: Path, watched: Watched
) -> None:
    watched.start(library)
    texts = {path: path.read_bytes() for path in notes.iterdir()}
    for path in texts:
        path.write_bytes(b"\xff\xfe\xfa")
    assert "None of the notes could be read" in str(watched.failed.get(timeout=PATIENCE))
    for path, text in texts.items():
        path.write_bytes(text)
    add(notes)
    while watched.report().documents < 4:  # as they are mended
        pass


def test_an_index_that_disappears_is_told_and_followed_when_it_is_back(
    tmp_path: Path, library: Observed, notes: Path, watched: Watched
) -> None:
    watched.start(library)
    shutil.rmtree(tmp_path / "index")
    assert "There is no index" in str(watched.failed.get(timeout=PATIENCE))
    build([notes], tmp_path / "index", FakeEncoder())
    library.looked.get(timeout=PATIENCE)
    add(notes)
    while watched.report().added != 1:
        pass


class Scripted:
    """Stands for the operating system: each round of watching raises, or yields changes."""

    def __init__(self, *rounds: Exception | list[str]) -> None:
        self.rounds = list(rounds)
        self.let_through: list[list[str]] = []

    def __call__(self, *_: Path, watch_filter: Any, stop_event: Event, **__: Any) -> Iterator[Any]:
        yield set()  # the first look
        if not self.rounds:
            stop_event.set()
            return
        now = self.rounds.pop(0)
        if isinstance(now, Exception):
            raise now
        passed = [path for path in now if watch_filter(watchfiles.Change.added, path)]
        self.let_through.append(passed)
        yield {(watchfiles.Change.added, path) for path in passed}


def run_scripted(library: Library, patch: pytest.MonkeyPatch, script: Scripted) -> list[str]:
    """Watch until the script ends; returns what was told of failures."""
    patch.setattr(watchfiles, "watch", script)
    stop = Event()
    patch.setattr(stop, "wait", lambda _seconds: None)
    told: list[str] = []
    watch(library, stop, failed=lambda error: told.append(str(error)))
    return told


def test_hidden_files_and_the_indexs_own_lead_to_nothing(
    tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([notes], notes / "index", FakeEncoder())
    library = Library(LiveIndex(notes / "index", FakeEncoder()), tmp_path / "contributions")
    seen = {
        "health.md": True,
        "deep/x.md": True,
        "requests/x.json": True,
        ".health.md.swp": False,
        ".git/x.md": False,
        "deep/.x.md": False,
        "index/CURRENT": False,
        "index/generations/000002/chunks.jsonl": False,
        "index/requests/x.json": True,
        "index/requests/x.done": False,
        "../elsewhere.md": False,
    }
    script = Scripted([str((notes / name).resolve()) for name in seen])
    assert run_scripted(library, monkeypatch, script) == []
    assert script.let_through == [[str(notes / name) for name, counts in seen.items() if counts]]


def test_what_the_system_refuses_to_watch_is_told_once_and_tried_again(
    library: Observed, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = [OSError(28, "OS file watch limit reached") for _ in range(3)]
    script = Scripted(*full, [], RuntimeError("inner error"))
    told = run_scripted(library, monkeypatch, script)
    assert len(told) == 2
    assert "can't be watched just now ([Errno 28] OS file watch limit reached)" in told[0]
    assert "inner error" in told[1]


def test_a_watcher_ends_soon_after_it_is_closed(library: Observed) -> None:
    watcher = Watcher(library)
    library.looked.get(timeout=PATIENCE)
    started = time.monotonic()
    watcher.close()
    assert time.monotonic() - started < 2
