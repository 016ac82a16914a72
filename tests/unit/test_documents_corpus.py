"""What a scan finds, what it calls it, and what it says about what can't be read."""

import os
from pathlib import Path

import pytest

from tutor.documents.corpus import CorpusItem, Scan, read, scan
from tutor.documents.failures import NoNotesError, UnreadableNoteError
from tutor.documents.limits import Limits
from tutor.documents.readers.formats import READABLE

LIMIT = 1_000_000


def write(path: Path, content: str | bytes = "# Note\n\nSome text.\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def ids(found: Scan) -> list[str]:
    return [item.document_id for item in found.items]


def reasons(found: Scan) -> dict[str, str]:
    return {Path(failure.path).name: failure.reason for failure in found.failures}


def test_a_folder_is_walked_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.md", "a/z.txt", "a/c.markdown", ".git/x.md", "a/.hidden.md", "UPPER.MD"):
        write(tmp_path / name)
    assert ids(scan([tmp_path], limits=Limits(bytes=LIMIT))) == [
        "UPPER.MD",
        "a/c.markdown",
        "a/z.txt",
        "b.md",
    ]


def test_a_single_file_is_called_by_its_name(tmp_path: Path) -> None:
    assert ids(scan([write(tmp_path / "deep" / "n.md")], limits=Limits(bytes=LIMIT))) == ["n.md"]


def test_the_same_file_below_two_paths_is_one_document(tmp_path: Path) -> None:
    note = write(tmp_path / "a" / "n.md")
    assert ids(scan([tmp_path, note, tmp_path / "a"], limits=Limits(bytes=LIMIT))) == ["a/n.md"]


def test_notes_of_the_same_name_in_two_folders_get_their_folders_name(tmp_path: Path) -> None:
    write(tmp_path / "ml" / "week1.md")
    write(tmp_path / "dl" / "week1.md")
    write(tmp_path / "dl" / "week2.md")
    found = scan([tmp_path / "ml", tmp_path / "dl"], limits=Limits(bytes=LIMIT))
    assert ids(found) == ["ml/week1.md", "dl/week1.md", "week2.md"]
    assert not found.failures


def test_names_that_stay_the_same_are_a_failure_and_not_a_mix_up(tmp_path: Path) -> None:
    first, second = write(tmp_path / "x" / "ml" / "n.md"), write(tmp_path / "y" / "ml" / "n.md")
    found = scan([first.parent, second.parent], limits=Limits(bytes=LIMIT))
    assert ids(found) == ["ml/n.md"]
    assert "already called n.md" in reasons(found)["n.md"]


def test_the_hash_is_of_the_bytes(tmp_path: Path) -> None:
    note = write(tmp_path / "n.md", "one")
    before = scan([note], limits=Limits(bytes=LIMIT)).items[0]
    os.utime(note, (1, 1))
    assert scan([note], limits=Limits(bytes=LIMIT)).items[0] == before
    write(note, "two")
    assert scan([note], limits=Limits(bytes=LIMIT)).items[0].content_hash != before.content_hash


def test_each_file_that_cannot_be_read_is_listed_with_its_reason(tmp_path: Path) -> None:
    write(tmp_path / "fine.md")
    write(tmp_path / "empty.md", "")
    write(tmp_path / "blank.txt", " \n\t\n")
    write(tmp_path / "slides.key", b"PK")
    write(tmp_path / "Makefile", "all:")
    with (tmp_path / "huge.md").open("wb") as huge:
        huge.truncate(50_000_000)  # sparse: takes no space
    found = scan([tmp_path], limits=Limits(bytes=LIMIT))
    assert ids(found) == ["fine.md"]
    assert reasons(found) == {
        "Makefile": f"a file without an ending is not a kind of note that can be read "
        f"({READABLE} are)",
        "blank.txt": "the file is empty; write something in it or remove it",
        "empty.md": "the file is empty; write something in it or remove it",
        "huge.md": "it has 50.0 MB and the limit is 1.0 MB; split it or raise the limit "
        "(max_note_mb)",
        "slides.key": f"a .key file is not a kind of note that can be read ({READABLE} are)",
    }


def test_a_file_that_may_not_be_opened_is_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "fine.md")
    locked = write(tmp_path / "locked.md")
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path == locked:
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    found = scan([tmp_path], limits=Limits(bytes=LIMIT))
    assert ids(found) == ["fine.md"]
    assert "Permission denied" in reasons(found)["locked.md"]


def test_links_out_of_the_folder_are_listed_and_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside" / "secret.md")
    write(tmp_path / "notes" / "n.md")
    (tmp_path / "notes" / "out.md").symlink_to(outside)
    (tmp_path / "notes" / "folder").symlink_to(outside.parent)
    (tmp_path / "notes" / "gone.md").symlink_to(tmp_path / "nowhere")
    (tmp_path / "notes" / "again.md").symlink_to(tmp_path / "notes" / "n.md")
    (tmp_path / "notes" / "loop").symlink_to(tmp_path / "notes")
    found = scan([tmp_path / "notes"], limits=Limits(bytes=LIMIT))
    assert ids(found) == ["n.md"]
    assert sorted(reasons(found)) == ["folder", "gone.md", "out.md"]


def test_a_folder_that_is_itself_a_link_is_read(tmp_path: Path) -> None:
    write(tmp_path / "notes" / "n.md")
    (tmp_path / "link").symlink_to(tmp_path / "notes")
    assert ids(scan([tmp_path / "link"], limits=Limits(bytes=LIMIT))) == ["n.md"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    write(tmp_path / "n.md")
    os.mkfifo(tmp_path / "pipe.md")
    assert "regular file" in reasons(scan([tmp_path], limits=Limits(bytes=LIMIT)))["pipe.md"]


def test_file_names_in_other_scripts_are_kept_in_one_form(tmp_path: Path) -> None:
    for name in ("神经网络.md", "обучение.md", "Re\u0301seau.md"):
        write(tmp_path / name)
    assert set(ids(scan([tmp_path], limits=Limits(bytes=LIMIT)))) == {
        "神经网络.md",
        "обучение.md",
        "R\u00e9seau.md",
    }


def test_a_file_name_that_is_not_text_is_listed(tmp_path: Path) -> None:
    write(tmp_path / "n.md")
    with open(os.fsencode(tmp_path) + b"/\xff\xfe.md", "w") as file:  # noqa: PTH123 (bytes)
        file.write("text")
    found = scan([tmp_path], limits=Limits(bytes=LIMIT))
    assert ids(found) == ["n.md"]
    assert [f.reason for f in found.failures] == ["its name is not valid text; rename it"]
    found.failures[0].path.encode()


@pytest.mark.parametrize("content", [{}, {"a.key": b"PK"}, {"a.md": b""}])
def test_a_folder_without_a_note_is_an_error_that_says_what_to_do(
    tmp_path: Path, content: dict[str, bytes]
) -> None:
    for name, raw in content.items():
        write(tmp_path / name, raw)
    with pytest.raises(NoNotesError, match="put notes there: Markdown, plain text"):
        scan([tmp_path], limits=Limits(bytes=LIMIT))


def test_an_empty_folder_is_an_error_beside_a_full_one_too(tmp_path: Path) -> None:
    write(tmp_path / "full" / "n.md")
    (tmp_path / "empty").mkdir()
    with pytest.raises(NoNotesError, match="empty"):
        scan([tmp_path / "full", tmp_path / "empty"], limits=Limits(bytes=LIMIT))


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NoNotesError, match="check the path"):
        scan([tmp_path / "nothing"], limits=Limits(bytes=LIMIT))


def test_the_only_file_given_being_unreadable_is_an_error_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(NoNotesError, match=r"a\.key: a \.key file is not"):
        scan([write(tmp_path / "a.key")], limits=Limits(bytes=LIMIT))


def test_rows_of_a_passages_file_are_documents(tmp_path: Path) -> None:
    rows = write(
        tmp_path / "passages.jsonl",
        '{"id": "p1", "title": "Cells", "text": "A cell is *small*. It lives."}\n\n'
        '{"id": "p2", "title": "Atoms", "text": "An atom costs $5 and $6."}\n',
    )
    found = scan([tmp_path], limits=Limits(bytes=LIMIT))
    assert ids(found) == ["p1", "p2"]
    first, second = (read(item) for item in found.items)
    assert (first.id, first.title, first.text) == ("p1", "Cells", "A cell is *small*. It lives.")
    assert first.sections[0].locator.label == "Cells"
    assert second.text == "An atom costs $5 and $6."
    assert ids(scan([rows], limits=Limits(bytes=LIMIT))) == ["p1", "p2"]


def test_a_passages_hash_is_its_own_whatever_stands_around_it(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    write(rows, '{"id":"a","title":"T","text":"x"}\n{"id":"b","title":"T","text":"y"}')
    first = scan([rows], limits=Limits(bytes=LIMIT)).items
    write(rows, '{"text": "y", "id": "b", "title": "T"}\n{"id":"a","title":"T","text":"changed"}')
    second = {i.document_id: i.content_hash for i in scan([rows], limits=Limits(bytes=LIMIT)).items}
    hashes = {item.document_id: item.content_hash for item in first}
    assert second["b"] == hashes["b"]
    assert second["a"] != hashes["a"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("{nonsense", "not valid JSON"),
        ('["a"]', "not an object"),
        ('{"text": "x"}', 'no "id"'),
        ('{"id": 7, "text": "x"}', 'no "id"'),
        ('{"id": "x"}', "must be text"),
        ('{"id": "x", "text": "  "}', "text is empty"),
        ('{"id": "good", "text": "again"}', "already on line 1"),
        ('{"id": "x", "text": "\\ud800"}', "surrogate"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_a_bad_row_is_a_failure_that_names_its_line(tmp_path: Path, row: str, says: str) -> None:
    rows = write(tmp_path / "passages.jsonl", '{"id": "good", "text": "fine"}\n' + row + "\n")
    found = scan([rows], limits=Limits(bytes=LIMIT))
    assert ids(found) == ["good"]
    (failure,) = found.failures
    assert failure.reason.startswith("line 2: ")
    assert says in failure.reason


def item_of(path: Path) -> CorpusItem:
    return CorpusItem(path.name, path, "")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("n.md", b"caf\xe9 au lait", "not UTF-8 text at byte 3; save it as UTF-8"),
        ("n.md", b"PK\x03\x04\x00\x00\xff\xfe\x00", "binary data"),
        ("n.txt", b"abc\x00def", "binary data"),
        ("n.md", b"\xff\xfea", "not UTF-16 text"),
        ("n.md", b"# Only a heading\n", "no text in it"),
        ("n.md", b"...\n\n!!! --- ???\n", "no text in it"),
        ("n.md", b"<!-- nothing -->", "no text in it"),
        ("n.txt", b"*** !!! ***", "no text in it"),
    ],
)
def test_what_only_reading_shows_is_said_in_one_sentence(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    path = write(tmp_path / name, content)
    with pytest.raises(UnreadableNoteError) as caught:
        read(item_of(path))
    assert says in caught.value.reason
    assert str(caught.value) == f"{path}: {caught.value.reason}"


def test_a_file_that_disappeared_after_the_scan_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableNoteError, match="can't be opened"):
        read(item_of(tmp_path / "gone.md"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_encodings_windows_line_ends_and_decomposed_letters_read_the_same(
    tmp_path: Path, encoding: str
) -> None:
    text = "# Re\u0301seau\r\n\r\nDes neurones.\r\nEt des poids.\r\n"
    document = read(item_of(write(tmp_path / "n.md", text.encode(encoding))))
    assert document.title == "R\u00e9seau"
    assert document.text == "# R\u00e9seau\n\nDes neurones. Et des poids."
