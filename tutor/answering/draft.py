"""The answer while it is being written: sentences are taken from the stream and checked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tutor.answering.citation import SupportThresholds, find_support
from tutor.answering.contradictions.contradiction import Contradiction
from tutor.answering.events import Sentence, SentenceDone, Token
from tutor.answering.numbering import Numbering
from tutor.answering.prompt import refuses, strip_marks
from tutor.answering.quotation import Quotation
from tutor.answering.terms import content_terms, numbers
from tutor.documents.sentences import complete_sentences
from tutor.retrieval.retriever import Retriever
from tutor.tracing import step

_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})", re.MULTILINE)


class Draft:
    """Collects the model's text, cuts it into sentences and cites each one when it is whole."""

    def __init__(
        self,
        question: str,
        numbering: Numbering,
        retriever: Retriever,
        thresholds: SupportThresholds,
    ) -> None:
        self.sentences: list[Sentence] = []
        self.refused = False  # the model took the way out
        self._question = question
        self._numbering = numbering
        self._retriever = retriever
        self._thresholds = thresholds
        self._pending = ""

    @property
    def supported(self) -> bool:
        """Whether at least one sentence has a passage behind it."""
        return any(sentence.supported for sentence in self.sentences)

    @property
    def text(self) -> str:
        """The checked sentences as Markdown with citation marks."""
        return "".join(s.lead + s.cited_text for s in self.sentences).strip()

    def add(self, piece: str) -> Iterator[Token | SentenceDone]:
        """Take the model's next piece; tell what is new for the reader."""
        self._pending += piece
        yield Token(piece)
        done, rest = complete_sentences(self._pending)
        yield from self._finish(done, rest)

    def end(self) -> Iterator[SentenceDone]:
        """The model has stopped: what is left is the last sentence."""
        done, rest = complete_sentences(self._pending)
        if rest.strip():
            stripped = rest.lstrip()
            done = [*done, (rest[: len(rest) - len(stripped)], stripped)]
        yield from self._finish(done, "", last=True)

    def discard(self) -> None:
        """Take back everything that was written."""
        self.sentences.clear()
        self._numbering.forget()

    def dispute(self, contradiction: Contradiction) -> Iterator[SentenceDone]:
        """Say that two notes disagree, in their own words."""
        for side, sentence in zip(contradiction.sides, contradiction.sentences(), strict=True):
            self._numbering.cite(side.n, [side.span])
            opens = sentence.lead.isspace()
            lead = self._closing() + sentence.lead if opens and self.sentences else sentence.lead
            yield self._put(replace(sentence, lead=lead))

    def quote(self, quotations: Sequence[Quotation]) -> Iterator[SentenceDone]:
        """Put sentences of the notes under what was written, each with its passage."""
        for quotation in quotations:
            self._numbering.cite(quotation.n, [quotation.span])
            lead = f"{self._closing()}\n\n> " if self.sentences else "> "
            text = f"\u201c{quotation.text}\u201d"
            yield self._put(Sentence(lead, text, (quotation.n,), supported=True, quoted=True))

    def _put(self, sentence: Sentence) -> SentenceDone:
        self.sentences.append(sentence)
        return SentenceDone(sentence, self._numbering.sources(), "")

    def _closing(self) -> str:
        """What ends a code block that the model was cut off in, so that nothing else is code."""
        fences = _FENCE.findall(self.sentences[-1].text)
        return f"\n{fences[0]}" if len(fences) % 2 else ""

    def _finish(
        self, done: list[tuple[str, str]], rest: str, *, last: bool = False
    ) -> Iterator[SentenceDone]:
        waiting = ("", "")
        for position, (lead, text) in enumerate(done):
            if waiting[1]:
                lead, text = waiting[0], waiting[1] + lead + text
            text = strip_marks(text).rstrip()
            more = "".join(a + b for a, b in done[position + 1 :]) + rest
            if not _says_something(text) and not (last and not more):
                waiting = (lead, text)  # "Yes." is checked with the sentence that it opens
                continue
            waiting = ("", "")
            if refuses(text):
                continue  # an afterthought of the model, contradicted by what it already said
            if _echoes(text, self._question):
                continue
            sentence = self._check(lead, text)
            self.sentences.append(sentence)
            yield SentenceDone(sentence, self._numbering.sources(), more)
        self._pending = "".join(waiting) + rest

    def _check(self, lead: str, text: str) -> Sentence:
        with step("check a sentence"):
            support = find_support(
                text, self._question, self._numbering.hits, self._retriever, self._thresholds
            )
        for n, spans in support.citations:
            self._numbering.cite(n, spans)
        return Sentence(lead, text, tuple(n for n, _ in support.citations), support.supported)


def _echoes(text: str, question: str) -> bool:
    """Whether a sentence only asks the question again, as small models do in other languages."""
    asks = text.rstrip("*_ ").endswith(("?", "\uff1f", "\u061f"))
    return asks and content_terms(text) <= content_terms(question)


def _says_something(text: str) -> bool:
    return bool(content_terms(text) or numbers(text))
