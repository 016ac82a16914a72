"""What another strictness would have given, from the same rows: nothing is asked again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutor.evaluation.datasets import Kind
from tutor.evaluation.metrics import Turn, score

STRICTNESSES = (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Point:
    """The shares of each kind of question that one strictness refuses; None for a kind not asked.

    `gold` is the share of answerable questions answered with a gold string.
    """

    strictness: float
    near: float | None
    far: float | None
    answerable: float | None
    gold: float | None


def curve(turns: Sequence[Turn], strictnesses: Sequence[float] = STRICTNESSES) -> list[Point]:
    """Abstention over strictness.

    Args:
        turns: Turns of the tutor, scored at any strictness.
        strictnesses: Those of the points, none below the one at which the turns were asked.
    """
    points = []
    for strictness in strictnesses:
        scored = [score(turn.row, turn.question, strictness) for turn in turns]
        asked = [turn for turn in scored if turn.kind == "answerable"]
        golds = [turn.gold for turn in asked if turn.gold is not None]
        points.append(
            Point(
                strictness,
                near=_refused(scored, "near"),
                far=_refused(scored, "far"),
                answerable=_refused(scored, "answerable"),
                gold=float(np.mean(golds)) if golds else None,
            )
        )
    return points


def separation(turns: Sequence[Turn], kind: Kind) -> float | None:
    """How well answerable questions are told from those of another kind: ROC AUC from 0 to 1.

    The chance that an answerable question gets the higher probability of the two, ties counting
    half (Mann and Whitney, 1947). A draft without support counts as less probable than any other.
    None where either kind wasn't asked.
    """
    answerable = _probabilities(turns, "answerable")
    other = _probabilities(turns, kind)
    if not len(answerable) or not len(other):
        return None
    higher = (answerable[:, None] > other).mean()
    equal = (answerable[:, None] == other).mean()
    return float(higher + equal / 2)


def _refused(turns: Sequence[Turn], kind: Kind) -> float | None:
    refused = [not turn.answered for turn in turns if turn.kind == kind]
    return float(np.mean(refused)) if refused else None


def _probabilities(turns: Sequence[Turn], kind: Kind) -> npt.NDArray[np.float64]:
    found = []
    for turn in turns:
        grounding = turn.row.get("grounding")
        if turn.kind == kind and grounding is not None:
            failed = grounding["refused_by"] in ("model", "check")
            found.append(-1.0 if failed else grounding["probability"])
    return np.asarray(found, dtype=np.float64)
