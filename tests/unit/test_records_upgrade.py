"""A file that an earlier version wrote is brought up and loses nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from conversations_fakes import ANSWERED, FIRST, Clock
from records_fakes import fill
from sqlalchemy import Column, Connection, Integer, MetaData, Table

from tutor.conversations.conversations import Conversations
from tutor.records.database import open_engine
from tutor.records.errors import RecordsError
from tutor.records.records import Records
from tutor.records.values import LOCAL_STUDENT

# As version 1 made it.
VERSION_1 = """
CREATE TABLE item (id VARCHAR NOT NULL, payload JSON NOT NULL, topic VARCHAR NOT NULL,
    chapter VARCHAR NOT NULL, PRIMARY KEY (id));
CREATE TABLE answer (id VARCHAR NOT NULL, student VARCHAR NOT NULL, item_id VARCHAR NOT NULL,
    answered VARCHAR NOT NULL, response JSON NOT NULL, score FLOAT NOT NULL,
    rating INTEGER NOT NULL, setting VARCHAR NOT NULL, seconds FLOAT, hints INTEGER NOT NULL,
    detail JSON NOT NULL, PRIMARY KEY (id), FOREIGN KEY(item_id) REFERENCES item (id));
CREATE TABLE card (student VARCHAR NOT NULL, item_id VARCHAR NOT NULL, state JSON NOT NULL,
    due VARCHAR NOT NULL, PRIMARY KEY (student, item_id),
    FOREIGN KEY(item_id) REFERENCES item (id));
CREATE TABLE dispute (id VARCHAR NOT NULL, answer_id VARCHAR NOT NULL, reason VARCHAR NOT NULL,
    disputed VARCHAR NOT NULL, PRIMARY KEY (id), FOREIGN KEY(answer_id) REFERENCES answer (id));
CREATE TABLE exam (id VARCHAR NOT NULL, student VARCHAR NOT NULL, started VARCHAR NOT NULL,
    minutes FLOAT NOT NULL, payload JSON NOT NULL, finished VARCHAR, PRIMARY KEY (id));
CREATE TABLE student (name VARCHAR NOT NULL, exam_date DATE, PRIMARY KEY (name));
CREATE INDEX ix_exam_student ON exam (student);
CREATE INDEX answer_by_time ON answer (student, answered);
CREATE INDEX ix_answer_item_id ON answer (item_id);
CREATE INDEX card_by_due ON card (student, due);
CREATE INDEX ix_card_item_id ON card (item_id);
CREATE INDEX ix_dispute_answer_id ON dispute (answer_id);
INSERT INTO item VALUES ('q1',
    '{"question": "What is thing 1?", "options": ["\\u00e4", "b"], "answer": 0}', 'Neurons', '4');
INSERT INTO answer VALUES ('a11', 'me', 'q1', '2026-03-01T12:11:00.000000+00:00', '"some words"',
    0.5, 2, 'quiz', 3.25, 1, '{"verdict": "partly", "missed": ["why"]}');
INSERT INTO answer VALUES ('a12', 'me', 'q1', '2026-03-01T12:12:00.000000+00:00', '"some words"',
    0.5, 2, 'quiz', 3.25, 1, '{"verdict": "partly", "missed": ["why"]}');
INSERT INTO card VALUES ('me', 'q1', '{"step": 0}', '2026-03-02T12:00:00.000000+00:00');
INSERT INTO dispute VALUES ('d1', 'a11', 'I said that.', '2026-03-02T12:00:00.000000+00:00');
INSERT INTO exam VALUES ('e1', 'me', '2026-03-02T12:00:00.000000+00:00', 60.0,
    '{"responses": {"q1": 2}}', NULL);
INSERT INTO student VALUES ('me', '2026-03-21');
PRAGMA user_version = 1;
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "records.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA journal_mode = WAL;" + VERSION_1)
    return path


def layout(path: Path) -> tuple[int, dict[str, list[tuple[object, ...]]]]:
    """A file's version and, by table, its columns."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master ORDER BY name").fetchall()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        columns = {n: connection.execute(f"PRAGMA table_info({n})").fetchall() for (n,) in names}
    return version, columns


def test_a_file_of_version_1_keeps_everything_and_takes_conversations(
    old: Path, tmp_path: Path
) -> None:
    new = Records.open(tmp_path / "new.sqlite3")
    fill(new, items=1)
    records = Records.open(old)
    try:
        assert records.export(LOCAL_STUDENT) == new.export(LOCAL_STUDENT)
        conversations = Conversations(records, clock=Clock())
        conversations.keep(LOCAL_STUDENT, FIRST, 1, ANSWERED)
        assert conversations.turns(LOCAL_STUDENT, FIRST) == (ANSWERED,)
    finally:
        records.close()
        new.close()
    assert layout(old) == layout(tmp_path / "new.sqlite3")
    again = Records.open(old)
    assert len(again.answers(LOCAL_STUDENT)) == 2
    again.close()


def test_an_upgrade_that_fails_leaves_the_file_as_it_was(old: Path) -> None:
    before = layout(old)

    def fails(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")
        raise RecordsError("It broke.")

    with pytest.raises(RecordsError, match="It broke"):
        open_engine(old, MetaData(), version=2, upgrades={1: fails})
    assert layout(old) == before


def test_upgrades_follow_one_another_and_none_may_be_missing(old: Path) -> None:
    steps: list[int] = []
    table = MetaData()
    Table("thing", table, Column("id", Integer, primary_key=True))
    upgrades = {n: lambda _, n=n: steps.append(n) for n in (1, 2)}  # type: ignore[misc]
    with pytest.raises(RecordsError, match="older version"):
        open_engine(old, table, version=4, upgrades=upgrades)
    assert (steps, layout(old)[0]) == ([], 1)
    open_engine(old, table, version=3, upgrades=upgrades).dispose()
    assert (steps, layout(old)[0]) == ([1, 2], 3)
