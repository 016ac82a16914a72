"""One turn: question in, events out. The order of the steps is the order of this file."""

import time
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Generator as Steps
from contextlib import closing
from dataclasses import dataclass, field

from tutor.answering.citation import SupportThresholds
from tutor.answering.draft import Draft
from tutor.answering.events import (
    NOT_IN_NOTES,
    Answer,
    Event,
    Finished,
    Nearest,
    NotInNotes,
    Searched,
    Searching,
    Seconds,
    SentenceDone,
    SourcesFound,
    Token,
)
from tutor.answering.evidence import EvidenceLimits, weigh_evidence
from tutor.answering.grounding import GroundingLimits, judge
from tutor.answering.numbering import Numbering
from tutor.answering.prompt import build_messages, may_become_refusal, refuses
from tutor.answering.query import check_question, complete, leans_back
from tutor.generation.base import Generator, Message
from tutor.retrieval.retriever import Retriever, SearchHit

_NEAREST = 3


@dataclass(frozen=True, slots=True)
class AnsweringSettings:
    """Everything that a turn can be tuned by; lengths in tokens."""

    passages: int = 5  # found, numbered and shown
    max_answer_tokens: int = 220
    evidence: EvidenceLimits = field(default_factory=EvidenceLimits)
    grounding: GroundingLimits = field(default_factory=GroundingLimits)
    support: SupportThresholds = field(default_factory=SupportThresholds)


def answer_events(
    question: str,
    *,
    retriever: Retriever,
    generator: Generator,
    settings: AnsweringSettings,
    history: Sequence[tuple[str, str]] = (),
    exclude_documents: Collection[str] = (),
) -> Steps[Event, None, None]:
    """Answer one question as a stream of events; closing it stops the model.

    Args:
        question: As the student wrote it.
        retriever: The open index.
        generator: The loaded model.
        settings: Lengths and thresholds.
        history: The turns before, oldest first, as (question, answer).
        exclude_documents: Ids of documents that are left out of the search.

    Raises:
        TutorError: The question is empty, without a word or too long, or the engine failed for
            a reason that the user can mend.
    """
    started = time.perf_counter()

    def now() -> float:
        return time.perf_counter() - started

    question = check_question(question)
    query = complete(question, history)
    yield Searching(question, query)

    excluded = frozenset(exclude_documents)
    hits = retriever.search(query, settings.passages, exclude_documents=excluded)
    numbering = Numbering(hits)
    retrieval = now()
    yield SourcesFound(numbering.sources(), retrieval)

    evidence = weigh_evidence(query, hits, retriever, settings.evidence)
    closest = evidence.within(settings.grounding.tokens)
    verdict = judge(query, closest, generator, settings.grounding)
    first_token: float | None = None
    draft = Draft(question, numbering, retriever, settings.support)
    if verdict.answerable:
        messages = build_messages(
            question,
            evidence.within(settings.evidence.tokens),
            earlier=history[-1] if history and leans_back(question) else None,
            may_refuse=not verdict.sure,
        )
        for event in _write(messages, draft, generator, settings.max_answer_tokens):
            if first_token is None:
                first_token = now()
            yield event

    searched = None
    if not draft.supported:
        numbering.forget()
        searched = _searched(hits, retriever, excluded)
        yield NotInNotes(searched)
    yield Finished(
        Answer(
            question=question,
            status="not_in_notes" if searched else "answered",
            text=NOT_IN_NOTES if searched else draft.text,
            sentences=() if searched else tuple(draft.sentences),
            sources=numbering.sources(),
            seconds=Seconds(retrieval, first_token, now()),
            model=generator.name,
            searched=searched,
        )
    )


def _write(
    messages: Sequence[Message], draft: Draft, generator: Generator, max_tokens: int
) -> Iterator[Token | SentenceDone]:
    """Let the model write; what may turn out to be a refusal is held back until it is clear."""
    opening: str | None = ""
    with closing(generator.stream(messages, max_tokens=max_tokens)) as pieces:
        for piece in pieces:
            if opening is None:
                yield from draft.add(piece)
                continue
            opening += piece
            if refuses(opening):
                return
            if not may_become_refusal(opening):
                yield from draft.add(opening)
                opening = None
    if opening:
        yield from draft.add(opening)
    yield from draft.end()


def _searched(
    hits: Sequence[SearchHit], retriever: Retriever, excluded: frozenset[str]
) -> Searched:
    """What was looked through, with the headings nearest to the question, each once."""
    nearest: dict[tuple[str, str], Nearest] = {}
    for hit in hits:
        chunk = hit.chunk
        nearest.setdefault(
            (chunk.document_id, chunk.heading),
            Nearest(chunk.document_id, chunk.title, chunk.locator.label, chunk.heading, chunk.id),
        )
    documents, sections = retriever.size(excluded)
    return Searched(documents, sections, tuple(nearest.values())[:_NEAREST])
