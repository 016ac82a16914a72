"""What a right answer has: one phrase of each group, and a citation of notes that say it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from tutor.answering.events import Answer
from tutor.evaluation.datasets import DatasetError, json_rows

Phrases: TypeAlias = tuple[tuple[str, ...], ...]  # of each group one is in a right answer


def read_rows(
    path: Path, *, rows: str = "cases", fault: str = "is not JSON"
) -> list[tuple[str, dict[str, Any]]]:
    """The rows of a file of cases, one JSON object a line, each with the place where it stands.

    Args:
        path: A JSONL file in UTF-8.
        rows: What its rows are called in errors.
        fault: What is said of a line that is not JSON.

    Raises:
        DatasetError: The file can't be read, holds nothing, or a line is not a JSON object.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DatasetError(
            f"The {rows} {path} can't be read ({error}); name a JSONL file in UTF-8."
        ) from error
    return json_rows(path, raw, rows=rows, fault=fault)


def phrases(groups: Iterable[Iterable[str]]) -> Phrases:
    """Groups of phrases as a value that does not change."""
    return tuple(tuple(group) for group in groups)


def missing(wanted: Phrases, text: str) -> list[str]:
    """The first phrase of each group of which a text has none, upper or lower case."""
    low = text.lower()
    return [group[0] for group in wanted if not any(phrase.lower() in low for phrase in group)]


def cited(answer: Answer) -> set[str]:
    """The ids of the documents that an answer cites."""
    return {source.document for source in answer.sources if source.cited}


def found(answer: Answer) -> set[str]:
    """The ids of the documents among an answer's sources, cited or not."""
    return {source.document for source in answer.sources}


def any_is(documents: Iterable[str], beginnings: Sequence[str]) -> bool:
    """Whether the file name of any of the documents begins with one of these."""
    return any(d.rsplit("/", 1)[-1].startswith(tuple(beginnings)) for d in documents)
