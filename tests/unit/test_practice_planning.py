"""What is tried next: passages without a question, chapters and kinds in turn, failures last."""

from collections import Counter
from pathlib import Path

import pytest
from practice_fakes import open_course

from tutor.practice.making.passage import Passage
from tutor.practice.planning import Attempt, Attempts, in_turn
from tutor.practice.question import Kind
from tutor.practice.snapshot import Snapshot


@pytest.fixture
def passages(tmp_path: Path) -> list[Passage]:
    return list(Snapshot(open_course(tmp_path)).course.passages)


def names(attempts: list[Attempt | None]) -> list[tuple[str, str] | None]:
    return [None if a is None else (a.kind, a.passage.topic) for a in attempts]


def test_what_gives_nothing_is_tried_once(passages: list[Passage]) -> None:
    attempts = Attempts(passages, ("cloze", "flashcard"), {})
    tried = [attempts.next({}) for _ in range(9)]
    assert len(set(names(tried[:8]))) == 8
    assert tried[8] is None


def test_passage_that_gave_a_question_is_tried_again_after_the_others(
    passages: list[Passage],
) -> None:
    attempts = Attempts(passages, ("cloze",), {})
    tried = []
    for _ in range(len(passages) + 1):
        attempt = attempts.next({})
        assert attempt is not None
        tried.append(attempt.passage)
        attempts.used(attempt)
    assert tried == [*passages, passages[0]]


def test_kind_of_which_there_is_least_comes_next(passages: list[Passage]) -> None:
    attempts = Attempts(passages, ("cloze", "flashcard"), {})
    made = Counter[Kind]({"cloze": 2, "flashcard": 1})
    assert names([attempts.next(made)]) == [("flashcard", passages[0].topic)]


def test_kind_that_fails_again_and_again_lets_others_go_first(passages: list[Passage]) -> None:
    attempts = Attempts(passages, ("cloze", "flashcard"), {})
    kinds = []
    for _ in range(3):
        attempt = attempts.next({})
        assert attempt is not None
        kinds.append(attempt.kind)
        attempts.failed(attempt)
    assert kinds == ["cloze", "flashcard", "cloze"]


def test_passages_take_turns(passages: list[Passage]) -> None:
    attempts = Attempts(passages, ("cloze", "flashcard"), {})
    first = attempts.next({})
    assert first is not None
    attempts.used(first)
    second = attempts.next({"cloze": 1})
    assert second is not None
    assert second.passage is passages[1]


def test_what_failed_at_earlier_times_is_tried_last_or_not_at_all(
    passages: list[Passage],
) -> None:
    known = {(passages[0].chunk.id, "cloze"): Counter({"duplicate": 2})}
    patient = Attempts(passages, ("cloze",), known)  # type: ignore[arg-type]
    order = [patient.next({}) for _ in passages]
    assert order[-1] == Attempt("cloze", passages[0])
    strict = Attempts(passages, ("cloze",), known, patience=2)  # type: ignore[arg-type]
    tried = [strict.next({}) for _ in passages]
    assert tried[-1] is None
    assert Attempt("cloze", passages[0]) not in tried


def test_chapters_take_turns_and_what_is_covered_least_comes_first(
    passages: list[Passage],
) -> None:
    topics = [passage.topic for passage in in_turn(passages, {})]
    assert set(topics[:3]) == {"Dropout", "Sourdough", "GRU"}
    assert topics[3] == "Gradient clipping"
    covered = {passage.chunk.id: 1 for passage in passages if passage.topic == "Dropout"}
    topics = [passage.topic for passage in in_turn(passages, covered)]
    assert topics[:3] == ["Sourdough", "GRU", "Gradient clipping"]
    assert topics[3] == "Dropout"
