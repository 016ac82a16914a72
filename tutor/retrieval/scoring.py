"""How well every passage fits a query: three scores, and one made of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tutor.retrieval.closeness import Closeness, compare
from tutor.retrieval.encoding import Vectors
from tutor.retrieval.fusion import Scores, zscore_sum
from tutor.retrieval.store import Generation
from tutor.retrieval.terms import content_terms
from tutor.tracing import step

# Texts that are searched for together, each with its weight.
Weighted: TypeAlias = Sequence[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """How much each part counts in a passage's score; the first three per standard deviation.

    Chosen on 612 questions about encyclopedia passages and 110 about machine learning notes; what
    each part adds there is in docs/architecture.md.
    """

    dense: float = 1.0
    closeness: float = 1.0
    lexical: float = 0.3
    coverage: float = 0.5  # in closeness, beside the cosine; 0 leaves the best sentence's cosine
    own_coverage: float = 0.6  # of that, the sentence's own; the rest is its whole passage's


@dataclass(frozen=True, slots=True)
class PassageScores:
    """Every passage's scores for one query."""

    dense: Scores  # float32 [n], cosine of passage and query
    closeness: Scores  # float32 [n], that of the passage's closest sentence
    lexical: Scores  # float32 [n], BM25
    standing: Scores  # float32 [n], what the passage's author adds to it
    sentences: Closeness

    def fused(self, kept: npt.NDArray[np.int64], weights: FusionWeights) -> Scores:
        """The passages' scores in one, as if there were only those kept; float32 [kept]."""
        fits = zscore_sum(
            [
                (weights.dense, self.dense[kept]),
                (weights.closeness, self.closeness[kept]),
                (weights.lexical, self.lexical[kept]),
            ]
        )
        fused: Scores = fits + self.standing[kept]
        return fused


def score(
    generation: Generation,
    encode: Callable[[str], Vectors],
    standing: Scores,
    texts: tuple[tuple[float, str], ...],
    weights: FusionWeights,
) -> PassageScores:
    """Score every passage.

    Args:
        generation: The index.
        encode: A text's vector, float32 [dim], unit length.
        standing: Of every passage, float32 [n]; the same for every query.
        texts: What is searched for; the vectors and the scores of several are averaged.
        weights: Its last two count here.
    """
    with step("encode the question"):
        vector = _mean([(weight, encode(text)) for weight, text in texts])
    if len(texts) > 1:  # a mean of unit vectors is shorter than they are
        vector = vector / np.linalg.norm(vector)
    with step("score by closest sentence"):
        sentences = compare(
            generation.vectors,
            generation.terms,
            vector,
            [(weight, content_terms(text)) for weight, text in texts],
            coverage=weights.coverage,
            own=weights.own_coverage,
        )
        closeness = sentences.of_chunks()
    with step("score by vector"):
        dense = generation.dense.scores(vector)
    with step("score by words"):
        lexical = _mean([(weight, generation.lexical.scores(text)) for weight, text in texts])
    return PassageScores(
        dense=dense,
        closeness=closeness,
        lexical=lexical,
        standing=standing,
        sentences=sentences,
    )


def _mean(parts: Sequence[tuple[float, Scores]]) -> Scores:
    """Weighted mean, float32; of one part the part itself."""
    if len(parts) == 1:
        return parts[0][1]
    total = sum(weight for weight, _ in parts)
    mean: Scores = np.sum([np.float32(w / total) * values for w, values in parts], axis=0)
    return mean
