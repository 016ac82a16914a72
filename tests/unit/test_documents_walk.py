"""No file of a folder or an archive is lost unsaid: each is a note, or listed with its reason."""

import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.documents import corpus
from tutor.documents.corpus import Scan, read, scan
from tutor.documents.document import Document
from tutor.documents.failures import NoNotesError, UnopenedNoteError
from tutor.documents.limits import Limits
from tutor.documents.note_file import NoteFile
from tutor.documents.readers import markdown

TEXT = "# Note\n\nSome text.\n"
USERS = json.dumps([{"name": "Ada Quill", "email": "ada@example.org", "user_id": "u1"}])
NAMES = st.text(st.sampled_from("aé深ß .-_(1'"), min_size=1, max_size=8).map(
    lambda stem: stem.strip(" .") or "n"
)
ENDINGS = st.sampled_from([".md", ".txt", ".PDF", ".png", "", ".zip", ".jsonl", ".csv", ".json"])
CONTENTS = st.sampled_from([TEXT.encode(), b"", b" \n", b"\xff\xfe\xfa", USERS.encode(), b"{}"])
FILES = st.dictionaries(
    st.builds(
        lambda folders, name, ending: "/".join([*folders, name + ending]),
        st.lists(NAMES, max_size=2),
        NAMES,
        ENDINGS,
    ),
    CONTENTS,
    max_size=6,
)


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def write(path: Path, content: str | bytes = TEXT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def ids(found: Scan) -> list[str]:
    return [item.document_id for item in found.items]


def reasons(found: Scan, root: Path) -> dict[str, str]:
    return {os.path.relpath(each.path, root): each.reason for each in found.failures}


@given(files=FILES, members=FILES)
def test_each_file_and_each_member_is_a_note_or_a_failure(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes], members: dict[str, bytes]
) -> None:
    root = tmp_path_factory.mktemp("notes")
    there = set()
    for name, data in {**files, "week.zip": zipped(members)}.items():
        try:
            write(root / name, data)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            continue  # one name is another one's folder
        there.add(name)
    there.remove("week.zip")
    there |= {f"week.zip/{name}" for name in members} or {"week.zip"}
    found = scan([], optional=[root])
    told = {item.path.relative_to(root).as_posix() for item in found.items}
    failed = set(reasons(found, root))
    assert told | failed == there
    for item in found.items:
        assert item.document_id


def test_notes_of_an_archive_are_named_below_it_and_read_from_it(tmp_path: Path) -> None:
    write(tmp_path / "week 3.zip", zipped({"a/x.md": TEXT.encode(), "./y.txt": b"Words."}))
    found = scan([tmp_path])
    assert ids(found) == ["week 3.zip/a/x.md", "week 3.zip/y.txt"]
    assert [read(item).text for item in found.items] == ["# Note\n\nSome text.", "Words."]
    assert [item.file.name for item in found.items] == ["week 3.zip"] * 2


def test_a_class_archive_tells_its_people_to_the_reader_and_lists_them_as_no_notes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[NoteFile] = []

    def reader(note: NoteFile) -> Document:
        given.append(note)
        return markdown.parse("Text.", note.document_id, note.path)

    monkeypatch.setattr(corpus, "read_note", reader)
    files = {"class/class_content.json": b"[]", "class/users.json": USERS.encode(), "b.md": b"B."}
    write(tmp_path / "class.zip", zipped(files))
    found = scan([tmp_path])
    for item in found.items:
        read(item)
    assert {note.document_id: note.people for note in given} == {
        "class.zip/b.md": frozenset(),
        "class.zip/class/class_content.json": frozenset({"Ada Quill"}),
    }
    assert reasons(found, tmp_path) == {
        "class.zip/class/users.json": "it lists people, not notes; it only serves to take their "
        "names out of the threads"
    }


def test_who_is_known_from_one_list_is_known_though_another_cannot_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "thread.md")
    locked = write(tmp_path / "a.csv", "name,email\n")
    write(tmp_path / "users.json", USERS)
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path == locked:
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    (item,) = scan([tmp_path]).items
    assert item.people == {"Ada Quill"}


def test_a_note_is_new_when_the_people_beside_it_are_others(tmp_path: Path) -> None:
    note = write(tmp_path / "thread.md")
    before = scan([note]).items[0].content_hash
    write(tmp_path / "users.json", USERS)
    assert scan([note]).items[0].content_hash != before


def test_a_member_keeps_its_hash_when_the_archive_is_packed_anew(tmp_path: Path) -> None:
    archive = write(tmp_path / "a.zip", zipped({"a.md": b"A.", "b.md": b"B."}))
    before = {item.document_id: item.content_hash for item in scan([archive]).items}
    write(archive, zipped({"c.md": b"C.", "b.md": b"B!", "a.md": b"A."}))
    after = {item.document_id: item.content_hash for item in scan([archive]).items}
    assert after["a.zip/a.md"] == before["a.zip/a.md"]
    assert after["a.zip/b.md"] != before["a.zip/b.md"]


def test_rows_of_a_passages_file_in_an_archive_are_documents(tmp_path: Path) -> None:
    rows = b'{"id": "p1", "title": "T", "text": "A cell."}\n{"id": "p2", "text": "An atom."}\n'
    found = scan([write(tmp_path / "a.zip", zipped({"rows/passages.jsonl": rows}))])
    assert ids(found) == ["p1", "p2"]
    assert [read(item).text for item in found.items] == ["A cell.", "An atom."]


def test_members_that_lead_out_are_listed_below_their_archive(tmp_path: Path) -> None:
    write(tmp_path / "a.zip", zipped({"/etc/x.md": b"X", "ok.md": b"Fine."}))
    found = scan([tmp_path])
    assert ids(found) == ["a.zip/ok.md"]
    assert list(reasons(found, tmp_path)) == ["a.zip/etc/x.md"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (zipped({}), "there is no file in it"),
        (zipped({"__MACOSX/a.md": b"x"}), "there is no file in it"),
        (b"PK\x03\x04 broken", "not a zip archive, or it is damaged"),
        (zipped({f"{i}.md": b"x" for i in range(6)}), "more than 5 files"),
    ],
)
def test_an_archive_without_a_note_is_listed_itself(
    tmp_path: Path, content: bytes, says: str
) -> None:
    write(tmp_path / "a.zip", content)
    write(tmp_path / "n.md")
    found = scan([tmp_path], Limits(files=5))
    assert ids(found) == ["n.md"]
    assert says in reasons(found, tmp_path)["a.zip"]


def test_files_with_macros_are_notes_by_their_ending(tmp_path: Path) -> None:
    for name in ("a.docm", "b.PPTM"):
        write(tmp_path / name, b"PK")
    assert ids(scan([tmp_path])) == ["a.docm", "b.PPTM"]


def test_more_files_than_the_limit_are_refused_in_one_sentence(tmp_path: Path) -> None:
    write(tmp_path / "a.zip", zipped({"a.md": b"A.", "b.md": b"B."}))
    write(tmp_path / "c.md")
    assert len(scan([tmp_path], Limits(files=3)).items) == 3
    with pytest.raises(NoNotesError, match=r"more than 2 files .* raise the limit \(max_notes\)"):
        scan([tmp_path], Limits(files=2))


def test_readers_are_told_the_limit_of_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []

    def reader(note: NoteFile) -> Document:
        told.append(note.max_pages)
        return markdown.parse("Text.", note.document_id, note.path)

    monkeypatch.setattr(corpus, "read_note", reader)
    (item,) = scan([write(tmp_path / "a.pdf")]).items
    read(item, limits=Limits(pages=7))
    assert told == [7]


def test_a_file_that_grew_beyond_the_limit_since_it_was_found_is_not_read(tmp_path: Path) -> None:
    (item,) = scan([write(tmp_path / "a.md")]).items
    write(tmp_path / "a.md", "x" * 2_000_000)
    with pytest.raises(UnopenedNoteError, match=r"the limit is 1\.0 MB"):
        read(item, limits=Limits(bytes=1_000_000))


def test_of_a_passages_file_without_passages_only_the_first_lines_are_listed(
    tmp_path: Path,
) -> None:
    write(tmp_path / "passages.jsonl", '{"id": "a", "text": "A."}\n' + "bad\n" * 2_000)
    found = scan([tmp_path])
    assert ids(found) == ["a"]
    assert len(found.failures) == 51
    assert "1,950 further lines are no passages either" in found.failures[-1].reason


def test_a_folder_that_may_not_be_looked_at_is_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "n.md")
    locked = write(tmp_path / "locked" / "x.md").parent
    is_dir = Path.is_dir

    def refuse(path: Path) -> bool:
        if path == locked:
            raise PermissionError(13, "Permission denied")
        return is_dir(path)

    monkeypatch.setattr(Path, "is_dir", refuse)
    found = scan([tmp_path])
    assert ids(found) == ["n.md"]
    assert "Permission denied" in reasons(found, tmp_path)["locked"]


def test_a_link_to_what_is_hidden_is_listed(tmp_path: Path) -> None:
    write(tmp_path / "n.md")
    (tmp_path / "link.md").symlink_to(write(tmp_path / ".drafts" / "x.md"))
    found = scan([tmp_path])
    assert ids(found) == ["n.md"]
    assert "hidden; put a copy there" in reasons(found, tmp_path)["link.md"]


def test_links_that_lead_in_a_circle_are_listed(tmp_path: Path) -> None:
    write(tmp_path / "n.md")
    (tmp_path / "a.md").symlink_to(tmp_path / "b.md")
    (tmp_path / "b.md").symlink_to(tmp_path / "a.md")
    assert sorted(reasons(scan([tmp_path]), tmp_path)) == ["a.md", "b.md"]


def test_names_with_control_characters_are_listed_without_them(tmp_path: Path) -> None:
    write(tmp_path / "n.md")
    write(tmp_path / "a\x1b[2J.md")
    found = scan([tmp_path])
    assert ids(found) == ["n.md"]
    assert reasons(found, tmp_path) == {"a?[2J.md": "its name is not valid text; rename it"}


def test_the_indexs_own_folder_among_the_notes_is_not_read(tmp_path: Path) -> None:
    write(tmp_path / "n.md")
    write(tmp_path / "index" / "generations" / "000001" / "chunks.jsonl", '{"text": "x"}')
    write(tmp_path / "other" / "index" / "m.md")
    assert ids(scan([tmp_path], besides=tmp_path / "index")) == ["n.md", "other/index/m.md"]


def test_what_fails_below_two_of_the_given_paths_is_listed_once(tmp_path: Path) -> None:
    write(tmp_path / "a" / "n.md")
    write(tmp_path / "a" / "x.key")
    assert len(scan([tmp_path, tmp_path / "a"]).failures) == 1


def test_a_path_that_is_too_long_to_exist_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoNotesError, match="check the path to your notes"):
        scan([tmp_path / ("x" * 5_000)])
