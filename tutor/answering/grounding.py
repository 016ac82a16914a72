"""Is the answer in the notes at all? Decided before the model writes a word.

Two signals are joined by a logistic regression. The first is free: how near the best sentence of
the passages comes to the question, by meaning and by the share of the question's terms it
has. The second is the model's own verdict, asked for alone: the difference of the log-probabilities
of Yes and No. It costs a reading of the prompt, so it is asked for only where the first signal
leaves a doubt. A far question is refused in milliseconds, a close one answered without the wait.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tutor.answering.evidence import Excerpt
from tutor.answering.prompt import build_check
from tutor.generation.base import Generator


@dataclass(frozen=True, slots=True)
class GroundingLimits:
    """The regression's coefficients, and where it decides.

    The coefficients were fitted on 60 answerable and 60 unanswerable development questions with
    the default encoder and model. Of those, `answer_from` refuses 2% of the answerable, all of
    the far and two thirds of the near unanswerable; the model and the citation check refuse more.
    """

    intercept: float = -6.0
    closeness: float = 7.7
    verdict: float = 2.3
    answer_from: float = 0.18  # least probability with which a question is answered
    sure_from: float = 0.33  # probability from which the model is not offered a way out
    tokens: int = 90  # of the closest sentences, that the model reads for its verdict
    refuse_below: float = 0.45  # closeness under which nothing is asked of the model
    trust_from: float = 1.0  # closeness from which nothing is asked of the model


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the notes hold the answer."""

    answerable: bool
    probability: float  # of that, by the regression; 0 or 1 where the closeness alone decided
    closeness: float
    model_log_odds: float | None  # None where the model was not asked
    sure: bool = False  # too sure to offer the model a way out


def closeness(excerpts: Sequence[Excerpt]) -> float:
    """Score of the best sentence chosen as evidence: cosine plus half its coverage, 0 to 1.5."""
    return max((excerpt.score for excerpt in excerpts), default=0.0)


def judge(
    question: str, excerpts: Sequence[Excerpt], generator: Generator, limits: GroundingLimits
) -> Verdict:
    """Decide whether the notes hold the answer.

    Args:
        question: What is searched for, complete in itself.
        excerpts: The closest sentences, `limits.tokens` long: fewer than the answer is made
            from, because the model judges a short text faster and no worse.
        generator: The model that answers.
        limits: Coefficients and thresholds.

    Raises:
        TutorError: The engine failed, for a reason that the user can mend.
    """
    near = closeness(excerpts)
    if not excerpts or near < limits.refuse_below:
        return Verdict(answerable=False, probability=0.0, closeness=near, model_log_odds=None)
    if near >= limits.trust_from:
        return Verdict(
            answerable=True, probability=1.0, closeness=near, model_log_odds=None, sure=True
        )
    yes, no = generator.choose(build_check(question, excerpts), ("Yes", "No"))
    log_odds = yes - no
    logit = limits.intercept + limits.closeness * near + limits.verdict * log_odds
    probability = 1 / (1 + math.exp(-logit))
    return Verdict(
        probability >= limits.answer_from,
        probability,
        near,
        log_odds,
        sure=probability >= limits.sure_from,
    )
