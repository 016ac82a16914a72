"""Questions in other languages than the notes': is what comes back honest?

A question in Spanish or Chinese over English notes may be found through the encoder and answered,
or be refused. What it must not get is garbage: sentences without support, words of a third script,
a sentence that goes round in circles, or the answer to something else.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutor.answering.events import Answer
from tutor.answering.untrusted.characters import script_of
from tutor.api import Tutor
from tutor.evaluation.datasets import DatasetError
from tutor.evaluation.expected import Phrases, any_is, cited, found, missing, phrases, read_rows
from tutor.evaluation.suite import SuiteResult, rate
from tutor.progress import Progress, silent

_FOREIGN = 0.2  # of an answer's letters in a script of neither question nor notes
_CIRCLES = 3  # times that the same words in a row make a circle
_RUN = 4  # words
_RUN_CHARACTERS = 8  # where no spaces stand between words


@dataclass(frozen=True, slots=True)
class ForeignQuestion:
    """A question in another language than the notes'."""

    id: str
    language: str  # ISO 639-1
    question: str
    documents: tuple[str, ...]  # beginnings of the names of notes that answer it; often none
    phrases: Phrases  # in a right answer, in either language

    @property
    def answerable(self) -> bool:
        """Whether the notes answer it."""
        return bool(self.documents)


def load_questions(path: Path) -> tuple[ForeignQuestion, ...]:
    """Read questions, one JSON object a line: `{id, language, question, documents, phrases}`.

    Raises:
        DatasetError: The file can't be read, or a row lacks a field.
    """
    try:
        return tuple(
            ForeignQuestion(
                id=row["id"],
                language=row["language"],
                question=row["question"],
                documents=tuple(row["documents"]),
                phrases=phrases(row["phrases"]),
            )
            for _, row in read_rows(path)
        )
    except KeyError as error:
        raise DatasetError(f"A question in {path} has no {error}; add it.") from error


def other_languages(
    tutor: Tutor, questions: Sequence[ForeignQuestion], progress: Progress = silent
) -> SuiteResult:
    """Ask each question of notes in English.

    Args:
        tutor: Open on an index of the notes that the questions are about.
        questions: At least one.
        progress: Told how many are asked.
    """
    rows: list[dict[str, Any]] = []
    for question in questions:
        rows.append(_row(question, tutor.ask(question.question)))
        progress("Asking in other languages", len(rows), len(questions))
    return _result(rows)


def garbage(question: ForeignQuestion, answer: Answer) -> str:
    """What is not honest in an answer; empty for an honest one."""
    if answer.status == "not_in_notes":
        return ""
    if not question.answerable:
        return "is answered, though the notes don't say"
    if not all(sentence.supported for sentence in answer.sentences):
        return "holds a sentence without support"
    said = " ".join(sentence.text for sentence in answer.sentences)
    if foreign_letters(said, question.question, answer) > _FOREIGN:
        return "mixes in another script"
    if goes_in_circles(said):
        return "goes round in circles"
    if not any_is(cited(answer), question.documents):
        return f"cites {', '.join(sorted(cited(answer)))}"
    if lacking := missing(question.phrases, said):
        return f"answers something else, without {', '.join(lacking)}"
    return ""


def foreign_letters(text: str, question: str, answer: Answer) -> float:
    """Share of a text's letters in a script of neither the question nor the passages cited."""
    known = {script_of(question)}
    known |= {script_of(source.text) for source in answer.sources if source.cited}
    letters = [c for c in text if c.isalpha()]
    foreign = sum(script_of(c) not in known for c in letters)
    return foreign / len(letters) if letters else 0.0


def goes_in_circles(text: str) -> bool:
    """Whether the same words in a row come three times."""
    words = re.findall(r"\w+", text.lower())
    size = _RUN
    if script_of(text) == "cjk":
        words, size = [c for c in text if c.isalnum()], _RUN_CHARACTERS
    runs = [tuple(words[i : i + size]) for i in range(len(words) - size + 1)]
    return any(runs.count(run) >= _CIRCLES for run in set(runs))


def _row(question: ForeignQuestion, answer: Answer) -> dict[str, Any]:
    return {
        "id": question.id,
        "language": question.language,
        "answerable": question.answerable,
        "status": answer.status,
        "found": any_is(found(answer), question.documents),
        "fault": garbage(question, answer),
        "question": question.question,
        "answer": answer.text,
    }


def _result(rows: Sequence[dict[str, Any]]) -> SuiteResult:
    measures = [rate("honest answers, all languages", [not row["fault"] for row in rows], 1.0)]
    for language in sorted({row["language"] for row in rows}):
        own = [row for row in rows if row["language"] == language]
        measures.append(rate(f"honest answers, {language}", [not row["fault"] for row in own], 1.0))
    if answerable := [row for row in rows if row["answerable"]]:
        right = [row["status"] == "answered" and not row["fault"] for row in answerable]
        measures += [
            rate("right notes among the sources", [row["found"] for row in answerable]),
            rate("answered rightly", right),
        ]
    failures = [
        f"{row['id']}: {row['question']!r} {row['fault']}: {row['answer']!r}."
        for row in rows
        if row["fault"]
    ]
    return SuiteResult("other languages", tuple(measures), tuple(rows), tuple(failures))
