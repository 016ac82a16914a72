"""Search: which passages of the notes are about a query, by meaning and by words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.documents.document import Chunk, Span
from tutor.retrieval.distinct import distinct
from tutor.retrieval.encoding import TextEncoder, Vectors
from tutor.retrieval.errors import EmptyQueryError
from tutor.retrieval.filters import NO_FILTERS, Facets, Filters, Mask
from tutor.retrieval.fusion import Scores
from tutor.retrieval.lexical import has_words, highlight
from tutor.retrieval.manifest import DocumentEntry, Manifest
from tutor.retrieval.matching import require_same_encoder
from tutor.retrieval.overlap import Wording
from tutor.retrieval.scoring import FusionWeights, Stages, Weighted, score
from tutor.retrieval.store import Generation, open_generation
from tutor.retrieval.token_vectors import TokenVectors


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A passage that was found."""

    rank: int  # from 1
    score: float  # weighted sum of standard scores; comparable within one search only
    chunk: Chunk
    matches: tuple[Span, ...]  # offsets into `chunk.text`: the words that the query has too
    dense: float  # cosine of the passage with the query
    lexical: float  # BM25 over words as they stand
    sentence: float  # cosine of the passage's closest sentence with the query
    coverage: float = 0.0  # share of the query's terms in that sentence and its passage, 0 to 1
    closeness: float = 0.0  # of that sentence: cosine plus weighted coverage
    closest: Span | None = None  # that sentence, offsets into `chunk.text`
    also_in: tuple[str, ...] = ()  # ids of documents with a passage that says the same

    @property
    def document(self) -> str:
        """The document's id."""
        return self.chunk.document_id

    @property
    def locator(self) -> str:
        """Where in the document the passage stands, in words."""
        return self.chunk.locator.label

    @property
    def heading(self) -> str:
        """The heading path as one line."""
        return self.chunk.heading

    @property
    def text(self) -> str:
        """The passage."""
        return self.chunk.text

    def to_dict(self) -> dict[str, Any]:
        """The hit as JSON values, in the commands' published shape."""
        return {
            "rank": self.rank,
            "score": self.score,
            "chunk_id": self.chunk.id,
            "document": self.document,
            "title": self.chunk.title,
            "locator": self.locator,
            "heading": self.heading,
            "text": self.text,
            "span": list(self.chunk.span),
            "matches": [list(span) for span in self.matches],
            "closest": None if self.closest is None else list(self.closest),
            "also_in": list(self.also_in),
            "parts": {
                "dense": self.dense,
                "lexical": self.lexical,
                "sentence": self.sentence,
                "coverage": self.coverage,
                "closeness": self.closeness,
            },
        }


class Retriever:
    """An open index with its encoder. May be used from several threads."""

    def __init__(
        self, generation: Generation, encoder: TextEncoder, *, stages: Stages | None = None
    ) -> None:
        """Search an index with the encoder that it was built with."""
        self._generation = generation
        self._encoder = encoder
        # One turn looks at its question several times: as a query and to choose evidence.
        self._encode = lru_cache(maxsize=128)(encoder.encode_query)
        standing = np.array([chunk.standing for chunk in generation.chunks], dtype=np.float32)
        self._scores = lru_cache(maxsize=16)(
            partial(score, generation, self._encode, standing, stages or Stages())
        )
        self._rows = {chunk.id: row for row, chunk in enumerate(generation.chunks)}
        self._facets = Facets(generation.chunks)
        self._wording = lru_cache(maxsize=4096)(partial(_wording, generation.chunks))

    @classmethod
    def open(cls, index_dir: Path, encoder: TextEncoder) -> "Retriever":
        """Open the index that is in use now; later builds don't change what this one finds.

        Raises:
            IndexMissingError, IndexDamagedError, IndexSchemaError: See `store.open_generation`.
            EncoderMismatchError: The index was built with another encoder.
        """
        generation = open_generation(index_dir)
        require_same_encoder(index_dir, generation.manifest.encoder, encoder)
        return cls(generation, encoder)

    def search(
        self,
        query: str | Weighted,
        k: int = 5,
        *,
        exclude_documents: Collection[str] = frozenset(),
        filters: Filters = NO_FILTERS,
        least: float | None = None,
        weights: FusionWeights | None = None,
    ) -> list[SearchHit]:
        """The k best passages, best first.

        A passage's score is the weighted sum, in standard deviations over all passages that are
        searched, of its cosine with the query, its closest sentence (see `closeness.compare`), and
        its BM25, plus its standing. Of equal passages the one that was read first comes first, and
        one that says the same as a better one, word for word, is left out. Of a query beyond the
        encoder's limit the beginning decides the cosines, while all of its words count otherwise.

        Args:
            query: Any length. Several weighted texts are searched for as one: their vectors
                and what their words score are averaged.
            k: How many; fewer come back where there are fewer.
            exclude_documents: Ids of documents that are left out, as if they weren't in the notes.
            filters: What the passages must belong to. Scores stay what they are without filters, so
                that those which are left keep their order.
            least: The closeness that a passage must have.
            weights: How much each of these counts; the defaults where there are none.

        Raises:
            EmptyQueryError: The query has neither a letter nor a digit.
            EncoderError: The encoder can't be loaded.
        """
        texts = ((1.0, query),) if isinstance(query, str) else tuple(query)
        words = " ".join(text for _, text in texts)
        _require_words(words)
        weights = weights or FusionWeights()
        scores = self._scores(texts, weights)
        kept = self._kept(exclude_documents)
        admitted = kept[self._facets.mask(filters)[kept]] if filters else kept
        rows = scores.candidates(kept, admitted, weights)
        if not len(rows):
            return []
        fused, sentences = scores.fused(kept, rows, weights)
        of_chunks = sentences.of_chunks()
        order = np.argsort(-fused, kind="stable")
        if least is not None:
            order = order[of_chunks[np.searchsorted(sentences.rows, rows[order])] >= least]
        hits = []
        found = distinct(map(int, rows[order]), self._wording, k)
        for rank, (row, repeats) in enumerate(found, start=1):
            chunk = self._generation.chunks[row]
            place = int(np.searchsorted(sentences.rows, row))
            closest = sentences.closest(place)
            hits.append(
                SearchHit(
                    rank=rank,
                    score=float(fused[np.searchsorted(rows, row)]),
                    chunk=chunk,
                    matches=highlight(words, chunk.text),
                    dense=float(scores.dense.of(np.array([row]))[0]),
                    lexical=float(scores.lexical[row]),
                    sentence=float(sentences.cosines[closest]),
                    coverage=float(sentences.coverage[closest]),
                    closeness=float(of_chunks[place]),
                    closest=chunk.sentences[closest - sentences.offsets[place]],
                    also_in=self._documents_of(repeats),
                )
            )
        return hits

    def relevance(
        self, query: str, chunk_id: str, *, exclude_documents: Collection[str] = frozenset()
    ) -> float:
        """A passage's score for a query as a share of the best passage's, at most 1.

        0 is the average of all passages that are searched.

        Raises:
            KeyError: There is no such chunk.
        """
        row = self._rows[chunk_id]
        kept = self._kept(exclude_documents)
        weights = FusionWeights()
        scores = self._scores(((1.0, query),), weights)
        fused, _ = scores.fused(kept, scores.candidates(kept, kept, weights), weights)
        own, _ = scores.fused(kept, np.array([row]), weights)
        best = float(max(fused.max(), own[0]))
        return float(own[0]) / best if best > 0 else 0.0

    def closeness(self, query: str) -> Scores:
        """How near every passage's closest sentence is to a query, float32 [n].

        Of very many passages (`dense.EXACT`) only the likeliest are compared; the others have 0.

        Raises:
            EmptyQueryError: The query has neither a letter nor a digit.
        """
        _require_words(query)
        return self._scores(((1.0, query),), FusionWeights()).closeness()

    def admitted(self, filters: Filters) -> Mask:
        """Which passages belong to what is asked for, bool [n]."""
        return self._facets.mask(filters)

    def encode(self, text: str) -> Vectors:
        """A text as a query's vector, float32 [dim], unit length."""
        return self._encode(text)

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The tokens of each text with their vectors."""
        return self._encoder.encode_tokens(texts)

    def count_tokens(self, text: str) -> int:
        """Tokens of a text for the encoder, without those that it adds to every text."""
        return self._encoder.count_tokens(text)

    def chunk(self, chunk_id: str) -> Chunk:
        """The chunk with this id.

        Raises:
            KeyError: There is none.
        """
        return self._generation.chunks[self._rows[chunk_id]]

    def sentences(self, chunk_id: str) -> tuple[tuple[Span, ...], Vectors]:
        """A chunk's sentences, offsets into its text, and their vectors, float32 [m, dim].

        Raises:
            KeyError: There is no such chunk.
        """
        row = self._rows[chunk_id]
        vectors = self._generation.vectors.of_sentences(row)
        return self._generation.chunks[row].sentences, vectors

    def rarity(self, stem: str) -> float:
        """How rare a stem is in the notes: its inverse document frequency, at least 0."""
        return self._generation.terms.rarity(stem)

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """All chunks, in the order in which the notes were read."""
        return self._generation.chunks

    @property
    def documents(self) -> tuple[DocumentEntry, ...]:
        """All documents, in the order in which they were read."""
        return self._generation.manifest.documents

    def size(self, exclude_documents: Collection[str] = frozenset()) -> tuple[int, int]:
        """How many documents are searched, and how many sections they have."""
        searched = [d for d in self.documents if d.id not in exclude_documents]
        return len(searched), sum(document.sections for document in searched)

    @property
    def number(self) -> int:
        """The generation's number."""
        return self._generation.number

    @property
    def manifest(self) -> Manifest:
        """What the index says about itself."""
        return self._generation.manifest

    def _kept(self, excluded: Collection[str]) -> npt.NDArray[np.int64]:
        """Rows of the chunks whose documents are not excluded."""
        return np.flatnonzero(self._facets.mask(NO_FILTERS, excluded))

    def _documents_of(self, rows: Sequence[int]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._generation.chunks[row].document_id for row in rows))


def _require_words(query: str) -> None:
    if not has_words(query):
        raise EmptyQueryError("There is nothing to search for: ask with at least one word.")


def _wording(chunks: Sequence[Chunk], row: int) -> Wording:
    return Wording.of(chunks[row].text)
