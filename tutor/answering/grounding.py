"""Is the answer in the notes at all? Decided before the model writes a word.

What the search shows (see `signals`) decides most questions in a few hundredths of a second: a
logistic regression makes a probability of it. Where that leaves a doubt, the model is asked for
its own verdict, the difference of the log-probabilities of Yes and No, which costs a reading of a
short prompt, and a second regression joins the two.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tutor.answering.evidence import Evidence, Excerpt
from tutor.answering.prompt import build_check
from tutor.answering.signals import Signals, read_signals
from tutor.generation.base import Generator
from tutor.retrieval.retriever import Retriever
from tutor.tracing import step


@dataclass(frozen=True, slots=True)
class Regression:
    """Coefficients of a logistic regression over the signals."""

    intercept: float
    closeness: float
    lead: float
    words_covered: float
    passage_covered: float
    verdict: float = 0.0

    def probability(self, signals: Signals, verdict: float = 0.0) -> float:
        """Probability that the notes hold the answer."""
        logit = (
            self.intercept
            + self.closeness * signals.closeness
            + self.lead * signals.lead
            + self.words_covered * signals.words_covered
            + self.passage_covered * signals.passage_covered
            + self.verdict * verdict
        )
        return 1 / (1 + math.exp(-logit))


@dataclass(frozen=True, slots=True)
class GroundingLimits:
    """The regressions, and when the model is asked.

    Fitted by `python -m benchmarks.calibration` on questions of two sets together, with the
    default encoder and model.
    """

    search: Regression = Regression(
        intercept=-11.7, closeness=7.06, lead=6.84, words_covered=4.46, passage_covered=3.79
    )
    joint: Regression = Regression(
        intercept=-8.8,
        closeness=1.26,
        lead=4.77,
        words_covered=3.05,
        passage_covered=7.24,
        verdict=2.03,
    )
    doubt_from: float = 0.03  # least probability by the search with which the model is asked
    doubt_to: float = 0.93  # probability by the search from which it isn't asked any more
    tokens: int = 90  # of the closest sentences, that the model reads for its verdict
    # The model is offered a way out only where the probability is under the first of these and its
    # own verdict under the second: once told that it may refuse, it does so too easily.
    sure_from: float = 0.5
    yes_from: float = 0.0  # log-odds
    certain_from: float = 0.9  # from which a draft without support gives way to a quotation


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the notes hold the answer."""

    probability: float  # that they do
    closeness: float
    model_log_odds: float | None  # None where the model was not asked
    sure: bool = False  # enough not to offer the model a way out
    certain: bool = False  # that the notes say it, even if the model does not


def judge(
    question: str,
    evidence: Evidence,
    retriever: Retriever,
    generator: Generator,
    limits: GroundingLimits,
    *,
    alone: tuple[str, Evidence] | None = None,
) -> Verdict:
    """How probable it is that the notes hold the answer.

    Args:
        question: What is searched for, complete in itself.
        evidence: The turn's sentences; without any the probability is 0.
        alone: A follow-up as it was asked, with its own evidence. An answer need not repeat what
            the earlier question was about, so the more probable of the two counts.
        retriever: Knows the encoder.
        generator: The model that answers.
        limits: Coefficients, and when the model is asked.

    Raises:
        TutorError: The engine failed, for a reason that the user can mend.
    """
    if not evidence.candidates:
        return Verdict(probability=0.0, closeness=0.0, model_log_odds=None)
    with step("signals of the search"):
        readings = [read_signals(question, evidence, retriever)]
        if alone and alone[1].candidates:
            readings.append(read_signals(*alone, retriever))
    signals = max(readings, key=limits.search.probability)
    probability = limits.search.probability(signals)
    log_odds = None
    if limits.doubt_from <= probability < limits.doubt_to:
        # Fewer sentences than the answer is made from: a short text is judged faster and no worse.
        with step("the model's verdict"):
            log_odds = ask_model(question, evidence.within(limits.tokens), generator)
        probability = limits.joint.probability(signals, log_odds)
    says_yes = log_odds is not None and log_odds >= limits.yes_from
    sure = probability >= limits.sure_from or says_yes
    certain = sure and probability >= limits.certain_from
    return Verdict(probability, signals.closeness, log_odds, sure, certain)


def ask_model(question: str, excerpts: Sequence[Excerpt], generator: Generator) -> float:
    """The model's own verdict on whether the notes state the answer.

    Returns:
        Log-probability of Yes less that of No, natural logarithm.

    Raises:
        TutorError: The engine failed, for a reason that the user can mend.
    """
    yes, no = generator.choose(build_check(question, excerpts), ("Yes", "No"))
    return yes - no
