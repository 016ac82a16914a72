"""An upload is kept whole under a name that can do no harm, or not at all; none costs another."""

import errno
import os
import unicodedata
from pathlib import Path, PureWindowsPath
from threading import Barrier, Thread

import pytest
from file_operations import Died, FileOperations
from hypothesis import given
from hypothesis import strategies as st

from tutor.library.contributions import Contributions
from tutor.library.errors import LibraryError
from tutor.library.note import Upload
from tutor.library.safe_names import safe_name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "corpus" / "contributions"


@pytest.fixture
def kept(folder: Path) -> Contributions:
    return Contributions(folder)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("lecture 5.pdf", "lecture 5.pdf"),
        ("../../x.md", "x.md"),
        ("C:\\Users\\me\\notes.md", "notes.md"),
        ("/etc/passwd", "passwd"),
        ("con.md", "note con.md"),
        ("CON.tar.gz", "note CON.tar.gz"),
        ("lpt1", "note lpt1"),
        ("console.md", "console.md"),
        ("", "note"),
        ("..", "note"),
        ("a/", "note"),
        (".hidden.md", "hidden.md"),
        ("a\x00b.md", "a b.md"),
        ("a\u202egnp.md", "a gnp.md"),
        ("a\x1b[2J.md", "a [2J.md"),
        ('<b>"x"|?*.md', "b x.md"),
        ("x.md. . ", "x.md"),
        ("half \ud800.md", "half.md"),
        ("Re\u0301seau.md", "R\u00e9seau.md"),
        ("神经网络.pptx", "神经网络.pptx"),
        ("x.md::$DATA", "x.md $DATA"),
        ("no ending, only a sentence. And another", "no ending, only a sentence. And another"),
    ],
)
def test_names_are_made_harmless_and_stay_what_they_are(given_name: str, name: str) -> None:
    assert safe_name(given_name) == name


@given(st.one_of(st.text(max_size=400), st.text("./\\:con\u202e ~", max_size=12)))
def test_any_name_becomes_a_file_name_everywhere(name: str) -> None:
    safe = safe_name(name)
    assert safe == safe_name(safe)
    assert PureWindowsPath(safe).name == safe == Path(safe).name
    assert not PureWindowsPath(safe).is_reserved()
    assert len(f"{safe} (99)".encode()) <= 255
    assert safe.strip(" .") == safe
    assert not {unicodedata.category(character) for character in safe} & {"Cc", "Cs"}


@pytest.mark.parametrize("name", ["神" * 500 + ".md", "🧠" * 300 + ".md", "x" * 5000 + ".md"])
def test_long_names_in_any_script_are_shortened_and_keep_their_ending(
    kept: Contributions, name: str
) -> None:
    first, second = (kept.store(Upload(name, data)) for data in (b"one", b"two"))
    assert first.suffix == second.suffix == ".md"
    assert [first.read_bytes(), second.read_bytes()] == [b"one", b"two"]


def test_two_files_of_one_name_are_both_kept_and_the_same_bytes_are_refused(
    kept: Contributions, folder: Path
) -> None:
    for data in (b"one", b"two", b"three"):
        kept.store(Upload("x.md", data))
    assert names(folder) == ["x (2).md", "x (3).md", "x.md"]
    with pytest.raises(LibraryError, match=r"^x\.md is among the notes already, as x \(2\)\.md\.$"):
        kept.store(Upload("x.md", b"two"))
    assert len(names(folder)) == 3


def test_files_that_come_at_once_are_all_kept(folder: Path) -> None:
    together = Barrier(8)

    def store(number: int) -> None:
        contributions = Contributions(folder)
        together.wait()
        contributions.store(Upload("x.md", b"%d" % number))

    threads = [Thread(target=store, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted((folder / name).read_bytes() for name in names(folder)) == [
        b"%d" % number for number in range(8)
    ]


def test_what_is_kept_is_known_as_such(kept: Contributions, folder: Path, tmp_path: Path) -> None:
    assert kept.holds(kept.store(Upload("x.md", b"x")))
    assert not kept.holds(folder)
    assert not kept.holds(tmp_path / "corpus" / "x.md")
    assert not kept.holds(folder / ".." / "x.md")


@pytest.fixture(scope="module")
def hook() -> FileOperations:
    return FileOperations()


@pytest.fixture
def operations(hook: FileOperations, monkeypatch: pytest.MonkeyPatch) -> FileOperations:
    monkeypatch.setattr(os, "fsync", hook.fsync)
    return hook


def test_a_program_that_dies_before_any_step_leaves_a_whole_file_or_none(
    operations: FileOperations, tmp_path: Path
) -> None:
    steps: list[str] = []
    whole = tmp_path / "whole"
    with operations.watched(whole, lambda _number, what: steps.append(what)):
        Contributions(whole).store(Upload("x.md", b"content"))
    assert len(steps) >= 5
    for deadly in range(1, len(steps) + 1):
        folder = tmp_path / f"dies at {deadly}"

        def die(number: int, _what: str, deadly: int = deadly) -> None:
            if number >= deadly:
                raise Died

        with pytest.raises(Died), operations.watched(folder, die):
            Contributions(folder).store(Upload("x.md", b"content"))
        left = names(folder) if folder.exists() else []
        assert [(folder / name).read_bytes() for name in left] in ([], [b"content"])
        Contributions(folder).store(Upload("y.md", b"other"))
        assert {path.name for path in folder.iterdir()} <= {"x.md", "y.md", ".lock"}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_a_disk_that_fails_at_any_step_is_said_and_leaves_no_half(
    operations: FileOperations, tmp_path: Path, number: int
) -> None:
    for failing in range(1, 8):
        folder = tmp_path / f"fails at {failing}"

        def fail(step: int, _what: str, failing: int = failing) -> None:
            if step == failing:
                raise OSError(number, os.strerror(number))

        with operations.watched(folder, fail):
            try:
                Contributions(folder).store(Upload("x.md", b"content"))
            except LibraryError as error:
                assert "x.md can't be kept in" in str(error)  # noqa: PT017
        left = names(folder) if folder.exists() else []
        assert [(folder / name).read_bytes() for name in left] in ([], [b"content"])


def test_a_file_in_the_place_of_the_folder_is_said(kept: Contributions, folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_bytes(b"no folder")
    for take in (kept.store, kept.put_on_list):
        with pytest.raises(LibraryError, match=r"x\.md can't be kept in"):
            take(Upload("x.md", b"x"))


def test_what_waits_is_told_in_the_order_in_which_it_came(kept: Contributions) -> None:
    assert list(kept.waiting()) == []
    put = [kept.put_on_list(Upload(f"{name}.md", name.encode())) for name in "zmaqb"]
    assert list(kept.waiting()) == put
    assert [each.upload.name for each in put] == ["z.md", "m.md", "a.md", "q.md", "b.md"]
    assert kept.take_from_list(put[2].id) == Upload("a.md", b"a")
    kept.drop_from_list(put[2].id)
    kept.drop_from_list(put[2].id)  # somebody else was as fast
    assert list(kept.waiting()) == [each for each in put if each.upload.name != "a.md"]


@pytest.mark.parametrize("waiting", ["", ".", "..", "../..", "/", "unknown", "0", "a/b", "\0"])
def test_an_unknown_entry_is_said_whatever_it_looks_like(
    kept: Contributions, folder: Path, waiting: str
) -> None:
    kept.store(Upload("x.md", b"x"))
    kept.put_on_list(Upload("y.md", b"y"))
    with pytest.raises(LibraryError, match="does not wait any more"):
        kept.take_from_list(waiting)
    assert names(folder) == ["x.md"]


def test_a_file_comes_back_when_what_was_done_without_it_fails(
    kept: Contributions, folder: Path
) -> None:
    path = kept.store(Upload("x.md", b"x"))
    seen: list[list[str]] = []

    def fail() -> None:
        with kept.removed(path):
            seen.append(names(folder))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert seen == [[]]
    assert path.read_bytes() == b"x"
    with kept.removed(path):
        pass
    assert [each.name for each in folder.iterdir()] == [".lock"]
    with kept.removed(path):  # it is gone already
        pass
