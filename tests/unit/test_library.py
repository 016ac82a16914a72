"""Notes come in and go while the app runs, and none is lost, leaks or comes twice."""

import io
import json
import tempfile
import zipfile
from pathlib import Path
from threading import Barrier, Thread

import pytest
from retrieval_fakes import NOTES, FakeEncoder, write_notes, write_passages

from tutor.documents.limits import Limits
from tutor.errors import TutorError
from tutor.library import library as library_module
from tutor.library.errors import LibraryError
from tutor.library.library import Library
from tutor.library.note import Upload
from tutor.retrieval.builder import build
from tutor.retrieval.errors import IndexBusyError, NothingToIndexError
from tutor.retrieval.live import LiveIndex
from tutor.retrieval.writer import writing

RIDGE = b"# Ridge\n\nRidge regression shrinks the weights of a model towards zero.\n"
USERS = json.dumps([{"name": "Ada Quill", "email": "ada@example.org", "user_id": "u1"}])


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_notes(tmp_path / "corpus")


@pytest.fixture
def library(tmp_path: Path, corpus: Path) -> Library:
    build([corpus], tmp_path / "index", FakeEncoder())
    return opened(corpus)


def opened(corpus: Path, *, reviewing: bool = False, limits: Limits | None = None) -> Library:
    index = LiveIndex(corpus.parent / "index", FakeEncoder())
    return Library(index, corpus / "contributions", reviewing=reviewing, limits=limits)


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files are made."""
    (folder := tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def zipped(**files: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("_", "."), text)
    return stream.getvalue()


def ids(library: Library) -> set[str]:
    return {note.id for note in library.notes()}


def contributions(corpus: Path) -> list[str]:
    folder = corpus / "contributions"
    paths = folder.iterdir() if folder.exists() else []
    return sorted(path.name for path in paths if not path.name.startswith("."))


def test_a_preview_stores_nothing(library: Library, corpus: Path, temporary: Path) -> None:
    readable, broken = library.preview([Upload("ridge.md", RIDGE), Upload("x.md", b"\xff\xfe\xfa")])
    assert readable.document is not None
    assert (readable.document.title, readable.refusal) == ("Ridge", None)
    assert broken.document is None
    assert broken.refusal is not None
    assert contributions(corpus) == []
    assert list(temporary.iterdir()) == []
    assert ids(library) == set(NOTES)


def test_a_preview_of_an_archive_is_one_of_each_member(library: Library) -> None:
    data = zipped(a_md="A.", b_md="B.", users_json=USERS, c_key="x")
    found = library.preview([Upload("../week.zip", data)])
    assert {each.name: each.refusal is None for each in found} == {
        "week.zip/a.md": True,
        "week.zip/b.md": True,
        "week.zip/c.key": False,
        "week.zip/users.json": False,
    }


def test_a_preview_tells_which_notes_say_it_already(library: Library) -> None:
    (copy, new) = library.preview(
        [Upload("copy.md", NOTES["learning.md"].encode()), Upload("ridge.md", RIDGE)]
    )
    assert [(each.document_id, each.share) for each in copy.overlaps] == [("learning.md", 1.0)]
    assert new.overlaps == ()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("", b"x", "a file without an ending"),
        ("..", b"x", "a file without an ending"),
        ("a.exe", b"x", r"a \.exe file is not a kind of note"),
        ("a.md", b"", "the file is empty"),
        ("a.md", b"x" * 2_000, "the limit is 0"),
        ("a.zip", b"PK", "not a zip archive"),
        ("a.zip", zipped(), "no file in it"),
        ("passages.jsonl", b"\xef\xbb\xbf\n", "the file is empty"),
        ("users.json", USERS.encode(), "lists people, not notes"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(
    library: Library, corpus: Path, name: str, data: bytes, says: str
) -> None:
    library = opened(corpus, limits=Limits(bytes=1_000))
    done = library.add([Upload(name, data)])
    (refused,) = done.refused
    with pytest.raises(LibraryError, match=says):
        raise LibraryError(refused.refusal)
    assert (done.added, done.report) == ((), None)
    assert contributions(corpus) == []


def test_an_upload_is_answerable_when_it_was_added(library: Library, corpus: Path) -> None:
    done = library.add([Upload("../../ridge.md", RIDGE)])
    assert [entry.id for entry in done.added] == ["contributions/ridge.md"]
    assert done.report is not None
    assert done.report.added == 1
    (note,) = [note for note in library.notes() if note.is_contribution]
    assert note.path == corpus / "contributions" / "ridge.md"
    assert [chunk.text for chunk in library.reading(note.id)] == [
        "Ridge regression shrinks the weights of a model towards zero."
    ]
    assert library.original(note.id) == ("ridge.md", RIDGE)


def test_uploads_are_read_though_the_index_was_built_from_elsewhere(tmp_path: Path) -> None:
    elsewhere = write_notes(tmp_path / "elsewhere")
    build([elsewhere], tmp_path / "index", FakeEncoder())
    library = opened(tmp_path / "corpus")
    assert [entry.title for entry in library.add([Upload("ridge.md", RIDGE)]).added] == ["Ridge"]
    assert [entry.title for entry in library.add([Upload("a.md", b"# A\n\nB.")]).added] == ["A"]
    assert library.roots() == (elsewhere, tmp_path / "corpus" / "contributions")


def test_uploads_are_told_though_the_corpus_is_named_by_a_link(
    tmp_path: Path, library: Library, corpus: Path
) -> None:
    (tmp_path / "link").symlink_to(corpus)
    linked = Library(LiveIndex(tmp_path / "index", FakeEncoder()), tmp_path / "link" / "more")
    assert [entry.id for entry in linked.add([Upload("r.md", RIDGE)]).added] == ["more/r.md"]
    assert linked.roots() == (corpus,)


def test_two_uploads_of_one_name_are_both_read_and_the_same_bytes_refused(
    library: Library, corpus: Path
) -> None:
    library.add([Upload("x.md", b"One thing."), Upload("x.md", b"Another thing.")])
    assert contributions(corpus) == ["x (2).md", "x.md"]
    again = library.add([Upload("x.md", b"One thing."), Upload("y.md", b"A third thing.")])
    assert [each.refusal for each in again.refused] == ["x.md is among the notes already, as x.md."]
    assert [entry.id for entry in again.added] == ["contributions/y.md"]


def test_the_members_of_an_uploaded_archive_are_notes_of_their_own(
    library: Library, corpus: Path
) -> None:
    done = library.add([Upload("week.zip", zipped(a_md="A thing.", b_md="B thing.", c_key="x"))])
    assert {entry.id for entry in done.added} == {
        "contributions/week.zip/a.md",
        "contributions/week.zip/b.md",
    }
    assert [each.name for each in done.refused] == ["week.zip/c.key"]
    assert library.original("contributions/week.zip/a.md") == ("a.md", b"A thing.")
    library.remove("contributions/week.zip/a.md")
    assert contributions(corpus) == ["week.zip"]
    library.refresh()
    assert "contributions/week.zip/a.md" not in ids(library)
    library.remove("contributions/week.zip/b.md")
    assert contributions(corpus) == []
    assert ids(library) == set(NOTES)


def test_removing_a_contribution_deletes_its_file_and_leaves_no_word_of_it(
    library: Library, corpus: Path
) -> None:
    library.add([Upload("ridge.md", RIDGE)])
    report = library.remove("contributions/ridge.md")
    assert report.removed == 1
    assert contributions(corpus) == []
    assert library.failures() == ()
    assert [entry.id for entry in library.add([Upload("ridge.md", RIDGE)]).added] == [
        "contributions/ridge.md"
    ]


def test_removing_another_note_leaves_its_file(library: Library, corpus: Path) -> None:
    library.remove("health.md")
    assert (corpus / "health.md").exists()
    library.refresh()
    assert "health.md" not in ids(library)
    assert "you took it out of the index" in library.failures()[0].reason
    library.add_paths([corpus / "health.md"])
    assert ids(library) == set(NOTES)


def test_removing_the_last_note_is_refused_and_loses_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "corpus" / "contributions"
    folder.mkdir(parents=True)
    (folder / "ridge.md").write_bytes(RIDGE)
    (folder / "broken.md").write_bytes(b"\xff\xfe\xfa")
    build([tmp_path / "corpus"], tmp_path / "index", FakeEncoder())
    library = opened(tmp_path / "corpus")
    with pytest.raises(NothingToIndexError, match="That would leave no note at all"):
        library.remove("contributions/ridge.md")
    assert (folder / "ridge.md").read_bytes() == RIDGE
    assert ids(library) == {"contributions/ridge.md"}


def test_unknown_notes_and_folders_are_said(library: Library, tmp_path: Path) -> None:
    for ask in (library.remove, library.original, library.reading):
        with pytest.raises(LibraryError, match=r"There is no note called x\.md in the index"):
            ask("x.md")
    with pytest.raises(LibraryError, match="elsewhere is not in the index"):
        library.forget([tmp_path / "elsewhere"])


def test_a_note_whose_file_is_gone_can_be_shown_and_not_handed_out(
    library: Library, corpus: Path
) -> None:
    (corpus / "health.md").unlink()
    with pytest.raises(LibraryError, match=r"The file of health\.md is not where it was"):
        library.original("health.md")
    assert library.reading("health.md")


def test_a_folder_is_added_and_forgotten(library: Library, tmp_path: Path) -> None:
    rows = write_passages(tmp_path / "passages.jsonl", [("p1", "The heart."), ("p2", "A lung.")])
    assert library.add_paths([rows]).added == 2
    assert library.original("p1")[0] == "passages.jsonl"
    assert library.forget([rows]).removed == 2


def test_a_build_elsewhere_is_waited_for_and_then_told(
    library: Library, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_module, "_PATIENCE", 0.01)
    with writing(corpus.parent / "index"), pytest.raises(IndexBusyError):
        library.add([Upload("ridge.md", RIDGE)])
    assert library.refresh().added == 1  # what was taken in comes with the next build


def test_uploads_of_many_threads_all_come_in(library: Library, corpus: Path) -> None:
    together = Barrier(8)
    wrong: list[Exception] = []

    def add(number: int) -> None:
        together.wait()
        try:
            done = library.add([Upload("x.md", f"# T{number}\n\nNumber {number}.".encode())])
            assert [entry.title for entry in done.added] == [f"T{number}"]
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            wrong.append(error)

    threads = [Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    added = {note.entry.title for note in library.notes() if note.is_contribution}
    assert added == {f"T{number}" for number in range(8)}


def test_of_many_who_remove_a_note_one_does_and_the_others_are_told(library: Library) -> None:
    together = Barrier(4)
    ends: list[str] = []

    def remove() -> None:
        together.wait()
        try:
            library.remove("health.md")
        except TutorError as error:
            ends.append(str(error))
        else:
            ends.append("removed")

    threads = [Thread(target=remove) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["There is no note called health.md in the index."] * 3 + ["removed"]
