"""The wording of a question for a given answer: the sentence's own, or else the model's.

What a sentence says of its subject is a question for it. Where that is none, the model words one
and is held to what the sentence says. Of terms that a sentence only has, a small model makes
questions that are askew: there the sentence is shown with a gap.
"""

import re
from collections.abc import Sequence

from pydantic import BaseModel, Field

from tutor.answering.terms import content_terms
from tutor.generation.base import Generator, Message
from tutor.practice.making.checks.consistency import states
from tutor.practice.making.checks.duplicates import is_duplicate
from tutor.practice.making.checks.support import support_of
from tutor.practice.making.checks.wording import gives_away, is_question, stands_alone
from tutor.practice.making.course import Course
from tutor.practice.making.keys import Key
from tutor.practice.making.passage import Passage
from tutor.practice.making.rejection import Rejected
from tutor.practice.making.reply import ask
from tutor.practice.question import BLANK, Question

# Fixed, so that engines that keep what they read of it read it once.
SYSTEM = """You turn a sentence with a gap into one exam question. The answer to the question is \
the word or phrase that fills the gap. The question never contains that word, and says all that is \
needed to be understood without the sentence. Reply with JSON.

Topic: Sorting
Sentence: Quicksort picks a ____ and puts the smaller items before it.
Gap: pivot
{"question": "What does quicksort pick before it puts the smaller items in front?"}

Topic: Mars
Sentence: ____ is a cold planet whose soil is red because it holds iron oxide.
Gap: Mars
{"question": "Which cold planet has red soil because its soil holds iron oxide?"}

Topic: Photosynthesis
Sentence: Plants store the energy of sunlight as sugar, which is called ____.
Gap: photosynthesis
{"question": "What is it called when plants store the energy of sunlight as sugar?"}"""
_GAP = "____"
# No term answers that.
_ASKS_FOR_ACTION = re.compile(
    r"^(?:how (?!many|much)|why\b)|\b(?:do|used for|mean)\?$|^what (?:do|does|did) .* do\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^what (?:is|are) (?:the )?terms? used to describe|^what (?:type|kind|sort)s? of|"
    r"^what is it called when",
    re.IGNORECASE,
)
_MOST_TOKENS = 70
_SAID = 0.0  # least log-odds, by the model, that the sentence gives this answer to this question
_ON_TOPIC = 0.7  # least share of the question's terms that the passage has
_KEPT = 0.5  # least share of the sentence's other terms that the model's question has
_FOREIGN = 1  # terms of it that neither the sentence nor its headings have
_LEAST_TERMS = 4  # that it must have to be about one thing only
_SAME_CLAUSE = 0.75  # least share of the sentence's terms that it takes from the key's own clause
_CLAUSE = re.compile(r"[;:] |, (?=(?:and|but|so|while|whereas|because|or)\b)")
_NEAR_FACT = 0.45  # least cosine of the question with the sentence


class _Reply(BaseModel):
    question: str = Field(min_length=10, max_length=300)


def worded(
    key: Key, passage: Passage, course: Course, generator: Generator, avoid: Sequence[Question]
) -> str | Rejected:
    """A question for a key, or why there is none.

    Raises:
        TutorError: The engine failed, for a reason that the user can mend.
    """
    own = _fault(key.plain, key, passage, course, avoid) if key.plain else None
    if key.plain and not own:
        return key.plain
    if own and key.place == "other":  # of which the model makes no good question
        return own
    reply = ask(_prompt(key, passage), _Reply, generator, max_tokens=_MOST_TOKENS)
    if reply is None:
        return Rejected("malformed reply")
    text = " ".join(reply.question.split())
    fault = _fault(text, key, passage, course, avoid)
    if fault:
        return fault
    if _ASKS_FOR_ACTION.search(text):
        return Rejected("not supported", f"{text} [{key.answer}]")
    if not _keeps_to(text, key, passage):
        return Rejected("not supported", f"{text} [{key.answer}]")
    said = states(text, key.answer, key.statement, generator)
    return text if said >= _SAID else Rejected("not supported", f"{text} [{key.answer}]")


def _keeps_to(text: str, key: Key, passage: Passage) -> bool:
    """Whether the model's question asks what the sentence says of the key, and brings in nothing.

    What leaves out half of the sentence asks for something that others have as well; what takes
    its words from another clause asks for something else.
    """
    asked = content_terms(_LEAD.sub("", text))
    told = content_terms(key.statement) - content_terms(key.answer)
    clauses = _CLAUSE.split(key.statement)
    clause = next((c for c in clauses if key.answer in c), key.statement)
    own = content_terms(clause)
    return (
        len(told & asked) >= _KEPT * len(told)
        and len(asked - told - content_terms(passage.chunk.context)) <= _FOREIGN
        and (key.place == "subject" or len(asked & own) >= _SAME_CLAUSE * len(asked & told))
        and len(asked) >= _LEAST_TERMS
    )


def _prompt(key: Key, passage: Passage) -> list[Message]:
    gapped = key.statement.replace(key.answer, _GAP, 1)
    task = f"Topic: {passage.subject}\nSentence: {gapped}\nGap: {key.answer}"
    return [Message("system", SYSTEM), Message("user", task)]


def _fault(
    text: str, key: Key, passage: Passage, course: Course, avoid: Sequence[Question]
) -> Rejected | None:
    """What is wrong with the wording, as far as that can be told without asking the model."""
    detail = f"{text} [{key.answer}]"
    if not is_question(text):
        return Rejected("not a question", detail)
    if not stands_alone(text.replace(BLANK, "something")):
        return Rejected("does not stand alone", detail)
    if gives_away(text, key.answer):
        return Rejected("answered by its wording", detail)
    asked = content_terms(text)
    known = content_terms(f"{passage.text} {passage.chunk.context}")
    if len(asked & known) < _ON_TOPIC * len(asked):
        return Rejected("off the passage", detail)
    vector = course.retriever.encode(text)
    claim = f"{text.rstrip('?')} {key.answer}."
    nearness = float(vector @ course.retriever.encode(key.statement))
    if nearness < _NEAR_FACT or key.fact not in support_of(claim, passage, course.retriever):
        return Rejected("not supported", detail)
    if is_duplicate(text, key.answer, avoid, course.retriever):
        return Rejected("duplicate", detail)
    return None
