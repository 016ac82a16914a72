"""A command leaves a new note to the program that watches the index, if there is one."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from retrieval_fakes import FakeEncoder, write_notes

from tutor.library.handover import (
    REQUESTS,
    HandedOverError,
    answer_requests,
    hand_over,
    is_watched,
    watching_lock,
)
from tutor.library.library import Library
from tutor.library.watching import watch
from tutor.retrieval.builder import build
from tutor.retrieval.live import LiveIndex
from tutor.retrieval.report import BuildReport


@pytest.fixture
def index(tmp_path: Path) -> Path:
    build([write_notes(tmp_path / "notes")], tmp_path / "index", FakeEncoder())
    return tmp_path / "index"


@pytest.fixture
def library(index: Path) -> Library:
    return Library(LiveIndex(index, FakeEncoder()), index.parent / "contributions")


@pytest.fixture
def watching(library: Library) -> Iterator[list[BuildReport]]:
    """What a watcher in another thread has built."""
    stop, begun = Event(), Event()
    built: list[BuildReport] = []

    def run() -> None:
        begun.set()
        watch(library, stop, built=built.append)

    thread = Thread(target=run)
    thread.start()
    begun.wait()
    while not is_watched(library.index_dir) and thread.is_alive():
        pass
    yield built
    stop.set()
    thread.join()


def new_note(folder: Path, text: str = "# Quagga\n\nA quagga had stripes in front only.\n") -> Path:
    path = folder / "quagga.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_note_is_added_by_the_program_that_watches(
    tmp_path: Path, index: Path, library: Library, watching: list[BuildReport]
) -> None:
    report = hand_over([new_note(tmp_path)], index)
    assert report is not None
    assert report.added == 1
    assert [entry.id for entry in report.new] == ["quagga.md"]
    assert [each.added for each in watching] == [1]
    assert "quagga.md" in [note.id for note in library.notes()]


def test_what_it_says_of_a_note_that_cannot_be_added_is_passed_on(
    index: Path, watching: list[BuildReport]
) -> None:
    with pytest.raises(HandedOverError, match=r"nothing at .*gone"):
        hand_over([Path("gone")], index)
    assert watching == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"add": 7}', b"\xff"])
def test_a_request_that_is_none_is_forgotten(
    tmp_path: Path, index: Path, library: Library, content: bytes
) -> None:
    (index / REQUESTS).mkdir()
    (index / REQUESTS / "x.json").write_bytes(content)
    assert list(answer_requests(library)) == []
    assert list((index / REQUESTS).iterdir()) == []


def test_nothing_is_left_of_a_request(
    tmp_path: Path, index: Path, watching: list[BuildReport]
) -> None:
    hand_over([new_note(tmp_path)], index)
    assert list((index / REQUESTS).iterdir()) == []


def test_without_a_watching_program_the_command_is_told_to_do_it_itself(
    tmp_path: Path, index: Path
) -> None:
    assert not is_watched(index)
    assert hand_over([new_note(tmp_path)], index) is None


def test_a_watcher_that_ends_in_between_leaves_the_work_to_the_command(
    tmp_path: Path, index: Path
) -> None:
    answers: list[BuildReport | None] = [BuildReport(0, 0, 0, 0, 0, 0, (), 0.0)]

    def ask() -> None:
        answers[0] = hand_over([new_note(tmp_path)], index)

    with watching_lock(index) as alone:
        assert alone
        asking = Thread(target=ask)
        asking.start()
        while not list((index / REQUESTS).iterdir()) and asking.is_alive():
            pass
    asking.join()
    assert answers == [None]
    assert list((index / REQUESTS).iterdir()) == []


def test_one_program_watches_at_a_time(index: Path) -> None:
    with watching_lock(index) as first, watching_lock(index) as second:
        assert (first, second) == (True, False)
    with watching_lock(index) as third:
        assert third
