"""Grading words against key points.

Of each point a logistic regression over the signals says how probably the answer has it; where that
leaves a doubt, the language model is shown the point and the answer and asked for Yes or No, and a
second regression joins its verdict to the signals. The model never decides alone, reads nothing of
the answer that looks like an order, and is not needed: without it the first regression decides.
"""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from tutor.answering.untrusted.material import clean
from tutor.generation.base import Generator, Message
from tutor.practice.aliases import aliases_in
from tutor.practice.claims import Claims, NoAnswer, read_answer
from tutor.practice.key_points import KeyPoint, key_points
from tutor.practice.point_signals import PointReading, PointSignals, read_point_signals
from tutor.practice.question import Question
from tutor.retrieval.retriever import Retriever


@dataclass(frozen=True, slots=True)
class PointRegression:
    """Coefficients of a logistic regression over a point's signals."""

    intercept: float
    near: float
    misplaced: float
    numbers: float
    denied: float
    verdict: float = 0.0

    def probability(self, signals: PointSignals, verdict: float = 0.0) -> float:
        """Probability that the answer says the point."""
        weights = astuple(self)[1:]
        values = (*map(float, astuple(signals)), verdict)
        logit = self.intercept + sum(w * v for w, v in zip(weights, values, strict=True))
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))


@dataclass(frozen=True, slots=True)
class GradingLimits:
    """The regressions, and where the verdicts begin.

    Fitted by `python -m benchmarks.grading` on the tuning half of its answers, with the default
    encoder and model.
    """

    signals: PointRegression = PointRegression(
        intercept=-4.67, near=10.02, misplaced=-6.73, numbers=-4.07, denied=-3.0
    )
    joint: PointRegression = PointRegression(
        intercept=-4.81, near=9.56, misplaced=-5.88, numbers=-3.47, denied=-3.0, verdict=1.48
    )
    doubt_from: float = 0.1  # least probability by the signals with which the model is asked
    doubt_to: float = 0.9  # probability from which it isn't asked any more
    said_from: float = 0.5  # probability from which a point counts as said
    right_from: float = 0.7  # score of a right answer
    partly_from: float = 0.3  # score of one that is partly right


@dataclass(frozen=True, slots=True)
class PointVerdict:
    """Whether an answer says one point."""

    point: KeyPoint
    probability: float
    said: bool
    denied: bool  # says the opposite
    verdict: float | None = None  # the model's log-odds; None where it was not asked


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer held against a question's key points."""

    points: tuple[PointVerdict, ...]
    no_answer: NoAnswer | None  # why it isn't graded by points, none of which it then says

    @property
    def score(self) -> float:
        """Share of the points that are said, each with its weight."""
        return min(1.0, sum(each.point.weight for each in self.points if each.said))


def read_points(
    question: Question,
    answer: str,
    *,
    retriever: Retriever,
    generator: Generator | None,
    limits: GradingLimits = GradingLimits(),
) -> Reading:
    """Hold an answer in words against a question's key points.

    Args:
        question: A short answer or a flashcard.
        answer: As the student wrote it.
        retriever: Knows the encoder and how rare a term is.
        generator: Asked where the signals leave a doubt; None to do without.
        limits: The regressions.

    Raises:
        TutorError: The engine failed, for a reason that the user can mend.
    """
    points = key_points(question, retriever.rarity)
    key = " ".join(point.text for point in points)
    claims = read_answer(answer, question.question, key, retriever.encode)
    if not isinstance(claims, Claims):
        return Reading(tuple(PointVerdict(p, 0.0, False, False) for p in points), claims)
    verdicts = []
    for point, read in zip(
        points, point_readings(question, claims, points, retriever), strict=True
    ):
        probability, log_odds = limits.signals.probability(read.signals), None
        if generator is not None and limits.doubt_from <= probability < limits.doubt_to:
            log_odds = ask_model(point.text, read.text, generator)
            probability = limits.joint.probability(read.signals, log_odds)
        said = probability >= limits.said_from
        denied = read.signals.denied and not said
        verdicts.append(PointVerdict(point, probability, said, denied, log_odds))
    return Reading(tuple(verdicts), None)


def point_readings(
    question: Question, claims: Claims, points: Sequence[KeyPoint], retriever: Retriever
) -> tuple[PointReading, ...]:
    """Each point held against the answer, with the second names that the passages give."""
    passages = " ".join(citation.text for citation in question.citations)
    aliases = aliases_in(passages) if passages else ()
    return read_point_signals(claims, points, question.question, aliases, retriever)


def ask_model(point: str, answer: str, generator: Generator) -> float:
    """The model's own verdict on whether an answer says a point.

    Returns:
        Log-probability of Yes less that of No, natural logarithm.

    Raises:
        TutorError: The engine failed, for a reason that the user can mend.
    """
    yes, no = generator.choose(build_comparison(point, answer), ("Yes", "No"))
    return yes - no


def build_comparison(point: str, answer: str) -> list[Message]:
    """The prompt that asks whether an answer says a point, to be met with Yes or No.

    The answer stands between marks that it can't contain. The question is left out: with it the
    prompt takes longer and the verdict is no better.
    """
    said = clean(answer).replace('"""', "'''")
    return [
        Message("system", "You check what a student's answer says."),
        Message(
            "user",
            f'Answer: """{said}"""\n\nStatement: {clean(point)}\n\n'
            "Does the answer state or imply this statement? Yes or No",
        ),
    ]
