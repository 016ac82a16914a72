"""Files of questions: their endings, what is refused, and the sheet to read."""

from pathlib import Path

import pytest
from exchange_fakes import ALL, example

from tutor.practice.exchange import files, markdown
from tutor.practice.exchange.errors import ExchangeError
from tutor.practice.exchange.files import read_questions, write_questions


@pytest.mark.parametrize("ending", ["gift", "csv", "jsonl"])
def test_what_is_written_can_be_read(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "new" / f"questions.{ending}"
    write_questions(path, ALL)
    assert [question.id for question in read_questions(path).questions] == [q.id for q in ALL]
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_file_that_can_not_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(ExchangeError, match=r"taken/q\.csv can't be written \(.+\); choose"):
        write_questions(tmp_path / "taken" / "q.csv", ALL)
    with pytest.raises(ExchangeError, match=r"has none of the endings .+: \.gift, \.csv,"):
        write_questions(tmp_path / "questions.docx", ALL)


def test_what_holds_no_questions_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path := tmp_path / "exam.csv").write_text("question,answer\nWhy?,\n")
    with pytest.raises(ExchangeError, match=r"no question in .+: row 1 has no answer"):
        read_questions(path)
    path.write_bytes(b"\xff\xfa")
    with pytest.raises(ExchangeError, match=r"can't be read: it is not UTF-8"):
        read_questions(path)
    with pytest.raises(ExchangeError, match="No such file"):
        read_questions(tmp_path / "none.csv")
    with pytest.raises(ExchangeError, match=r"none of the files that hold questions: \.gift,"):
        read_questions(tmp_path / "exam.pdf")
    monkeypatch.setattr(files, "MAX_BYTES", 1)
    with pytest.raises(ExchangeError, match="split it"):
        read_questions(path)


def test_the_sheet_asks_first_and_answers_at_the_end() -> None:
    given = [ALL[0], example("true-false", chapter=""), example("flashcard", key_points=("a", "b"))]
    assert (
        markdown.write(given, lambda key: f"{key}. Networks")
        == """# Practice questions

## 4. Networks

1. Which is *cheap*?

   - **A.** tanh
   - **B.** ReLU
   - **C.** softmax

## Other questions

2. True or false? ReLU is $\\max(0, x)$.

## 4. Networks

3. ReLU

## Answers

1. **B.** ReLU

   It only compares.

   Source: *04-networks.md, Neurons > Activation*

2. True

   It only compares.

   Source: *04-networks.md, Neurons > Activation*

3. The function $\\max(0, x)$, which is cheap to compute.

   Key points:

   - a
   - b

   It only compares.

   Source: *04-networks.md, Neurons > Activation*
"""
    )
