"""One turn: question in, events out. The order of the steps is the order of this file."""

import time
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Generator as Steps
from contextlib import closing
from dataclasses import dataclass, field

from tutor.answering.citation import SupportThresholds
from tutor.answering.contradictions.contradiction import ContradictionLimits, find_contradiction
from tutor.answering.draft import Draft
from tutor.answering.events import (
    NOT_IN_NOTES,
    Answer,
    Event,
    Finished,
    Grounding,
    Nearest,
    NotInNotes,
    RefusedBy,
    Searched,
    Searching,
    Seconds,
    SentenceDone,
    SourcesFound,
    Token,
    Withdrawn,
)
from tutor.answering.evidence import Evidence, EvidenceLimits, weigh_evidence
from tutor.answering.follow_up import FollowUp, examples_in
from tutor.answering.grounding import GroundingLimits, Verdict, judge
from tutor.answering.history import fit_history, shortened
from tutor.answering.numbering import Numbering
from tutor.answering.prompt import build_follow_up, build_messages, may_become_refusal, refuses
from tutor.answering.query import Query, Turn, check_question, understand
from tutor.answering.quotation import QuotationLimits, quotations
from tutor.answering.untrusted.material import usable
from tutor.generation.base import Generator, Message
from tutor.retrieval.retriever import Retriever, SearchHit
from tutor.tracing import step

_NEAREST = 3


@dataclass(frozen=True, slots=True)
class AnsweringSettings:
    """Everything that a turn can be tuned by; lengths in tokens."""

    passages: int = 5  # found, numbered and shown
    max_answer_tokens: int = 220
    history_tokens: int = 120  # of the generator, that earlier turns may add to the prompt
    simpler_tokens: int = 90  # of the encoder: what is put more simply is a few sentences
    evidence: EvidenceLimits = field(default_factory=EvidenceLimits)
    grounding: GroundingLimits = field(default_factory=GroundingLimits)
    support: SupportThresholds = field(default_factory=SupportThresholds)
    contradiction: ContradictionLimits = field(default_factory=ContradictionLimits)
    quotation: QuotationLimits = field(default_factory=QuotationLimits)
    # Least probability that the notes hold the answer with which a question is answered, 0 to 1.
    # Nothing after that decision depends on it.
    strictness: float = 0.25


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
    excluded = frozenset(exclude_documents)
    with step("understand the question"):
        query = understand(question, history, retriever, exclude_documents=excluded)
    yield Searching(question, query.text)

    with step("search"):
        found = retriever.search(query.searched, 2 * settings.passages, exclude_documents=excluded)
        hits = usable(found, query.text, settings.passages, retriever.encode)
    numbering = Numbering(hits)
    retrieval = now()
    yield SourcesFound(numbering.sources(), retrieval)

    with step("choose the evidence"):
        evidence = weigh_evidence(query.text, hits, retriever, settings.evidence)
        alone = None
        if query.earlier and query.follow_up is None:
            alone = (question, weigh_evidence(question, hits, retriever, settings.evidence))
    with step("is the answer there"):
        verdict = judge(query.text, evidence, retriever, generator, settings.grounding, alone=alone)
    if query.follow_up is FollowUp.EXAMPLE:
        evidence = examples_in(evidence)
    # Without a single sentence there is nothing to be asked about, whatever the strictness.
    refused_by = _refusal(verdict, settings.strictness) if evidence.candidates else "search"
    first_token: float | None = None
    draft = Draft(
        query.text if query.follow_up else question, numbering, retriever, settings.support
    )
    if refused_by is None:
        with step("make the prompt"):
            messages = _messages(question, query, evidence, verdict, generator, settings)
        for event in _write(messages, draft, generator, settings.max_answer_tokens):
            if first_token is None:
                first_token = now()
            yield event
        if not draft.supported and verdict.certain:
            draft.discard()  # the notes say it, only the model did not
            yield Withdrawn()
        if draft.supported or verdict.certain:
            yield from _in_their_words(query.text, draft, evidence, retriever, settings)
        if not draft.supported:
            refused_by = "model" if draft.refused else "check"

    searched = None
    if refused_by is not None:
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
            grounding=Grounding(
                verdict.probability, verdict.closeness, verdict.model_log_odds, refused_by
            ),
        )
    )


def _messages(
    question: str,
    query: Query,
    evidence: Evidence,
    verdict: Verdict,
    generator: Generator,
    settings: AnsweringSettings,
) -> list[Message]:
    """What the model reads: the question with the turns that it leans on, as far as they fit."""
    simpler = query.follow_up is FollowUp.SIMPLER
    excerpts = evidence.within(settings.simpler_tokens if simpler else settings.evidence.tokens)
    if query.follow_up is not None:
        return build_follow_up(query.follow_up, query.text, excerpts)

    def messages(earlier: Sequence[Turn]) -> list[Message]:
        return build_messages(question, excerpts, earlier=earlier, may_refuse=not verdict.sure)

    earlier = fit_history(
        shortened(query.earlier),
        lambda turns: generator.count_tokens(messages(turns)),
        budget=settings.history_tokens,
        room=generator.context_length - settings.max_answer_tokens,
    )
    return messages(earlier)


def _refusal(verdict: Verdict, strictness: float) -> RefusedBy | None:
    """What makes an answer too improbable; None where it is probable enough."""
    if verdict.probability >= strictness:
        return None
    return "search" if verdict.model_log_odds is None else "judge"


def _in_their_words(
    question: str,
    draft: Draft,
    evidence: Evidence,
    retriever: Retriever,
    settings: AnsweringSettings,
) -> Iterator[SentenceDone]:
    """What the notes themselves say, under a draft or in its place where none of it is supported.

    First where two of them disagree, then the sentences that say most of what was asked.
    """
    written = [sentence for sentence in draft.sentences if sentence.supported]
    cited = {n for sentence in written for n in sentence.citations}
    with step("look for notes that disagree"):
        contradiction = find_contradiction(
            question, evidence.hits, retriever, settings.contradiction
        )
    if contradiction:
        yield from draft.dispute(contradiction)
        written += draft.sentences[-len(contradiction.sides) :]
    texts = [sentence.text for sentence in written]
    with step("choose quotations"):
        quoted = quotations(evidence, texts, cited, retriever, settings.quotation)
    yield from draft.quote(quoted)


def _write(
    messages: Sequence[Message], draft: Draft, generator: Generator, max_tokens: int
) -> Iterator[Token | SentenceDone]:
    """Let the model write; what may turn out to be a refusal is held back until it is clear."""
    opening: str | None = ""
    with closing(generator.stream(messages, max_tokens=max_tokens)) as pieces:
        for piece in _timed(pieces):
            if opening is None:
                yield from draft.add(piece)
                continue
            opening += piece
            if refuses(opening):
                draft.refused = True
                return
            if not may_become_refusal(opening):
                yield from draft.add(opening)
                opening = None
    if opening:
        yield from draft.add(opening)
    yield from draft.end()


def _timed(pieces: Iterator[str]) -> Iterator[str]:
    """The model's pieces, with the waiting for them as steps of the trace."""
    waiting = "read the prompt"
    while True:
        with step(waiting):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece
        waiting = "write"


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
