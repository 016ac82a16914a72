"""A questions file is checked as a whole before anything is asked."""

from pathlib import Path

import pytest

from tutor.cli.questions import QuestionRow, QuestionsFileError, read_questions


def _file(folder: Path, text: str) -> Path:
    path = folder / "questions.jsonl"
    path.write_bytes(text.encode())
    return path


def test_rows_are_read_in_order_with_what_they_carry(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        '\ufeff{"id": "a", "question": "Why?", "topic": "ignored"}\r\n\n'
        '{"id": 2, "question": "", "exclude_documents": ["x.md"],'
        ' "history": [{"question": "q", "answer": "a"}]}\n',
    )
    assert read_questions(path) == [
        QuestionRow("a", "Why?"),
        QuestionRow(2, "", frozenset({"x.md"}), (("q", "a"),)),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        pytest.param("[" * 100_000, "not JSON", id="nested too deeply"),
        ('{"question": "q"}', "`id`"),
        ('{"id": true, "question": "q"}', "`id`"),
        ('{"id": 1}', "`question`"),
        ('{"id": 1, "question": null}', "`question`"),
        ('{"id": 1, "question": "q", "exclude_documents": "x.md"}', "`exclude_documents`"),
        ('{"id": 1, "question": "q", "exclude_documents": [1]}', "`exclude_documents`"),
        ('{"id": 1, "question": "q", "history": ["q", "a"]}', "`history`"),
        ('{"id": 1, "question": "q", "history": [{"question": "q"}]}', "`history`"),
    ],
)
def test_malformed_row_is_named_by_file_and_line(tmp_path: Path, row: str, reason: str) -> None:
    path = _file(tmp_path, f'{{"id": 1, "question": "fine"}}\n\n{row}\n')
    with pytest.raises(QuestionsFileError, match=rf"questions\.jsonl, line 3 .*{reason}"):
        read_questions(path)


def test_file_without_rows_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(QuestionsFileError, match="holds no rows"):
        read_questions(_file(tmp_path, "\n \n"))


def test_file_that_can_not_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(QuestionsFileError, match="No such file"):
        read_questions(tmp_path / "missing.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b"\xe9")
    with pytest.raises(QuestionsFileError, match="not UTF-8"):
        read_questions(tmp_path / "latin.jsonl")
