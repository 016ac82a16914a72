"""The questions about the textbook can be answered from the files that they name."""

from pathlib import Path

import pytest

from benchmarks.textbook_questions import CHAPTERS, chosen, has_phrase

TEXTBOOK = Path(__file__).parents[3] / "shared" / "textbook"


def test_there_are_fifty_and_none_is_asked_twice() -> None:
    asked = {question.question for question in chosen(50)}
    assert len(asked) == 50


def test_a_few_questions_are_of_all_chapters() -> None:
    assert {question.file.split("/")[0] for question in chosen(5)} == {
        chapter[0].file.split("/")[0] for chapter in CHAPTERS
    }


def test_phrases_are_found_over_line_breaks_and_in_upper_case() -> None:
    assert has_phrase("It is a Small\nConstant.", ("small constant",))
    assert not has_phrase("It is a constant.", ("small constant",))


def test_each_file_says_what_a_right_answer_says() -> None:
    if not TEXTBOOK.is_dir():
        pytest.skip(f"{TEXTBOOK} is not there")
    unanswerable = [
        (question.question, phrase)
        for question in chosen(50)
        for phrase in question.phrases[:1]
        if not has_phrase((TEXTBOOK / question.file).read_text("utf-8"), (phrase,))
    ]
    assert not unanswerable
