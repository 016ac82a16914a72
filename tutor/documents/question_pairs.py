"""Questions with their answers: the rows of a CSV or TSV table, or the lines of a JSONL file."""

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from tutor.documents.failures import UnreadableNoteError
from tutor.documents.text_file import normalised, text_of

# What the columns are called, in any case; the first name of each is the one to recommend.
_NAMES = {
    "question": ("question", "prompt", "front", "q", "question text"),
    "answer": ("answer", "response", "back", "a", "correct answer", "answer text", "solution"),
    "topic": ("topic", "chapter", "section", "category", "subject", "unit", "module"),
    "explanation": ("explanation", "rationale", "reason", "why", "feedback"),
    "source": ("source", "reference"),
}
_COLUMNS = {name: column for column, names in _NAMES.items() for name in names}
_DELIMITERS = ",;\t"
_WANTED = (
    f"questions (a column called {', '.join(_NAMES['question'][:4])}) with answers "
    f"({', '.join(_NAMES['answer'][:4])})"
)


@dataclass(frozen=True, slots=True)
class QuestionPair:
    """One question and its answer."""

    number: int  # of the row below the header, or of the line in a JSONL file, from 1
    question: str
    answer: str
    topic: str = ""
    explanation: str = ""
    source: str = ""


def pairs(raw: bytes, path: Path) -> tuple[list[QuestionPair], list[str]]:
    """The questions that have answers, and a sentence for every kind of row that has none.

    Commas, semicolons and tabs are told apart by the header. `path` names the file in errors,
    and its ending says whether it is a table or JSONL.

    Raises:
        UnreadableNoteError: It is not text, there are no columns of questions and answers, or no
            row has both.
    """
    is_table = path.suffix.lower() != ".jsonl"
    rows = table_rows(text_of(raw, path), path)[1] if is_table else _json_rows(raw, path)
    found: list[QuestionPair] = []
    faults: dict[str, list[int]] = {}
    for number, row in rows:
        fault = row if isinstance(row, str) else _fault(row)
        if fault:
            faults.setdefault(fault, []).append(number)
        elif isinstance(row, dict) and row:
            found.append(QuestionPair(number, **row))
    unit = "row" if is_table else "line"
    gaps = [gap(unit, numbers, fault) for fault, numbers in faults.items()]
    if not found:
        why = f" ({gaps[0].partition(';')[0]})" if gaps else ""
        reason = f"there are no {_WANTED} in it{why}; add them or remove the file"
        raise UnreadableNoteError(path, reason)
    return found, gaps


def has_pairs(names: Iterable[str]) -> bool:
    """Whether columns of these names hold questions with answers."""
    return {"question", "answer"} <= set(_columns(list(names)).values())


# A row's number, from 1, and its columns or what is wrong with it, in the words of `gap`.
Row: TypeAlias = tuple[int, "dict[str, str] | str"]


def table_rows(
    text: str, path: Path, names: Mapping[str, Sequence[str]] = _NAMES
) -> tuple[list[str], Iterator[Row]]:
    """A table's header as it stands, and its rows with the columns that have one of the names.

    Args:
        text: As `text_of` gives it.
        path: Names the file in errors.
        names: What each column may be called; `question` and `answer` are among them.

    Raises:
        UnreadableNoteError: The header has no columns of questions and answers.
    """
    first, _, rest = text.lstrip("\n").partition("\n")
    if first.lower().startswith("sep="):  # a line for Excel
        first, _, rest = rest.partition("\n")
    columns: dict[int, str] = {}
    for delimiter in sorted(_DELIMITERS, key=first.count, reverse=True):
        header = next(csv.reader([first], delimiter=delimiter), [])
        columns = _columns(header, names)
        if {"question", "answer"} <= set(columns.values()):
            break
    else:
        reason = f"its first line names no {_WANTED}; call the columns so"
        raise UnreadableNoteError(path, reason)
    # Strict, as otherwise a quotation mark that is never closed would swallow the rows below it.
    reader = csv.reader(io.StringIO(rest, newline=""), delimiter=delimiter, strict=True)
    return header, _rows(reader, header, columns)


def _rows(
    reader: Iterator[list[str]], header: Sequence[str], columns: Mapping[int, str]
) -> Iterator[Row]:
    for number, cells in enumerate(_parsed(reader), start=1):
        if isinstance(cells, str):
            yield number, cells
        elif any(cell.strip() for cell in cells[len(header) :]):
            yield number, _TOO_MANY
        else:
            filled = {columns[i]: cells[i].strip() for i in columns if i < len(cells)}
            yield number, filled if any(cell.strip() for cell in cells) else {}


_TOO_MANY = "{has} more columns than the header; put texts with commas into quotation marks"
_NEITHER = "{has} neither a question nor an answer; write them or remove {it}"
_QUOTES = "can't be split into columns; check the quotation marks there"


def _parsed(reader: Iterator[list[str]]) -> Iterator[list[str] | str]:
    """Each row's cells, or what is wrong with it; after that the reader goes on below."""
    while (cells := _next(reader)) is not None:
        yield cells


def _next(reader: Iterator[list[str]]) -> list[str] | str | None:
    try:
        return next(reader, None)
    except csv.Error:
        return _QUOTES


def _json_rows(raw: bytes, path: Path) -> Iterator[Row]:
    for number, line in json_lines(raw, path):
        yield number, _json_row(line)


def json_lines(raw: bytes, path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a JSONL file that are not blank, with their numbers from 1.

    Raises:
        UnreadableNoteError: It is not text.
    """
    text_of(raw, path)  # says what is wrong where it is no text
    # Each value is put in one form by itself: a line separator inside it does not end a line.
    is_utf16 = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    lines = raw.decode("utf-16" if is_utf16 else "utf-8-sig").split("\n")
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, line


def _json_row(line: str) -> dict[str, str] | str:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return "{is} not valid JSON; correct or remove {it}"
    if not isinstance(row, dict):
        return "{is} no JSON object; correct or remove {it}"
    filled: dict[str, str] = {}
    for i, column in _columns(list(row)).items():
        value = list(row.values())[i]
        if value is None:
            continue
        if not isinstance(value, str | int | float):
            return f"{{has}} {_a(column)} that is not text; correct {{it}}"
        text = str(value).encode("utf-8", "replace").decode().replace("\0", "")
        filled[column] = normalised(text).strip()
    return filled or _NEITHER


def _columns(header: Sequence[str], names: Mapping[str, Sequence[str]] = _NAMES) -> dict[int, str]:
    """Which names stand for which columns; where several do for one, the best name does."""
    words = [column_name(name) for name in header]
    found: dict[int, str] = {}
    for column, known in names.items():
        name = next((name for name in known if name in words), None)
        if name:
            found[words.index(name)] = column
    return found


def column_name(name: str) -> str:
    """A column's name in the form in which names are compared."""
    return " ".join(name.lower().replace("_", " ").replace("-", " ").split())


def _fault(row: Mapping[str, str]) -> str:
    if not row:
        return ""
    missing = [column for column in ("question", "answer") if not row.get(column)]
    if len(missing) == 2:
        return _NEITHER
    return f"{{has}} no {missing[0]}; write one or remove {{it}}" if missing else ""


def _a(column: str) -> str:
    return f"{'an' if column[0] in 'aeiou' else 'a'} {column}"


def gap(unit: str, numbers: Sequence[int], fault: str) -> str:
    """What is wrong with some rows, in words.

    Args:
        unit: "row" or "line".
        numbers: Of the rows, ascending.
        fault: With `{has}`, `{is}` and `{it}` in the place of the words for one or several.
    """
    several = len(numbers) > 1
    words = {"has": "have" if several else "has", "is": "are" if several else "is"}
    it = f"the {unit}s" if several else f"the {unit}"
    return f"{unit}{'s' if several else ''} {_listed(numbers)} {fault.format(it=it, **words)}"


def _listed(numbers: Sequence[int]) -> str:
    """Numbers in words, with runs drawn together: "3, 5 to 7 and 9"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else parts[0]
