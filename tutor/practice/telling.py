"""What may stand beside a question before it is answered: nothing that names its answer."""

from tutor.practice.question import Question
from tutor.retrieval.terms import content_terms

_KINDS = ("multiple-choice", "cloze")  # whose answer is a name or a number


def tells(words: str, question: Question) -> bool:
    """Whether words that stand beside a question would give its answer away."""
    if question.kind not in _KINDS:
        return False
    return bool(content_terms(words) & content_terms(question.answer_text))


def open_topic(question: Question) -> str:
    """A question's topic; empty where that tells the answer."""
    return "" if tells(question.topic, question) else question.topic
