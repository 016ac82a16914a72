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
    """Every sentence compared with a query; chunk i's are offsets[i] to offsets[i + 1]."""

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
        """Row of a chunk's closest sentence."""
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
) -> Closeness:
    """Compare every sentence with a query.

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
    """
    offsets = vectors.sentence_offsets
    of_chunks, of_sentences = terms.coverage(wanted)
    covered = np.float32(own) * of_sentences
    covered += np.repeat(np.float32(1 - own) * of_chunks, np.diff(offsets))
    similarity = cosines(vectors.sentences, query)
    return Closeness(similarity, covered, similarity + np.float32(coverage) * covered, offsets)
