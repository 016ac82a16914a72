"""The benchmark of practice questions: who is asked next, and what its page counts."""

from pathlib import Path

from course_terms_fakes import open_course, passage_about
from fakes import FakeGenerator

from benchmarks.practice_questions import KIND, READINGS, outcome, readings, tries
from benchmarks.practice_questions_page import Outcomes, Reading, duplicates, page
from tutor.practice.making.course import Course
from tutor.practice.question import Question


def item(course: Course, words: str, answer: str) -> Question:
    passage = passage_about(course, words)
    options = (answer, "Linear autoencoder", "Contractive autoencoder", "Variational autoencoder")
    return Question(
        "multiple-choice",
        f"What is it that has {words}?",
        0,
        passage.text,
        (passage.cite(passage.facts),),
        passage.topic,
        options=options,
    )


def test_a_passage_is_asked_about_once_before_any_twice_and_not_again_after_a_refusal(
    tmp_path: Path,
) -> None:
    course = open_course(tmp_path)
    asked: list[Question] = []
    refused: set[str] = set()
    seen = []
    for wanted in tries(course, asked, refused):
        seen.append(wanted.id)
        refused.add(wanted.passage.chunk.id)
    assert len(seen) == len(set(seen)) >= 3
    assert all(name.startswith("0:") for name in seen)


def test_a_rejection_is_a_row_with_its_reason(tmp_path: Path) -> None:
    course = open_course(tmp_path)
    wanted = next(tries(course, [], set()))
    undecided = FakeGenerator(verdicts=[(0.0, 0.0, 0.0, 0.0)])
    row = outcome(wanted, course, undecided, [])
    assert (row["kind"], row["id"], row["question"]) == (KIND, wanted.id, None)
    assert row["reason"] == "model disagrees"


def test_the_page_counts_what_was_kept_and_why_the_rest_was_not(tmp_path: Path) -> None:
    course = open_course(tmp_path)
    kept = (
        item(course, "few code units", "Sparse autoencoder"),
        item(course, "the clean input", "Denoising autoencoder"),
    )
    rows = (
        *({"seconds": 4.0, "question": q.to_dict(), "alone": q is kept[0]} for q in kept),
        {"seconds": 2.0, "question": None, "reason": "model wavers", "detail": ""},
    )
    text = page([Outcomes("notes", 3, rows, kept, course, "fake")])
    assert "| kept | 2 of 3 (67%) |" in text
    assert "| seconds a kept question, rejected tries included | 5.0 |" in text
    assert "| duplicates | 0 |" in text
    assert "| keys at A, B, C, D | 2, 0, 0, 0 |" in text
    assert "| model chooses the key without the passage | 1 of 2 (50%) |" in text
    assert "| model wavers | 1 |" in text


def test_a_question_that_is_there_twice_is_a_duplicate(tmp_path: Path) -> None:
    course = open_course(tmp_path)
    same = item(course, "few code units", "Sparse autoencoder")
    assert duplicates(Outcomes("notes", 2, (), (same, same), course, "fake")) == 1


def test_the_page_lists_what_a_second_reading_found_and_how_many_of_it_are_still_kept(
    tmp_path: Path,
) -> None:
    course = open_course(tmp_path)
    kept = (item(course, "few code units", "Sparse autoencoder"),)
    found = [
        Reading("notes", kept[0].id, "What has few code units?", "Sparse autoencoder", True),
        Reading("book", "qgone", "Pooling", "Stride", False, "padding as well"),
    ]
    text = page([Outcomes("notes", 1, (), kept, course, "fake")], found)
    assert "1 of 2 (50%) of the keys are right" in text
    assert "1 of 1 (100%) on notes; 0 of 1 (0%) on book" in text
    assert "Of the questions read, 1 are among those above" in text
    assert "| book | Pooling | Stride | **not right** | padding as well |" in text


def test_the_published_readings_are_fifty_and_name_each_question_once() -> None:
    found = readings(READINGS)
    assert len(found) >= 50
    assert len({reading.id for reading in found}) == len(found)
