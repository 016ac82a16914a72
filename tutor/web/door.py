"""Who is let in: names and passwords become sessions, which end after a while.

Sessions are kept in memory only: who was signed in signs in again after the program was started
anew.
"""

import hashlib
import logging
import math
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tutor.errors import TutorError
from tutor.users import LONGEST, Account, UsersError, fits, normal_name, read_users
from tutor.web.text import signing_in as text
from tutor.web.visitor import User

_LOG = logging.getLogger(__name__)
_IDLE = 12 * 3600.0  # seconds without a request after which a session ends
_MINUTE = 60.0  # seconds
_TRIES = 5  # wrong passwords for a name from one address, in a minute
_TRIES_ADDRESS = 30  # from one address: a class may share one
_TRIES_NAME = 60  # for a name, from anywhere
_AT_ONCE = 2  # passwords that are compared at the same time; each takes 64 MiB
_TOKEN = 32  # bytes, from the system's source of randomness


class SignInError(TutorError):
    """Somebody is not let in."""


class TooManyTriesError(SignInError):
    """Passwords were guessed too often; seconds tell how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(text.wait(seconds))
        self.seconds = seconds


@dataclass(slots=True)
class _Session:
    account: Account
    seen: float


class Door:
    """Lets in who has an account in the users file; safe to use from several threads.

    A change of the file counts at once: who was taken out is signed out.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Read the users file.

        Raises:
            UsersError: It can't be read, is damaged or has no user.
        """
        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._comparing = threading.Semaphore(_AT_ONCE)
        self._mark = _mark(path)
        self._accounts: Mapping[str, Account] = read_users(path)
        self._sessions: dict[bytes, _Session] = {}
        self._failures: dict[tuple[str, str], deque[float]] = {}

    def sign_in(self, name: str, password: str, address: str) -> str:
        """Begin a session and return its token.

        Args:
            name: As it was typed.
            password: As it was typed.
            address: Where the request comes from.

        Raises:
            SignInError: The two don't fit, or there were too many tries.
        """
        try:
            name = normal_name(name)
        except UsersError:
            name = ""  # which nobody has
        with self._lock:
            # Counted before it is compared, so that many at the same time are no way around it.
            counts = self._count(name, address)
            account = self._known().get(name)
        with self._comparing:
            right = len(password) <= LONGEST and fits(password, account)
        if account is None or not right:
            raise SignInError(text.WRONG)
        token = secrets.token_urlsafe(_TOKEN)
        with self._lock:
            for failures in filter(None, counts):
                failures.pop()
            self._forget_old()
            self._sessions[_key(token)] = _Session(account, self._clock())
        return token

    def user(self, token: str, *, active: bool = True) -> User | None:
        """Whose session it is; None where it is nobody's any more.

        Args:
            token: What `sign_in` returned.
            active: Whether somebody did something, so that the session goes on.
        """
        with self._lock:
            session = self._sessions.get(_key(token))
            if session is None:
                return None
            over = self._clock() - session.seen >= _IDLE
            account = self._known().get(session.account.name)
            if over or account is None or account.hash != session.account.hash:
                del self._sessions[_key(token)]
                return None
            if active:
                session.seen = self._clock()
            return User(account.name, account.keeper)

    def sign_out(self, token: str) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(_key(token), None)

    def _known(self) -> Mapping[str, Account]:
        """The accounts as the file has them now."""
        mark = _mark(self._path)
        if mark != self._mark:
            self._mark = mark
            try:
                self._accounts = read_users(self._path)
            except UsersError as error:
                _LOG.warning("The users stay those that were known before: %s", error)
        return self._accounts

    def _count(self, name: str, address: str) -> list[deque[float]]:
        """Count a try as failed where each limit allows one more."""
        limits = {(name, address): _TRIES, ("", address): _TRIES_ADDRESS, (name, ""): _TRIES_NAME}
        now = self._clock()
        self._failures = {
            key: times
            for key, times in self._failures.items()
            if times and now - times[-1] < _MINUTE
        }
        counts = [self._failures.get(key, deque()) for key in limits]
        for times, limit in zip(counts, limits.values(), strict=True):
            while times and now - times[0] >= _MINUTE:
                times.popleft()
            if len(times) >= limit:
                raise TooManyTriesError(math.ceil(_MINUTE - (now - times[0])))
        for key, times in zip(limits, counts, strict=True):
            times.append(now)
            self._failures[key] = times
        return counts

    def _forget_old(self) -> None:
        now = self._clock()
        self._sessions = {k: s for k, s in self._sessions.items() if now - s.seen < _IDLE}


def _key(token: str) -> bytes:
    """What is kept of a token: nothing that lets anybody in."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()


def _mark(path: Path) -> tuple[int, int, int] | None:
    """What changes whenever the file is written; None where there is none."""
    try:
        now = path.stat()
    except OSError:
        return None
    return now.st_mtime_ns, now.st_size, now.st_ino
