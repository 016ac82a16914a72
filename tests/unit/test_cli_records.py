"""`tutor records`: one's records as a file, from a file, and gone."""

import json
from pathlib import Path
from typing import Any

import pytest
from records_fakes import answer, card, exam, item
from typer.testing import CliRunner, Result

from tutor.cli.app import app
from tutor.practice.exam import Exam
from tutor.practice.question import Citation, Question
from tutor.records.records import Records
from tutor.records.values import LOCAL_STUDENT

QUESTION = Question(
    kind="true-false",
    question="ReLU is linear.",
    answer=False,
    explanation="It is not.",
    citations=(Citation("c1", "04.md", "Neurons", "ReLU is not linear."),),
    topic="Neurons",
)


@pytest.fixture(autouse=True)
def _home(isolated_home: Path) -> None:
    """A folder and records that are nobody's."""


def run(*arguments: str, typed: str | None = None) -> Result:
    result = CliRunner().invoke(app, ["records", *arguments], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def value(*arguments: str) -> Any:
    """The one JSON value that a command prints."""
    (line,) = run(*arguments, "--json").stdout.splitlines()
    return json.loads(line)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The records of two students, of whom one sat an exam."""
    records = Records.open(tmp_path / "records.sqlite3")
    asked = item(id=QUESTION.id, payload=QUESTION.to_dict())
    for student in (LOCAL_STUDENT, "ann"):
        given = answer(id=f"{student}1", student=student, item_id=asked.id, response=True)
        records.record_answer(given, asked, card(student=student, item_id=asked.id))
    sat = exam()
    records.save_exam(Exam("e1", LOCAL_STUDENT, sat.started, 60.0, (QUESTION,)).to_record())
    records.close()
    return tmp_path / "records.sqlite3"


def kept(path: Path, student: str = LOCAL_STUDENT) -> dict[str, Any]:
    records = Records.open(path)
    try:
        return records.export(student)
    finally:
        records.close()


def test_a_file_of_records_brings_back_what_was_deleted(path: Path) -> None:
    before = kept(path)
    kinds = ("items", "answers", "cards", "disputes", "exams", "conversations")
    counts = dict(zip(kinds, (1, 1, 1, 0, 1, 0), strict=True))
    assert value("export", "mine.json") == {"file": "mine.json", "student": "me", **counts}
    assert value("delete", "--yes") == {
        "student": "me",
        "deleted": {**counts, "items": 0},  # the other student has answered it too
    }
    assert kept(path)["answers"] == []
    assert value("import", "mine.json") == {"student": "me", "added": {**counts, "items": 0}}
    after = kept(path)
    # The card is worked out anew from the answer, of which the fake one knew nothing.
    assert after.pop("cards") != before.pop("cards")
    assert after == before
    assert value("import", "mine.json")["added"] == dict.fromkeys(counts, 0)


def test_the_commands_say_in_words_what_they_did(path: Path) -> None:
    assert (
        run("export", "mine.json").stdout
        == "1 answer, 1 exam, 0 disputes, 0 conversations are in mine.json.\n"
    )
    assert run("import", "mine.json").stdout == (
        "Everything in that file was among your records already.\n"
    )
    assert (
        run("delete", "--yes").stdout == "Deleted 1 answer, 1 exam, 0 disputes, 0 conversations.\n"
    )
    assert (
        run("import", "mine.json").stdout
        == "Added 1 answer, 1 exam, 0 disputes, 0 conversations.\n"
    )


def test_another_students_records_are_named(path: Path) -> None:
    assert value("export", "ann.json", "--student", "ann")["exams"] == 0
    assert value("delete", "--student", "ann", "--yes")["deleted"]["answers"] == 1
    assert kept(path, "ann")["answers"] == []
    assert len(kept(path)["answers"]) == 1


@pytest.mark.parametrize(("typed", "left"), [("n\n", 1), ("", 1), ("y\n", 0)])
def test_nothing_is_deleted_before_the_student_says_so(path: Path, typed: str, left: int) -> None:
    result = run("delete", typed=typed)
    assert "This deletes 1 answer, 1 exam, 0 conversations and all reviews." in result.stdout
    assert result.exit_code == (1 if left else 0)
    assert len(kept(path)["answers"]) == left


def test_deleting_for_a_program_takes_a_yes(path: Path) -> None:
    assert run("delete", "--json").exit_code == 2
    assert len(kept(path)["answers"]) == 1


def broken(data: dict[str, Any], part: str) -> str:
    """An export whose first item or exam can't be practised."""
    data[part][0]["payload"]["citations" if part == "items" else "questions"] = None
    return json.dumps(data)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "can't be read"),
        ("{", "is not JSON"),
        ('{"format": NaN}', "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "holds no records"),
        ('{"format": "study-tutor-records", "version": 3}', "newer version"),
        ("items", "is no question"),
        ("exams", "can't be read"),
    ],
)
def test_a_file_that_cant_be_imported_is_a_sentence(
    path: Path, content: str | None, message: str
) -> None:
    before = kept(path)
    if content is not None:
        text = broken(kept(path), content) if content in before else content
        Path("theirs.json").write_text(text, encoding="utf-8")
    for error in (
        value("import", "theirs.json", "--student", "new")["error"],
        run("import", "theirs.json", "--student", "new").stderr,
    ):
        assert message in error
    assert run("import", "theirs.json").exit_code == 1
    assert kept(path, "new")["items"] == []
    assert kept(path) == before


def test_an_export_that_cant_be_written_is_a_sentence(path: Path) -> None:
    Path("a file").touch()
    assert "can't be written" in value("export", "a file/mine.json")["error"]


def test_records_that_are_no_database_are_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "records.sqlite3").write_text("Dear diary, " * 100)
    assert "is no database" in value("export", "mine.json")["error"]
    assert not Path("mine.json").exists()
