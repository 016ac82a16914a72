"""What happens during one turn, as values that the terminal, the page and the API all render.

The order of a turn is Searching, SourcesFound, then any number of Token and SentenceDone, or
NotInNotes, and always Finished last (unless the turn is stopped by closing the generator).
When no sentence of the draft turned out to be supported, Withdrawn takes the draft back and
SentenceDone with quotations follow in its place, or NotInNotes comes after the tokens.
"""

from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias

from tutor.documents.document import Span

NOT_FROM_NOTES = "not from your notes"
NOT_IN_NOTES = "I didn't find this in your notes."


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that was given to the model, under the number it has everywhere in the turn."""

    n: int  # from 1, in the order in which the passages were found
    chunk_id: str
    document: str  # Document.id
    title: str
    locator: str
    heading: str
    text: str
    span: Span  # of `text` in the document as it was read
    evidence: tuple[Span, ...]  # offsets into `text`: the sentences that support the answer
    cited: bool
    kind: str = "heading"  # Locator.kind
    number: int | None = None  # Locator.number: of the page, slide, cell or row


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer (or one whole code block), checked against the sources."""

    lead: str  # white space, list mark or the like between the sentence before and this one
    text: str  # Markdown, without citation marks
    citations: tuple[int, ...]  # Source.n
    supported: bool
    quoted: bool = False  # taken from the notes word for word, and not written by the model

    @property
    def cited_text(self) -> str:
        """The sentence with its citations as `[n]` marks, or with the word that it has none."""
        # On the line that ends a code block they would leave it open.
        gap = "\n\n" if self.text.endswith(("\n```", "\n~~~")) else " "
        if not self.supported:
            return f"{self.text}{gap}({NOT_FROM_NOTES})"
        return f"{self.text}{gap}" + "".join(f"[{n}]" for n in self.citations)


@dataclass(frozen=True, slots=True)
class Seconds:
    """Times since the question was asked, in seconds."""

    retrieval: float
    first_token: float | None  # None where the model wrote nothing
    total: float


# What kept a question from being answered: the search or the model's verdict made an answer too
# improbable, the model wrote that the notes don't say, or no sentence that it wrote is supported.
RefusedBy: TypeAlias = Literal["search", "judge", "model", "check"]


@dataclass(frozen=True, slots=True)
class Grounding:
    """How sure the tutor was that the notes hold the answer, and what spoke against it."""

    probability: float  # that they do, 0 to 1, by the regression that the strictness is held to
    closeness: float  # of the best sentence to the question, 0 to 1.5
    verdict: float | None  # the model's log-odds of Yes; None where it was not asked
    refused_by: RefusedBy | None = None  # None where it was answered


@dataclass(frozen=True, slots=True)
class Nearest:
    """A heading near the question, for an answer that the notes do not hold."""

    document: str
    title: str
    locator: str
    heading: str
    chunk_id: str


@dataclass(frozen=True, slots=True)
class Searched:
    """What was looked through in vain."""

    documents: int
    sections: int
    nearest: tuple[Nearest, ...]  # at most 3, best first


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished turn."""

    question: str
    status: Literal["answered", "not_in_notes"]
    text: str  # Markdown with `[n]` marks; a plain sentence where the notes are silent
    sentences: tuple[Sentence, ...]
    sources: tuple[Source, ...]
    seconds: Seconds
    model: str
    searched: Searched | None = None  # only with status "not_in_notes"
    grounding: Grounding | None = None

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON values, in the commands' published shape."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Searching:
    """The notes are being searched."""

    question: str
    query: str  # what is searched for: the question, completed from the turns before it


@dataclass(frozen=True, slots=True)
class SourcesFound:
    """The passages that the answer will be made from; none of them is cited yet."""

    sources: tuple[Source, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Token:
    """The model's next piece of text, not yet checked."""

    text: str


@dataclass(frozen=True, slots=True)
class SentenceDone:
    """A sentence is complete and checked.

    What the reader sees from now on is every finished sentence's lead and text, then `pending`;
    further tokens are appended to that.
    """

    sentence: Sentence
    sources: tuple[Source, ...]  # all of them, with the citations and evidence known so far
    pending: str  # text that already came but belongs to the next sentence


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Anything that was streamed is to be taken back; what comes now stands in its place."""


@dataclass(frozen=True, slots=True)
class NotInNotes:
    """The notes do not hold the answer; anything that was streamed is to be taken back."""

    searched: Searched


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of the turn."""

    answer: Answer


Event: TypeAlias = (
    Searching | SourcesFound | Token | SentenceDone | Withdrawn | NotInNotes | Finished
)
