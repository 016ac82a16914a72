"""A running program answers from the newest index, and finishes what it began with the old one."""

import shutil
from pathlib import Path
from threading import Barrier, Thread

import pytest
from retrieval_fakes import FakeEncoder, write_notes

from tutor.errors import TutorError
from tutor.retrieval import live
from tutor.retrieval.builder import build, update
from tutor.retrieval.errors import (
    EncoderMismatchError,
    IndexDamagedError,
    IndexMissingError,
)
from tutor.retrieval.live import LiveIndex
from tutor.retrieval.retriever import Retriever
from tutor.retrieval.store import CURRENT


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return write_notes(tmp_path / "notes")


@pytest.fixture
def index(tmp_path: Path, notes: Path) -> Path:
    build([notes], tmp_path / "index", FakeEncoder())
    return tmp_path / "index"


def change(notes: Path, index: Path, text: str = "Ridge shrinks weights.") -> None:
    (notes / "new.md").write_text(text, encoding="utf-8")
    update(index, FakeEncoder())


def test_the_index_is_opened_once_until_it_changes(
    notes: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = LiveIndex(index, FakeEncoder())
    first = current.current()
    assert current.current() is first
    change(notes, index)
    second = current.current()
    assert second.number == first.number + 1
    assert [len(first.documents), len(second.documents)] == [3, 4]
    assert first.search("ICD codes")  # whoever holds it may go on
    monkeypatch.setattr(live.Retriever, "open", None)
    assert current.current() is second


def test_an_index_that_was_deleted_and_built_anew_is_opened_though_its_number_is_the_same(
    notes: Path, index: Path
) -> None:
    current = LiveIndex(index, FakeEncoder())
    shutil.rmtree(index)
    (notes / "new.md").write_text("Ridge shrinks weights.", encoding="utf-8")
    build([notes], index, FakeEncoder())
    assert (current.current().number, len(current.current().documents)) == (1, 4)


def test_many_threads_get_the_new_index_which_is_opened_once(
    notes: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = LiveIndex(index, FakeEncoder())
    opened: list[int] = []
    open_index = Retriever.open

    def counted(folder: Path, encoder: FakeEncoder) -> Retriever:
        retriever = open_index(folder, encoder)
        opened.append(retriever.number)
        return retriever

    monkeypatch.setattr(live.Retriever, "open", counted)
    found: list[Retriever] = []
    for number in (2, 3):
        change(notes, index, f"Ridge shrinks weights {number} times.")
        together = Barrier(8)

        def ask(together: Barrier = together) -> None:
            together.wait()
            found.append(current.current())

        threads = [Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [retriever.number for retriever in found] == [2] * 8 + [3] * 8
    assert opened == [2, 3]


def damage_current(index: Path) -> None:
    (index / CURRENT).write_text("nonsense", encoding="ascii")


def damage_files(index: Path) -> None:
    update(index, FakeEncoder(), remove=["health.md"])
    (index / "generations" / "000002" / "chunks.jsonl").write_bytes(b"nonsense")


def other_encoder(index: Path) -> None:
    build([index.parent / "notes"], index, FakeEncoder("other"), rebuild=True)


@pytest.mark.parametrize(
    ("what", "error"),
    [
        (shutil.rmtree, IndexMissingError),
        (damage_current, IndexDamagedError),
        (damage_files, IndexDamagedError),
        (other_encoder, EncoderMismatchError),
    ],
)
def test_what_happened_to_the_folder_is_told_each_time_and_mended_by_a_build(
    notes: Path, index: Path, what: object, error: type[TutorError]
) -> None:
    current = LiveIndex(index, FakeEncoder())
    held = current.current()
    what(index)  # type: ignore[operator]
    for _ in range(2):
        with pytest.raises(error):
            current.current()
    assert held.search("ICD codes")
    build([notes], index, FakeEncoder(), rebuild=True)
    assert len(current.current().documents) == 3


def test_there_must_be_an_index_to_begin_with(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError):
        LiveIndex(tmp_path / "index", FakeEncoder())
