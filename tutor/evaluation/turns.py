"""Asking a set's questions: each once, resumably, also with what answers them taken away."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from tutor.api import Tutor
from tutor.evaluation.datasets import Dataset, Kind, Question
from tutor.evaluation.rows import Row, RowFile
from tutor.progress import Progress, silent

if TYPE_CHECKING:
    from tutor.answering.answer import AnsweringSettings
    from tutor.evaluation.parts import Parts

# A question and the documents left out of the search become an answer as JSON values.
Answerer: TypeAlias = Callable[[str, frozenset[str]], Row]

# What is less probable than this isn't answered under any sensible strictness; leaving it out saves
# the model's time on nearly all far questions.
LEAST = 0.02
EVERY_KIND: tuple[Kind, ...] = ("answerable", "near", "far")


def plan(
    dataset: Dataset, questions: Sequence[Question], kinds: Sequence[Kind]
) -> Iterator[tuple[Kind, Question, frozenset[str]]]:
    """What is asked, question by question, with the passages that are left out.

    A question without an article isn't asked as a far one.
    """
    for question in questions:
        for kind in kinds:
            excluded = dataset.excluded(question, kind)
            if excluded is not None:
                yield kind, question, excluded


def ask_all(
    answerer: Answerer,
    asked: Sequence[tuple[Kind, Question, frozenset[str]]],
    file: RowFile,
    step: str,
    progress: Progress = silent,
) -> list[Row]:
    """Ask what isn't in the file yet; the rows in the order of `asked`.

    Raises:
        TutorError: The engine failed, or the rows can't be kept. What was asked before is kept.
    """
    rows = []
    for done, (kind, question, excluded) in enumerate(asked):
        progress(step, done, len(asked))
        row = file.rows.get((kind, question.id))
        if row is None:
            row = {"kind": kind, "id": question.id, **answerer(question.question, excluded)}
            file.add(row)
        rows.append(row)
    progress(step, len(asked), len(asked))
    return rows


def tutor_answerer(parts: "Parts", answering: "AnsweringSettings") -> Answerer:
    """Answers of the tutor itself, with what the model was given to read.

    It answers also what the settings would refuse as too improbable. Nothing after that decision
    depends on the threshold, so what would have been refused under a higher one is known from the
    row's probability.
    """
    generator = parts.generator
    if generator is None:
        raise ValueError("these parts were opened for searching only")
    tutor = Tutor(parts.retriever, generator, open_minded(answering))

    def answer(question: str, excluded: frozenset[str]) -> Row:
        generator.prompts.clear()
        answer = tutor.ask(question, exclude_documents=excluded)
        return {**answer.to_dict(), "prompts": list(generator.prompts)}

    return answer


def open_minded(answering: "AnsweringSettings") -> "AnsweringSettings":
    """The same settings with the strictness at which questions are asked: the least, or 0."""
    return replace(answering, strictness=LEAST if answering.strictness >= LEAST else 0.0)
