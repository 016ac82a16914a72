"""Short answers to questions about the bundled course, graded with the real encoder."""

from pathlib import Path

import pytest

from benchmarks.grading import graded, question_of
from benchmarks.grading_agreement import kappa
from benchmarks.questions import load_rows
from tutor.practice.grading import grade
from tutor.practice.hints import hint
from tutor.retrieval.embedding import Encoder
from tutor.retrieval.retriever import Retriever

pytestmark = pytest.mark.model
ROWS = load_rows("short_answers")


@pytest.fixture(scope="module")
def course(course_index: Path, encoder_path: Path) -> Retriever:
    return Retriever.open(course_index, Encoder.load(encoder_path, "minilm"))


def test_the_labels_are_those_of_the_key_points_that_are_said() -> None:
    for row in ROWS:
        said, all_of_them = len(row["said"]), len(row["key_points"])
        label = "right" if said == all_of_them else "partly" if said else "wrong"
        assert row["label"] == label, row["id"]


def test_the_answers_are_a_hundred_over_all_chapters_in_equal_shares() -> None:
    assert len(ROWS) == 100
    assert len({row["question"] for row in ROWS}) == 25
    assert len({row["document"] for row in ROWS}) == 14
    labels = [row["label"] for row in ROWS]
    assert all(30 <= labels.count(label) <= 36 for label in ("right", "partly", "wrong"))
    parts = {row["question"]: row["part"] for row in ROWS}
    assert all(row["part"] == parts[row["question"]] for row in ROWS)


@pytest.mark.slow
def test_grades_agree_with_the_labels_without_a_model(course: Retriever) -> None:
    assert kappa([each.pair for each in graded(ROWS, course, None)]) >= 0.5


@pytest.mark.parametrize("document", sorted({row["document"] for row in ROWS}))
def test_fluent_words_about_something_else_are_wrong(course: Retriever, document: str) -> None:
    row = next(row for row in ROWS if row["document"] == document)
    question = question_of(row, course.chunks)
    said = (
        "A sourdough starter is a mixture of flour and water that is fed every day, because the "
        "yeast in it needs sugar, and after about a week it is strong enough to raise a loaf."
    )
    assert grade(question, said, retriever=course, generator=None).verdict == "wrong"


@pytest.mark.parametrize("document", sorted({row["document"] for row in ROWS}))
def test_the_key_points_themselves_are_right(course: Retriever, document: str) -> None:
    row = next(row for row in ROWS if row["document"] == document)
    question = question_of(row, course.chunks)
    mark = grade(question, " ".join(row["key_points"]), retriever=course, generator=None)
    assert mark.verdict == "right", mark.missed


def test_the_second_hint_names_no_number_of_the_answer(course: Retriever) -> None:
    row = next(row for row in ROWS if "Deep Patient" in row["question"])
    shown = hint(question_of(row, course.chunks), 2).text
    assert "700,000" not in shown
    assert "0.773" not in shown
