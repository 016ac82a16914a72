"""bank and export: own items come in and are told about, questions go out, the bank fills."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from exchange_fakes import example
from practice_cli_fakes import Desk, desk

from tutor.practice import filling
from tutor.practice.bank import FILE, Bank
from tutor.practice.exchange.files import read_questions

EXAM = """Question,A,B,C,Answer,Chapter
Which switches units off and keeps networks from overfitting?,Dropout,Adam,Claims,A,Learning
Who wrote the book of Kells?,Monks,Kings,Bees,A,Week 9
No answer?,x,y,z,,
"""


@pytest.fixture
def student(isolated_home: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return desk(monkeypatch)


def write(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def items(student: Desk, *arguments: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = student.value("bank", "list", *arguments)["questions"]
    return listed


def test_own_items_come_in_with_what_the_notes_say_of_them(student: Desk) -> None:
    before = len(items(student))
    report = student.value("bank", "add", write("exam.csv", EXAM))
    (file,) = report["files"]
    assert (report["questions"], report["new"], report["failed"]) == (2, 2, [])
    assert report["available"] == before + 2
    assert file["cited"] == 1
    assert file["gaps"] == ["row 3 has no answer; write one or remove the row"]
    assert file["remarks"] == ["the notes have no chapter 'Week 9', which 1 of the questions name"]
    found = [item for item in items(student) if item["origin"] == "imported"]
    assert [item["citations"][0]["document"] for item in found[:1]] == ["learning.md"]
    assert found[1]["citations"] == []
    assert [item["chapter"] for item in found] == ["Learning", "Week 9"]


def test_what_was_corrected_takes_the_place_of_what_it_was(student: Desk) -> None:
    student.run("bank", "add", write("exam.csv", EXAM))
    assert student.value("export", "questions", "all.csv")["questions"] == len(items(student))
    corrected = Path("all.csv").read_text("utf-8").replace("Kells", "Durrow")
    report = student.value("bank", "add", write("corrected.csv", corrected))
    assert report["new"] == 0
    texts = [item["question"] for item in items(student)]
    assert "Who wrote the book of Durrow?" in texts
    assert "Who wrote the book of Kells?" not in texts


def test_a_file_that_can_not_be_read_costs_no_other(student: Desk) -> None:
    write("exam.csv", EXAM)
    write("bad.jsonl", "{nonsense\n")
    result = student.run("bank", "add", "bad.jsonl", "exam.csv", "--chapter", "Learning")
    assert result.exit_code == 0
    first, second, *rest = result.stdout.splitlines()
    assert first.startswith("There is no question in bad.jsonl that can be asked: line 1 is not")
    assert second == "exam.csv: 2 questions, 1 of them found in the notes."
    assert rest[0] == "  row 3 has no answer; write one or remove the row"
    assert rest[-1].startswith("The bank has ")
    assert student.run("bank", "add", "bad.jsonl").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("bank", "add", "exam.pdf"), "exam.pdf is none of the files that hold questions: .gift"),
        (("bank", "add", "exam.csv", "--chapter", "9"), "There is no chapter '9' in the notes"),
        (("bank", "remove", "q1"), "None of these is in the bank: q1; `tutor bank list`"),
        (("bank", "list", "--kind", "x"), "There is no kind of question 'x'"),
        (("export", "anki", "deck.zip"), "deck.zip is no name of an Anki deck; end it with"),
        (("export", "questions", "q.docx"), "q.docx has none of the endings that say how"),
        (("export", "questions", "q.md", "--kind", "cloze"), "There are no such questions in"),
        (("bank", "list", "--index", "gone"), "There is no index"),
    ],
)
def test_mistakes_are_one_sentence(
    student: Desk, arguments: tuple[str, ...], sentence: str
) -> None:
    write("exam.csv", EXAM)
    result = student.run(*arguments)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith(f"Error: {sentence}")
    assert student.value(*arguments)["error"].startswith(sentence)


@pytest.mark.parametrize("name", ["out/questions.gift", "questions.csv", "questions.jsonl"])
def test_questions_go_out_and_can_be_read_again(student: Desk, name: str) -> None:
    listed = items(student, "--chapter", "Health data")
    report = student.value("export", "questions", name, "--chapter", "health data")
    assert report["questions"] == len(listed) > 0
    assert sum(report["by_kind"].values()) == len(listed)
    assert [q.id for q in read_questions(Path(name)).questions] == [q["id"] for q in listed]


def test_a_sheet_and_a_deck_are_written(student: Desk) -> None:
    result = student.run("export", "questions", "sheet.md")
    number = len(items(student))
    assert result.stdout == f"{number} questions are in sheet.md.\n"
    assert "## Answers" in Path("sheet.md").read_text("utf-8")
    assert student.value("export", "anki", "deck.apkg", "--kind", "true-false")["by_kind"] == {
        "true-false": number // 2
    }
    assert Path("deck.apkg").read_bytes().startswith(b"PK")


def test_the_bank_is_listed_below_its_chapters(student: Desk) -> None:
    student.run("bank", "add", write("exam.csv", EXAM))
    result = student.run("bank", "list")
    lines = result.stdout.splitlines()
    assert {"Health data", "Learning", "Sequences", "Week 9"} <= set(lines)
    assert lines[-2].startswith("  q")
    assert lines[-2].endswith("multiple-choice  Who wrote the book of Kells?  yours")
    assert lines[-1] == f"The bank has {len(items(student))} questions on these notes."


def test_questions_whose_passages_changed_are_kept_back_and_said_so(student: Desk) -> None:
    Path("corpus/health.md").write_text("# Health data\n\nAll of it is new.\n")
    student.run("index")
    listed = student.value("bank", "list")
    assert listed["retired"] == 2
    assert (
        "2 more are kept back: their passages have changed." in student.run("bank", "list").stdout
    )


def test_questions_are_removed(student: Desk) -> None:
    first, second, *_ = (item["id"] for item in items(student))
    assert student.value("bank", "remove", first, "q1") == {"removed": [first], "missing": ["q1"]}
    assert student.run("bank", "remove", second, "q2").stdout == (
        "1 question removed. Not in the bank: q2.\n"
    )
    assert not {first, second} & {item["id"] for item in items(student)}


def test_the_bank_fills_until_it_has_enough_or_there_is_no_more(
    student: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = iter(range(100))

    def fill_one(bank: Bank, *_: object, **__: object) -> bool:
        number = next(tries)
        if number % 2:  # every second try is rejected
            bank.add([example(question=f"Which is {number}?", citations=())])
        return number < 9

    monkeypatch.setattr(filling, "fill_one", fill_one)
    before = len(items(student))
    report = student.value("bank", "fill", "-n", "2")
    assert (report["made"], report["available"], report["more"]) == (2, before + 2, True)
    result = student.run("bank", "fill")
    assert result.stdout.splitlines() == [
        "3 questions made. Every chapter has its share, or gives no more.",
        f"The bank has {before + 5} questions on these notes.",
    ]
    assert student.run("bank", "fill", "-n", "0").exit_code == 2


def test_what_is_in_the_bank_is_the_published_shape(student: Desk) -> None:
    with closing(Bank.open(Path("index") / FILE)) as bank:
        bank.add([example(citations=())])
    (item,) = items(student)[-1:]
    assert item == json.loads(json.dumps(example(citations=()).to_dict()))
