"""tutor users adds, lists and removes who may sign in, in the file that is asked for."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result
from users_fakes import make_hashes_cheap

from tutor.cli.app import app
from tutor.users import fits, read_users

PASSWORD = "correct horse"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    make_hashes_cheap(monkeypatch)


def users(*arguments: str, typed: str = f"{PASSWORD}\n") -> Result:
    return CliRunner().invoke(app, ["users", *arguments], input=typed)


@pytest.mark.usefixtures("isolated_home")
def test_password_is_read_from_a_pipe(tmp_path: Path) -> None:
    file = tmp_path / "users.txt"
    assert users("add", "Ann", "--keeper", "--file", str(file)).stdout == (
        f"Added ann (keeper) to {file}.\n"
    )
    users("add", "bo", "--file", str(file))
    assert users("list", "--file", str(file)).stdout == "ann (keeper)\nbo\n"
    assert fits(PASSWORD, read_users(file)["bo"])
    removed = users("remove", "bo", "--file", str(file))
    assert removed.stdout == f"Removed bo from {file}; they can't sign in any more.\n"
    assert list(read_users(file)) == ["ann"]


@pytest.mark.usefixtures("isolated_home")
def test_the_setting_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_AUTH", str(tmp_path / "users.txt"))
    added = users("add", "ann", "--json")
    assert json.loads(added.stdout) == {"name": "ann", "keeper": False}
    listed = users("list", "--json")
    assert json.loads(listed.stdout) == {"users": [{"name": "ann", "keeper": False}]}


@pytest.mark.usefixtures("isolated_home")
def test_what_is_wrong_is_one_sentence(tmp_path: Path) -> None:
    for arguments, said in [
        (("list",), "Say which users file is meant"),
        (("list", "--file", "none"), "There is no users file none"),
        (("add", "a b", "--file", "none"), "'a b' can't be a user's name"),
        (("remove", "ann", "--file", "none"), "There is no user 'ann' in none"),
    ]:
        result = users(*arguments)
        assert result.exit_code == 1
        assert result.stderr.startswith(f"Error: {said}")
    assert users("add", "ann", "--file", "f", typed="\n").exit_code == 1
    assert not Path("f").exists()
