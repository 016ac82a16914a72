"""How well every passage fits a query: three scores, and one made of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np

from tutor.retrieval.closeness import Closeness, compare
from tutor.retrieval.dense import DenseIndex, cosines
from tutor.retrieval.encoding import Vectors
from tutor.retrieval.fusion import Scores, zscore_sum
from tutor.retrieval.postings import Rows
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
class Stages:
    """From how many passages on a search goes in two stages, and how.

    Comparing a query with every sentence takes most of the time of a search. Of many passages only
    the best by everything else are compared so: their own cosine, BM25 and the terms they cover.
    The mean and deviation of closeness, which are those of all passages, come from a sample.
    """

    above: int = 5000  # passages that are searched in one stage
    candidates: int = 1000  # that the first stage leaves
    sample: int = 500  # passages, evenly spread


class PassageCosines:
    """The cosines of passages with one query: found at once for few passages, else as needed."""

    def __init__(self, index: DenseIndex, query: Vectors) -> None:
        """Take an index and a query, float32 [dim], unit length."""
        self._index = index
        self._query = query
        self.exact = index.cells is None
        self._all = index.scores(query) if self.exact else None

    def of(self, rows: Rows) -> Scores:
        """Of these passages, float32 [rows]."""
        if self._all is not None:
            return self._all[rows]
        return cosines(self._index.vectors[rows], self._query)

    def nearest(self, k: int, among: Rows) -> Rows:
        """The rows of those with the greatest, see `DenseIndex.nearest`."""
        return self._index.nearest(self._query, k, among if len(among) < len(self._index) else None)


@dataclass(frozen=True)
class PassageScores:
    """The scores of passages for one query."""

    dense: PassageCosines
    lexical: Scores  # float32 [n], BM25
    covered: Scores  # float32 [n], what its coverage of the query's terms adds to closeness
    standing: Scores  # float32 [n], what the passage's author adds to it
    compare: Callable[[Rows | None], Closeness]  # of these rows, or of all
    stages: Stages

    @cached_property
    def whole(self) -> Closeness:
        """All sentences compared with the query."""
        with step("score by closest sentence"):
            return self.compare(None)

    def candidates(self, kept: Rows, admitted: Rows, weights: FusionWeights) -> Rows:
        """The rows among which the best are, ascending.

        Args:
            kept: Rows that are searched, ascending.
            admitted: Those of them that may be found, ascending.
            weights: How much each score counts.
        """
        stages = self.stages
        if len(kept) <= stages.above or len(admitted) <= stages.candidates:
            return admitted
        with step("choose candidates"):
            if not self.dense.exact:
                return self._likeliest(admitted, weights)
            scores = zscore_sum(*self._known(kept, admitted, weights))
            return _best(admitted, scores + self.standing[admitted], stages.candidates)

    def _known(
        self, kept: Rows, rows: Rows, weights: FusionWeights
    ) -> tuple[list[tuple[float, Scores]], list[Scores]]:
        """What is known without the sentences: the coverage and cosine of a passage as a whole."""
        of_rows, of_kept = self.dense.of(rows), self.dense.of(kept)
        return [
            (weights.dense, of_rows),
            (weights.closeness, of_rows + self.covered[rows]),
            (weights.lexical, self.lexical[rows]),
        ], [of_kept, of_kept + self.covered[kept], self.lexical[kept]]

    def _likeliest(self, admitted: Rows, weights: FusionWeights) -> Rows:
        """The best by their vectors and the best by their words."""
        size = self.stages.candidates
        words = zscore_sum(
            [
                (weights.closeness, self.covered[admitted]),
                (weights.lexical, self.lexical[admitted]),
            ]
        )
        by_words = _best(admitted, words + self.standing[admitted], size)
        return np.union1d(self.dense.nearest(size, admitted), by_words)

    def closeness(self) -> Scores:
        """Of every passage, float32 [n]; where vectors are in cells, 0 of all but candidates."""
        if self.dense.exact:
            return self.whole.of_chunks()
        every = np.arange(len(self.lexical))
        rows = self.candidates(every, every, FusionWeights())
        known = np.zeros(len(every), dtype=np.float32)
        known[rows] = self.compare(rows).of_chunks()
        return known

    def fused(self, kept: Rows, rows: Rows, weights: FusionWeights) -> tuple[Scores, Closeness]:
        """Passages' scores in one, as if there were only those kept.

        Args:
            kept: Rows that are searched, ascending; at least one.
            rows: Rows that are scored, ascending.
            weights: How much each score counts.

        Returns:
            The scores, float32 [rows], and the passages' sentences compared with the query.
        """
        if len(kept) <= self.stages.above:
            measured = kept
        else:
            spread = np.linspace(0, len(kept) - 1, self.stages.sample)
            measured = kept[spread.astype(np.int64)]
        every = self._compared(np.union1d(rows, measured))
        best = every.of_chunks()
        fits = zscore_sum(
            [
                (weights.dense, self.dense.of(rows)),
                (weights.closeness, best[np.searchsorted(every.rows, rows)]),
                (weights.lexical, self.lexical[rows]),
            ],
            [
                self.dense.of(kept if self.dense.exact else measured),
                best[np.searchsorted(every.rows, measured)],
                self.lexical[kept],
            ],
        )
        return fits + self.standing[rows], every

    def _compared(self, rows: Rows) -> Closeness:
        """The sentences of these passages at least."""
        if len(self.lexical) <= self.stages.above or "whole" in self.__dict__:
            return self.whole
        with step("score by closest sentence"):
            return self.compare(rows)


def score(
    generation: Generation,
    encode: Callable[[str], Vectors],
    standing: Scores,
    stages: Stages,
    texts: tuple[tuple[float, str], ...],
    weights: FusionWeights,
) -> PassageScores:
    """Score passages, for now by all but their sentences.

    Args:
        generation: The index.
        encode: A text's vector, float32 [dim], unit length.
        standing: Of every passage, float32 [n]; the same for every query.
        stages: From how many passages on not all sentences are looked at.
        texts: What is searched for; the vectors and the scores of several are averaged.
        weights: Its last two count here.
    """
    with step("encode the question"):
        vector = _mean([(weight, encode(text)) for weight, text in texts])
    if len(texts) > 1:  # a mean of unit vectors is shorter than they are
        vector = vector / np.linalg.norm(vector)
    wanted = [(weight, content_terms(text)) for weight, text in texts]
    with step("score by vector"):
        dense = PassageCosines(generation.dense, vector)
    with step("score by words"):
        lexical = _mean([(weight, generation.lexical.scores(text)) for weight, text in texts])
        covered = generation.terms.coverage_of_chunks(wanted)
    return PassageScores(
        dense=dense,
        lexical=lexical,
        covered=np.float32(weights.coverage) * covered,
        standing=standing,
        compare=lambda rows: compare(
            generation.vectors,
            generation.terms,
            vector,
            wanted,
            coverage=weights.coverage,
            own=weights.own_coverage,
            rows=rows,
        ),
        stages=stages,
    )


def _best(rows: Rows, scores: Scores, k: int) -> Rows:
    """The k rows with the greatest scores, ascending."""
    if len(rows) <= k:
        return rows
    return np.sort(rows[np.argpartition(-scores, k)[:k]])


def _mean(parts: Sequence[tuple[float, Scores]]) -> Scores:
    """Weighted mean, float32; of one part the part itself."""
    if len(parts) == 1:
        return parts[0][1]
    total = sum(weight for weight, _ in parts)
    mean: Scores = np.sum([np.float32(w / total) * values for w, values in parts], axis=0)
    return mean
