"""A SQLite file that loses nothing that was committed and is shared by threads and programs.

Write-ahead logging with a full sync at each commit (https://sqlite.org/pragma.html#pragma_synchronous):
a transaction that was committed outlives the death of the program and of the computer.
"""

import contextlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from sqlalchemy import (
    URL,
    Connection,
    Dialect,
    Engine,
    MetaData,
    String,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError, IntegrityError, ProgrammingError
from sqlalchemy.pool import ConnectionPoolEntry

from tutor.records.errors import RecordsError

_PATIENCE = 10.0  # seconds to wait for another program's transaction
_BEGIN = "begin"  # the option that says how a connection begins its transactions

# Turns tables of the version that it is filed under into those of the next one.
Upgrade: TypeAlias = Callable[[Connection], None]


class Moment(TypeDecorator[datetime]):
    """An aware datetime as text in UTC of constant width, which sorts by time."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """The text.

        Raises:
            ValueError: The datetime has no time zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(timezone.utc).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The datetime."""
        return None if value is None else datetime.fromisoformat(value)


def open_engine(
    path: Path,
    metadata: MetaData,
    *,
    version: int = 1,
    upgrades: Mapping[int, Upgrade] = MappingProxyType({}),
    private: bool = True,
) -> Engine:
    """Open a database file, which is made with its tables and folder where it is missing.

    Args:
        path: The file.
        metadata: Its tables.
        version: Of the tables' layout; raised whenever they change.
        upgrades: By the version that they begin with; a file that they lead to `version` is
            brought up, all or nothing.
        private: Whether a new file is for its owner only, where the system knows such files.

    Returns:
        The engine; `dispose()` closes the file.

    Raises:
        RecordsError: The file can't be made or written, is no database, belongs to another program
            or has a version that can't be brought up.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # SQLite gives its -wal and -shm files the mode of the database.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600 if private else 0o666))
    except OSError as error:
        raise RecordsError(
            f"{path} can't be written ({error.strerror}); name another file or mend its folder."
        ) from error
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        connect_args={"timeout": _PATIENCE},
        # A response may hold any character; ASCII keeps what no file could hold.
        json_serializer=partial(json.dumps, allow_nan=False, default=dict),
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    try:
        with writing(engine) as connection:
            _create(connection, metadata, path, version, upgrades)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextlib.contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one state of the file, whatever is written meanwhile.

    Raises:
        RecordsError: The file can't be read.
    """
    with _sentence(engine), engine.connect() as connection:
        yield connection


@contextlib.contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is the only writing one; on the disk when the block has ended.

    Raises:
        RecordsError: The file can't be written; then nothing of the transaction was.
    """
    # It asks for the right to write at once: one that has read before can't wait for it any more.
    with _sentence(engine), engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"}).begin() as each:
        yield each


def shrink(engine: Engine) -> None:
    """Write the file anew without the remains of what was deleted.

    Raises:
        RecordsError: Another program is reading, so that remains may still be there.
    """
    with _sentence(engine):
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = (cursor.fetchone() or (0,))[0]
            cursor.close()
        finally:
            connection.close()
    if busy:
        raise RecordsError(
            f"It is deleted, but traces of it stay in {engine.url.database} while another program "
            "reads there; close that program and run this again."
        )


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # sqlite3 would begin transactions of its own
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))


def _create(
    connection: Connection,
    metadata: MetaData,
    path: Path,
    version: int,
    upgrades: Mapping[int, Upgrade],
) -> None:
    found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if found == version:
        return
    if 0 < found < version and all(step in upgrades for step in range(found, version)):
        for step in range(found, version):
            upgrades[step](connection)
        connection.exec_driver_sql(f"PRAGMA user_version = {version:d}")
        return
    if found:
        age, remedy = (
            ("a newer", "update Study Tutor") if found > version else ("an older", "move it away")
        )
        raise RecordsError(
            f"{path} was written by {age} version of Study Tutor; {remedy} or name another file."
        )
    if connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one():
        raise RecordsError(f"{path} is the database of another program; name another file.")
    metadata.create_all(connection)
    connection.exec_driver_sql(f"PRAGMA user_version = {version:d}")


@contextlib.contextmanager
def _sentence(engine: Engine) -> Iterator[None]:
    """Say what the database says in a sentence; bugs keep their traceback."""
    try:
        yield
    except (IntegrityError, ProgrammingError):
        raise
    except DatabaseError as error:
        raise _told(engine, error.orig or error) from error


def _told(engine: Engine, error: BaseException) -> RecordsError:
    path = engine.url.database
    if "not a database" in str(error):
        return RecordsError(f"{path} is no database; name another file.")
    return RecordsError(
        f"{path} can't be used ({error}); close other programs that use it, look for free space, "
        "or name another file."
    )
