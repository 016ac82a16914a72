"""A student's records as a file: the copy that they keep, or take to another computer."""

import json
from pathlib import Path
from typing import Any, NoReturn

from tutor.practice.exam import Exam
from tutor.practice.exchange.files import write_whole
from tutor.practice.question import Question
from tutor.practice.review import reviewed
from tutor.records.errors import RecordsError
from tutor.records.form import RecordsForm, parse
from tutor.records.records import Records
from tutor.records.values import ExamRecord


def write_records(records: Records, student: str, path: Path) -> dict[str, int]:
    """Write everything of a student into a JSON file, which is replaced where it is there.

    Returns:
        How many items, answers, cards, disputes and exams it holds.

    Raises:
        TutorError: The file can't be written.
    """
    data = records.export(student)
    text = json.dumps(data, indent=1, allow_nan=False) + "\n"
    write_whole(path, text.encode())
    return {name: len(rows) for name, rows in data.items() if isinstance(rows, list)}


def read_records(records: Records, student: str, path: Path) -> dict[str, int]:
    """Add what a file of records holds to those of a student: all of it or nothing.

    What is there already stays as it is. Items that got new answers are due when all their answers
    say so, those from before and those from the file.

    Returns:
        How many items, answers, cards, disputes and exams were added.

    Raises:
        TutorError: The file can't be read, or holds no records that can be practised.
    """
    data = _json_of(path)
    _check(parse(data), path)
    return records.import_records(data, student, reviewed=reviewed)


def _json_of(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_bytes(), parse_constant=_refuse)
    except OSError as error:
        raise RecordsError(f"{path} can't be read ({error.strerror}); check its name.") from error
    except (ValueError, RecursionError) as error:
        raise RecordsError(
            f"{path} is not JSON; name a file that `tutor records export` wrote."
        ) from error
    return value if isinstance(value, dict) else {}


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def _check(form: RecordsForm, path: Path) -> None:
    """See that what the records keep for practice can be practised."""
    for item in form.items:
        try:
            fits = Question.from_dict(item.payload).id == item.id
        except (KeyError, TypeError, ValueError, AttributeError):
            fits = False
        if not fits:
            raise RecordsError(
                f"Nothing was imported: in {path} the item {item.id} is no question."
            )
    for exam in form.exams:
        Exam.from_record(
            ExamRecord(
                exam.id, form.student, exam.started, exam.minutes, exam.payload, exam.finished
            )
        )
