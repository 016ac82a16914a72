"""tutor quiz asks in the terminal or prints its questions, and tutor chat asks when told to."""

from pathlib import Path

import pytest
from practice_cli_fakes import Desk, desk, right
from practice_fakes import Model, install_maker


@pytest.fixture
def student(isolated_home: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return desk(monkeypatch)


def test_json_has_the_published_shape(student: Desk) -> None:
    quiz = student.value("quiz", "-n", "3")
    assert {"questions", "rejected", "seconds"} <= set(quiz)
    assert len(quiz["questions"]) == 3
    for question in quiz["questions"]:
        assert {
            *("id", "kind", "question", "options", "answer", "explanation", "citations"),
            *("topic", "difficulty"),
        } <= set(question)
        (citation,) = question["citations"]
        assert {"chunk_id", "document", "locator", "text"} <= set(citation)
    assert (quiz["rejected"], quiz["from_bank"], quiz["shortfall"]) == ({}, 3, "")


def test_topic_chapter_and_kind_choose(student: Desk) -> None:
    by_kind = student.value("quiz", "--kind", "true-false", "-n", "2")
    assert {question["kind"] for question in by_kind["questions"]} == {"true-false"}
    by_chapter = student.value("quiz", "--chapter", "Health data", "-n", "2")
    assert {q["citations"][0]["document"] for q in by_chapter["questions"]} == {"health.md"}
    by_topic = student.value("quiz", "--topic", "optimisers", "-n", "1")
    assert "Optimisers" in by_topic["questions"][0]["topic"]


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("-n", "0"), "ask for 1 to 100"),
        (("-n", "101"), "ask for 1 to 100"),
        (("--kind", "essay"), "There is no kind of question 'essay'"),
        (("--difficulty", "brutal"), "choose easy, medium, hard"),
        (("--chapter", "17"), "There is no chapter '17'"),
        (("--topic", "?"), "at least one word"),
        (("--index", "elsewhere"), "There is no index in elsewhere"),
    ],
)
def test_error_is_one_json_value(student: Desk, flags: tuple[str, ...], said: str) -> None:
    assert said in student.value("quiz", *flags)["error"]
    result = student.run("quiz", *flags)
    assert result.exit_code == 1
    assert said in result.stderr


def test_quiz_is_played_in_the_terminal_and_recorded(student: Desk) -> None:
    result = student.run("quiz", "-n", "2", "--kind", "multiple-choice", lines=("b", "", "a", ""))
    assert result.exit_code == 0, result.stderr
    assert "1 of 2" in result.stdout
    assert "You answered 2 questions: 1 right, 1 wrong." in result.stdout
    assert [answer.setting for answer in student.answers()] == ["quiz", "quiz"]


def test_leaving_early_keeps_what_was_answered(student: Desk) -> None:
    result = student.run("quiz", "-n", "3", "--kind", "true-false", lines=("t",))
    assert result.exit_code == 0, result.stderr
    assert "You answered 1 question: 1 right." in result.stdout
    assert len(student.answers()) == 1


def test_fewer_questions_than_wanted_are_told(
    student: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_maker(monkeypatch, *["duplicate"] * 999)
    monkeypatch.setattr("tutor.loaders.load_generator", lambda *_, **__: Model())
    quiz = student.value("quiz", "--kind", "cloze", "-n", "2")
    assert quiz["questions"] == []
    assert quiz["rejected"]["duplicate"] > 0
    assert quiz["shortfall"].startswith("There are 0 of 2 questions")
    shown = student.run("quiz", "--kind", "cloze", "-n", "2").stdout
    assert "There are 0 of 2 questions" in " ".join(shown.split())


def test_wish_in_the_chat_starts_a_quiz(student: Desk) -> None:
    result = student.run(
        "chat", lines=("give me a true-false question on optimisers", "t", "", "/quit")
    )
    assert result.exit_code == 0, result.stderr
    assert "You answered 1 question: 1 right." in result.stdout
    assert [answer.setting for answer in student.answers()] == ["chat"]


def test_chat_goes_on_after_a_wish_that_can_not_be_met(student: Desk) -> None:
    result = student.run("chat", lines=("quiz me on chapter 17", "quiz me on this", "/quit"))
    assert result.exit_code == 0, result.stderr
    assert "Error: There is no chapter '17'" in result.stdout
    assert "Say what you want to be asked about." in result.stdout


def test_answers_of_the_json_are_the_ones_that_are_right(student: Desk) -> None:
    for question in student.value("quiz", "-n", "4")["questions"]:
        assert question["answer"] == right(question)
