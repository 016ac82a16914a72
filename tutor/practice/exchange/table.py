"""Questions as tables (CSV, TSV) and as lines of JSON.

A table has a column for the question and one for the answer, and may have columns A to H or one
column of options separated by `|`, and the kind, topic, chapter, explanation, difficulty and key
points. The answer to multiple choice is the letter, the number from 1, or the text of an option;
in JSON a number is an index from 0, as in `Question.to_dict`.
"""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from tutor.documents.failures import UnreadableNoteError
from tutor.documents.question_pairs import column_name, json_lines, table_rows
from tutor.documents.text_file import normalised, text_of
from tutor.practice.exchange.cells import cell, text_of_cell
from tutor.practice.exchange.errors import ItemFault
from tutor.practice.exchange.imported import Gathering, Imported
from tutor.practice.exchange.item import Item, option_meant, question_of
from tutor.practice.question import LETTERS, Question

_NAMES: dict[str, tuple[str, ...]] = {
    "question": ("question", "prompt", "front", "q", "question text", "statement"),
    "answer": (
        *("answer", "correct answer", "right answer", "correct", "key", "solution", "response"),
        *("back", "answer text", "correct option"),
    ),
    "kind": ("kind", "type", "question type"),
    "options": ("options", "choices", "answers"),
    "topic": ("topic", "section", "category", "subject"),
    "chapter": ("chapter", "unit", "module", "lecture", "week"),
    "explanation": ("explanation", "rationale", "reason", "why", "feedback"),
    "difficulty": ("difficulty", "level"),
    "key_points": ("key points", "points"),
    "source": ("source", "reference"),
    "id": ("id",),
}
_OPTIONS = {
    letter: tuple(
        f"{word}{name}"
        for word in ("", "option ", "choice ", "answer ")
        for name in (letter.lower(), str(number))
    )
    for number, letter in enumerate(LETTERS, start=1)
}
_WITH_OPTIONS = {**_NAMES, **_OPTIONS}
_PAIRS = {**_NAMES, "answer": (*_NAMES["answer"], "a")}  # "q" and "a": no options there
_UNREAD = frozenset({"cited from", "citations", "origin"})  # of ours; the notes are asked again
_HEADER = (
    *("id", "kind", "question", *LETTERS, "answer", "explanation", "topic", "chapter"),
    *("difficulty", "key points", "cited from"),
)
_SEPARATOR = "|"


def read_table(raw: bytes, path: Path) -> Imported:
    """The questions of a CSV or TSV file.

    Args:
        raw: The file's bytes.
        path: Names the file in errors.

    Raises:
        UnreadableNoteError: It is not text, or no column is called question or answer.
    """
    text = text_of(raw, path)
    names: Mapping[str, Sequence[str]] = _WITH_OPTIONS
    try:
        header, rows = table_rows(text, path, names)
    except UnreadableNoteError:
        names = _PAIRS
        header, rows = table_rows(text, path, names)
    found = Gathering("row")
    for number, row in rows:
        if isinstance(row, str):
            found.fault(number, row)
        elif row:
            fields = {name: text_of_cell(value) for name, value in row.items()}
            found.take(number, partial(_from_cells, fields))
    return _with_unused(found.done(), header, names)


def read_lines(raw: bytes, path: Path) -> Imported:
    """The questions of a JSONL file, in the shape of `Question.to_dict` or in a table's columns.

    Args:
        raw: The file's bytes.
        path: Names the file in errors.

    Raises:
        UnreadableNoteError: It is not text.
    """
    found = Gathering("line")
    used: dict[str, None] = {}
    for number, line in json_lines(raw, path):
        found.take(number, partial(_from_json, line, used))
    return _with_unused(found.done(), list(used), _WITH_OPTIONS)


def write_table(questions: Sequence[Question], chapter_name: Callable[[str], str] = str) -> str:
    """Questions as a CSV file for any spreadsheet, which `read_table` reads as the same questions.

    Args:
        questions: In their order.
        chapter_name: The name of a chapter, from its key.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(_HEADER)
    for question in questions:
        options = question.options or ()
        row = (
            *(question.id, question.kind, question.question),
            *(*options, *[""] * (len(LETTERS) - len(options))),
            *(_answer(question), question.explanation, question.topic),
            chapter_name(question.chapter) if question.chapter else "",
            *(question.difficulty, _joined(question.key_points)),
            "; ".join(f"{c.document}, {c.locator}" for c in question.citations),
        )
        writer.writerow([cell(value) for value in row])
    # Excel takes a file without the mark for one in its own old encoding.
    return "\ufeff" + out.getvalue()


def write_lines(questions: Sequence[Question]) -> str:
    """Questions as JSONL, each line a `Question.to_dict`."""
    return "".join(f"{json.dumps(q.to_dict(), ensure_ascii=False)}\n" for q in questions)


def _from_cells(row: Mapping[str, str]) -> Question:
    letters = [letter for letter in LETTERS if row.get(letter)]
    options = tuple(row.get(letter, "") for letter in LETTERS[: len(letters)])
    if "" in options:
        raise ItemFault("{has} an empty option before others; move those below it up")
    if not options and row.get("options"):
        options = _split(row["options"])
    return _question(row, row.get("answer", ""), options, _split(row.get("key_points", "")))


def _from_json(line: str, used: dict[str, None]) -> Question:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ItemFault("{is} not valid JSON; correct or remove {it}") from error
    if not isinstance(value, dict):
        raise ItemFault("{is} no JSON object; correct or remove {it}")
    used.update(dict.fromkeys(value))
    row = {column_name(name): each for name, each in value.items() if each is not None}
    fields: dict[str, Any] = {}
    for column, names in _WITH_OPTIONS.items():
        named = next((row[name] for name in names if name in row), None)
        if named is not None:
            fields[column] = named
    if "answer" not in fields and "B" not in fields:  # "q" and "a": no options there
        fields["answer"] = fields.pop("A", "")
    answer = fields.pop("answer", "")
    lists = {name: fields.pop(name, ()) for name in ("options", "key_points")}
    texts = {name: _text(each) for name, each in fields.items()}
    options = _list(lists["options"])
    if not options:
        options = tuple(texts[letter] for letter in LETTERS if letter in texts)
    if not isinstance(answer, bool | int) or not (options or isinstance(answer, bool)):
        answer = _text(answer)
    return _question(texts, answer, options, _list(lists["key_points"]))


def _question(
    row: Mapping[str, str], answer: str | bool | int, options: Sequence[str], points: Sequence[str]
) -> Question:
    explanation = row.get("explanation", "")
    if row.get("source"):
        explanation = f"{explanation}\n\nSource: {row['source']}".strip()
    return question_of(
        Item(
            question=row.get("question", ""),
            answer=answer,
            options=tuple(options),
            kind=row.get("kind", ""),
            topic=row.get("topic", ""),
            chapter=row.get("chapter", ""),
            explanation=explanation,
            difficulty=row.get("difficulty", ""),
            key_points=tuple(points),
            id=row.get("id", ""),
        )
    )


def _answer(question: Question) -> str:
    """The answer as it is read again: a letter, with a bracket where an option looks like one."""
    if question.options is None or not isinstance(question.answer, int):
        return (
            question.answer_text.lower() if question.kind == "true-false" else str(question.answer)
        )
    letter = LETTERS[question.answer]
    try:
        option_meant(letter, question.options)
    except ItemFault:
        return f"{letter})"
    return letter


def _joined(points: Sequence[str]) -> str:
    return f" {_SEPARATOR} ".join(point.replace(_SEPARATOR, "\\|") for point in points)


def _split(text: str) -> tuple[str, ...]:
    """The parts between bars; a bar of a text is written with a backslash before it."""
    parts = text.replace("\\|", "\0").split(_SEPARATOR)
    return tuple(part.replace("\0", _SEPARATOR).strip() for part in parts if part.strip())


def _text(value: Any) -> str:
    if not isinstance(value, str | int | float):
        raise ItemFault("{has} a value that is not text; correct {it}")
    return normalised(str(value).encode("utf-8", "replace").decode().replace("\0", "")).strip()


def _list(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return _split(_text(value))
    if not isinstance(value, list | tuple):
        raise ItemFault("{has} options or key points that are no list; correct {it}")
    return tuple(_text(each) for each in value)


def _with_unused(
    found: Imported, header: Sequence[str], names: Mapping[str, Sequence[str]]
) -> Imported:
    """The same, and a remark on columns that no part of a question is called."""
    known = {name for each in names.values() for name in each} | _UNREAD | {""}
    unused = [name for name in header if column_name(name) not in known]
    if not unused or not found.questions:
        return found
    listed = ", ".join(repr(name) for name in unused[:10])
    remark = f"what is called {listed} is no part of a question and was not read"
    return Imported(found.questions, found.gaps, (*found.remarks, remark))
