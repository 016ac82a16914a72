"""Figures that a later version must not fall under: the first questions of each sample.

They are written with the published figures, for the same few questions that the check asks, so
that the check compares like with like instead of two samples.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tutor.evaluation.ranking import ranking_measures
from tutor.evaluation.run import Evaluation, measures_of

QUESTIONS = 50
MARGIN = 0.03
# Figures of which less is better; those of time and length differ between machines,
# and the model's own wording is free as long as the whole answer is right.
_AT_MOST = frozenset({"false_abstention"})
_UNCHECKED = frozenset({"gold_as_written", "first_token_seconds", "total_seconds", "answer_words"})


def floors_of(
    search: Evaluation, answers: Evaluation, questions: int = QUESTIONS
) -> dict[str, float]:
    """The figures of one set that are checked, for the first questions of both evaluations."""
    by_id = {question.id: question for question in search.questions}
    checked = {question.id for question in answers.questions[:questions]}
    ranked = [row for row in search.ours.rankings if row["id"] in checked]
    turns = [turn for turn in answers.ours.turns if turn.question.id in checked]
    figures = {**ranking_measures(ranked, by_id), **measures_of("all", turns)}
    return {name: round(m.value, 4) for name, m in figures.items() if name not in _UNCHECKED}


def breaches(evaluation: Evaluation, floors: Mapping[str, float]) -> list[str]:
    """A sentence for every figure that lies more than 0.03 on the wrong side of its floor."""
    found = []
    for name, floor in floors.items():
        measure = evaluation.ours.metrics.get(name)
        value = measure.value if measure else 0.0
        worse = value - floor if name in _AT_MOST else floor - value
        if worse > MARGIN:
            found.append(f"{evaluation.dataset.name}: {name} is {value:.3f}; it was {floor:.3f}.")
    return found


def read_floors(path: Path) -> dict[str, Any]:
    """`questions` and `sets`: of each set's name its floors."""
    value: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return value


def write_floors(
    path: Path, sets: Mapping[str, Mapping[str, float]], questions: int = QUESTIONS
) -> None:
    """Write the floors of all sets."""
    value = {"questions": questions, "sets": sets}
    path.write_text(json.dumps(value, indent=2) + "\n", "utf-8")
