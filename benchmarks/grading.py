"""Grade a hundred short answers that a person labelled, and say how far the grades agree.

    python -m benchmarks.grading --report docs/grading.md
    python -m benchmarks.grading --fit

The answers and labels lie in tests/data/short_answers.jsonl; their questions are about the bundled
course. The questions are split in two halves: `--fit` prints the coefficients and thresholds for
`tutor.practice.short_answers` from the tuning half, and the page tells both halves apart.
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from benchmarks.grading_agreement import Pair
from benchmarks.grading_fit import AnswerRow, PointRow, described, fit
from benchmarks.grading_page import page
from benchmarks.questions import Row, load_rows
from tutor import Tutor
from tutor.api import build_index
from tutor.config import load_settings
from tutor.documents.document import Chunk
from tutor.generation.base import Generator
from tutor.practice.claims import Claims, read_answer
from tutor.practice.grading import Grade, grade
from tutor.practice.key_points import key_points
from tutor.practice.question import Citation, Question
from tutor.practice.short_answers import ask_model, point_readings
from tutor.retrieval.retriever import Retriever

CORPUS = Path(__file__).resolve().parents[1] / "corpus"


@dataclass(frozen=True, slots=True)
class Graded:
    """One answer with its grade."""

    row: Row
    grade: Grade

    @property
    def pair(self) -> Pair:
        """Its label and its verdict."""
        return Pair(self.row["question"], self.row["label"], self.grade.verdict)


def question_of(row: Row, chunks: Sequence[Chunk]) -> Question:
    """A row's question, with the passages of its section.

    Raises:
        ValueError: The notes have no such section.
    """
    name, heading = row["document"], row["heading"]
    own = [chunk for chunk in chunks if chunk.document_id == name and chunk.heading == heading]
    if not own:
        raise ValueError(f"{row['id']}: no passage under {heading!r} in {name}")
    return Question(
        kind="short-answer",
        question=row["question"],
        answer=" ".join(row["key_points"]),
        explanation="",
        citations=tuple(Citation.of(chunk) for chunk in own),
        topic=own[0].heading_path[-1],
        key_points=tuple(row["key_points"]),
    )


def graded(
    rows: Sequence[Row], retriever: Retriever, generator: Generator | None
) -> Iterator[Graded]:
    """Grade each answer as a student's would be."""
    for row in rows:
        question = question_of(row, retriever.chunks)
        mark = grade(question, row["answer"], retriever=retriever, generator=generator)
        yield Graded(row, mark)


def measured(
    rows: Sequence[Row], retriever: Retriever, generator: Generator | None
) -> Iterator[AnswerRow]:
    """What the fit needs of each answer."""
    for row in rows:
        question = question_of(row, retriever.chunks)
        points = key_points(question, retriever.rarity)
        key = " ".join(question.key_points)
        claims = read_answer(row["answer"], question.question, key, retriever.encode)
        found: list[PointRow] = []
        if isinstance(claims, Claims):
            readings = point_readings(question, claims, points, retriever)
            for i, (point, read) in enumerate(zip(points, readings, strict=True), start=1):
                verdict = generator and ask_model(point.text, read.text, generator)
                found.append(PointRow(read.signals, point.weight, i in row["said"], verdict))
        yield AnswerRow(row["question"], row["label"], tuple(found))


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--index", type=Path, help="index of the course; else a new one")
    parser.add_argument("--fit", action="store_true", help="print what fits the tuning half best")
    parser.add_argument("--report", type=Path)
    arguments = parser.parse_args()
    rows = load_rows("short_answers")
    given = arguments.index
    with nullcontext(given) if given else tempfile.TemporaryDirectory() as folder:
        index = Path(folder)
        if not given:
            build_index([CORPUS], load_settings(index=index))
        tutor = Tutor.open(index)
        retriever, generator = tutor.retriever, tutor.generator
        if arguments.fit:
            tuning = [row for row in rows if row["part"] == "tuning"]
            limits = fit(list(measured(tuning, retriever, generator)), with_model=True)
            print("\n".join(described(limits)))
        if arguments.report or not arguments.fit:
            with_model = list(graded(rows, retriever, generator))
            without = list(graded(rows, retriever, None))
            text = page(with_model, without, tutor.model_name)
            print(text)
            if arguments.report:
                arguments.report.write_text(text, "utf-8")
        tutor.close()


if __name__ == "__main__":
    main()
