"""Asking resumably, and ranking passages by their best part."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from evaluation_fakes import NILE, write_set

from tutor.answering.answer import AnsweringSettings
from tutor.errors import TutorError
from tutor.evaluation.datasets import Dataset, Kind, Question, read_dataset
from tutor.evaluation.parts import RecordingGenerator
from tutor.evaluation.ranking import rank_all, rank_passages, ranking_measures
from tutor.evaluation.rows import RowFile
from tutor.evaluation.turns import EVERY_KIND, ask_all, open_minded, plan


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return read_dataset(write_set(tmp_path / "set"))


class Answerer:
    """Answers everything alike; fails at the call that it is told to."""

    def __init__(self, fail_at: int | None = None) -> None:
        self.asked: list[tuple[str, frozenset[str]]] = []
        self.fail_at = fail_at

    def __call__(self, question: str, excluded: frozenset[str]) -> dict[str, Any]:
        if len(self.asked) == self.fail_at:
            raise TutorError("The server is gone; start it again.")
        self.asked.append((question, excluded))
        return {"text": "Yes.", "status": "answered"}


def ask(dataset: Dataset, folder: Path, answerer: Answerer, kinds: Sequence[Kind]) -> list[Any]:
    todo = list(plan(dataset, dataset.questions, kinds))
    with RowFile(folder, "answers", {}) as file:
        return ask_all(answerer, todo, file, "asking")


def test_each_question_is_asked_in_every_way(dataset: Dataset, tmp_path: Path) -> None:
    rows = ask(dataset, tmp_path, answerer := Answerer(), EVERY_KIND)
    assert [(row["kind"], row["id"]) for row in rows[:4]] == [
        ("answerable", "q1"),
        ("near", "q1"),
        ("far", "q1"),
        ("answerable", "q2"),
    ]
    assert [len(excluded) for _, excluded in answerer.asked[:3]] == [0, 1, 2]


def test_a_run_that_failed_goes_on_where_it_was(dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(TutorError, match="server is gone"):
        ask(dataset, tmp_path, Answerer(fail_at=4), EVERY_KIND)
    rows = ask(dataset, tmp_path, again := Answerer(), EVERY_KIND)
    assert len(again.asked) == 5
    assert len(rows) == 9


def test_what_was_asked_for_answers_serves_for_abstention(dataset: Dataset, tmp_path: Path) -> None:
    ask(dataset, tmp_path, Answerer(), ["answerable"])
    ask(dataset, tmp_path, again := Answerer(), EVERY_KIND)
    assert len(again.asked) == 6
    assert all(excluded for _, excluded in again.asked)


def test_far_is_left_out_where_there_are_no_articles() -> None:
    alone = Dataset("set", Path("set"), "", (), (NILE,), {})
    assert [kind for kind, *_ in plan(alone, (NILE,), EVERY_KIND)] == ["answerable", "near"]


@dataclass(frozen=True)
class Hit:
    document: str


class CrowdedRetriever:
    """A search in which one long document has the first hundred passages."""

    def __init__(self, *documents: str) -> None:
        self.hits = [Hit(document) for document in documents]
        self.options: dict[str, Any] = {}

    def search(self, query: str, k: int, **options: Any) -> list[Hit]:
        self.options = options
        return self.hits[:k]


def test_documents_are_ranked_by_their_best_passage() -> None:
    retriever: Any = CrowdedRetriever(*["long"] * 100, "b", "long", "c", "b")
    assert rank_passages(retriever, "query", 3, weights=1) == ["long", "b", "c"]
    assert retriever.options == {"weights": 1}


def test_fewer_documents_than_asked_for_are_all_of_them() -> None:
    retriever: Any = CrowdedRetriever(*["a", "b"] * 200)
    assert rank_passages(retriever, "query", 10) == ["a", "b"]


def test_a_search_is_not_repeated(tmp_path: Path) -> None:
    asked: list[str] = []

    def ranker(query: str) -> list[str]:
        asked.append(query)
        return ["set-0-0"]

    for _ in range(2):
        with RowFile(tmp_path, "retrieval", {}) as file:
            rows = rank_all(ranker, [NILE], file, "searching")
    assert asked == [NILE.question]
    assert rows[0]["ranking"] == ["set-0-0"]


def test_ranking_measures_take_any_relevant_passage_and_keep_the_order_of_the_search() -> None:
    questions = {
        "first": Question("first", "?", "z"),
        "second": Question("second", "?", "a", also_relevant=("y",)),
        "sixth": Question("sixth", "?", "a"),
        "nowhere": Question("nowhere", "?", "a"),
        "empty": Question("empty", "?", "a"),
    }
    rankings = {
        "first": ["z", "a"],
        "second": ["b", "y", "a"],
        "sixth": ["f", "e", "d", "c", "b", "a"],
        "nowhere": ["f"],
        "empty": [],
    }
    rows = [{"id": id_, "ranking": ranking} for id_, ranking in rankings.items()]
    figures = {name: m.value for name, m in ranking_measures(rows, questions).items()}
    assert figures == pytest.approx({"R@1": 1 / 5, "R@5": 2 / 5, "MRR@10": (1 + 1 / 2 + 1 / 6) / 5})


def test_without_the_library_one_sentence_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ir_measures", None)
    with pytest.raises(TutorError, match="pip install ir-measures"):
        ranking_measures([{"id": "q1", "ranking": []}], {"q1": NILE})


def test_what_the_model_was_given_to_read_is_kept() -> None:
    from fakes import FakeGenerator

    from tutor.generation.base import Message

    inner = FakeGenerator("Yes.", verdicts=[(-0.1, -2.0)])
    recording = RecordingGenerator(inner)
    messages = [Message("system", "s"), Message("user", "Notes: x")]
    assert "".join(recording.stream(messages, max_tokens=5)) == "Yes."
    assert recording.prompts == ["Notes: x"]
    assert recording.choose(messages, ("Yes", "No")) == [-0.1, -2.0]
    assert recording.prompts == ["Notes: x"]
    assert (recording.name, recording.context_length) == (inner.name, inner.context_length)
    assert recording.count_tokens(messages) == 3
    recording.close()
    assert inner.closed


@pytest.mark.parametrize(("strictness", "asked_at"), [(0.2, 0.02), (0.02, 0.02), (0.01, 0.0)])
def test_questions_are_asked_below_the_strictness_that_they_are_scored_at(
    strictness: float, asked_at: float
) -> None:
    assert open_minded(AnsweringSettings(strictness=strictness)).strictness == asked_at
