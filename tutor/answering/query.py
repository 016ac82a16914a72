"""The question: checked, and understood from the turns before it without a model call.

"And why does that help?" finds nothing by itself. Whether a question leans on the one before
shows in its form: it opens with a connective, refers with a pronoun or has hardly a content word
of its own. It is then searched for together with the question it leans on. Where its form leaves
a doubt ("what about Zipf's law?") the notes decide: if the best passage for both has nothing to do
with the earlier question, the subject has changed and the question is taken as it stands.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from tutor.answering.follow_up import FollowUp, follow_up_of
from tutor.answering.terms import content_terms
from tutor.errors import TutorError
from tutor.retrieval.lexical import has_words
from tutor.retrieval.retriever import Retriever
from tutor.retrieval.scoring import Weighted

Turn: TypeAlias = tuple[str, str]  # a question and its answer

_OPENS = re.compile(
    r"\s*(?:(?:ok|okay|so|wait|hm+|oh|right|thanks|great)[\s,.!]+)*"
    r"(?:and|but|so|or|then|also|what about|how about|what if|why\?|why not|how so|how come|"
    r"really|for example|in what way|compared to)\b",
    re.IGNORECASE,
)
_TOPIC = re.compile(r"\s*(?:\w+[\s,.!]+){0,2}?(?:what|how) about\b", re.IGNORECASE)
_REFERS = re.compile(
    r"\b(?:(?P<personal>it|its|they|them|their|he|she|his|her|him)|this|that|these|those|ones?|"
    r"the (?:first|second|third|last|former|latter|other)(?: one)?|another|again)\b"
    r"|\bthe same(?=\s+(?:one|thing|way|for|with|in|true)\b|\W*$)"
    r"|\b(?:there|here|then)\W*$",
    re.IGNORECASE,
)
# "units that a layer has", "is it true that", "it is important to": pronouns that refer to nothing.
# After a verb or a preposition "that" does refer: "why is that used", "because of that effect".
_RELATIVE = re.compile(
    r"\b(?!(?:is|are|was|were|do|does|did|can|could|will|would|should|might|must|has|have|had|"
    r"isn'?t|aren'?t|wasn'?t|weren'?t|don'?t|doesn'?t|didn'?t|can'?t|couldn'?t|won'?t|wouldn'?t|"
    r"shouldn'?t|why|how|what|when|where|who|of|on|in|at|for|to|from|with|by|about|like|than|"
    r"after|before|without|and|or|if)\s)([\w'\u2019]+)\s+that\s+(\w+)",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"\b(?:it is|it's|it was|is it|was it)\s+(?:the|an?|\w+\s+(?:to|that|if|for))\b", re.IGNORECASE
)
_FEW_TERMS = 1
_MANY_TERMS = 6
_MOST_TURNS_BACK = 4
_OWN_NOUNS = 2  # so many content words before a pronoun, and one of them may be what it means
_LONGEST = 2000
_BARE_WEIGHT = 0.7  # of the question alone, beside 1 for all that it leans on with it
# Share of the best score for the earlier question that the best passage for both still has. Of
# follow-ups none and of changes of subject nine in ten fell under it.
_CONNECTED_FROM = 0.3


class QuestionError(TutorError):
    """A question that cannot be asked as it stands."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a question asks for, complete in itself."""

    text: str  # the question with those that it leans on put before it
    searched: Weighted  # what the notes are searched for
    earlier: tuple[Turn, ...] = ()  # the turns it leans on, oldest first: none, one or two
    follow_up: FollowUp | None = None  # what is wanted of the answer before; it has no other words


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
    """Whether a question can't be understood without the turn before it, by its form."""
    terms = len(content_terms(question))
    opens = bool(_OPENS.match(question)) or terms <= _FEW_TERMS
    return terms <= _MANY_TERMS and (opens or _reference(question) is not None)


def stands_alone(question: str) -> bool:
    """Whether `understand` takes a question as it stands, whatever was asked before it."""
    return follow_up_of(question) is None and not leans_back(question)


def understand(
    question: str,
    history: Sequence[Turn],
    retriever: Retriever,
    *,
    exclude_documents: Collection[str] = frozenset(),
) -> Query:
    """The question with what it leans on; by itself where it stands alone or changes the subject.

    It leans on the last question that stood alone and on the turn before it, if that is another
    one: what was asked in between says less and would drown it. "Explain it more simply" and "give
    an example" are understood as the question before them, and say nothing to those after them.

    Args:
        question: As the student wrote it.
        history: The turns before, oldest first.
        retriever: The open index, in which a change of subject shows.
        exclude_documents: Ids of documents that are left out of the search.
    """
    history = [turn for turn in history if follow_up_of(turn[0]) is None]
    follow_up = follow_up_of(question)
    if follow_up is not None and history:
        last = history[-1]
        subject = understand(last[0], history[:-1], retriever, exclude_documents=exclude_documents)
        return replace(subject, earlier=(*subject.earlier[:1], last), follow_up=follow_up)
    earlier: tuple[Turn, ...] = ()
    for turn in _chain(question, history):
        before = _query(turn[0], earlier, retriever, exclude_documents).earlier
        earlier = (*before[:1], turn)
    return _query(question, earlier, retriever, exclude_documents)


def _chain(question: str, history: Sequence[Turn]) -> list[Turn]:
    """The turns back to the last question that stands alone, oldest first."""
    chain: list[Turn] = []
    for turn in reversed(history[-_MOST_TURNS_BACK:]):
        if not leans_back(chain[0][0] if chain else question):
            break
        chain.insert(0, turn)
    return chain


def _query(
    question: str, earlier: tuple[Turn, ...], retriever: Retriever, excluded: Collection[str]
) -> Query:
    """The question with the earlier turns, unless it names a subject that the notes keep apart."""
    alone = Query(question, ((1.0, question),))
    subject = _joined(earlier, "").strip()
    if not has_words(subject):
        return alone
    together = _joined(earlier, question)
    searched = ((1.0, together), (_BARE_WEIGHT, question))
    completed = Query(together, searched, earlier)
    if _surely_refers_back(question):
        return completed
    for hit in retriever.search(searched, 1, exclude_documents=excluded):
        connection = retriever.relevance(subject, hit.chunk.id, exclude_documents=excluded)
        return completed if connection >= _CONNECTED_FROM else alone
    return alone


def _reference(question: str) -> re.Match[str] | None:
    """The first word that refers to something before it."""
    return _REFERS.search(_RELATIVE.sub(r"\1 \2", _EXPLETIVE.sub("", question)))


def _surely_refers_back(question: str) -> bool:
    """Whether what a question refers to can't be in itself.

    "What about the learning rate, if it is large?" and "If weights grow, how do I limit them?"
    name what their pronouns stand for.
    """
    reference = _reference(question)
    if reference is None or _TOPIC.match(question):
        return False
    before = content_terms(reference.string[: reference.start()])
    return not (reference["personal"] and len(before) >= _OWN_NOUNS)


def _joined(turns: Sequence[Turn], question: str) -> str:
    return " ".join([*(earlier for earlier, _ in turns), question])
