"""What was read: documents, their sections and blocks, and the chunks that are searched.

Every position is a character offset into ``Document.text``, the document as it was read, so that a
citation can always be shown in its place.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["notes", "summary", "thread", "questions"]  # of notes


class Span(NamedTuple):
    """Half-open range of character offsets."""

    start: int
    end: int

    def shifted(self, by: int) -> "Span":
        """The same range seen from an origin that lies ``-by`` characters further on."""
        return Span(self.start + by, self.end + by)


class BlockKind(str, Enum):
    """What a block is, which decides where a chunk may be cut."""

    PARAGRAPH = "paragraph"  # may be cut between sentences
    LIST_ITEM = "list item"
    TABLE_ROW = "table row"
    FORMULA = "formula"
    CODE_LINE = "code line"


@dataclass(frozen=True, slots=True)
class Block:
    """The smallest piece of a section that the reader saw as one thing."""

    kind: BlockKind
    span: Span  # in Document.text


@dataclass(frozen=True, slots=True)
class Locator:
    """Where in a document a section stands, in the words in which a person would say it."""

    kind: Literal["heading", "page", "slide", "cell", "post", "row"]
    label: str  # "Health data > Coding systems", "page 12", "@473 follow-up 2"
    number: int | None = None  # of the page (as a viewer counts), slide, cell or row, from 1


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document below one heading, or one page, slide, cell or post."""

    heading_path: tuple[str, ...]  # outermost first, without the document's own title
    locator: Locator
    span: Span  # in Document.text
    blocks: tuple[Block, ...]  # in order, without overlap, all inside span
    standing: float = 0.0  # how much it goes before others that fit a query as well, in scores


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the front matter says; every field is optional there."""

    course: str | None = None
    chapter: str | None = None
    kind: Kind = "notes"
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One file, or one row of a passages file, as it was read."""

    id: str  # path relative to the corpus folder with forward slashes, or the row's id
    title: str
    text: str
    sections: tuple[Section, ...]
    metadata: Metadata = field(default_factory=Metadata)
    format: str = "Markdown"  # what a person calls such a file
    units: int | None = None  # how many pages, slides, cells, posts or rows it has
    gaps: tuple[str, ...] = ()  # what in it could not be read, one sentence each


@dataclass(frozen=True, slots=True)
class Chunk:
    """The unit of search: a contiguous piece of one section that fits the encoder."""

    id: str  # stable: depends on the document's id, the heading path and the text only
    document_id: str
    title: str  # the document's
    heading_path: tuple[str, ...]
    locator: Locator
    span: Span  # in Document.text
    text: str  # Document.text[span.start:span.end]
    sentences: tuple[Span, ...]  # offsets into `text`, in order, what evidence is chosen from
    metadata: Metadata = field(default_factory=Metadata)
    standing: float = 0.0  # the section's

    @property
    def heading(self) -> str:
        """The heading path as one line, the document's title where there is none."""
        return " > ".join(self.heading_path) or self.title

    @property
    def context(self) -> str:
        """What is encoded before the text so that a chunk is understood out of its place."""
        parts = [self.title, *self.heading_path]
        return " > ".join(part for i, part in enumerate(parts) if part and part not in parts[:i])

    @property
    def chapter(self) -> str:
        """The key of its chapter: what its front matter says, else its folder, else its title."""
        folder = self.document_id.rpartition("/")[0]
        return self.metadata.chapter or folder or self.title
