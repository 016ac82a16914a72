"""What a report says: figures, causes of failures, and only valid Markdown."""

from pathlib import Path
from typing import Any

import pytest
from evaluation_fakes import NILE, row, write_set

from tutor.errors import TutorError
from tutor.evaluation.datasets import read_dataset
from tutor.evaluation.failures import cause, sample_failures, tally, went_wrong
from tutor.evaluation.machine import this_machine
from tutor.evaluation.metrics import Turn, score
from tutor.evaluation.report import figures_table, report, write_report
from tutor.evaluation.run import Evaluation, Results, measures_of
from tutor.evaluation.suite import rate

STRICTNESS = 0.2
RHINE = (("set-0-1", "The Rhine is 1,230 km long."),)
NO_GOLD = ("Notes:\n[1] It ends in Egypt.\n\nQuestion: Is it 6,650 km?",)
WRONG = "It ends in Egypt [1]."


def turn(**changes: Any) -> Turn:
    return score(row(**changes), NILE, STRICTNESS)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"text": WRONG, "sources": RHINE}, "Search: the passage that answers it is not among"),
        ({"text": WRONG, "prompts": NO_GOLD}, "Evidence: the passage was found, but"),
        ({"text": WRONG}, "Model: the answer was before it, and it wrote something else."),
        (
            {"probability": 0.1},
            "Judge: what was found and the model's verdict make",
        ),
        ({"probability": 0.1, "verdict": None}, "Search: what it found makes an answer"),
        (
            {"status": "not_in_notes", "refused_by": "search", "probability": 0.0, "verdict": None},
            "Search: what it found makes an answer improbable (0.00).",
        ),
        ({"status": "not_in_notes", "refused_by": "model"}, "Model: it said that the notes don't"),
        ({"status": "not_in_notes", "refused_by": "check"}, "Check: no passage supports what"),
        (
            {"status": "not_in_notes", "refused_by": "check", "prompts": NO_GOLD},
            "Check: no passage supports what the model wrote. What was shown to the model lacks",
        ),
        ({"kind": "near", "sources": RHINE}, "Judge: the passages left over and"),
        (
            {"kind": "near", "sources": RHINE, "verdict": None},
            "Search: the passages left",
        ),
        ({"kind": "near"}, "Doubtful: another passage holds the expected answer's words"),
        ({"kind": "near", "sources": RHINE, "probability": None}, "Model: it answered from"),
        ({"status": "not_in_notes", "probability": None}, "Model: it said that it doesn't know."),
    ],
)
def test_the_first_step_that_went_wrong_is_the_cause(
    changes: dict[str, Any], expected: str
) -> None:
    failed = turn(**changes)
    assert went_wrong(failed)
    assert cause(failed, STRICTNESS).startswith(expected)


@pytest.mark.parametrize(
    "changes",
    [{}, {"kind": "near", "status": "not_in_notes"}, {"kind": "far", "probability": 0.1}],
)
def test_what_is_right_is_no_failure(changes: dict[str, Any]) -> None:
    assert not went_wrong(turn(**changes))


def test_the_sample_of_failures_does_not_depend_on_the_order() -> None:
    turns = [turn(text=WRONG), turn(kind="near"), turn(kind="far"), turn()]
    drawn = sample_failures(turns, STRICTNESS, 2)
    assert drawn == sample_failures(turns[::-1], STRICTNESS, 2)
    assert len(drawn) == 2
    assert sum(tally(turns, STRICTNESS).values()) == 3


def evaluation(tmp_path: Path, *turns: Turn, baseline: bool = False) -> Evaluation:
    dataset = read_dataset(write_set(tmp_path / "rivers"))
    results = Results(measures_of("all", turns), turns)
    return Evaluation(
        what="all",
        dataset=dataset,
        questions=dataset.sample(1),
        ours=results,
        baseline=results if baseline else None,
        seconds=12.0,
        model="fake",
        encoder="small",
        settings={"strictness": STRICTNESS, "sample": 1, "seed": 0},
    )


def test_a_report_has_the_conditions_the_figures_the_curve_and_the_failures(
    tmp_path: Path,
) -> None:
    turns = (turn(text="| a\n# b | [1]"), turn(kind="near", sources=RHINE), turn(kind="far"))
    text = report(evaluation(tmp_path, *turns, baseline=True))
    assert "1 of 3 questions, drawn with seed 0, over 4 passages." in text
    assert this_machine().processor in text
    assert "| gold string in the answer | 0.000 (0.000 to 0.000) | 1 | 0.000" in text
    assert "## Abstention over strictness" in text
    assert "ROC AUC: far 0.500, near 0.500." in text
    assert "3 of the 3 turns that went wrong" in text
    assert "answered: | a # b | [1]" in text
    widths = {line.count("|") for line in text.splitlines() if line.startswith("| ")}
    assert widths == {6, 7}  # the figures' table and the curve's


def test_the_published_shape_has_the_baseline_beside_it(tmp_path: Path) -> None:
    value = evaluation(tmp_path, turn(), baseline=True).to_dict()
    assert list(value)[:7] == ["dataset", "n", "metrics", "seconds", "model", "encoder", "settings"]
    assert value["metrics"]["gold_in_answer"] == {"value": 1.0, "low": 1.0, "high": 1.0, "n": 1}
    assert value["baseline"] == value["metrics"]
    assert "baseline" not in evaluation(tmp_path, turn()).to_dict()


def test_a_goal_stands_beside_its_figure() -> None:
    lines = figures_table(
        {
            "R@1": rate("R@1", [True], 0.95),
            "false_abstention": rate("false_abstention", [False], 0.05, at_most=True),
            "new": rate("new", [True]),
        }
    )
    assert [line.split("|")[2].strip() for line in lines[2:]] == ["≥ 0.95", "≤ 0.05", ""]


def test_a_report_that_cant_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(TutorError, match="The report can't be written"):
        write_report(evaluation(tmp_path, turn()), tmp_path)
