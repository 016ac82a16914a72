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

    def __init__(
        self, document_id: str, title: str, metadata: Metadata, *, file_format: str = "Markdown"
    ) -> None:
        self._document_id = document_id
        self._title = title
        self._metadata = metadata
        self._format = file_format
        self._parts: list[str] = []
        self._length = 0
        self._sections: list[Section] = []
        self._path: tuple[str, ...] = ()
        self._locator = Locator("heading", title)
        self._standing = 0.0
        self._start: int | None = None  # of the section, once anything stands in it
        self._blocks: list[Block] = []

    @property
    def is_empty(self) -> bool:
        """Whether no block was added yet, in any section."""
        return not self._blocks and not self._sections

    def start_section(
        self,
        path: Sequence[str],
        locator: Locator,
        headline: str = "",
        *,
        standing: float = 0.0,
    ) -> None:
        """Begin a section.

        Args:
            path: Its headings, outermost first, without the document's title.
            locator: Where it stands.
            headline: The line that shows it in the text, if there is one.
            standing: See `Section`.
        """
        self._close_section()
        self._path, self._locator, self._standing = tuple(path), locator, standing
        if headline:
            self._start = self._write(headline, "\n\n").start

    def add(self, kind: BlockKind, text: str, lead: str = "\n\n") -> None:
        """Append a block; `lead` is the white space (and list mark) before it."""
        span = self._write(text, lead)
        if self._start is None:
            self._start = span.start
        self._blocks.append(Block(kind, span))

    def add_document(self, document: Document, locator: Locator) -> None:
        """Append what another reader made of a part, such as one cell or one post.

        Its sections keep their headings, below those of the section that was begun here, and all
        get this locator and standing.
        """
        outer, standing = self._path, self._standing
        self._close_section()
        if not document.sections:
            return
        origin = self._write(document.text, "\n\n").start
        for section in document.sections:
            span = section.span.shifted(origin)
            blocks = tuple(Block(b.kind, b.span.shifted(origin)) for b in section.blocks)
            path = (*outer, *section.heading_path)
            self._sections.append(Section(path, locator, span, blocks, standing))

    def finish(self, *, units: int | None = None, gaps: Sequence[str] = ()) -> Document:
        """The document as far as it was put together; `Document` tells what the rest is."""
        self._close_section()
        return Document(
            self._document_id,
            self._title,
            "".join(self._parts),
            tuple(self._sections),
            self._metadata,
            self._format,
            units,
            tuple(gaps),
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
            blocks = tuple(self._blocks)
            self._sections.append(Section(self._path, self._locator, span, blocks, self._standing))
        self._blocks, self._start = [], None
