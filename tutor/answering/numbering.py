"""One numbering for the whole turn: the prompt, the text and the sources panel all use it."""

from collections.abc import Sequence

from tutor.answering.events import Source
from tutor.documents.document import Span
from tutor.retrieval.retriever import SearchHit


class Numbering:
    """The passages of a turn, numbered from 1 in the order in which they were found.

    A passage keeps its number until the end of the turn; what changes is which of them are cited
    and by which of their sentences.
    """

    def __init__(self, hits: Sequence[SearchHit]) -> None:
        self.hits = tuple(hits)
        self._evidence: dict[int, set[Span]] = {}

    def cite(self, n: int, evidence: Sequence[Span]) -> None:
        """Record that these spans of passage `n` (offsets into its text) support the answer."""
        self._evidence.setdefault(n, set()).update(evidence)

    def forget(self) -> None:
        """Take all citations back, for a draft that is thrown away."""
        self._evidence.clear()

    def sources(self) -> tuple[Source, ...]:
        """The passages as they stand now, in the order of their numbers."""
        return tuple(
            Source(
                n=n,
                chunk_id=hit.chunk.id,
                document=hit.chunk.document_id,
                title=hit.chunk.title,
                locator=hit.chunk.locator.label,
                heading=hit.chunk.heading,
                text=hit.chunk.text,
                span=hit.chunk.span,
                evidence=merge_spans(self._evidence.get(n, ()), hit.chunk.text),
                cited=n in self._evidence,
                kind=hit.chunk.locator.kind,
                number=hit.chunk.locator.number,
            )
            for n, hit in enumerate(self.hits, start=1)
        )


def merge_spans(spans: Sequence[Span] | set[Span] | tuple[()], text: str) -> tuple[Span, ...]:
    """Spans in order, those joined that overlap or have only white space between them."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and not text[merged[-1].end : span.start].strip():
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)
