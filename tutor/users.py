"""The users file: who may sign in to a page that several people use.

One user a line, `name:hash` or `name:hash:keeper`, hashes by argon2id (RFC 9106) in their encoded
form. Empty lines and lines that begin with # are left as they are.
"""

import contextlib
import os
import re
import secrets
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tutor.errors import TutorError

SHORTEST, LONGEST = 8, 256  # characters of a password
_NAME = re.compile(r"[\w.-]{1,40}")
_HASH = re.compile(r"\$argon2id\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+")
_KEEPER = "keeper"


class UsersError(TutorError):
    """The users file, or a user in it, can't be used."""


@dataclass(frozen=True, slots=True)
class Account:
    """One line of the users file."""

    name: str
    hash: str = field(repr=False)
    keeper: bool = False  # looks after the notes

    @property
    def line(self) -> str:
        """As it stands in the file."""
        return f"{self.name}:{self.hash}" + (f":{_KEEPER}" if self.keeper else "")


def read_users(path: Path) -> Mapping[str, Account]:
    """The accounts by their names, in the order of the file.

    Raises:
        UsersError: There is no such file, a line of it is damaged, or it has no user.
    """
    accounts: dict[str, Account] = {}
    for number, line in enumerate(_lines(path), start=1):
        if (account := _account(path, number, line)) is None:
            continue
        if account.name in accounts:
            raise UsersError(
                f"{path} names {account.name!r} twice, in line {number} for the second time; "
                "take one of the two out."
            )
        accounts[account.name] = account
    if not accounts:
        raise UsersError(f"{path} has no user yet; add one with `tutor users add NAME`.")
    return accounts


def normal_name(name: str) -> str:
    """A user's name as the file has it: capitals don't count.

    Raises:
        UsersError: It is no name.
    """
    normal = unicodedata.normalize("NFKC", name.strip()).casefold()
    if not _NAME.fullmatch(normal):
        raise UsersError(
            f"{name!r} can't be a user's name; take 1 to 40 letters, digits, '.', '_' or '-'."
        )
    return normal


def add_user(path: Path, name: str, password: str, *, keeper: bool = False) -> Account:
    """Write a user into the file, which is made where there is none.

    Raises:
        UsersError: The name or the password can't be used, or the name is there already.
    """
    name = normal_name(name)
    if not SHORTEST <= len(password) <= LONGEST:
        raise UsersError(f"A password has {SHORTEST} to {LONGEST} characters; choose another.")
    accounts, lines = _known(path)
    if name in accounts:
        raise UsersError(
            f"{name!r} is a user already; for another password remove and add them again."
        )
    account = Account(name, hash_of(password), keeper)
    _write(path, [*lines, account.line])
    return account


def remove_user(path: Path, name: str) -> None:
    """Take a user out of the file; what is recorded of them stays.

    Raises:
        UsersError: There is no such user.
    """
    name = normal_name(name)
    accounts, lines = _known(path)
    if name not in accounts:
        raise UsersError(f"There is no user {name!r} in {path}; `tutor users list` shows them.")
    _write(path, [line for line in lines if line.strip() != accounts[name].line])


def others_may_read(path: Path) -> bool:
    """Whether other users of this computer can read the file; hashes are meant for nobody."""
    return os.name == "posix" and bool(path.stat().st_mode & 0o077)


def hash_of(password: str) -> str:
    """A password's hash, salted; takes some hundredths of a second on purpose."""
    from argon2 import PasswordHasher

    return PasswordHasher().hash(unicodedata.normalize("NFKC", password))


def fits(password: str, account: Account | None) -> bool:
    """Whether a password is the account's; as much work for a name that nobody has."""
    from argon2 import PasswordHasher
    from argon2.exceptions import VerificationError

    hashed = hash_of(secrets.token_hex()) if account is None else account.hash
    try:
        PasswordHasher().verify(hashed, unicodedata.normalize("NFKC", password))
    except VerificationError:
        return False
    return account is not None


def _known(path: Path) -> tuple[Mapping[str, Account], list[str]]:
    """The accounts and lines of a file that may not be there yet."""
    if not path.exists():
        return {}, []
    lines = _lines(path)
    found = (_account(path, number, line) for number, line in enumerate(lines, start=1))
    return {account.name: account for account in found if account is not None}, lines


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError as error:
        raise UsersError(
            f"There is no users file {path}; make it with `tutor users add NAME --file {path}`."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsersError(f"The users file {path} can't be read ({error}).") from error


def _account(path: Path, number: int, line: str) -> Account | None:
    line = line.strip()
    if not line or line.startswith("#"):
        return None
    name, _, rest = line.partition(":")
    hashed, _, mark = rest.partition(":")
    sound = _NAME.fullmatch(name) and _HASH.fullmatch(hashed) and mark in {"", _KEEPER}
    if not sound or name != normal_name(name):
        raise UsersError(
            f"Line {number} of {path} isn't name:hash or name:hash:{_KEEPER}; take it out and add "
            "the user with `tutor users add NAME`."
        )
    return Account(name, hashed, mark == _KEEPER)


def _write(path: Path, lines: list[str]) -> None:
    """Put lines in the place of the file's, all or none, readable by its owner only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # mkstemp makes a file that nobody else can read.
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.writelines(f"{line}\n" for line in lines)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise UsersError(f"The users file {path} can't be written ({error}).") from error
