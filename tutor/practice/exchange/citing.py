"""Where the notes say what an imported question asks: the citation that it came without."""

from dataclasses import replace

from tutor.answering.citation import Support, SupportThresholds, find_support
from tutor.answering.terms import content_terms
from tutor.practice.outline import chapter_key, topic_of
from tutor.practice.question import BLANK, Citation, Question
from tutor.retrieval.lexical import has_words
from tutor.retrieval.retriever import Retriever

_PASSAGES = 5
_FEWEST_TERMS = 3  # of question and answer; what says less stands anywhere


def cite(question: Question, retriever: Retriever) -> Question:
    """The question with the passage that supports its answer, or as it is where none does.

    The answer and the question with its answer have to be supported by the same passage: the words
    of a short answer alone stand in many. Where a statement is false, the explanation is looked up,
    as the notes don't hold what is wrong. Chapter and topic are the passage's where none are given.

    Raises:
        EncoderError: The encoder can't be loaded.
    """
    statement, answer = _claims(question)
    if len(content_terms(statement)) < _FEWEST_TERMS or not has_words(question.question):
        return question
    hits = retriever.search(f"{question.question} {answer}", _PASSAGES)
    thresholds = SupportThresholds()
    whole = find_support(statement, "", hits, retriever, thresholds)
    if not whole.supported:
        return question
    alone = find_support(answer, question.question, hits, retriever, thresholds)
    shared = [(n, spans) for n, spans in whole.citations if n in _numbers(alone)]
    if not shared:
        return question
    n, spans = shared[0]
    chunk = hits[n - 1].chunk
    return replace(
        question,
        citations=(Citation.of(chunk, spans),),
        topic=question.topic or topic_of(chunk),
        chapter=question.chapter or chapter_key(chunk),
    )


def _claims(question: Question) -> tuple[str, str]:
    """What the notes have to say: as a statement by itself, and as an answer to the question."""
    if question.kind == "true-false":
        said = question.question if question.answer else question.explanation
        return said, said
    answer = question.answer_text
    if BLANK in question.question:
        return question.question.replace(BLANK, answer), answer
    return f"{question.question.rstrip(' ?:')} {answer}", answer


def _numbers(support: Support) -> frozenset[int]:
    return frozenset(n for n, _ in support.citations)
