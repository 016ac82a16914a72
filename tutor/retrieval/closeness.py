"""How near each passage's best sentence comes to a query, by meaning and by words at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutor.retrieval.dense import cosines
from tutor.retrieval.encoding import ChunkVectors, Vectors
from tutor.retrieval.term_index import TermIndex

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Closeness:
    """The sentences of some chunks, compared with a query.

    Those of the chunk in row rows[i] are offsets[i] to offsets[i + 1].
    """

    rows: npt.NDArray[np.int64]  # [chunks], ascending
    cosines: Scores  # [sentences]
    coverage: Scores  # [sentences], share of the query's terms, 0 to 1
    sums: Scores  # [sentences], cosine plus weighted coverage
    offsets: npt.NDArray[np.int64]  # [chunks + 1]

    def of_chunks(self) -> Scores:
        """That of each chunk's closest sentence, float32 [chunks]."""
        # Every chunk has at least one sentence, which reduceat needs.
        best: Scores = np.maximum.reduceat(self.sums, self.offsets[:-1])
        return best

    def closest(self, chunk: int) -> int:
        """Which sentence of the i-th chunk is the closest, counted over all that were compared."""
        start, end = self.offsets[chunk], self.offsets[chunk + 1]
        return int(start + np.argmax(self.sums[start:end]))


def compare(
    vectors: ChunkVectors,
    terms: TermIndex,
    query: Vectors,
    wanted: Sequence[tuple[float, Collection[str]]],
    *,
    coverage: float,
    own: float,
    rows: npt.NDArray[np.int64] | None = None,
) -> Closeness:
    """Compare sentences with a query.

    Meaning and words have to meet in one sentence, which the best cosine and the best BM25 of a
    passage, each for itself, need not do. What the rest of the passage covers counts as well,
    because a question's topic is often named a sentence before its answer.

    Args:
        vectors: Of the sentences.
        terms: Which stems stand in which of them.
        query: float32 [dim], unit length.
        wanted: The content terms of the query's texts, with the texts' weights; without any
            term the cosine alone counts.
        coverage: How much of coverage is added to the cosine.
        own: Share of a sentence's coverage that is its own (its headings' words included); the
            remainder is its whole chunk's.
        rows: The chunks whose sentences are compared, ascending; all of them without it.
    """
    of_chunks, of_sentences = terms.coverage(wanted)
    if rows is None:
        rows, offsets = np.arange(len(vectors.chunks)), vectors.sentence_offsets
        sentences = vectors.sentences
    else:
        counts = np.diff(vectors.sentence_offsets)[rows]
        offsets = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])
        at = np.arange(offsets[-1]) + np.repeat(
            vectors.sentence_offsets[rows] - offsets[:-1], counts
        )
        sentences = vectors.sentences[at]
        of_chunks, of_sentences = of_chunks[rows], of_sentences[at]
    covered = np.float32(own) * of_sentences
    covered += np.repeat(np.float32(1 - own) * of_chunks, np.diff(offsets))
    similarity = cosines(sentences, query)
    sums = similarity + np.float32(coverage) * covered
    return Closeness(rows, similarity, covered, sums, offsets)
