"""The rows of a questions file, all checked before the first one is asked."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutor.errors import TutorError


class QuestionsFileError(TutorError):
    """A questions file can't be read, or one of its rows is not a question."""


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One row; what else stands in it is ignored."""

    id: str | int
    question: str
    exclude_documents: frozenset[str] = frozenset()
    history: tuple[tuple[str, str], ...] = ()  # questions and their answers, oldest first

    @classmethod
    def alone(cls, question: str) -> "QuestionRow":
        """A question that comes from no file."""
        return cls("", question)


def read_questions(path: Path) -> list[QuestionRow]:
    """Read a JSON Lines file; empty lines are skipped.

    Raises:
        QuestionsFileError: Naming the file, and the line that is malformed.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise QuestionsFileError(
            f"The questions file {path} can't be read ({reason}); check its path and its encoding."
        ) from error
    rows = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                rows.append(_row(json.loads(line)))
            except _RowError as error:
                raise _malformed(path, number, str(error)) from error
            except (ValueError, RecursionError) as error:
                raise _malformed(path, number, f"it is not JSON ({error})") from error
    if not rows:
        raise QuestionsFileError(
            f"The questions file {path} holds no rows; write one JSON object a line."
        )
    return rows


class _RowError(Exception):
    """What is wrong with a row, without its place."""


def _malformed(path: Path, number: int, reason: str) -> QuestionsFileError:
    return QuestionsFileError(
        f"{path}, line {number} is not a question row: {reason}; nothing was asked."
    )


def _row(value: Any) -> QuestionRow:
    if not isinstance(value, dict):
        raise _RowError("it is not a JSON object")
    identity = value.get("id")
    if not isinstance(identity, str | int) or isinstance(identity, bool):
        raise _RowError("its `id` must be a text or a whole number")
    question = value.get("question")
    if not isinstance(question, str):
        raise _RowError("its `question` must be a text")
    excluded = _list(value, "exclude_documents")
    if not all(isinstance(document, str) for document in excluded):
        raise _RowError("its `exclude_documents` must be a list of texts")
    history = tuple(_turn(turn) for turn in _list(value, "history"))
    return QuestionRow(identity, question, frozenset(excluded), history)


def _list(row: dict[str, Any], name: str) -> list[Any]:
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise _RowError(f"its `{name}` must be a list")
    return value


def _turn(value: Any) -> tuple[str, str]:
    if isinstance(value, dict):
        question, answer = value.get("question"), value.get("answer")
        if isinstance(question, str) and isinstance(answer, str):
            return question, answer
    raise _RowError("each entry of its `history` must be {question, answer}, both texts")
