"""Do the sentences that a question cites say that its answer is right?"""

from tutor.answering.citation import SupportThresholds, find_support
from tutor.answering.terms import content_terms, numbers, squeeze
from tutor.documents.document import Span
from tutor.practice.making.passage import Passage
from tutor.retrieval.retriever import Retriever, SearchHit


def support_of(
    statement: str, passage: Passage, retriever: Retriever, *, question: str = ""
) -> tuple[Span, ...]:
    """The sentences of a passage that support a statement; none where it isn't supported.

    Args:
        statement: A whole sentence, or an answer that is understood through its question.
        passage: What it should stand in.
        retriever: Knows sentence vectors and how rare terms are.
        question: What the statement answers.
    """
    hit = SearchHit(
        rank=1, score=1.0, chunk=passage.chunk, matches=(), dense=1.0, lexical=0.0, sentence=1.0
    )
    found = find_support(statement, question or statement, [hit], retriever, SupportThresholds())
    return found.citations[0][1] if found.supported else ()


def says(sentence: str, answer: str) -> bool:
    """Whether a sentence has all of an answer's content: its terms and its numbers."""
    if "$" in answer and squeeze(answer) not in squeeze(sentence):
        return False
    return content_terms(answer) <= content_terms(sentence) and numbers(answer) <= numbers(sentence)
