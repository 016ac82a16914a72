"""What a browser sent is read once, only from where uploads lie, and is gone afterwards."""

import os
from pathlib import Path

import pytest

from tutor.library.note import Upload
from tutor.web.uploads import MOST_FILES, UploadError, private_folder, taken

DIGEST = "0123456789abcdef" * 4


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    (tmp_path / "uploads" / DIGEST).mkdir(parents=True)
    return tmp_path / "uploads" / DIGEST


def sent(path: Path, name: str = "note.md") -> dict[str, str]:
    return {"path": str(path), "name": name}


def test_a_file_keeps_its_own_name_and_is_deleted(folder: Path) -> None:
    path = folder / "lecture.md"
    path.write_bytes(b"words")
    assert taken([sent(path, "Лекция №5/?.md")], 10) == [Upload("Лекция №5/?.md", b"words")]
    assert not path.exists()


def test_files_elsewhere_are_neither_read_nor_deleted(folder: Path) -> None:
    outside = folder.parent.parent / "secret.md"
    outside.write_text("secret")
    beside = folder.parent / "secret.md"
    beside.write_text("secret")
    for path in (outside, beside, folder / ".." / "secret.md", folder / ".." / ".."):
        with pytest.raises(UploadError, match="did not arrive"):
            taken([sent(path)], 100)
    assert outside.exists()
    assert beside.exists()


def test_a_link_to_elsewhere_is_not_followed(folder: Path) -> None:
    secret = folder.parent.parent / "secret.md"
    secret.write_text("secret")
    (folder / "link.md").symlink_to(secret)
    with pytest.raises(UploadError, match="did not arrive"):
        taken([sent(folder / "link.md")], 100)
    assert secret.exists()


def test_what_is_too_large_is_a_sentence_and_everything_is_deleted(folder: Path) -> None:
    (folder / "small.md").write_bytes(b"x")
    (folder / "large.md").write_bytes(b"x" * 2_000_000)
    rows = [sent(folder / "small.md"), sent(folder / "large.md", "large.md")]
    with pytest.raises(UploadError, match=r"^large\.md has 2\.0 MB and the limit is 1\.0 MB; "):
        taken(rows, 1_000_000)
    assert list(folder.iterdir()) == []


def test_too_many_files_are_a_sentence(folder: Path) -> None:
    with pytest.raises(UploadError, match="101 files and the limit is 100"):
        taken([sent(folder / f"{n}.md") for n in range(MOST_FILES + 1)], 10)


@pytest.mark.parametrize(
    "rows", [None, "x", 7, {}, [None, 3, "x", {"path": "/etc/passwd"}], [{"name": "x"}]]
)
def test_what_is_no_list_of_files_is_nothing(folder: Path, rows: object) -> None:
    assert taken(rows, 10) == []


@pytest.mark.parametrize("path", ["", "a\0b", f"{DIGEST}/", "\ud800"])
def test_impossible_paths_are_a_sentence(folder: Path, path: str) -> None:
    with pytest.raises(UploadError):
        taken([{"path": str(folder / path) if path else "", "name": "n"}], 10)


def test_uploads_arrive_where_only_this_user_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRADIO_TEMP_DIR", raising=False)
    with private_folder():
        folder = Path(os.environ["GRADIO_TEMP_DIR"])
        if os.name == "posix":
            assert folder.stat().st_mode & 0o077 == 0
        (folder / "left.md").write_text("left behind")
    assert not folder.exists()
    assert "GRADIO_TEMP_DIR" not in os.environ


def test_a_folder_that_somebody_chose_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    with private_folder():
        assert os.environ["GRADIO_TEMP_DIR"] == str(tmp_path)
    assert tmp_path.exists()
