"""The questions that the course is tried with, against what its notes say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from course import COURSE, EVERY, NOTES, SUMMARIES, THREAD, split

from benchmarks.questions import load_rows

SEED_THREAD = "midterm-prep-thread.txt"

# What the near-miss questions ask for, one pattern each.
UNTOLD = [r"IDx", r"\d mg\b", r"\bLoRA\b", r"Kaplan", r"Hounsfield", r"UK Biobank"]


def rows(*, answerable: bool) -> list[dict[str, Any]]:
    """Return the course questions that can, or cannot, be answered."""
    return [row for row in load_rows("course_questions") if row["answerable"] is answerable]


def test_question_file_is_complete() -> None:
    """30 answerable and 10 unanswerable questions, each with its own id and wording."""
    answerable, others = rows(answerable=True), rows(answerable=False)
    every = answerable + others
    assert (len(answerable), len(others)) == (30, 10)
    assert len({row["id"] for row in every}) == len({row["question"] for row in every}) == 40
    keys = {"id", "question", "answerable", "documents", "must_contain"}
    assert all(set(row) == keys for row in every)
    assert all(row["documents"] and row["must_contain"] for row in answerable)
    assert all(group for row in answerable for group in row["must_contain"])
    assert all(row["documents"] == row["must_contain"] == [] for row in others)
    named = {document for row in answerable for document in row["documents"]}
    assert named <= {*EVERY, SEED_THREAD}
    assert set(NOTES) <= named


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


def assert_silent(path: Path, term: str) -> None:
    assert not re.search(term, path.read_text(encoding="utf-8")), f"{path.name} mentions {term}"


@pytest.mark.parametrize("name", [*EVERY, THREAD])
@pytest.mark.parametrize("term", UNTOLD)
def test_notes_stay_silent_on_what_the_unanswerable_questions_ask(name: str, term: str) -> None:
    """A near-miss question is only unanswerable while no note covers its subject."""
    assert_silent(COURSE / name, term)


@pytest.mark.parametrize("term", UNTOLD)
def test_the_shared_thread_stays_silent_on_them_too(term: str, shared: Path) -> None:
    assert_silent(shared / "seed" / SEED_THREAD, term)


@pytest.mark.parametrize("name", [n for n in NOTES + SUMMARIES if int(n[:2]) <= 4])
@pytest.mark.parametrize(
    "term", [r"RETAIN", r"word2vec", r"negative sampl", r"\bGANs?\b", r"minimax", r"Kipf"]
)
def test_first_chapters_leave_later_subjects_to_their_chapters(name: str, term: str) -> None:
    """Each subject is told once, so that a question about it finds the chapter that covers it."""
    assert_silent(COURSE / name, term)
