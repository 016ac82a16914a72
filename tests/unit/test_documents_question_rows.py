"""Tables and JSONL files of questions with answers."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.documents.document import Document, Locator, Metadata
from tutor.documents.failures import UnreadableNoteError
from tutor.documents.note_file import NoteFile
from tutor.documents.question_pairs import QuestionPair, pairs
from tutor.documents.readers import question_rows


def read(text: str | bytes, name: str = "week 3.csv") -> Document:
    raw = text.encode() if isinstance(text, str) else text
    return question_rows.read(NoteFile(name, Path(name), raw))


def found(text: str | bytes, name: str = "week 3.csv") -> tuple[list[QuestionPair], list[str]]:
    return pairs(text.encode() if isinstance(text, str) else text, Path(name))


def test_a_row_is_a_section_below_its_topic() -> None:
    document = read(
        "Topic,Question,Answer,Explanation,Source\n"
        "Codes,What is ICD?,A code for diseases. It has chapters.,From WHO.,Slide 4\n"
        "Codes,What is LOINC?,Codes of tests.,,\n"
        ",Why embed?,To compare.,,\n"
    )
    assert (document.title, document.format, document.units) == ("week 3", "questions", 3)
    assert document.metadata == Metadata(kind="questions")
    assert document.gaps == ()
    assert document.text == (
        "## Codes\n\nQuestion: What is ICD?\n\nAnswer: A code for diseases. It has chapters.\n\n"
        "Explanation: From WHO.\n\nSource: Slide 4\n\n"
        "Question: What is LOINC?\n\nAnswer: Codes of tests.\n\n"
        "Question: Why embed?\n\nAnswer: To compare."
    )
    assert [section.heading_path for section in document.sections] == [("Codes",), ("Codes",), ()]
    assert [section.locator for section in document.sections] == [
        Locator("row", f"row {number}", number) for number in (1, 2, 3)
    ]
    second = document.sections[1]
    blocks = [(b.kind.value, document.text[b.span.start : b.span.end]) for b in second.blocks]
    assert blocks == [
        ("paragraph", "Question: What is LOINC?"),
        ("paragraph", "Answer: Codes of tests."),
    ]


@pytest.mark.parametrize("names", ["question,answer", "PROMPT, Response ", "Front;Back", "q\ta"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_columns_delimiters_and_encodings_are_told_apart(
    names: str, encoding: str, line_end: str
) -> None:
    delimiter = next(each for each in ",;\t" if each in names)
    text = f"{names}\nWhat is é?{delimiter}A letter\n".replace("\n", line_end)
    assert found(text.encode(encoding)) == ([QuestionPair(1, "What is é?", "A letter")], [])


def test_cells_may_hold_delimiters_quotation_marks_and_lines() -> None:
    text = 'sep=;\n\nid;question;answer\n1;"a; ""b""\nc";5" wide, or so\n'
    with pytest.raises(UnreadableNoteError):
        found("sep=;\n\nid,x\n")
    (pair,), gaps = found(text.replace("sep=;\n\n", "sep=;\n"))
    assert (pair.question, pair.answer, gaps) == ('a; "b"\nc', '5" wide, or so', [])


def test_the_more_telling_name_gives_the_column() -> None:
    text = "a,chapter,answer,question_text,question,topic\n1,2,3,4,5,6\n"
    assert found(text)[0] == [QuestionPair(1, "5", "3", "6")]


def test_lists_and_formulas_in_an_answer_stay_what_they_are() -> None:
    text = 'question,answer\nWhich?,"- one\n- two"\nHow?,"$$a\n= b$$"\n'
    assert read(text).text == (
        "Question: Which?\n\nAnswer:\n\n- one\n- two\n\nQuestion: How?\n\nAnswer:\n\n$$\na\n= b\n$$"
    )


def test_rows_that_are_not_whole_are_named_with_what_they_lack() -> None:
    rows = ["q1,a1", "q2,", "q3, ", ",a4", "q5,a5", "q6,", "q7", "q8,", "", ",", "q11,a11,x"]
    got, gaps = found("question,answer\n" + "\n".join(rows) + '\nq12,a12\nq13,"a" 13\nq14,a14\n')
    assert [pair.number for pair in got] == [1, 5, 12, 14]
    assert gaps == [
        "rows 2, 3 and 6 to 8 have no answer; write one or remove the rows",
        "row 4 has no question; write one or remove the row",
        "row 11 has more columns than the header; put texts with commas into quotation marks",
        "row 13 can't be split into columns; check the quotation marks there",
    ]


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_rows_in_silence() -> None:
    got, gaps = found('question,answer\nq1,a1\nq2,"a2\nq3,a3\n')
    assert [pair.number for pair in got] == [1]
    assert gaps == ["row 2 can't be split into columns; check the quotation marks there"]


def test_lines_of_json_are_read_and_the_others_named_by_their_line() -> None:
    lines: list[object] = [
        {"Question": "one", "ANSWER": "1", "topic": "numbers"},
        {"q": "two", "a": 2, "explanation": None},
        {"front": "three\u2028lines", "back": "3"},
        {"question": "four", "answer": ["4"]},
        [],
        {},
        {"question": "\ud800\0x", "answer": "y"},
    ]
    text = "\n".join(json.dumps(line, ensure_ascii=line == lines[-1]) for line in lines)
    got, gaps = found(f"{text}\n\nnot JSON\n".encode(), "q.jsonl")
    assert got == [
        QuestionPair(1, "one", "1", "numbers"),
        QuestionPair(2, "two", "2"),
        QuestionPair(3, "three\nlines", "3"),
        QuestionPair(7, "?x", "y"),
    ]
    assert gaps == [
        "line 4 has an answer that is not text; correct the line",
        "line 5 is no JSON object; correct or remove the line",
        "line 6 has neither a question nor an answer; write them or remove the line",
        "line 9 is not valid JSON; correct or remove the line",
    ]
    document = read(f"{text}\n".encode(), "q.jsonl")
    assert [section.locator.number for section in document.sections] == [1, 2, 3, 7]
    assert document.gaps == tuple(gaps[:3])


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        ("name,mark\nx,1\n", "q.csv", "names no questions (a column called question, prompt, "),
        ("", "q.tsv", "names no questions"),
        ("question,answer\n", "q.csv", "there are no questions"),
        ("question,answer\nq,\n", "q.csv", "in it (row 1 has no answer); add them"),
        ('{"id": 1}\n', "q.jsonl", "(line 1 has neither a question nor an answer); add them"),
        ("", "q.jsonl", "answers (answer, response, back, a) in it; add them"),
        (b"PK\0\xff", "q.csv", "binary data"),
        (b"question,answer\ncaf\xe9,b", "q.csv", "not UTF-8 text at byte 19"),
        (b'{"question": "\xff"}', "q.jsonl", "not UTF-8 text"),
    ],
)
def test_what_holds_no_questions_is_refused(text: str | bytes, name: str, says: str) -> None:
    with pytest.raises(UnreadableNoteError) as caught:
        read(text, name)
    assert says in caught.value.reason


TABLES = st.lists(
    st.sampled_from(['"', ",", ";", "\n", "a", "q?", "- x", "$$", "# h", "\t", "sep=", '""', "|"]),
    max_size=30,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(TABLES, st.sampled_from(["question,answer\n", "q;a;topic\n", "front\tback\n", ""]))
def test_any_table_is_read_or_refused(rows: str, header: str) -> None:
    try:
        document = read(header + rows)
    except UnreadableNoteError:
        return
    assert document.units is not None
    ends = [end for section in document.sections for end in section.span]
    assert ends == sorted(ends)
    assert "Question:" in document.text
