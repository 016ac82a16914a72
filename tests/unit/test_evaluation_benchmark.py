"""The page of published figures and the floors under which no later version may fall."""

from pathlib import Path
from typing import Any

import pytest
from evaluation_fakes import row, write_set

from benchmarks import evaluation_goals
from benchmarks.evaluation_floors import breaches, floors_of, read_floors, write_floors
from benchmarks.evaluation_goals import Goal
from benchmarks.evaluation_page import SetResults, page
from tutor.evaluation.datasets import read_dataset
from tutor.evaluation.metrics import score
from tutor.evaluation.ranking import ranking_measures
from tutor.evaluation.run import Evaluation, Results, measures_of
from tutor.evaluation.suite import SuiteResult, rate

SETTINGS = {"strictness": 0.2, "sample": None, "seed": 0}


def evaluation(folder: Path, *wrong: str, found: bool = True) -> Evaluation:
    """All three questions searched for and asked; those that are named are answered wrongly."""
    dataset = read_dataset(write_set(folder / "rivers"))
    questions = dataset.sample(None)
    by_id = {question.id: question for question in questions}
    rankings = tuple(
        {"id": q.id, "ranking": [q.passage_id if found else "set-1-1"]} for q in questions
    )
    turns = []
    for q in questions:
        changes: dict[str, Any] = {"id_": q.id, "sources": ((q.passage_id, q.answers[0]),)}
        text = "Nobody knows [1]." if q.id in wrong else f"{q.answers[0]} [1]."
        turns.append(score(row(text, **changes), q))
        turns.append(score(row(kind="near", status="not_in_notes", **changes), q))
    metrics = {**ranking_measures(rankings, by_id), **measures_of("all", turns)}
    results = Results(metrics, tuple(turns), rankings)
    return Evaluation("all", dataset, questions, results, None, 1.0, "m", "e", SETTINGS)


def test_the_floors_are_the_figures_of_the_questions_that_are_checked(tmp_path: Path) -> None:
    first = read_dataset(write_set(tmp_path / "rivers")).sample(None)[0]
    measured = evaluation(tmp_path, first.id)
    assert floors_of(measured, measured, questions=1)["gold_in_answer"] == 0.0
    floors = floors_of(measured, measured, questions=3)
    assert floors["gold_in_answer"] == pytest.approx(2 / 3, abs=1e-4)
    assert floors["R@1"] == floors["abstention_near"] == 1.0
    assert floors["false_abstention"] == 0.0
    assert not {"total_seconds", "answer_words"} & set(floors)


def test_floors_come_back_as_they_were_written(tmp_path: Path) -> None:
    write_floors(tmp_path / "floors.json", {"rivers": {"R@1": 0.9}}, 50)
    assert read_floors(tmp_path / "floors.json") == {
        "questions": 50,
        "sets": {"rivers": {"R@1": 0.9}},
    }


def test_a_figure_that_fell_is_named_and_one_within_the_margin_is_not(tmp_path: Path) -> None:
    measured = evaluation(tmp_path, "q1")
    figures = {"gold_in_answer": 0.7, "R@1": 1.0, "false_abstention": 0.0}
    assert not breaches(measured, {**figures, "gold_in_answer": 0.69})
    (breach,) = breaches(measured, figures)
    assert breach == "rivers: gold_in_answer is 0.667; it was 0.700."


def test_more_false_abstention_is_worse_and_less_is_not(tmp_path: Path) -> None:
    measured = evaluation(tmp_path)
    assert not breaches(measured, {"false_abstention": 0.5})
    assert breaches(measured, {"false_abstention": -0.1})


def test_a_figure_that_is_gone_is_a_breach(tmp_path: Path) -> None:
    assert breaches(evaluation(tmp_path), {"citation_style": 0.9})


def test_the_page_has_every_part_and_names_what_falls_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goals = {"rivers": {"gold_in_answer": Goal(0.9), "R@1": Goal(0.9)}}
    monkeypatch.setattr(evaluation_goals, "GOALS", goals)
    measured = evaluation(tmp_path, "q1", "q2")
    variants = (("as it is", measured), ("without", evaluation(tmp_path, found=False)))
    suite = SuiteResult("follow-ups", (rate("right", [True, False], 0.9),), (), ("It failed.",))
    text = page([SetResults(measured, measured, variants, variants)], [suite], [("index", "3 s")])
    for part in (
        "## rivers: search",
        "### rivers: abstention over strictness",
        "### rivers: failures",
        "| without | 0.000 (0.000 to 0.000) |",
        "## Follow-ups",
        "- It failed.",
        "| index | 3 s |",
    ):
        assert part in text
    short = text.partition("## What falls short")[2]
    assert "rivers: gold string in the answer: 0.333" in short
    assert "right: 0.500" in short
    assert "R@1" not in short


def test_a_search_short_of_its_goal_is_shown_with_the_best_other_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluation_goals, "GOALS", {"rivers": {"R@1": Goal(0.9)}})
    missing, found = evaluation(tmp_path, found=False), evaluation(tmp_path)
    variants = (("as it is", missing), ("worse", missing), ("better", found))
    text = page([SetResults(missing, missing, variants, ())], [], [])
    assert text.partition("## What falls short")[2].strip() == (
        "- rivers: R@1: 0.000 (0.000 to 0.000), where at least 0.9 is wanted. The best of the "
        "other ways to search, “better”, has 1.000 (1.000 to 1.000)."
    )
    text = page([SetResults(missing, missing, variants[:1], ())], [], [])
    assert text.strip().endswith("No other way to search was measured.")
