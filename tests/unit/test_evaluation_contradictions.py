"""How the pairs of notes are read and counted."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from retrieval_fakes import FakeEncoder

from tutor.evaluation.contradictions import (
    FALSE_ALARMS,
    TOLD,
    NotePair,
    contradictions,
    false_alarms,
    load_pairs,
    missing_side,
    says,
    write_notes,
)
from tutor.evaluation.datasets import DatasetError
from tutor.retrieval.builder import build
from tutor.retrieval.retriever import Retriever

DATA = Path(__file__).parents[1] / "data" / "contradictions.jsonl"


def pair(id_: str, a: str, b: str, question: str, *values: str) -> NotePair:
    texts = {f"{id_}-a": a, f"{id_}-b": b}
    notes = tuple({"id": note, "title": note, "text": text} for note, text in texts.items())
    return NotePair(id_, "tuning", bool(values), "number", question, values, notes)


TOLD_PAIR = pair(
    "c1",
    "In lab 2 the tower has 12 tables.",
    "In lab 2 the tower has 15 tables.",
    "In lab 2 the tower has how many tables.",
    "12",
    "15",
)
MISSED_PAIR = pair(
    "c2",
    "Snow lies on eight peaks.",
    "Peaks with snow: nine.",
    "On which peaks lies snow?",
    "eight",
    "nine",
)
ALIKE_PAIR = pair(
    "s1", "The tea costs 3 coins.", "The coffee costs 4 coins.", "How many coins does it cost?"
)


@pytest.fixture
def retriever(tmp_path: Path) -> Retriever:
    path = write_notes([TOLD_PAIR, MISSED_PAIR, ALIKE_PAIR], tmp_path)
    build([path], tmp_path / "index", FakeEncoder())
    return Retriever.open(tmp_path / "index", FakeEncoder())


def test_what_is_told_and_what_is_a_false_alarm_are_counted(retriever: Retriever) -> None:
    result = contradictions(retriever, [TOLD_PAIR, MISSED_PAIR, ALIKE_PAIR])
    figures = {measure.name: (measure.value, measure.n) for measure in result.measures}
    assert figures[TOLD] == (0.5, 2)
    assert figures[f"{TOLD}, tuning"] == (0.5, 2)
    assert figures[FALSE_ALARMS] == (0.0, 1)
    assert [row["id"] for row in result.rows] == ["c1", "c2", "s1"]
    assert len(result.rows[0]["quotes"]) == 2
    (failure,) = result.failures
    assert failure.startswith("c2 (tuning): ")
    assert "eight and nine" in failure


def test_a_disagreement_that_is_none_counts_as_a_false_alarm(retriever: Retriever) -> None:
    measure = false_alarms(retriever, [TOLD_PAIR.question, ALIKE_PAIR.question], "quizzes")
    assert (measure.name, measure.value, measure.n) == ("false alarms on quizzes", 0.5, 2)
    assert measure.reached is False


def answer(text: str, *documents: str) -> Any:
    sources = [SimpleNamespace(document=document, cited=True) for document in documents]
    return SimpleNamespace(text=text, sources=sources)


def test_an_answer_has_to_give_both_values_and_to_cite_both_notes() -> None:
    both = "It has 12 [1], but 15 [2]."
    assert missing_side(TOLD_PAIR, answer(both, "c1-a", "c1-b")) == ""
    assert "does not say 15" in missing_side(TOLD_PAIR, answer("It has 12.", "c1-a", "c1-b"))
    assert "does not cite c1-b" in missing_side(TOLD_PAIR, answer(both, "c1-a"))


def test_a_number_is_not_found_in_a_longer_one() -> None:
    assert not says("The default is 0.999.", "0.99")
    assert not says("There are 1,200.", "200")
    assert says("The default is 0.99.", "0.99")


def test_a_pair_without_a_field_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(json.dumps({"id": "c1", "part": "tuning", "contradiction": True}), "utf-8")
    with pytest.raises(DatasetError, match="has no 'kind'"):
        load_pairs(path)


def test_the_data_hold_what_they_claim() -> None:
    pairs = load_pairs(DATA)
    for part in ("tuning", "held-out"):
        own = [pair for pair in pairs if pair.part == part]
        assert min(sum(p.contradiction for p in own), sum(not p.contradiction for p in own)) >= 12
    assert len({note["id"] for pair in pairs for note in pair.notes}) == 2 * len(pairs)
    for pair in pairs:
        texts = [note["text"] for note in pair.notes]
        assert all(any(says(text, value) for text in texts) for value in pair.values), pair.id
