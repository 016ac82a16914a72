"""CSV and JSONL: what is read from an instructor's table, and that ours is safe and the same."""

import csv
import io
import json
from pathlib import Path
from textwrap import dedent

import pytest
from exchange_fakes import ALL, example, questions
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.documents.failures import UnreadableNoteError
from tutor.practice.exchange import imported, table
from tutor.practice.exchange.cells import cell, text_of_cell
from tutor.practice.exchange.imported import Imported
from tutor.practice.question import Question

CSV, JSONL = Path("exam.csv"), Path("exam.jsonl")


def rows(text: str) -> Imported:
    return table.read_table(dedent(text).encode(), CSV)


def lines(*values: object) -> Imported:
    return table.read_lines("\n".join(json.dumps(value) for value in values).encode(), JSONL)


def only(found: Imported) -> Question:
    assert found.gaps == ()
    (question,) = found.questions
    assert question.origin == "imported"
    return question


@settings(deadline=None, max_examples=100)
@given(st.lists(questions(), min_size=1, max_size=3, unique_by=lambda q: q.id))
def test_what_is_written_is_read_again_as_the_same(given: list[Question]) -> None:
    for found in (
        table.read_table(table.write_table(given).encode(), CSV),
        table.read_lines(table.write_lines(given).encode(), JSONL),
    ):
        assert found == Imported(tuple(given))
        assert [question.id for question in found.questions] == [q.id for q in given]


@settings(deadline=None)
@given(st.lists(questions(), min_size=1, max_size=3))
def test_no_cell_begins_a_formula(given: list[Question]) -> None:
    written = table.write_table(given).removeprefix("\ufeff")
    for row in csv.reader(io.StringIO(written, newline="")):
        for text in row:
            assert text.strip(" \t\r\n\"'")[:1] not in tuple("=+-@|%") or text.startswith("'")


@given(st.text(st.sampled_from("'\"= \t\n\r+-@|%a")))
def test_the_apostrophe_before_a_cell_is_taken_off_again(text: str) -> None:
    assert text_of_cell(cell(text)) == text


def test_a_formula_is_text_in_a_spreadsheet() -> None:
    written = table.write_table(
        [example(question='=HYPERLINK("http://x","y")', options=("-1", "b"))]
    )
    assert '"\'=HYPERLINK(""http://x"",""y"")","\'-1","b"' in written


def test_our_own_items_come_back_without_the_citations_that_a_file_could_make_up() -> None:
    for found in (
        table.read_table(table.write_table(ALL).encode(), CSV),
        table.read_lines(table.write_lines(ALL).encode(), JSONL),
    ):
        assert found.gaps == found.remarks == ()
        assert [question.id for question in found.questions] == [question.id for question in ALL]
        assert all(q.citations == () and q.origin == "imported" for q in found.questions)


def test_jsonl_is_the_published_shape() -> None:
    (line,) = table.write_lines([example()]).splitlines()
    assert json.loads(line) == example().to_dict()


@pytest.mark.parametrize("answer", ["B", "b", "B)", "(b)", "Option B", "2", "ReLU", "relu"])
def test_an_option_is_meant_by_letter_number_or_text(answer: str) -> None:
    question = only(rows(f"Question,A,B,C,Correct answer\nWhich?,tanh,ReLU,sin,{answer}\n"))
    assert (question.kind, question.options, question.answer) == (
        "multiple-choice",
        ("tanh", "ReLU", "sin"),
        1,
    )


def test_options_may_stand_in_one_column() -> None:
    question = only(rows("question;options;answer\nWhich?;p(a\\|b) | ReLU;A\n"))
    assert question.options == ("p(a|b)", "ReLU")
    assert question.answer == 0


def test_kinds_are_derived() -> None:
    found = rows(
        """\
        q,a
        Is ReLU linear?,False
        ReLU is ____ to compute.,cheap
        Why is it cheap?,It only compares.
        """
    )
    assert [question.kind for question in found.questions] == [
        "true-false",
        "cloze",
        "short-answer",
    ]
    assert found.questions[0].answer is False
    assert found.questions[1].question == "ReLU is _____ to compute."


def test_all_columns_are_read() -> None:
    question = only(
        rows(
            """\
            Type,Front,Back,Section,Week,Why,Level,Key points,Reference
            Flashcard,ReLU,max(0; x),Activations,4,It is cheap.,Hard,zero | slope one,Goodfellow
            """
        )
    )
    assert question.kind == "flashcard"
    assert (question.topic, question.chapter, question.difficulty) == ("Activations", "4", "hard")
    assert question.explanation == "It is cheap.\n\nSource: Goodfellow"
    assert question.key_points == ("zero", "slope one")


def test_what_can_not_be_read_is_listed_by_row_and_the_rest_taken() -> None:
    found = rows(
        """\
        question,A,B,C,answer,kind,difficulty
        Good?,x,y,,A,,
        ,x,y,,A,,
        No answer?,x,y,,,,
        None?,x,y,,D,,
        Which?,B,A,,A,,
        Twice?,x,x,,A,,
        Empty?,x,,z,A,,
        One?,x,,,A,,
        Kind?,,,,yes,puzzle,
        Level?,,,,because,,grave
        True?,,,,maybe,true-false,
        Gap?,,,,x,cloze,
        Card?,x,y,,A,flashcard,
        Also empty?,x,,z,A,,
        """
    )
    assert [question.question for question in found.questions] == ["Good?"]
    assert [gap.split(" ", 2)[:2] for gap in found.gaps[:5]] == [
        ["row", str(n)] for n in range(2, 7)
    ]
    told = "\n".join(found.gaps)
    assert "row 2 has no question; write one or remove the row" in told
    assert "row 5 has an answer that is the letter or number of one option and the text of" in told
    assert "rows 7 and 14 have an empty option before others; move those below it up" in told
    assert "row 9 is of an unknown kind; the kinds are multiple-choice, true-false," in told
    assert "row 13 has options although the row is of the kind flashcard; remove them" in told
    assert len(found.gaps) == 12


def test_columns_that_mean_nothing_here_are_told() -> None:
    found = rows("question,answer,marks,cited from\nWhy?,Because.,5,x\n")
    assert found.remarks == ("what is called 'marks' is no part of a question and was not read",)


def test_json_answers_are_indices_booleans_and_texts() -> None:
    found = lines(
        {"question": "Which?", "options": ["2", "1"], "answer": 1},
        {"question": "Which?", "options": ["x", "y"], "answer": "A"},
        {"question": "Is it?", "answer": True},
        {"question": "How many?", "answer": 7},
        {"q": "Why?", "a": "Because."},
    )
    assert found.gaps == ()
    assert [question.answer for question in found.questions] == [1, 0, True, "7", "Because."]


def test_json_that_is_no_question_is_listed() -> None:
    found = table.read_lines(
        b'{"question": "Why?", "answer": "So."}\n{nonsense\n[1]\n'
        b'{"question": {"x": 1}, "answer": "y"}\n'
        b'{"question": "W?", "answer": 5, "options": [1, 2]}\n',
        JSONL,
    )
    assert len(found.questions) == 1
    assert found.gaps == (
        "line 2 is not valid JSON; correct or remove the line",
        "line 3 is no JSON object; correct or remove the line",
        "line 4 has a value that is not text; correct the line",
        "line 5 has the number of an option that is not there; correct the line",
    )


def test_ids_of_other_programs_are_not_kept() -> None:
    first, second = rows("id,question,answer\n1,Why?,So.\n1,How?,Thus.\n").questions
    assert first.id != second.id
    assert first.id.startswith("q")


def test_a_question_that_stands_there_twice_is_one() -> None:
    assert len(rows("question,answer\nWhy?,So.\nWhy?,So.\n").questions) == 1


def test_there_are_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    found = rows(f"question,answer\n{'x' * 10_001},So.\n")
    assert found.gaps == ("row 1 has a text of more than 10,000 characters; shorten the row",)
    monkeypatch.setattr(imported, "MAX_ITEMS", 2)
    found = rows("question,answer\n" + "".join(f"Why {i}?,So.\n" for i in range(4)))
    assert len(found.questions) == 2
    assert found.gaps == (
        "rows 3, 4 are beyond the first 5,000 questions; move the rows to another file",
    )


def test_a_table_without_questions_is_refused() -> None:
    with pytest.raises(UnreadableNoteError, match="its first line names no questions"):
        rows("name,age\nAda,36\n")


def test_characters_that_no_reader_sees_are_taken_out() -> None:
    assert only(rows("question,answer\nWh\u200by?,So\u202e.\n")).question == "Why?"
