"""What could not be read is listed each time, and read again only when that may help."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from retrieval_fakes import BROKEN, FakeEncoder, names_of_files_read, run, write_notes

from tutor.documents.document import Document
from tutor.documents.limits import Limits
from tutor.documents.note_file import NoteFile
from tutor.documents.readers import text_notes
from tutor.retrieval import builder
from tutor.retrieval.builder import build


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return write_notes(tmp_path / "notes")


@pytest.fixture
def index(tmp_path: Path, notes: Path) -> Path:
    build([notes], tmp_path / "index", FakeEncoder())
    return tmp_path / "index"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return names_of_files_read(monkeypatch)


def zipped(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_a_file_that_failed_is_read_again_only_when_its_bytes_change(
    notes: Path, index: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (notes / "broken.md").write_bytes(BROKEN)
    run(index)
    assert read == ["broken.md"]
    monkeypatch.chdir(notes.parent)
    for again in (
        lambda: run(index),
        lambda: build([notes], index, FakeEncoder()),
        lambda: build([Path("notes")], index, FakeEncoder()),
        lambda: (notes / "broken.md").rename(notes / "moved.md") and run(index),
    ):
        report = again()
        assert [each.reason for each in report.failed] == [
            "it is not UTF-8 text at byte 10; save it as UTF-8"
        ]
    assert read == ["broken.md"]
    (notes / "moved.md").write_text("Mended.", encoding="utf-8")
    assert run(index).failed == ()
    assert read == ["broken.md", "moved.md"]


@pytest.mark.parametrize(
    "other", [lambda patch: patch.setattr(builder, "READING", 99), lambda _: Limits(pages=5)]
)
def test_a_file_that_failed_is_read_again_by_another_program_or_under_another_limit(
    notes: Path,
    index: Path,
    read: list[str],
    monkeypatch: pytest.MonkeyPatch,
    other: Callable[[pytest.MonkeyPatch], Limits | None],
) -> None:
    (notes / "broken.md").write_bytes(BROKEN)
    run(index)
    read.clear()
    run(index, limits=other(monkeypatch))
    assert "broken.md" in read


def test_what_could_not_be_opened_is_tried_again_as_it_is(
    notes: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = notes / "new.md"
    new.write_text("New words.", encoding="utf-8")
    reads: list[Path] = []
    read_bytes = Path.read_bytes

    def refuse_the_second_time(path: Path) -> bytes:
        reads.append(path)
        if path == new and reads.count(new) == 2:
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse_the_second_time)
    assert "Permission denied" in run(index).failed[0].reason
    assert run(index).added == 1


def test_a_damaged_archive_is_tried_again_when_it_was_packed_anew(
    tmp_path: Path, index: Path
) -> None:
    archive = zipped(tmp_path / "week.zip", {"a.md": "A neuron.", "b.md": "A bone."})
    whole = archive.read_bytes()
    archive.write_bytes(whole.replace(b"A bone.", b"A b\0ne."))
    assert "damaged in the archive" in run(index, add=[archive]).failed[0].reason
    archive.write_bytes(whole)  # of the same size, with the same checksums in its list
    assert run(index).failed == ()


def test_a_reader_that_raises_anything_keeps_no_other_note_from_being_read(
    notes: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bad(note: NoteFile) -> Document:
        raise ZeroDivisionError

    (notes / "new.md").write_text("New words.", encoding="utf-8")
    monkeypatch.setattr(text_notes, "read", bad)
    (failure,) = run(index).failed
    assert "it can't be parsed (ZeroDivisionError)" in failure.reason
