"""Does another question ask the same?"""

from collections.abc import Sequence

from tutor.answering.terms import content_terms
from tutor.practice.question import Question
from tutor.retrieval.retriever import Retriever

_SAME_WORDING = 0.93  # cosine from which two texts are the same question
_SAME_ANSWER = 0.75  # cosine from which two questions with one answer are the same
_SHARED = 0.6  # least share of terms with that, too: of the shorter


def is_duplicate(text: str, answer: str, avoid: Sequence[Question], retriever: Retriever) -> bool:
    """Whether one of some questions is this one in other words.

    Questions whose texts mean nearly the same are; so are those with one answer that are alike in
    meaning and share most of their terms.
    """
    if not avoid:
        return False
    own, own_terms, own_answer = retriever.encode(text), content_terms(text), content_terms(answer)
    for other in avoid:
        other_answer = content_terms(other.answer_text)
        # What has nothing in common need not be encoded.
        terms = content_terms(other.question)
        shared = len(own_terms & terms) / max(1, min(len(own_terms), len(terms)))
        same_answer = bool(own_answer) and own_answer == other_answer
        if shared < _SHARED and not same_answer:
            continue
        cosine = float(own @ retriever.encode(other.question))
        if cosine >= _SAME_WORDING or (
            same_answer and (cosine >= _SAME_ANSWER or shared >= _SHARED)
        ):
            return True
    return False
