"""The tutor with single steps switched off or changed, for what each of them adds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from tutor.answering.answer import AnsweringSettings
from tutor.retrieval.scoring import FusionWeights


@dataclass(frozen=True)
class SearchVariant:
    """A name for the table, further arguments of `Retriever.search`, and the encoder."""

    name: str
    encoder: str | None = None  # the settings' own unless given
    search: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class AnswerVariant:
    """A name for the table and how turns are answered."""

    name: str
    answering: AnsweringSettings


def search_variants() -> tuple[SearchVariant, ...]:
    """What is searched with; every question is asked of each."""

    def weighing(
        name: str, dense: float, closeness: float, lexical: float, coverage: float = 0.5
    ) -> SearchVariant:
        weights = FusionWeights(dense, closeness, lexical, coverage)
        return SearchVariant(name, search={"weights": weights})

    return (
        SearchVariant("as it is"),
        weighing("passage vectors alone", 1, 0, 0),
        weighing("BM25 over words as they stand alone", 0, 0, 1),
        weighing("best sentence's vector alone", 0, 1, 0, coverage=0),
        weighing("closest sentence alone (its vector and the terms it covers)", 0, 1, 0),
        weighing("passage vectors and BM25", 1, 0, 0.3),
        weighing("without the terms that sentences cover", 1, 1, 0.3, coverage=0),
        weighing("without BM25", 1, 1, 0),
        SearchVariant("as it is, with the larger encoder mpnet", encoder="mpnet"),
    )


def answer_variants(base: AnsweringSettings) -> tuple[AnswerVariant, ...]:
    """How turns are answered; a sample of the questions is asked of each.

    Args:
        base: How they are answered under the settings of this run.
    """
    search_only = replace(base.grounding, doubt_from=1.0, doubt_to=1.0)
    return (
        AnswerVariant("as it is", base),
        AnswerVariant("the model is never asked", replace(base, grounding=search_only)),
    )
