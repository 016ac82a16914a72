"""Sets of questions: what is read, what is refused, and what is taken out of the search."""

from pathlib import Path
from typing import Any

import pytest
from evaluation_fakes import PASSAGES, QUESTIONS, write_set

from tutor.evaluation.datasets import DatasetError, read_dataset


def test_passages_with_one_title_and_one_beginning_of_the_id_are_an_article(
    tmp_path: Path,
) -> None:
    dataset = read_dataset(write_set(tmp_path / "rivers"))
    assert dataset.name == "rivers"
    assert dataset.has_gold
    nile = dataset.questions[0]
    assert dataset.excluded(nile, "answerable") == frozenset()
    assert dataset.excluded(nile, "near") == {"set-0-0"}
    assert dataset.excluded(nile, "far") == {"set-0-0", "set-0-1"}


def test_passages_that_are_only_numbered_are_no_article(tmp_path: Path) -> None:
    passages = [{**p, "id": f"n-{i}", "title": f"T{i}"} for i, p in enumerate(PASSAGES)]
    questions = [
        {"id": "q", "question": "How long?", "passage_id": "n-0", "also_relevant": ["n-2"]}
    ]
    dataset = read_dataset(write_set(tmp_path, passages, questions))
    assert not dataset.has_gold
    assert dataset.excluded(dataset.questions[0], "near") == {"n-0", "n-2"}
    assert dataset.excluded(dataset.questions[0], "far") is None


def test_a_row_may_name_its_article(tmp_path: Path) -> None:
    passages = [{**p, "article": "all"} for p in PASSAGES]
    dataset = read_dataset(write_set(tmp_path, passages))
    assert dataset.excluded(dataset.questions[0], "far") == {p["id"] for p in PASSAGES}


def test_a_sample_depends_on_the_seed_and_not_on_the_order_of_the_file(tmp_path: Path) -> None:
    questions = [{**QUESTIONS[0], "id": f"q{i}"} for i in range(50)]
    one = read_dataset(write_set(tmp_path / "one", questions=questions))
    two = read_dataset(write_set(tmp_path / "two", questions=questions[::-1]))
    drawn = [q.id for q in one.sample(10, seed=3)]
    assert drawn == [q.id for q in two.sample(10, seed=3)]
    assert drawn == [q.id for q in one.sample(20, seed=3)][:10]
    assert drawn != [q.id for q in one.sample(10, seed=4)]
    assert drawn != sorted(drawn)
    assert len(one.sample(None)) == 50


@pytest.mark.parametrize(
    ("passages", "questions", "reason"),
    [
        (None, [{**QUESTIONS[0], "passage_id": "gone"}], "line 1 .* there is no passage 'gone'"),
        (None, [{**QUESTIONS[0], "also_relevant": ["x"]}], "there is no passage 'x'"),
        (None, [QUESTIONS[0], QUESTIONS[0]], "line 2 .* the id 'q1' is already taken"),
        ([PASSAGES[0], PASSAGES[0]], None, "line 2 .* the id 'set-0-0' is already taken"),
        (None, [{"id": "q", "passage_id": "set-0-0"}], "its `question` must be a text"),
        (None, [{**QUESTIONS[0], "question": "?!"}], "its `question` has no word"),
        (None, [{**QUESTIONS[0], "answers": "6,650"}], "its `answers` must be a list of texts"),
        (None, [{**QUESTIONS[0], "answers": [" "]}], "its `answers` must be a list of texts"),
        ([{"id": "p", "title": "T"}], None, "its `text` must be a text"),
        ([], None, "it holds no rows"),
        ([["no", "object"]], None, "it is not a JSON object"),
    ],
)
def test_a_row_that_cant_be_used_is_named_with_its_line(
    tmp_path: Path, passages: Any, questions: Any, reason: str
) -> None:
    with pytest.raises(DatasetError, match=reason) as caught:
        read_dataset(write_set(tmp_path, passages, questions))
    assert "\n" not in str(caught.value)


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    folder = write_set(tmp_path)
    with (folder / "questions.jsonl").open("a") as file:
        file.write('{"id": "q9", \n')
    with pytest.raises(DatasetError, match=r"questions\.jsonl, line 4 is not JSON"):
        read_dataset(folder)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    (write_set(tmp_path) / "questions.jsonl").unlink()
    with pytest.raises(DatasetError, match=r"has no questions\.jsonl that can be read"):
        read_dataset(tmp_path)


def test_the_published_sets_are_read_whole(shared: Path) -> None:
    xquad = read_dataset(shared / "eval" / "xquad")
    assert len(xquad.questions) == 612
    assert xquad.has_gold
    assert all(xquad.excluded(q, "far") for q in xquad.questions)
    dlqa = read_dataset(shared / "eval" / "dlqa")
    assert len(dlqa.questions) == 110
    assert not any(dlqa.excluded(q, "far") for q in dlqa.questions)
