"""Puts a document's text together piece by piece and keeps the offsets of every piece."""

from collections.abc import Sequence

from tutor.documents.document import (
    Block,
    BlockKind,
    Document,
    Locator,
    Metadata,
    Section,
    Span,
)


class Assembly:
    """A document that is being read.

    A section that got no block leaves its heading in the text but is not a section of the
    document, because there is nothing in it to find or to cite.
    """

    def __init__(self, document_id: str, title: str, metadata: Metadata) -> None:
        self._document_id = document_id
        self._title = title
        self._metadata = metadata
        self._parts: list[str] = []
        self._length = 0
        self._sections: list[Section] = []
        self._path: tuple[str, ...] = ()
        self._locator = Locator("heading", title)
        self._start: int | None = None  # of the section, once anything stands in it
        self._blocks: list[Block] = []

    @property
    def is_empty(self) -> bool:
        """Whether no block was added yet, in any section."""
        return not self._blocks and not self._sections

    def start_section(self, path: Sequence[str], locator: Locator, headline: str = "") -> None:
        """Begin a section; `headline` is the line that shows it in the text, if there is one."""
        self._close_section()
        self._path, self._locator = tuple(path), locator
        if headline:
            self._start = self._write(headline, "\n\n").start

    def add(self, kind: BlockKind, text: str, lead: str = "\n\n") -> None:
        """Append a block; `lead` is the white space (and list mark) before it."""
        span = self._write(text, lead)
        if self._start is None:
            self._start = span.start
        self._blocks.append(Block(kind, span))

    def finish(self) -> Document:
        """The document as far as it was put together."""
        self._close_section()
        return Document(
            self._document_id,
            self._title,
            "".join(self._parts),
            tuple(self._sections),
            self._metadata,
        )

    def _write(self, text: str, lead: str) -> Span:
        if not self._length:
            lead = lead.lstrip()
        self._parts += (lead, text)
        self._length += len(lead) + len(text)
        return Span(self._length - len(text), self._length)

    def _close_section(self) -> None:
        if self._blocks and self._start is not None:
            span = Span(self._start, self._blocks[-1].span.end)
            self._sections.append(Section(self._path, self._locator, span, tuple(self._blocks)))
        self._blocks, self._start = [], None
