"""A passage as questions are made from it: its sentences that are material, and those with facts.

Notes are untrusted: sentences that give orders to the machine are no material here either.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tutor.answering.untrusted.material import clean, evidence_of, subject_of
from tutor.answering.untrusted.orders import order_points
from tutor.documents.document import Chunk, Span
from tutor.practice.outline import chapter_key, topic_of
from tutor.practice.question import Citation

_NO_PROSE = re.compile(r"^(?:\||```|~~~|>|#|\$\$|\d+[.)]\s|!\[)|\$\$|\n\n|\\begin\{|^[A-Z]\w*:\s")
# What points out of the sentence: it can't be understood, or checked, by itself.
_LEANS = re.compile(
    r"^(?:it|its|this|these|that|those|they|their|such|he|she|here|there|however|therefore|thus|"
    r"hence|both|then|so|in contrast|in this|in these|in such|by contrast|on the other hand|"
    r"for (?:example|instance)|also|but|and|or|instead|similarly|likewise|finally|note|recall|"
    r"otherwise|moreover|furthermore|consequently|as a result|let|suppose|consider|assume|take|"
    r"the (?:former|latter|same|first|second|third|other|result|example|answer|rest))\b|"
    r"\b(?:we|we're|we've|us|our|i|you|your|let's|above|below|following|aforementioned|latter|"
    r"former|previous|next section|figure|fig\.|table|equation|eq\.|chapter|section|appendix|"
    r"listing|exercise|slide|lecture|this (?:chapter|section|note|course|book|paper|example|case|"
    r"way|method|model|approach|term|idea|problem|property|technique|question|means))\b",
    re.IGNORECASE,
)
# "By default, it is ..."; "for small networks this is ...".
_LEANS_LATER = re.compile(
    r"^[^,]{0,40}, (?:it|they|he|she)\b|^(?:when|if|once|after)\b[^,]{0,60}\b(?:it|they)\b|"
    r"\b(?:this|these)\b(?! (?:is|are) called)|"
    r"\b(?:suppose|imagine|clearly|after all)\b|\bsee also\b|"
    r"^(?:the|each|every) (?:visuali[sz]ation|plot|code|snippet|diagram|picture|experiments?|"
    r"results?|implementation)\b",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r":\w+:`|\[\d+\]|https?://|!\[|<\w")
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|may|must|does|do|did|\w{2,}(?:s|ed))\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_][\w'-]*")
_LEAST_WORDS, _MOST_WORDS = 7, 45
_ASIDE = re.compile(
    r"^(?:sources|references|bibliography|further reading|exercises|problems|solutions|"
    r"discussions?)\b",
    re.IGNORECASE,
)
_LABELLED_PIECE = re.compile(r"^\W*\*\*[^*]+\*\*\s*:\s*[a-z]")  # "**Diagnosis**: finding ..."
_NOT_ASKED_OF = ("questions", "thread")  # forum posts are people's opinions


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk with the sentences that a question may be made from."""

    chunk: Chunk
    spans: tuple[Span, ...]  # offsets into the chunk's text of all sentences that are material
    facts: tuple[Span, ...]  # those that state something and are understood by themselves

    @property
    def text(self) -> str:
        """All material of the passage, without marks that are meant for a machine."""
        return " ".join(self.read(span) for span in self.spans)

    @property
    def subject(self) -> str:
        """What the passage is about: its innermost heading."""
        return subject_of(self.chunk)

    @property
    def topic(self) -> str:
        """The section's name, for `Question.topic`."""
        return topic_of(self.chunk)

    @property
    def chapter(self) -> str:
        """The chapter's key, for `Question.chapter`."""
        return chapter_key(self.chunk)

    def read(self, span: Span) -> str:
        """One sentence of it on one line."""
        return " ".join(clean(self.chunk.text[span.start : span.end]).split())

    def around(self, fact: Span) -> str:
        """A sentence with the one before it and the one behind it, as far as they are material."""
        at = self.spans.index(fact)
        return " ".join(self.read(span) for span in self.spans[max(0, at - 1) : at + 2])

    def quote(self, spans: Sequence[Span]) -> str:
        """Several sentences of it in their order, for `Question.explanation`."""
        return " ".join(self.read(span) for span in sorted(spans))

    def cite(self, spans: Sequence[Span]) -> Citation:
        """The citation of the passage with these sentences as evidence."""
        return Citation.of(self.chunk, tuple(sorted(spans)))


def passages_of(chunks: Iterable[Chunk]) -> list[Passage]:
    """The passages with at least one fact, in the order of the chunks."""
    read = (read_passage(chunk) for chunk in chunks)
    return [passage for passage in read if passage is not None and passage.facts]


def read_passage(chunk: Chunk) -> Passage | None:
    """A chunk as a passage; None where it is no part of what the notes teach."""
    if chunk.metadata.kind in _NOT_ASKED_OF or any(map(_ASIDE.search, chunk.heading_path)):
        return None
    # Sentences in which anything sounds like an order are not needed, and asking the encoder
    # about each takes long for a whole course.
    material = (chunk.sentences[i] for i in sorted(evidence_of(chunk, "latin")))
    spans = tuple(s for s in material if not order_points(chunk.text[s.start : s.end]))
    passage = Passage(chunk, spans, ())
    return replace(passage, facts=tuple(s for s in spans if states_a_fact(passage.read(s))))


def states_a_fact(sentence: str) -> bool:
    """Whether a sentence is prose that says something and needs no other to be understood."""
    return (
        _LEAST_WORDS <= len(_WORD.findall(sentence)) <= _MOST_WORDS
        and sentence.endswith(".")
        and (sentence[:1].isupper() or sentence.startswith(("**", "*", "$")))
        and not _NO_PROSE.search(sentence)
        and not _LABELLED_PIECE.search(sentence)
        and sentence.count(";") < 3
        and not _LEANS.search(sentence)
        and not _LEANS_LATER.search(sentence)
        and not _REFERENCE.search(sentence)
        and _VERB.search(sentence) is not None
    )
