"""Who is let in, for how long, and how often one may try."""

from pathlib import Path

import pytest
from users_fakes import make_hashes_cheap

from tutor.users import UsersError, add_user, remove_user
from tutor.web.door import Door, SignInError, TooManyTriesError
from tutor.web.visitor import User

PASSWORD = "correct horse"
HERE, THERE = "192.0.2.7", "192.0.2.8"
HOUR = 3600.0


class Clock:
    """Seconds that pass when a test says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    make_hashes_cheap(monkeypatch)
    add_user(tmp_path / "users.txt", "ann", PASSWORD)
    add_user(tmp_path / "users.txt", "bo", PASSWORD + "2", keeper=True)
    return tmp_path / "users.txt"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def door(file: Path, clock: Clock) -> Door:
    return Door(file, clock=clock)


def refused(door: Door, name: str, address: str = HERE, password: str = "wrong") -> SignInError:
    with pytest.raises(SignInError) as caught:
        door.sign_in(name, password, address)
    return caught.value


def test_a_session_is_its_users_and_nobody_elses(door: Door) -> None:
    ann, bo = door.sign_in("Ann", PASSWORD, HERE), door.sign_in("bo", PASSWORD + "2", HERE)
    assert ann != bo
    assert len(ann) >= 43  # 256 bits
    assert (door.user(ann), door.user(bo)) == (User("ann"), User("bo", keeper=True))
    assert door.user("") is door.user(ann + "x") is door.user("\udcff") is None
    door.sign_out(ann)
    assert (door.user(ann), door.user(bo)) == (None, User("bo", keeper=True))


def test_wrong_names_and_passwords_are_told_alike(door: Door) -> None:
    sentences = {
        str(refused(door, *given))
        for given in [("ann", HERE), ("nobody", HERE), ("a:b", HERE), ("", HERE)]
    }
    sentences.add(str(refused(door, "ann", HERE, PASSWORD * 1000)))
    assert len(sentences) == 1


def test_unknown_name_costs_a_hash_as_well(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[object] = []
    monkeypatch.setattr("tutor.web.door.fits", lambda *given: compared.append(given))
    refused(door, "nobody")
    assert compared == [("wrong", None)]


def test_session_ends_after_twelve_hours_without_a_deed(door: Door, clock: Clock) -> None:
    token = door.sign_in("ann", PASSWORD, HERE)
    clock.now += 11 * HOUR
    assert door.user(token)
    clock.now += 11 * HOUR
    assert door.user(token, active=False)  # a heartbeat keeps nobody signed in
    clock.now += HOUR
    assert door.user(token) is None


def test_sixth_try_in_a_minute_waits_even_with_the_right_password(door: Door, clock: Clock) -> None:
    for _ in range(5):
        assert not isinstance(refused(door, "ann"), TooManyTriesError)
    clock.now += 20
    error = refused(door, "ann", HERE, PASSWORD)
    assert isinstance(error, TooManyTriesError)
    assert (error.seconds, "40 seconds" in str(error)) == (40, True)
    assert door.sign_in("ann", PASSWORD, THERE)
    assert door.sign_in("bo", PASSWORD + "2", HERE)
    clock.now += 40
    assert door.sign_in("ann", PASSWORD, HERE)


def test_right_passwords_never_count_as_tries(door: Door) -> None:
    for _ in range(100):
        door.sign_in("ann", PASSWORD, HERE)


@pytest.mark.parametrize(
    ("names", "addresses", "allowed"),
    [
        ([f"user{n}" for n in range(40)], [HERE], 30),
        (["ann"], [f"192.0.2.{n}" for n in range(70)], 60),
    ],
)
def test_guessing_is_bounded_for_an_address_and_for_a_name(
    door: Door, names: list[str], addresses: list[str], allowed: int
) -> None:
    errors = [refused(door, name, address) for name in names for address in addresses]
    assert sum(not isinstance(error, TooManyTriesError) for error in errors) == allowed


def test_a_change_of_the_file_counts_at_once(door: Door, file: Path) -> None:
    ann, bo = door.sign_in("ann", PASSWORD, HERE), door.sign_in("bo", PASSWORD + "2", HERE)
    remove_user(file, "ann")
    add_user(file, "cy", PASSWORD)
    assert (door.user(ann), door.user(bo)) == (None, User("bo", keeper=True))
    assert door.sign_in("cy", PASSWORD, HERE)
    remove_user(file, "bo")
    add_user(file, "bo", "another password")
    assert door.user(bo) is None


def test_file_that_is_damaged_meanwhile_changes_nothing(
    door: Door, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    token = door.sign_in("ann", PASSWORD, HERE)
    file.write_text("nonsense\n")
    assert door.user(token) == door.user(token) == User("ann")
    assert len(caplog.messages) == 1
    assert "Line 1" in caplog.messages[0]


def test_damaged_file_is_told_at_the_start(file: Path) -> None:
    file.write_text("nonsense\n")
    with pytest.raises(UsersError):
        Door(file)
