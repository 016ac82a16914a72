"""The questions that the course is tried with, against what its notes say."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from course import EVERY, NOTES, SUMMARIES, TESTS, split

QUESTIONS = TESTS / "data" / "course_questions.jsonl"
SEED_THREAD = "midterm-prep-thread.txt"
FIRST_CHAPTERS = [
    "01-introduction.md",
    "02-health-data.md",
    "03-machine-learning-basics.md",
    "04-deep-neural-networks.md",
]


def rows(*, answerable: bool) -> list[dict[str, Any]]:
    """Return the course questions that can, or cannot, be answered."""
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["answerable"] is answerable]


def test_question_file_is_complete() -> None:
    """20 answerable and 10 unanswerable questions, each with its own id and wording."""
    answerable, others = rows(answerable=True), rows(answerable=False)
    every = answerable + others
    assert (len(answerable), len(others)) == (20, 10)
    assert len({row["id"] for row in every}) == len({row["question"] for row in every}) == 30
    keys = {"id", "question", "answerable", "documents", "must_contain"}
    assert all(set(row) == keys for row in every)
    assert all(row["documents"] and row["must_contain"] for row in answerable)
    assert all(group for row in answerable for group in row["must_contain"])
    assert all(row["documents"] == row["must_contain"] == [] for row in others)
    named = {document for row in answerable for document in row["documents"]}
    assert named <= {*NOTES, *SUMMARIES, SEED_THREAD}
    assert set(FIRST_CHAPTERS) <= named


@pytest.mark.parametrize(
    "row",
    [row for row in rows(answerable=True) if row["documents"] != [SEED_THREAD]],
    ids=lambda row: row["id"],
)
def test_named_documents_answer_the_question(row: dict[str, Any]) -> None:
    """Every chapter file that counts as a right citation holds the words of a right answer."""
    for name in row["documents"]:
        if name == SEED_THREAD:  # the forum thread is not part of the repository
            continue
        _, body = split(name)
        text = body.lower()
        for group in row["must_contain"]:
            assert any(phrase.lower() in text for phrase in group), f"{name} lacks {group}"


def assert_silent(name: str, term: str) -> None:
    assert not re.search(term, split(name)[1]), f"{name} mentions {term}"


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("term", [r"IDx", r"\d mg\b"])
def test_notes_stay_silent_on_what_the_unanswerable_questions_ask(name: str, term: str) -> None:
    """A near-miss question is only unanswerable while no chapter covers its subject."""
    assert_silent(name, term)


@pytest.mark.parametrize("name", [n for n in NOTES + SUMMARIES if int(n[:2]) <= 4])
@pytest.mark.parametrize(
    "term", [r"RETAIN", r"word2vec", r"negative sampl", r"\bGANs?\b", r"minimax", r"Kipf"]
)
def test_first_chapters_leave_later_subjects_to_their_chapters(name: str, term: str) -> None:
    """Each subject is told once, so that a question about it finds the chapter that covers it."""
    assert_silent(name, term)
