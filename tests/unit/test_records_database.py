"""The file itself: where it may lie, what is refused, and how safely it is written."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from records_fakes import answer, card, fill, item
from sqlalchemy import Column, Integer, MetaData, Table

from tutor.records.database import open_engine, reading, shrink
from tutor.records.errors import RecordsError
from tutor.records.records import Records
from tutor.records.values import LOCAL_STUDENT

TABLES = MetaData()
Table("thing", TABLES, Column("id", Integer, primary_key=True))


def sql(path: Path, statement: str) -> object:
    with closing(sqlite3.connect(path)) as connection, connection:
        row = connection.execute(statement).fetchone()
        return row and row[0]


def test_the_folder_is_made_and_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "földer #2 ?x=1 %20" / "records.sqlite3"
    records = Records.open(path)
    fill(records)
    if os.name == "posix":
        files = sorted(path.parent.iterdir())
        assert [file.stat().st_mode & 0o777 for file in files] == [0o600] * 3, files
    records.close()


def test_a_commit_waits_for_the_disk_and_references_are_checked(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "things.sqlite3", TABLES)
    with reading(engine) as connection:
        kept = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert kept == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "busy_timeout": 10_000,
    }


@pytest.mark.parametrize("content", [b"Dear diary, " * 100, b"%PDF-1.7\n" + bytes(3000)])
def test_a_file_that_is_no_database_is_refused_and_left_alone(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "diary.txt"
    path.write_bytes(content)
    with pytest.raises(RecordsError, match=r"diary\.txt is no database; name another file\."):
        Records.open(path)
    assert path.read_bytes() == content


def test_the_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "cookies.sqlite"
    sql(path, "CREATE TABLE cookie (name TEXT)")
    with pytest.raises(RecordsError, match="database of another program"):
        Records.open(path)
    assert sql(path, "SELECT group_concat(name) FROM sqlite_master") == "cookie"


def test_a_file_of_another_version_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite3"
    Records.open(path).close()
    assert sql(path, "PRAGMA user_version") == 2
    sql(path, "PRAGMA user_version = 3")
    with pytest.raises(RecordsError, match=r"written by a newer version .* update Study Tutor"):
        Records.open(path)
    with pytest.raises(RecordsError, match="written by an older version"):
        open_engine(path, TABLES, version=4)


@pytest.mark.parametrize("name", [".", "a file/records.sqlite3"])
def test_a_place_that_cant_be_written_is_a_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "a file").touch()
    with pytest.raises(RecordsError, match=r"can't be written \(.+\); name another file"):
        Records.open(tmp_path / name)


def test_a_damaged_file_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite3"
    records = Records.open(path)
    fill(records, items=50)
    records.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    damaged = Records.open(path)
    with pytest.raises(RecordsError, match=r"records\.sqlite3 can't be used \("):
        damaged.answers(LOCAL_STUDENT)
    damaged.close()


def test_a_writer_that_fails_leaves_the_file_to_the_next(tmp_path: Path) -> None:
    records = Records.open(tmp_path / "records.sqlite3")
    with pytest.raises(RecordsError):
        records.correct_rating("none", 1, card())
    records.record_answer(answer(), item(), card())
    assert records.answer("a1") == answer()
    records.close()


def test_a_file_that_somebody_reads_is_not_said_to_be_clean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.records.database._PATIENCE", 0.01)
    path = tmp_path / "things.sqlite3"
    engine = open_engine(path, TABLES)
    with closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM thing").fetchall()
        with pytest.raises(RecordsError, match="another program reads"):
            shrink(engine)
    shrink(engine)
    engine.dispose()
