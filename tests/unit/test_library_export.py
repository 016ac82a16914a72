"""Notes are written out under harmless names, and no file is lost for it."""

import json
from pathlib import Path

import pytest
from retrieval_fakes import NOTES, FakeEncoder, write_notes, write_passages

from tutor.library import export as exporting
from tutor.library.errors import LibraryError
from tutor.library.export import LICENCES, export_notes
from tutor.retrieval.builder import build
from tutor.retrieval.errors import IndexMissingError
from tutor.retrieval.store import open_generation


def index(notes: Path, folder: Path) -> None:
    build([notes], folder, FakeEncoder())


def test_an_export_can_be_indexed_and_says_the_same(tmp_path: Path) -> None:
    front = "---\ntitle: 'Colons: and #marks'\nchapter: 1.10\nlicence: CC BY 4.0\n---\n"
    notes = {**NOTES, "deep/front.md": f"{front}Text of the note.\n"}
    (tmp_path / "notes" / "deep").mkdir(parents=True)
    index(write_notes(tmp_path / "notes", notes), tmp_path / "index")
    export_notes(tmp_path / "index", tmp_path / "out")
    index(tmp_path / "out", tmp_path / "again")
    before = open_generation(tmp_path / "index").chunks
    after = [
        chunk
        for chunk in open_generation(tmp_path / "again").chunks
        if chunk.document_id != LICENCES
    ]
    assert [c.text for c in after] == [c.text for c in before]
    # So much the same that even the ids of the passages are.
    assert [(c.id, c.title, c.metadata) for c in after] == [
        (c.id, c.title, c.metadata) for c in before
    ]


def test_pages_rows_and_posts_have_their_name_as_a_heading(tmp_path: Path) -> None:
    notes = write_notes(
        tmp_path / "notes", {"faq.csv": "question,answer\nWhat is ridge?,It shrinks weights.\n"}
    )
    index(notes, tmp_path / "index")
    export_notes(tmp_path / "index", tmp_path / "out")
    text = (tmp_path / "out" / "faq.csv.md").read_text("utf-8")
    assert text.startswith("---\ntitle: ")
    assert "kind: questions\n---\n# " in text
    assert "## row 1\n\n" in text
    assert "It shrinks weights." in text


def test_every_licence_is_listed_and_where_there_is_none(tmp_path: Path) -> None:
    notes = write_notes(
        tmp_path / "notes",
        {"a.md": "---\nlicence: CC BY 4.0\ntitle: A | B\n---\nText.\n", "b.txt": "Some text.\n"},
    )
    index(notes, tmp_path / "index")
    export = export_notes(tmp_path / "index", tmp_path / "out")
    rows = (tmp_path / "out" / LICENCES).read_text("utf-8").splitlines()[-2:]
    assert rows == [
        "| a.md | A \\| B | CC BY 4.0 | Markdown |",
        "| b.txt.md | b | not stated | plain text |",
    ]
    assert [note.licence for note in export.notes] == ["CC BY 4.0", None]


def test_names_are_harmless_and_different_on_every_system(tmp_path: Path) -> None:
    wanted = ["../../etc/x", "a", "a.md", "A.md", "a.md/b", "LICENCES", "con", "x:y", ".hidden"]
    write_passages(tmp_path / "passages.jsonl", [(name, f"Text of {name}.") for name in wanted])
    index(tmp_path / "passages.jsonl", tmp_path / "index")
    export = export_notes(tmp_path / "index", tmp_path / "out")
    files = [note.file for note in export.notes]
    assert len({file.casefold() for file in files}) == len(wanted)
    for file, name in zip(files, wanted, strict=True):
        path = (tmp_path / "out" / file).resolve()
        assert path.is_relative_to(tmp_path / "out")
        assert f"Text of {name}." in path.read_text("utf-8")
        assert not any(part.startswith(".") for part in Path(file).parts)
    found = [path for path in (tmp_path / "out").rglob("*.md") if path.is_file()]
    assert len(found) == len(wanted) + 1


@pytest.fixture
def built(tmp_path: Path) -> Path:
    index(write_notes(tmp_path / "notes"), tmp_path / "index")
    return tmp_path / "index"


def test_an_export_takes_the_place_of_the_one_before(tmp_path: Path, built: Path) -> None:
    export_notes(built, tmp_path / "out")
    (tmp_path / "notes" / "health.md").unlink()
    build([tmp_path / "notes"], built, FakeEncoder())
    export_notes(built, tmp_path / "out")
    names = {path.name for path in (tmp_path / "out").glob("[!.]*")}
    assert names == {"learning.md", "sequences.md", LICENCES}
    assert {path.name for path in tmp_path.iterdir()} == {"notes", "index", "out"}


def test_an_empty_folder_is_filled(tmp_path: Path, built: Path) -> None:
    (tmp_path / "out").mkdir()
    assert len(export_notes(built, tmp_path / "out").notes) == len(NOTES)


@pytest.mark.parametrize(
    ("file", "text"), [("mine.md", "Mine."), ("health.md", "Changed."), (".hidden", "x")]
)
def test_a_folder_with_other_files_is_refused(
    tmp_path: Path, built: Path, file: str, text: str
) -> None:
    export_notes(built, tmp_path / "out")
    (tmp_path / "out" / file).write_text(text)
    with pytest.raises(LibraryError, match=f"holds {file}, which is not of an export or"):
        export_notes(built, tmp_path / "out")
    assert (tmp_path / "out" / file).read_text() == text


def test_notes_are_not_written_over_a_file_or_the_notes_themselves(
    tmp_path: Path, built: Path
) -> None:
    with pytest.raises(LibraryError, match="name an empty or a new folder"):
        export_notes(built, tmp_path / "notes")
    with pytest.raises(LibraryError, match="is a file"):
        export_notes(built, tmp_path / "notes" / "health.md")
    assert (tmp_path / "notes" / "health.md").read_text("utf-8") == NOTES["health.md"]


@pytest.mark.parametrize("marker", ["nonsense", "[]", json.dumps({"mine.md": "0"})])
def test_a_marker_that_says_something_else_protects_nothing(
    tmp_path: Path, built: Path, marker: str
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / exporting._MARKER).write_text(marker)
    (tmp_path / "out" / "mine.md").write_text("Mine.")
    with pytest.raises(LibraryError):
        export_notes(built, tmp_path / "out")


def test_an_export_that_dies_leaves_the_one_before(
    tmp_path: Path, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_notes(built, tmp_path / "out")
    before = {path: path.read_bytes() for path in (tmp_path / "out").glob("*.md")}

    def die(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(exporting, "sync_tree", die)
    with pytest.raises(KeyboardInterrupt):
        export_notes(built, tmp_path / "out")
    assert {path: path.read_bytes() for path in (tmp_path / "out").glob("*.md")} == before
    monkeypatch.undo()
    export_notes(built, tmp_path / "out")
    assert {path.name for path in tmp_path.iterdir()} == {"notes", "index", "out"}


def test_a_folder_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exporting, "sync_tree", fail)
    with pytest.raises(LibraryError, match=r"can't be written to .*No space left"):
        export_notes(built, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_without_an_index_there_is_nothing_to_write(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError):
        export_notes(tmp_path / "index", tmp_path / "out")
    assert not (tmp_path / "out").exists()
