"""`tutor eval`: flags become an evaluation, and each ending has its exit code."""

import json
from pathlib import Path
from typing import Any

import pytest
from evaluation_fakes import NILE, row, write_set
from typer.testing import CliRunner, Result

from tutor.cli.app import app
from tutor.errors import TutorError
from tutor.evaluation import run as run_module
from tutor.evaluation.datasets import read_dataset
from tutor.evaluation.metrics import score
from tutor.evaluation.run import Evaluation, Results, measures_of


class FakeRun:
    """Stands for `evaluate`; remembers how it was called and may be stopped."""

    def __init__(self, ending: BaseException | None = None) -> None:
        self.calls: list[dict[str, Any]] = []
        self.ending = ending

    def __call__(self, what: str, folder: Path, settings: Any, **options: Any) -> Evaluation:
        self.calls.append({"what": what, "folder": folder, "settings": settings, **options})
        if self.ending:
            raise self.ending
        options["progress"]("asking", 1, 3)
        turns = (score(row(), NILE),)
        results = Results(measures_of("all", turns), turns, files=(Path("eval-rows/a.jsonl"),))
        return Evaluation(
            what="all",
            dataset=read_dataset(write_set(folder)),
            questions=(NILE,),
            ours=results,
            baseline=results if options["baseline"] else None,
            seconds=1.0,
            model="fake",
            encoder="small",
            settings={"strictness": 0.2, "sample": 1, "seed": 0},
        )


@pytest.fixture
def evaluation(monkeypatch: pytest.MonkeyPatch, isolated_home: Path) -> FakeRun:
    fake = FakeRun()
    monkeypatch.setattr(run_module, "evaluate", fake)
    return fake


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(app, ["eval", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def test_flags_become_the_evaluation(evaluation: FakeRun) -> None:
    flags = "--sample 5 --seed 3 --baseline plain --rows there --model m --encoder e --json"
    result = run("abstention", "rivers", *flags.split(), "--strictness", "0.4")
    assert result.exit_code == 0, result.output
    (call,) = evaluation.calls
    assert (call["what"], call["folder"], call["rows"]) == (
        "abstention",
        Path("rivers"),
        Path("there"),
    )
    assert (call["sample"], call["seed"], call["baseline"]) == (5, 3, True)
    settings = call["settings"]
    assert (settings.model, settings.encoder, settings.strictness) == ("m", "e", 0.4)


def test_json_is_one_value_and_progress_goes_elsewhere(evaluation: FakeRun) -> None:
    result = run("all", "rivers", "--json")
    value = json.loads(result.stdout)
    assert value["dataset"] == "rivers"
    assert value["metrics"]["gold_in_answer"]["value"] == 1.0
    assert "baseline" not in value
    assert "Asking" in result.stderr


def test_figures_stand_in_a_table_with_where_the_rows_are(evaluation: FakeRun) -> None:
    result = run("all", "rivers", "--baseline", "plain", "--report", "report.md")
    assert result.exit_code == 0, result.output
    assert "gold string in the answer" in result.stdout
    assert "plain recipe" in result.stdout
    assert "Rows: eval-rows/a.jsonl" in result.stdout
    assert Path("report.md").read_text("utf-8").startswith("# Evaluation on rivers\n")


def test_a_mistake_of_the_user_is_one_sentence(evaluation: FakeRun) -> None:
    evaluation.ending = TutorError("The data set x has no questions.jsonl; name a folder.")
    result = run("all", "rivers", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"error": str(evaluation.ending)}


def test_a_run_that_is_stopped_says_that_it_goes_on(evaluation: FakeRun) -> None:
    evaluation.ending = KeyboardInterrupt()
    result = run("all", "rivers")
    assert result.exit_code == 130
    assert "the same command goes on from there" in result.stderr


@pytest.mark.parametrize("arguments", [["everything", "x"], ["all"], ["all", "x", "--sample", "0"]])
def test_wrong_usage_is_refused(evaluation: FakeRun, arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2
    assert evaluation.calls == []
