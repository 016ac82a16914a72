"""Where additions are reviewed, an upload waits, and is decided upon once."""

import io
import zipfile
from pathlib import Path
from threading import Barrier, Thread

import pytest
from retrieval_fakes import FakeEncoder, write_notes

from tutor.library import library as library_module
from tutor.library.errors import LibraryError
from tutor.library.library import Addition, Library
from tutor.library.note import Preview, Upload
from tutor.retrieval.builder import build
from tutor.retrieval.live import LiveIndex

RIDGE = b"# Ridge\n\nRidge regression shrinks the weights of a model towards zero.\n"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    corpus = write_notes(tmp_path / "corpus")
    build([corpus], tmp_path / "index", FakeEncoder())
    index = LiveIndex(tmp_path / "index", FakeEncoder())
    return Library(index, corpus / "contributions", reviewing=True)


def contributed(library: Library) -> list[str]:
    return [note.entry.title for note in library.notes() if note.is_contribution]


def test_an_upload_waits_and_is_not_answered_from(library: Library) -> None:
    done = library.add([Upload("ridge.md", RIDGE), Upload("x.key", b"x")])
    assert (done.added, done.report) == ((), None)
    assert [each.preview.name for each in done.pending] == ["ridge.md"]
    assert [each.name for each in done.refused] == ["x.key"]
    assert library.pending() == done.pending
    library.refresh()
    assert contributed(library) == []
    assert library.failures() == ()


def test_what_is_approved_comes_in_and_waits_no_more(library: Library) -> None:
    (waiting,) = library.add([Upload("ridge.md", RIDGE)]).pending
    assert [entry.title for entry in library.approve(waiting.id).added] == ["Ridge"]
    assert library.pending() == ()
    assert contributed(library) == ["Ridge"]


def test_what_is_rejected_is_gone(library: Library, tmp_path: Path) -> None:
    (waiting,) = library.add([Upload("ridge.md", RIDGE)]).pending
    library.reject(waiting.id)
    assert library.pending() == ()
    assert list(tmp_path.rglob("ridge.md")) == []


def test_a_decision_is_made_once(library: Library) -> None:
    one, other = library.add([Upload("a.md", b"A thing."), Upload("b.md", b"B thing.")]).pending
    library.approve(one.id)
    library.reject(other.id)
    for waiting in (one, other):
        for decide in (library.approve, library.reject):
            with pytest.raises(LibraryError, match="somebody decided on it already"):
                decide(waiting.id)


def test_of_many_who_approve_at_once_one_adds_it(library: Library) -> None:
    (waiting,) = library.add([Upload("ridge.md", RIDGE)]).pending
    together = Barrier(4)
    ends: list[Addition | LibraryError] = []

    def approve() -> None:
        together.wait()
        try:
            ends.append(library.approve(waiting.id))
        except LibraryError as error:
            ends.append(error)

    threads = [Thread(target=approve) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ends) == 4
    assert sum(isinstance(end, Addition) and len(end.added) == 1 for end in ends) == 1
    assert contributed(library) == ["Ridge"]
    assert library.pending() == ()


def test_of_an_archive_a_note_in_it_is_shown(library: Library) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.key", "x")
        archive.writestr("b.md", "# B\n\nB thing.")
    (waiting,) = library.add([Upload("week.zip", stream.getvalue())]).pending
    assert waiting.preview.name == "week.zip/b.md"
    assert library.pending() == (waiting,)


def test_what_waits_is_read_again_only_when_the_notes_are_others(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    previews_of = library_module.previews_of

    def counted(upload: Upload, *args: object, **kwargs: object) -> list[Preview]:
        read.append(upload.name)
        return previews_of(upload, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(library_module, "previews_of", counted)
    _, ridge = library.add([Upload("a.md", b"A thing."), Upload("ridge.md", RIDGE)]).pending
    read.clear()
    assert library.pending() == library.pending()
    assert read == ["a.md", "ridge.md"]
    library.approve(ridge.id)
    library.add([Upload("copy.md", RIDGE)])
    (_, copy) = library.pending()
    assert [each.title for each in copy.preview.overlaps] == ["Ridge"]


def test_what_waits_outlives_the_program(library: Library, tmp_path: Path) -> None:
    library.add([Upload("ridge.md", RIDGE)])
    index = LiveIndex(tmp_path / "index", FakeEncoder())
    anew = Library(index, tmp_path / "corpus" / "contributions", reviewing=False)
    (waiting,) = anew.pending()
    anew.approve(waiting.id)
    assert contributed(anew) == ["Ridge"]
