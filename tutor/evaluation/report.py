"""An evaluation as Markdown: figures, the curve over strictness, failures explained."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path

from tutor.errors import TutorError
from tutor.evaluation.curve import curve, separation
from tutor.evaluation.datasets import Kind
from tutor.evaluation.failures import sample_failures, tally, went_wrong
from tutor.evaluation.machine import this_machine
from tutor.evaluation.markdown import inline, table
from tutor.evaluation.metrics import Turn
from tutor.evaluation.run import Evaluation
from tutor.evaluation.suite import Measure

LABELS: Mapping[str, str] = {
    "R@1": "R@1",
    "R@5": "R@5",
    "MRR@10": "MRR@10",
    "gold_in_answer": "gold string in the answer",
    "gold_as_written": "the same without quotations",
    "citation_precision": "citation precision",
    "citation_recall": "citation recall",
    "cited_sentences": "sentences with a citation",
    "abstention_near": "abstention, near: its passage is missing",
    "abstention_far": "abstention, far: its article is missing",
    "false_abstention": "false abstention",
    "first_token_seconds": "first word after, median seconds",
    "total_seconds": "whole answer after, median seconds",
    "answer_words": "words of an answer, median",
}
_NOT_SHARES = {"first_token_seconds": 1, "total_seconds": 1, "answer_words": 0}  # decimals
_BAR = 20  # characters


class ReportError(TutorError):
    """A report can't be written."""


def write_report(evaluation: Evaluation, path: Path) -> None:
    """Write the page of one evaluation.

    Raises:
        ReportError: The file can't be written.
    """
    try:
        path.write_text(report(evaluation), "utf-8")
    except OSError as error:
        raise ReportError(
            f"The report can't be written to {path} ({error.strerror}): name another file; the "
            "rows are kept, so the same command takes seconds."
        ) from error


def report(evaluation: Evaluation) -> str:
    """The page of one evaluation."""
    lines = [
        f"# Evaluation on {evaluation.dataset.name}",
        "",
        conditions(evaluation),
        "",
        *results(evaluation, "##"),
    ]
    return "\n".join(lines) + "\n"


def conditions(evaluation: Evaluation) -> str:
    """What was measured with what, in a paragraph."""
    dataset, settings = evaluation.dataset, evaluation.settings
    drawn = "" if settings["sample"] is None else f", drawn with seed {settings['seed']},"
    model = f", language model {evaluation.model}" if evaluation.model else ""
    given = ", ".join(f"{name} {value}" for name, value in settings.items() if name != "sample")
    date = datetime.now(timezone.utc).date().isoformat()
    asked = sum(t.row["seconds"]["total"] for t in evaluation.ours.turns)
    took = f" Answering took {asked:.0f} s." if asked else ""
    return (
        f"{len(evaluation.questions)} of {len(dataset.questions)} questions{drawn} over "
        f"{len(dataset.passages)} passages. Encoder {evaluation.encoder}{model}; {given}. "
        f"{date}, {this_machine().sentence} The run took {evaluation.seconds:.0f} s, in which "
        f"rows of an earlier run cost nothing.{took}"
    )


def results(evaluation: Evaluation, heading: str) -> list[str]:
    """Lines: the figures, then the curve and the failures where questions were asked."""
    ours, plain = evaluation.ours, evaluation.baseline
    lines = figures_table(ours.metrics, plain.metrics if plain else None)
    if any(turn.kind != "answerable" for turn in ours.turns):
        lines += ["", f"{heading} Abstention over strictness", "", *curve_lines(ours.turns)]
    if any(went_wrong(turn) for turn in ours.turns):
        strictness = evaluation.settings["strictness"]
        lines += ["", f"{heading} Failures", "", *failure_lines(ours.turns, strictness)]
    return lines


def figures_table(
    ours: Mapping[str, Measure], baseline: Mapping[str, Measure] | None = None
) -> list[str]:
    """Lines of a table: each figure with its goal, its interval, and the baseline's."""
    with_goals = any(measure.goal is not None for measure in ours.values())
    head = ["measure", *(["goal"] if with_goals else []), "ours (95% interval)", "n"]
    if baseline is not None:
        head += ["plain recipe (95% interval)", "n"]
    rows = []
    for name, measure in ours.items():
        row = [LABELS.get(name, name)]
        row += [_goal(measure)] if with_goals else []
        row += [with_interval(measure), str(measure.n)]
        if baseline is not None:
            other = baseline.get(name)
            row += [with_interval(other), str(other.n)] if other else ["-", "-"]
        rows.append(row)
    return table(head, rows)


def curve_lines(turns: Sequence[Turn]) -> list[str]:
    """Lines: what each strictness refuses, as a table with bars."""
    rows = [
        [
            f"{point.strictness:.2f}",
            *(_share(s) for s in (point.near, point.far, point.answerable, point.gold)),
            f"`{_bar(point.near)}` `{_bar(point.answerable)}`",
        ]
        for point in curve(turns)
    ]
    head = ["strictness", "near", "far", "false abstention", "gold in answer", "near, false"]
    kinds: tuple[Kind, ...] = ("far", "near")
    areas = ((kind, separation(turns, kind)) for kind in kinds)
    apart = [f"{kind} {area:.3f}" for kind, area in areas if area is not None]
    told = f"Answerable from unanswerable questions, ROC AUC: {', '.join(apart)}." if apart else ""
    return [*table(head, rows), "", told]


def failure_lines(turns: Sequence[Turn], strictness: float) -> list[str]:
    """Lines: how many turns went wrong at each step, and a sample of them with the causes."""
    failures = sample_failures(turns, strictness)
    wrong = sum(went_wrong(turn) for turn in turns)
    steps = ", ".join(f"{step} {n}" for step, n in tally(turns, strictness).items())
    lines = [
        f"{len(failures)} of the {wrong} turns that went wrong, drawn by their ids. All of them by "
        f"the step at which it happened: {steps}."
    ]
    for number, failure in enumerate(failures, start=1):
        turn = failure.turn
        gold = " / ".join(dict.fromkeys(turn.question.answers)) or turn.question.passage_id
        if turn.kind != "answerable":
            gold = f"no answer, with the passage of {gold!r} taken out"
        said = turn.row["text"] if turn.answered else "(not in the notes)"
        lines += [
            "",
            f"{number}. **{inline(turn.question.question)}** ({turn.kind})",
            f"   - expected: {inline(gold)}",
            f"   - answered: {inline(said)}",
            f"   - {failure.cause}",
        ]
    return lines


def _goal(measure: Measure) -> str:
    if measure.goal is None:
        return ""
    return f"{'≤' if measure.at_most else '≥'} {measure.goal:g}"


def with_interval(measure: Measure) -> str:
    """A figure with its interval in words."""
    decimals = _NOT_SHARES.get(measure.name, 3)
    value, low, high = (f"{x:.{decimals}f}" for x in (measure.value, measure.low, measure.high))
    return f"{value} ({low} to {high})"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _bar(value: float | None) -> str:
    filled = round((value or 0) * _BAR)
    return "█" * filled + "░" * (_BAR - filled)
