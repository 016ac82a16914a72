"""Which stems stand where: how rare one is, and how much of a query every sentence covers."""

import io
import zipfile
from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from tutor.documents.document import Chunk
from tutor.retrieval.encoding import offsets_of
from tutor.retrieval.lexical import stem_terms
from tutor.retrieval.postings import Pairs, Postings, TermTable, taken_over
from tutor.retrieval.reuse import Moved

Scores = npt.NDArray[np.float32]


class TermIndex:
    """An inverted index from stems to chunks and to sentences, headings included in both.

    A sentence stands under its chunk's headings and is read with them, so it has their words too.
    """

    def __init__(self, stems: Sequence[str], chunks: Postings, sentences: Postings) -> None:
        self._stems = tuple(stems)
        self._number = {stem: i for i, stem in enumerate(stems)}
        self._chunks = chunks
        self._sentences = sentences

    @classmethod
    def build(
        cls, chunks: Sequence[Chunk], before: "tuple[TermIndex, Moved] | None" = None
    ) -> "TermIndex":
        """Index chunks and their sentences.

        Args:
            chunks: All of them.
            before: An earlier index and where its chunks are now: what it says of them is taken
                over.
        """
        offsets = offsets_of([len(chunk.sentences) for chunk in chunks])
        table, whole, parts = TermTable(), list[Pairs](), list[Pairs]()
        new: Sequence[int] = range(len(chunks))
        if before is not None:
            old, moved = before
            table = TermTable(old._stems)
            whole.append(taken_over(old._chunks, moved.chunks))
            parts.append(taken_over(old._sentences, moved.sentences))
            new = moved.new
        whole_new, parts_new = [], []
        for row in new:
            chunk = chunks[row]
            heading = dict.fromkeys(stem_terms(chunk.context), 1)
            whole_new.append((row, heading | dict.fromkeys(stem_terms(chunk.text), 1)))
            for at, span in enumerate(chunk.sentences, start=int(offsets[row])):
                said = dict.fromkeys(stem_terms(chunk.text[span.start : span.end]), 1)
                parts_new.append((at, heading | said))
        whole.append(table.pairs(whole_new))
        parts.append(table.pairs(parts_new))
        stems, found = table.postings([(whole, len(chunks)), (parts, int(offsets[-1]))])
        return cls(stems, *found)

    @classmethod
    def from_bytes(cls, data: bytes) -> "TermIndex":
        """Read what `to_bytes` wrote.

        Raises:
            ValueError: The bytes are not such an index.
        """
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                text = arrays["stems"].tobytes().decode("utf-8")
                chunks, sentences = (
                    Postings(
                        arrays[f"{name}_offsets"],
                        rows := arrays[f"{name}_rows"],
                        np.ones(len(rows), dtype=np.int32),
                        int(arrays[f"{name}_texts"]),
                    )
                    for name in ("chunk", "sentence")
                )
        except (KeyError, TypeError, AttributeError, EOFError, zipfile.BadZipFile) as error:
            raise ValueError("not an index of terms") from error
        stems = text.split("\n") if text else []
        if len(chunks.offsets) != len(stems) + 1 or len(sentences.offsets) != len(stems) + 1:
            raise ValueError("not an index of terms")
        return cls(stems, chunks, sentences)

    def to_bytes(self) -> bytes:
        """The index as an archive of NumPy arrays."""
        stream = io.BytesIO()
        np.savez(
            stream,
            # A stem is a word's, so it has no line break.
            stems=np.frombuffer("\n".join(self._stems).encode("utf-8"), dtype=np.uint8),
            chunk_offsets=self._chunks.offsets,
            chunk_rows=self._chunks.rows,
            chunk_texts=np.int64(self._chunks.texts),
            sentence_offsets=self._sentences.offsets,
            sentence_rows=self._sentences.rows,
            sentence_texts=np.int64(self._sentences.texts),
        )
        return stream.getvalue()

    @property
    def chunks(self) -> int:
        """How many chunks are indexed."""
        return self._chunks.texts

    @property
    def sentences(self) -> int:
        """How many sentences are indexed."""
        return self._sentences.texts

    def rarity(self, stem: str) -> float:
        """Inverse document frequency of a stem, at least 0: ln(1 + (n - df + 0.5) / (df + 0.5)).

        The weight of Lucene's BM25, over chunks; a stem that none has gets the greatest.
        """
        number = self._number.get(stem)
        frequency = 0 if number is None else len(self._chunks.of(number))
        return float(np.log1p((self.chunks - frequency + 0.5) / (frequency + 0.5)))

    def coverage(self, wanted: Sequence[tuple[float, Collection[str]]]) -> tuple[Scores, Scores]:
        """Share of the wanted stems that each text has, each stem weighted by its rarity.

        Args:
            wanted: One or several sets of stems with their weights; the shares are averaged over
                those that have any. Nothing is covered where nothing is wanted.

        Returns:
            Of the chunks, float32 [chunks], and of the sentences, float32 [sentences]; 0 to 1.
        """
        known = self._known(wanted)
        return _add_up(self._chunks, known), _add_up(self._sentences, known)

    def coverage_of_chunks(self, wanted: Sequence[tuple[float, Collection[str]]]) -> Scores:
        """The first half of `coverage`: of the chunks, float32 [chunks]."""
        return _add_up(self._chunks, self._known(wanted))

    def _known(self, wanted: Sequence[tuple[float, Collection[str]]]) -> list[tuple[int, float]]:
        """The numbers of the stems that any text has, each with its part in the sum."""
        sets = [(weight, stems) for weight, stems in wanted if stems]
        total = sum(weight for weight, _ in sets)
        return [
            (self._number[stem], weight / total * share)
            for weight, stems in sets
            for stem, share in self._shares(stems)
            if stem in self._number
        ]

    def _shares(self, stems: Collection[str]) -> list[tuple[str, float]]:
        """Each stem's part in the rarity of all."""
        # Sorted, because sums depend on the order and that of a set differs between processes.
        rarity = [(stem, self.rarity(stem)) for stem in sorted(stems)]
        total = sum(weight for _, weight in rarity)
        return [(stem, weight / total) for stem, weight in rarity]


def _add_up(postings: Postings, stems: Sequence[tuple[int, float]]) -> Scores:
    """Sum of the weights of the stems that each text has, float32 [texts]."""
    if not stems:
        return np.zeros(postings.texts, dtype=np.float32)
    rows = [postings.of(stem) for stem, _ in stems]
    weights = np.repeat([weight for _, weight in stems], [len(r) for r in rows])
    sums = np.bincount(np.concatenate(rows), weights, minlength=postings.texts)
    return sums.astype(np.float32)
