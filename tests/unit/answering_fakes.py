"""Notes, limits with known outcomes and a way to play one turn, for the tests of answering."""

import math
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

from fakes import FakeGenerator
from retrieval_fakes import FakeEncoder, write_notes

from tutor.answering.answer import AnsweringSettings, answer_events
from tutor.answering.events import Answer, Event, Finished
from tutor.answering.grounding import GroundingLimits, Regression
from tutor.answering.quotation import QuotationLimits
from tutor.retrieval.builder import build
from tutor.retrieval.retriever import Retriever

STABLE = """# Stable training

## Dropout

Dropout sets each unit to zero with probability 0.5 during training. At test time every unit is
kept. Dropout makes units learn features that work without each other.

## Gradient clipping

Gradient clipping rescales a gradient whose norm is above a threshold. It prevents exploding
gradients in recurrent networks. The clipped gradient is $g \\theta / \\|g\\|$.
"""
BREAD = "# Bread\n\n## Sourdough\n\nA sourdough starter is fed with flour and water every day.\n"
NOTES = {"stable.md": STABLE, "bread.md": BREAD}
QUESTION = "With which probability does dropout set a unit to zero?"
RIGHT = "Dropout sets each unit to zero with probability 0.5."
INVENTED = "Geoffrey Hinton patented a machine in Toronto."

YES, NO = (-0.1, -9.0), (-9.0, -0.1)  # a model's verdicts


def open_notes(folder: Path, notes: dict[str, str] = NOTES) -> Retriever:
    """An index of these notes under an encoder without weights."""
    encoder = FakeEncoder()
    build([write_notes(folder / "notes", notes)], folder / "index", encoder)
    return Retriever.open(folder / "index", encoder)


def regression(probability: float = 0.5, **coefficients: float) -> Regression:
    """One that gives this probability where the signals count nothing."""
    logit = math.log(probability / (1 - probability))
    zeros = dict.fromkeys((field.name for field in fields(Regression)), 0.0)
    return Regression(**{**zeros, "intercept": logit, **coefficients})


def limits(search: float, *, joint: Regression | None = None, sure: float = 0.5) -> GroundingLimits:
    """Limits with which the search gives a known probability; from 0.1 to 0.9 it is in doubt."""
    return GroundingLimits(
        search=regression(search),
        joint=joint or regression(verdict=1.0),
        doubt_from=0.1,
        doubt_to=0.9,
        sure_from=sure,
    )


def settings(
    grounding: GroundingLimits, *, strictness: float = 0.2, quotes: int = 2
) -> AnsweringSettings:
    """With this many quotations at most."""
    quotation = QuotationLimits(sentences=quotes, behind=9.0)
    return AnsweringSettings(grounding=grounding, strictness=strictness, quotation=quotation)


# The model is not asked whether the notes hold the answer. Either it may refuse and is not
# corrected, or the tutor is sure.
UNSURE = settings(limits(0.95, sure=2.0), quotes=0)
SURE = settings(limits(0.95))
IN_DOUBT = settings(limits(0.5), quotes=0)


def turn(
    retriever: Retriever,
    generator: FakeGenerator,
    question: str = QUESTION,
    chosen: AnsweringSettings = UNSURE,
    *,
    history: Sequence[tuple[str, str]] = (),
    exclude_documents: Sequence[str] = (),
) -> list[Event]:
    """All events of a turn."""
    return list(
        answer_events(
            question,
            retriever=retriever,
            generator=generator,
            settings=chosen,
            history=history,
            exclude_documents=exclude_documents,
        )
    )


def answer_of(events: Sequence[Event]) -> Answer:
    """What the turn ended with."""
    assert isinstance(events[-1], Finished)
    return events[-1].answer


def at(chosen: AnsweringSettings, strictness: float) -> AnsweringSettings:
    """The same settings at another strictness."""
    return replace(chosen, strictness=strictness)
