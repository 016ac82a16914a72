"""Every kind of note is read or listed with the reason, and found and cited at its right place."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.questions import ask, load_rows
from benchmarks.reading_questions import (
    NOTES,
    fault,
    files_of_index,
    is_expected,
    is_near,
    load_questions,
)
from tutor import Tutor
from tutor.api import build_index
from tutor.config import Settings
from tutor.evaluation.expected import missing, phrases

FAILED = {
    "example_users.json": "lists people, not notes",
    "example_feed.json": "without their texts; export",
    "scanned-no-text-medical-report.pdf": "no text layer; export it with text or run",
}
SMALL = ("fixtures", "seed")  # the textbook takes longer than the tests' time
QUICK = [row for row in load_questions() if row["kind"] != "Markdown"]


@pytest.fixture(scope="module")
def index(
    tmp_path_factory: pytest.TempPathFactory, cache_dir: Path, encoder_path: Path, shared: Path
) -> Path:
    folder = tmp_path_factory.mktemp("reading") / "index"
    build_index([shared / name for name in SMALL], Settings(index=folder, cache_dir=cache_dir))
    return folder


@pytest.fixture(scope="module")
def tutor(index: Path, cache_dir: Path) -> Iterator[Tutor]:
    settings = Settings(index=index, cache_dir=cache_dir)
    tutor = Tutor.open(index, settings=settings, load_model=False)
    yield tutor
    tutor.close()


def test_the_questions_are_spread_over_all_kinds_of_notes() -> None:
    rows = load_rows("reading_questions")
    assert len({row["id"] for row in rows}) == len({row["question"] for row in rows}) == 30
    assert Counter(row["kind"] for row in rows) == {
        "PDF": 10,
        "PowerPoint": 2,
        "Word": 1,
        "notebook": 5,
        "forum posts": 3,
        "forum paste": 3,
        "Markdown": 6,
    }


def test_only_the_named_place_is_right_whatever_is_printed_on_the_page() -> None:
    row = {"places": [["slides.pdf", "page 4"]]}
    assert is_expected(row, "slides.pdf", "page 4")
    assert is_expected(row, "slides.pdf", "page 4 (printed 3)")
    assert not is_expected(row, "slides.pdf", "page 40")
    assert not is_expected(row, "slides.pdf", "page 5 (printed 4)")
    assert not is_expected(row, "book.pdf", "page 4")


@pytest.mark.model
@pytest.mark.slow
def test_every_file_is_read_once_or_listed_with_what_to_do(index: Path, shared: Path) -> None:
    files = files_of_index([shared / name for name in SMALL], index)
    assert [file.path for file in files if not file.told] == []
    assert all(len(file.entries) + len(file.failures) == 1 for file in files)
    reasons = {file.path.name: file.failures[0].reason for file in files if file.failures}
    assert reasons.keys() == FAILED.keys()
    assert all(words in reasons[name] for name, words in FAILED.items())


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize("row", QUICK, ids=lambda row: row["id"])
def test_the_named_places_hold_the_words_of_a_right_answer(
    tutor: Tutor, row: dict[str, Any]
) -> None:
    for place in row["places"]:
        chunks = [
            chunk
            for chunk in tutor.chunks
            if is_expected({"places": [place]}, chunk.document_id, chunk.locator.label)
        ]
        assert chunks, f"there is no {place}"
        text = "\n".join(chunk.text for chunk in chunks)
        assert missing(phrases(row["must_contain"]), text) == [], place


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize("row", QUICK, ids=lambda row: row["id"])
def test_a_question_finds_the_page_slide_cell_or_post_that_answers_it(
    tutor: Tutor, row: dict[str, Any]
) -> None:
    assert is_near(tutor, row)


@pytest.mark.default_model
def test_answers_cite_the_page_slide_cell_post_or_heading(
    tmp_path: Path, cache_dir: Path, encoder_path: Path, shared: Path
) -> None:
    settings = Settings(index=tmp_path / "index", cache_dir=cache_dir, model="qwen-1.5b")
    folders = [shared / name for name in NOTES]
    build_index(folders, settings)
    assert [f.path for f in files_of_index(folders, settings.index) if not f.told] == []
    tutor = Tutor.open(settings.index, settings=settings)
    rows = load_questions()
    far = [row["id"] for row in rows if not is_near(tutor, row)]
    outcomes = list(ask(tutor, rows, fault))
    tutor.close()
    assert far == []
    faults = [f"{o.row['id']}: {o.fault}: {o.answer.text}" for o in outcomes if o.fault]
    # docs/reading-questions.md has the outcomes of one machine; another processor rounds
    # otherwise, which may turn a close decision.
    assert len(faults) <= 2, faults
