"""The users file: whole or untouched, and one sentence for what is wrong with it."""

import os
import stat
from pathlib import Path

import pytest
from users_fakes import make_hashes_cheap

from tutor.users import (
    Account,
    UsersError,
    add_user,
    fits,
    hash_of,
    normal_name,
    others_may_read,
    read_users,
    remove_user,
)

HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$"
    "GpZ3sK/oH9p7VIiV56G/64Zo/8GaUw434IimaPqxwCo"
)
PASSWORD = "correct horse"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    make_hashes_cheap(monkeypatch)
    return tmp_path / "class" / "users.txt"


def test_password_that_was_given_fits_and_no_other_does(file: Path) -> None:
    add_user(file, "Ann", PASSWORD)
    add_user(file, "bo.b-2", PASSWORD + "2", keeper=True)
    users = read_users(file)
    assert [(user.name, user.keeper) for user in users.values()] == [
        ("ann", False),
        ("bo.b-2", True),
    ]
    assert fits(PASSWORD, users["ann"])
    assert not fits(PASSWORD, users["bo.b-2"])
    assert not fits(PASSWORD, None)
    assert PASSWORD not in file.read_text()
    assert HASH[:10] not in repr(users["ann"])


def test_hashes_are_as_costly_as_rfc_9106_recommends() -> None:
    _, kind, _, costs, *_ = hash_of(PASSWORD).split("$")
    assert (kind, costs) == ("argon2id", "m=65536,t=3,p=4")


def test_the_same_characters_fit_however_they_are_typed() -> None:
    composed, decomposed = "caf\u00e9 cr\u00e8me", "cafe\u0301 cre\u0300me"
    assert fits(decomposed, Account("ann", hash_of(composed)))


def test_comments_and_other_lines_stay_as_they_are(file: Path) -> None:
    file.parent.mkdir()
    file.write_text(f"# the class of spring\n\nann:{HASH}\nbo:{HASH}:keeper\n")
    add_user(file, "cy", PASSWORD)
    remove_user(file, "ANN")
    kept = file.read_text().splitlines()
    assert kept[:3] == ["# the class of spring", "", f"bo:{HASH}:keeper"]
    assert list(read_users(file)) == ["bo", "cy"]
    assert [each.name for each in file.parent.iterdir()] == ["users.txt"]


@pytest.mark.skipif(os.name != "posix", reason="file modes of POSIX")
def test_nobody_else_may_read_what_is_written(file: Path) -> None:
    add_user(file, "ann", PASSWORD)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not others_may_read(file)
    file.chmod(0o644)
    assert others_may_read(file)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "has no user yet"),
        ("# nobody\n", "has no user yet"),
        (f"ann:{HASH}\nbo\n", "Line 2 of .* isn't name:hash"),
        ("ann:secret\n", "Line 1"),
        (f"ann:{HASH}:admin\n", "Line 1"),
        (f"Ann:{HASH}\n", "Line 1"),
        (f"a/b:{HASH}\n", "Line 1"),
        (f"ann:{HASH}\n\nann:{HASH}\n", "'ann' twice, in line 3"),
        (b"\xff\xfe", "can't be read"),
    ],
)
def test_damaged_file_is_one_sentence(file: Path, content: str | bytes, said: str) -> None:
    file.parent.mkdir()
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(UsersError, match=said):
        read_users(file)


def test_missing_file_says_how_to_make_it(file: Path) -> None:
    with pytest.raises(UsersError, match="tutor users add NAME --file"):
        read_users(file)


@pytest.mark.parametrize("name", ["", " ", "a:b", "a b", "x" * 41, "../x", "a\nb"])
def test_what_is_no_name_is_refused(file: Path, name: str) -> None:
    with pytest.raises(UsersError, match="can't be a user's name"):
        add_user(file, name, PASSWORD)
    assert not file.exists()


def test_names_may_have_letters_of_any_script() -> None:
    assert normal_name(" José ") == "josé"
    assert normal_name("李_2") == "李_2"


@pytest.mark.parametrize("password", ["", "short", "x" * 300])
def test_password_too_short_or_long_is_refused(file: Path, password: str) -> None:
    with pytest.raises(UsersError, match="8 to 256 characters"):
        add_user(file, "ann", password)


def test_a_name_is_given_once_and_only_what_is_there_is_removed(file: Path) -> None:
    add_user(file, "ann", PASSWORD)
    before = file.read_bytes()
    with pytest.raises(UsersError, match="is a user already"):
        add_user(file, "ANN", PASSWORD)
    with pytest.raises(UsersError, match="no user 'bo'"):
        remove_user(file, "bo")
    assert file.read_bytes() == before


def test_failed_write_leaves_the_file_as_it_was(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_user(file, "ann", PASSWORD)
    before = file.read_bytes()

    def full(handle: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsersError, match="no space left"):
        add_user(file, "bo", PASSWORD)
    assert [each.name for each in file.parent.iterdir()] == ["users.txt"]
    assert file.read_bytes() == before
