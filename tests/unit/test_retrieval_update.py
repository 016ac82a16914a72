"""An index follows its folders, and forgets neither what was taken out nor what failed."""

import zipfile
from pathlib import Path

import pytest
from retrieval_fakes import (
    BROKEN,
    FakeEncoder,
    names_of_files_read,
    run,
    write_notes,
    write_passages,
)

from tutor.documents.failures import NoNotesError
from tutor.retrieval import builder
from tutor.retrieval.builder import build
from tutor.retrieval.errors import IndexMissingError, NothingToIndexError
from tutor.retrieval.manifest import Manifest
from tutor.retrieval.reading import TAKEN_OUT
from tutor.retrieval.store import current_number, open_generation


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


def manifest(index: Path) -> Manifest:
    return open_generation(index).manifest


def ids(index: Path) -> list[str]:
    return [entry.id for entry in manifest(index).documents]


def failures(index: Path) -> dict[str, str]:
    return {Path(each.path).name: each.reason for each in manifest(index).failures}


def zipped(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_without_an_index_there_is_nothing_to_update(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError):
        run(tmp_path / "index")
    assert not (tmp_path / "index").exists()


def test_when_nothing_changed_nothing_is_written(
    notes: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (notes / "broken.md").write_bytes(BROKEN)
    assert run(index).written
    number = current_number(index)
    for change in ({}, {"add": [notes]}, {"add": [notes / "health.md"]}):
        assert not run(index, **change).written
    monkeypatch.chdir(notes.parent)
    assert not build([Path("notes")], index, FakeEncoder()).written  # the same, spelled otherwise
    assert current_number(index) == number


def test_a_folder_that_was_added_is_followed_from_then_on(
    tmp_path: Path, notes: Path, index: Path
) -> None:
    more = write_notes(tmp_path / "more", {"extra.md": "# Extra\n\nRidge shrinks weights.\n"})
    report = run(index, add=[more])
    assert [entry.id for entry in report.new] == ["extra.md"]
    (more / "again.md").write_text("Lasso too.", encoding="utf-8")
    assert run(index).added == 1
    assert manifest(index).roots == ("../notes", "../more")


def test_a_path_that_is_given_twice_or_covered_is_one_place(
    tmp_path: Path, notes: Path, index: Path
) -> None:
    more = write_notes(tmp_path / "more")
    run(index, add=[more, more, tmp_path / "." / "more", notes / "health.md"])
    assert manifest(index).roots == ("../notes", "../more")
    build([notes, notes], tmp_path / "twice", FakeEncoder())
    assert manifest(tmp_path / "twice").roots == ("../notes",)


def test_what_a_folder_hides_can_be_added_by_its_name(notes: Path, index: Path) -> None:
    (notes / ".drafts").mkdir()
    (notes / ".drafts" / "x.md").write_text("Ridge shrinks weights.", encoding="utf-8")
    assert run(index).added == 0
    assert run(index, add=[notes / ".drafts" / "x.md"]).added == 1


def test_adding_what_is_not_there_or_holds_nothing_changes_nothing(
    tmp_path: Path, index: Path
) -> None:
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "empty", tmp_path / "gone"):
        with pytest.raises(NoNotesError):
            run(index, add=[path])
    assert current_number(index) == 1
    assert manifest(index).roots == ("../notes",)


def test_what_was_taken_out_stays_out_until_it_is_added_again(notes: Path, index: Path) -> None:
    assert run(index, remove=["health.md"]).removed == 1
    (notes / "health.md").write_text("# Health\n\nChanged words.\n", encoding="utf-8")
    run(index)
    build([notes], index, FakeEncoder())
    assert "health.md" not in ids(index)
    assert failures(index) == {"health.md": TAKEN_OUT}
    assert run(index, add=[notes / "health.md"]).added == 1
    assert failures(index) == {}
    assert manifest(index).left_out == ()


def test_adding_its_folder_puts_a_note_back_as_well(notes: Path, index: Path) -> None:
    run(index, remove=["health.md", "learning.md"])
    assert ids(index) == ["sequences.md"]
    assert run(index, add=[notes]).added == 2


def test_a_note_that_was_taken_out_stays_out_when_another_one_gets_its_name(
    tmp_path: Path, notes: Path, index: Path
) -> None:
    run(index, remove=["health.md"])
    more = write_notes(tmp_path / "more", {"health.md": "# Health\n\nOther words entirely.\n"})
    run(index, add=[more])
    assert ids(index) == ["learning.md", "sequences.md", "more/health.md"]
    run(index, forget=[notes])
    assert ids(index) == ["health.md"]


def test_rows_and_members_are_taken_out_one_by_one(tmp_path: Path, index: Path) -> None:
    rows = write_passages(tmp_path / "passages.jsonl", [("p1", "The heart."), ("p2", "A lung.")])
    archive = zipped(tmp_path / "week.zip", {"a.md": "A neuron.", "b.md": "A bone."})
    run(index, add=[rows, archive])
    run(index, remove=["p1", "week.zip/b.md"])
    run(index)
    assert ids(index)[3:] == ["p2", "week.zip/a.md"]


def test_a_file_that_was_given_by_itself_is_forgotten_when_it_is_taken_out(
    tmp_path: Path, notes: Path, index: Path
) -> None:
    (single := tmp_path / "single.md").write_text("Ridge shrinks.", encoding="utf-8")
    run(index, add=[single])
    run(index, remove=["single.md"])
    assert manifest(index).roots == ("../notes",)
    assert manifest(index).left_out == ()
    assert failures(index) == {}


def test_a_file_that_lies_in_a_folder_too_stays_out_nevertheless(
    tmp_path: Path, notes: Path
) -> None:
    index = tmp_path / "index"
    build([notes / "health.md", notes], index, FakeEncoder())
    run(index, remove=["health.md"])
    assert ids(index) == ["learning.md", "sequences.md"]


def test_what_is_unknown_is_neither_taken_out_nor_forgotten(tmp_path: Path, index: Path) -> None:
    with pytest.raises(KeyError, match=r"unknown\.md"):
        run(index, remove=["unknown.md"])
    with pytest.raises(KeyError, match="elsewhere"):
        run(index, forget=[tmp_path / "elsewhere"])
    assert current_number(index) == 1


def test_an_index_is_never_emptied(notes: Path, index: Path) -> None:
    (notes / "broken.md").write_bytes(BROKEN)
    for change in ({"remove": ids(index)}, {"forget": [notes]}):
        with pytest.raises(NothingToIndexError, match="That would leave no note at all"):
            run(index, **change)
    assert len(ids(index)) == 3


def test_notes_of_a_folder_that_is_gone_are_kept_until_it_is_forgotten(
    tmp_path: Path, notes: Path, index: Path, read: list[str]
) -> None:
    drive = write_notes(tmp_path / "drive", {"x.md": "# X\n\nOn a drive.\n"})
    (drive / "broken.md").write_bytes(BROKEN)
    run(index, add=[drive])
    before = ids(index)
    drive.rename(tmp_path / "unplugged")
    read.clear()
    report = run(index)
    assert (report.removed, report.unchanged) == (0, 4)
    assert sorted(ids(index)) == sorted(before)
    assert failures(index)["drive"].startswith("it is not there any more; what was read there")
    assert "UTF-8" in failures(index)["broken.md"]
    assert not run(index).written
    (tmp_path / "unplugged").rename(drive)
    run(index)
    assert read == []
    assert set(failures(index)) == {"broken.md"}
    drive.rename(tmp_path / "unplugged")
    assert run(index, forget=[drive]).removed == 1


def test_notes_of_a_folder_that_is_gone_outlive_a_new_version_of_the_program(
    tmp_path: Path, index: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    drive = write_notes(tmp_path / "drive", {"x.md": "# X\n\nOn a drive.\n"})
    run(index, add=[drive])
    drive.rename(tmp_path / "unplugged")
    monkeypatch.setattr(builder, "READING", 99)
    report = run(index)
    assert (report.removed, report.changed) == (0, 0)
    assert "x.md" in ids(index)
    (tmp_path / "unplugged").rename(drive)
    read.clear()
    run(index)
    assert read == ["x.md"]  # as the new version reads it


def test_a_folder_that_became_empty_takes_its_notes_along(tmp_path: Path, index: Path) -> None:
    drive = write_notes(tmp_path / "drive", {"x.md": "# X\n\nOn a drive.\n"})
    run(index, add=[drive])
    (drive / "x.md").unlink()
    assert run(index).removed == 1
    assert manifest(index).roots == ("../notes", "../drive")


def test_a_file_of_two_folders_is_one_note(notes: Path, index: Path) -> None:
    sub = write_notes(notes / "sub", {"y.md": "# Y\n\nBelow.\n"})
    run(index, add=[sub])
    build([sub, notes], index, FakeEncoder())
    assert sorted(ids(index)) == ["health.md", "learning.md", "sequences.md", "y.md"]


def test_an_index_and_its_notes_can_be_moved_together(tmp_path: Path, index: Path) -> None:
    (tmp_path / "home").mkdir()
    for name in ("index", "notes"):
        (tmp_path / name).rename(tmp_path / "home" / name)
    report = run(tmp_path / "home" / "index")
    assert (report.added, report.removed, report.unchanged) == (0, 0, 3)


def test_an_index_among_its_notes_does_not_read_itself(notes: Path) -> None:
    for _ in range(2):
        assert build([notes], notes / "index", FakeEncoder()).documents == 3
