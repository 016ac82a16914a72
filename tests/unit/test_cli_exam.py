"""tutor exam: sat over several starts of the program, graded once, printed, and in JSON."""

import json
from pathlib import Path
from typing import Any

import pytest
from practice_cli_fakes import Desk, desk, right

from tutor.practice.practice import Practice


@pytest.fixture
def student(isolated_home: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return desk(monkeypatch)


def sit(student: Desk, *lines: str, n: int = 4) -> str:
    result = student.run("exam", "-n", str(n), "--minutes", "30", lines=lines)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def rights(student: Desk) -> list[str]:
    """Begin an exam; what is to be typed into it."""
    questions = student.value("exam", "-n", "4", "--minutes", "30", "--key")["questions"]
    return ["b" if each["kind"] == "multiple-choice" else "t" for each in questions]


def responses(path: str, value: Any) -> str:
    Path(path).write_text(json.dumps(value), encoding="utf-8")
    return path


def test_exam_goes_on_after_the_terminal_was_closed_and_is_graded_at_the_end(
    student: Desk,
) -> None:
    first, *rest = rights(student)
    assert "`tutor exam` goes on with it" in sit(student, first)
    student.pass_time(minutes=10)
    shown = sit(student, *rest[:-1], "", "/finish")
    assert "1 of 4 answered, 20 min left" in shown
    assert "2 of 4 · 20 min left" in shown
    assert "Without an answer: 4" in shown
    assert "Score: 75%  (3 of 4 points)" in shown
    assert "Read “" in shown
    answers = student.answers()
    assert [each.score for each in answers] == [1.0] * 3
    assert {each.setting for each in answers} == {"exam"}


def test_nothing_is_told_before_the_end(student: Desk) -> None:
    shown = sit(student, "a", "f", "a", "f")
    for told in ("The notes say", "Right", "Source", "✓"):
        assert told not in shown
    assert "The exam stays open until" in shown
    assert student.answers() == []


def test_time_that_is_up_ends_it_with_what_is_there(student: Desk) -> None:
    first, *_ = rights(student)
    sit(student, first)
    student.pass_time(minutes=61)
    shown = sit(student)
    assert "is over; it is graded with what is there" in shown
    assert "Score:" in shown
    assert len(student.answers()) == 1
    assert student.value("exam", "-n", "2")["resumed"] is False


def test_answer_that_comes_too_late_is_not_taken(
    student: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*_: object, **__: object) -> str:
        student.pass_time(minutes=31)
        return "b"

    sit(student)
    monkeypatch.setattr("rich.console.Console.input", late)
    shown = sit(student)
    assert "came too late" in shown or "time is up" in shown
    assert "Score: 0%" in shown
    assert student.answers() == []


def test_flags_and_jumps_and_taking_back(student: Desk) -> None:
    sit(student, "/flag", "b", "/back", "/clear", "/go 3", "/map", "/go 99", "nonsense", "/what")
    exam = student.value("exam")
    assert exam["responses"] == {}
    assert len(exam["flagged"]) == 1
    shown = sit(student, "", "", "", "", "")
    assert "Flagged: 1" in shown
    assert "Without an answer: 1, 2, 3, 4" in shown


def test_json_gives_nothing_away_and_is_graded_with_responses(student: Desk) -> None:
    exam = student.value("exam", "-n", "3", "--minutes", "15")
    assert exam["seconds_left"] == 15 * 60
    assert not any("answer" in each or "citations" in each for each in exam["questions"])
    given = {each["id"]: right(each) for each in exam["questions"][:2]}
    path = responses("r.json", {"exam": exam["exam"], "responses": given})
    report = student.value("exam", "--responses", path)
    assert (report["questions"], report["points"], report["unanswered"]) == (3, 2, 1)
    assert report["by_chapter"]
    assert "no open exam" in student.value("exam", "--responses", path)["error"]


def test_responses_that_are_late_do_not_count_but_the_exam_is_graded(student: Desk) -> None:
    exam = student.value("exam", "-n", "2", "--minutes", "15")
    student.pass_time(minutes=16)
    given = responses("r.json", {each["id"]: right(each) for each in exam["questions"]})
    report = student.value("exam", "--responses", given)
    assert report["points"] == 0
    assert report["unanswered"] == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[]", "no object of question ids"),
        ("{", "not JSON"),
        ('{"q": [1]}', "no object of question ids"),
        ('{"exam": "other", "responses": {}}', "belong to the exam other"),
        ('{"nobody": 1}', "no question nobody"),
    ],
)
def test_responses_file_that_can_not_be_used_is_said(
    student: Desk, content: str, says: str
) -> None:
    student.value("exam", "-n", "2")
    Path("r.json").write_text(content, encoding="utf-8")
    assert says in student.value("exam", "--responses", "r.json")["error"]
    assert student.value("exam")["resumed"] is True


def test_chapter_and_kind_narrow_the_exam(student: Desk) -> None:
    exam = student.value("exam", "-n", "2", "--kind", "true-false", "--chapter", "learning")
    assert {each["kind"] for each in exam["questions"]} == {"true-false"}
    assert {each["chapter"] for each in exam["questions"]} == {"Learning"}


@pytest.mark.parametrize("ending", ["html", "md"])
def test_exam_on_paper_has_a_key_of_its_own_and_is_not_sat(student: Desk, ending: str) -> None:
    result = student.run("exam", "-n", "3", "--print", f"midterm.{ending}")
    assert f"midterm-key.{ending}" in result.stdout
    sheet, key = (Path(f"midterm{end}.{ending}").read_text() for end in ("", "-key"))
    assert "Mock exam" in sheet
    assert "The notes say" not in sheet
    assert key.count("The notes say") == 3
    assert student.value("exam", "-n", "2")["resumed"] is False
    again = student.run("exam", "--print", f"midterm.{ending}")
    assert (again.exit_code, "is there already" in again.stderr) == (1, True)


def test_paper_of_an_unknown_format_is_refused(student: Desk) -> None:
    assert "end the name in .html or .md" in student.value("exam", "--print", "x.docx")["error"]


def test_fewer_questions_than_were_asked_for_are_said(
    student: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Practice, "make_quiz", lambda *_, **__: None)
    result = student.run("exam", "-n", "50")
    assert "different questions so far where 50 were asked for" in result.stderr
    assert result.exit_code == 0


def test_flags_that_only_go_with_json_are_refused_without(student: Desk) -> None:
    assert student.run("exam", "--key").exit_code == 2
