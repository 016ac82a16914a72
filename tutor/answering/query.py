"""The question: checked, and completed from the turns before it without a model call.

"And why does that help?" finds nothing by itself. Whether a question leans on the one before
shows in its form: it opens with a connective, refers with a pronoun, or has hardly a content word
of its own. Then it is searched for together with the question it leans on.
"""

import re
from collections.abc import Sequence

from tutor.answering.terms import content_terms
from tutor.errors import TutorError
from tutor.retrieval.lexical import has_words

_OPENS = re.compile(
    r"\s*(and|but|so|or|then|also|what about|how about|what if|why\?|why not|how so|how come|"
    r"really|for example|in what way|compared to)\b",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"\b(it|its|this|that|these|those|they|them|their|he|she|his|her|him|one|ones|the same|"
    r"the (?:first|second|third|last|former|latter|other)(?: one)?|another|again)\b",
    re.IGNORECASE,
)
# "units that a layer has", "is it true that", "it is important to": pronouns that refer to nothing.
_RELATIVE = re.compile(r"\b(\w+)\s+that\s+(\w+)", re.IGNORECASE)
_EXPLETIVE = re.compile(
    r"\b(?:it is|it's|it was|is it|was it)\s+(?:the|an?|\w+\s+(?:to|that|if|for))\b", re.IGNORECASE
)
_FEW_TERMS = 1
_MANY_TERMS = 6
_MOST_TURNS_BACK = 3
_LONGEST = 2000


class QuestionError(TutorError):
    """A question that cannot be asked as it stands."""


def check_question(question: str) -> str:
    """The question with its white space tidied.

    Raises:
        QuestionError: It is empty, has no letter or digit, or has over 2,000 characters.
    """
    tidy = " ".join(question.split())
    if not tidy:
        raise QuestionError("The question is empty; write what you want to know.")
    if not has_words(tidy):
        raise QuestionError("The question has no word in it; write what you want to know.")
    if len(tidy) > _LONGEST:
        raise QuestionError(
            f"The question has {len(tidy):,} characters and at most {_LONGEST:,} can be asked; "
            "shorten it, or add the text to your notes."
        )
    return tidy


def leans_back(question: str) -> bool:
    """Whether a question can't be understood without the turn before it."""
    terms = content_terms(question)
    if _OPENS.match(question) or len(terms) <= _FEW_TERMS:
        return len(terms) <= _MANY_TERMS
    bare = _RELATIVE.sub(r"\1 \2", _EXPLETIVE.sub("", question))
    return bool(_REFERS.search(bare)) and len(terms) <= _MANY_TERMS


def complete(question: str, history: Sequence[tuple[str, str]]) -> str:
    """The question with what it leans on put before it; itself where it stands alone.

    Args:
        question: As the student wrote it.
        history: The turns before, oldest first, as (question, answer).
    """
    chain = [question]
    for earlier, _answer in reversed(history[-_MOST_TURNS_BACK:]):
        if not leans_back(chain[0]):
            break
        chain.insert(0, earlier)
    return " ".join(chain)
