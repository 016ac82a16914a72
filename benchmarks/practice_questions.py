"""Ask for a hundred multiple-choice questions on a folder of notes, and say what became of them.

    python -m benchmarks.practice_questions --notes corpus --rows eval-rows --items items.jsonl \
        --report docs/practice-questions.md

Chapters take turns, each time with a passage of which nothing was asked yet. Every outcome is kept
below `--rows` as soon as it is known: the same command goes on where it was stopped. `--items`
gets the questions that were kept, one JSON line each, for somebody to read. With several `--notes`
each folder has its own part of the page.
"""

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

from benchmarks.practice_questions_page import Outcomes, Reading, page
from tutor.api import build_index
from tutor.config import Settings, load_settings
from tutor.evaluation.rows import Row, RowFile, code_digest
from tutor.generation.base import Generator
from tutor.loaders import load_encoder, load_generator
from tutor.practice.making.checks.consistency import choose
from tutor.practice.making.course import Course
from tutor.practice.making.keys import keys_of
from tutor.practice.making.maker import make_question
from tutor.practice.making.passage import Passage
from tutor.practice.making.rejection import Rejected
from tutor.practice.outline import Outline
from tutor.practice.question import Question
from tutor.retrieval.retriever import Retriever

KIND = "multiple-choice"
READINGS = Path(__file__).resolve().parents[1] / "tests" / "data" / "practice_readings.jsonl"
# What the outcome of a try depends on; other kinds of questions are worked on beside it.
CODE = (
    "retrieval",
    "answering",
    "generation",
    *(
        f"practice/making/{name}"
        for name in "acronyms.py asking.py checks course.py formulas.py keys.py maker.py "
        "multiple_choice.py passage.py phrases.py questioning.py reply.py statement.py "
        "terms.py".split()
    ),
)


@dataclass(frozen=True)
class Try:
    """One passage that a question is asked for."""

    turn: int  # how many questions on it went before
    passage: Passage

    @property
    def id(self) -> str:
        """What the row of it is called."""
        return f"{self.turn}:{self.passage.chunk.id}"


def tries(course: Course, asked: list[Question], refused: set[str]) -> Iterator[Try]:
    """The passages to ask about, chapter by chapter in turn, each one once before any one twice.

    Args:
        course: The notes.
        asked: The questions kept so far; grows while the passages are taken.
        refused: Ids of the chunks that gave nothing, which would give nothing again.
    """
    of_chapter: dict[str, list[Passage]] = {}
    for passage in course.passages:
        of_chapter.setdefault(passage.chapter, []).append(passage)
    # The beginning of a chapter is no better known than its end: ids are in no order.
    queues = [sorted(own, key=lambda p: p.chunk.id) for own in of_chapter.values()]
    order = [p for p in chain.from_iterable(zip_longest(*queues)) if p is not None]
    turn = 0
    while True:
        again = False
        for passage in order:
            if passage.chunk.id not in refused and keys_of(passage, course, KIND, asked):
                again = True
                yield Try(turn, passage)
        if not again:
            return
        turn += 1


def outcome(
    wanted: Try, course: Course, generator: Generator, asked: list[Question]
) -> dict[str, Any]:
    """The row of one try."""
    started = time.perf_counter()
    made = make_question(KIND, wanted.passage, course, generator, avoid=asked)
    seconds = time.perf_counter() - started
    row = {"kind": KIND, "id": wanted.id, "seconds": round(seconds, 3)}
    if isinstance(made, Rejected):
        return {**row, "question": None, "reason": made.reason, "detail": made.detail}
    alone = choose(made.question, made.options or (), generator)
    return {**row, "question": made.to_dict(), "alone": alone.index == made.answer}


def run(notes: Path, n: int, settings: Settings, rows: Path, index: Path) -> Outcomes:
    """Ask until n questions are kept or there is nothing left to ask about."""
    settings = settings.model_copy(update={"index": index})
    build_index([notes], settings)
    encoder, generator = load_encoder(settings), load_generator(settings)
    retriever = Retriever.open(index, encoder)
    course = Course(retriever, Outline(retriever.chunks))
    made_by = {
        "chunks": [chunk.id for chunk in retriever.chunks],
        "model": generator.name,
        "encoder": encoder.fingerprint,
        "code": code_digest(*CODE),
    }
    asked: list[Question] = []
    refused: set[str] = set()
    taken: list[Row] = []
    with RowFile(rows, f"practice-{notes.name}", made_by) as file:
        for wanted in tries(course, asked, refused):
            row = file.rows.get((KIND, wanted.id))
            if row is None:
                row = outcome(wanted, course, generator, asked)
                file.add(row)
                print(len(asked), _line(row), flush=True)
            taken.append(row)
            if row["question"] is None:
                refused.add(wanted.passage.chunk.id)
            else:
                asked.append(Question.from_dict(row["question"]))
            if len(asked) == n:
                break
    generator.close()
    return Outcomes(notes.name, n, tuple(taken), tuple(asked), course, generator.name)


def readings(path: Path) -> list[Reading]:
    """What was found in the questions by reading them again, one JSON line each."""
    lines = path.read_text("utf-8").splitlines()
    return [Reading(**json.loads(line)) for line in lines]


def _line(row: Row) -> str:
    question = row["question"]
    if question is None:
        return f"{row['seconds']:5.1f} s  {row['reason']}: {row['detail'][:150]}"
    answer = question["options"][question["answer"]]
    return f"{row['seconds']:5.1f} s  kept: {question['question']} [{answer}]"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--notes", type=Path, required=True, nargs="+", help="folders of notes")
    parser.add_argument("-n", type=int, default=100, help="questions wanted of each")
    parser.add_argument("--rows", type=Path, default=Path("eval-rows"), help="folder of outcomes")
    parser.add_argument("--index", type=Path, help="folder of the indexes; else below the rows")
    parser.add_argument("--items", type=Path, help="file for the questions that were kept")
    parser.add_argument("--report", type=Path, help="page to write")
    arguments = parser.parse_args()
    settings = load_settings()
    base = arguments.index or arguments.rows / "index"
    parts = [
        run(notes, arguments.n, settings, arguments.rows, base / notes.name)
        for notes in arguments.notes
    ]
    text = page(parts, readings(READINGS))
    print(text)
    if arguments.items:
        lines = [json.dumps(q.to_dict(), ensure_ascii=False) for p in parts for q in p.kept]
        arguments.items.write_text("\n".join(lines) + "\n", "utf-8")
    if arguments.report:
        arguments.report.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
