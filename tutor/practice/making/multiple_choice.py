"""Multiple choice: a term of a cited sentence is asked for, among its neighbours in the course.

The program chooses what is asked for and what that might be taken for; the model only words the
question, so that its part is small and everything in it can be checked. Asking for a given answer
is answer-aware question generation (Zhou et al., 2017, Neural Question Generation from Text).
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field

from tutor.answering.terms import content_terms
from tutor.generation.base import Generator, Message
from tutor.practice.making.checks.consistency import Choice, choose, rotated, states
from tutor.practice.making.checks.duplicates import is_duplicate
from tutor.practice.making.checks.options import are_alike
from tutor.practice.making.checks.support import support_of
from tutor.practice.making.checks.wording import gives_away, is_question, stands_alone
from tutor.practice.making.course import Course, Neighbour
from tutor.practice.making.keys import Key, keys_of
from tutor.practice.making.passage import Passage
from tutor.practice.making.phrases import capitalised
from tutor.practice.making.rejection import Rejected
from tutor.practice.making.reply import ask
from tutor.practice.question import Difficulty, Question

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
_MOST_TOKENS = 70
_ATTEMPTS = 2  # keys of one passage that the model is asked about
_OPTIONS = 4
_SURE = 1.0  # least log-odds of the key with the passage, against the next best option
_SAID = 0.0  # least log-odds, by the model, that the sentence gives this answer to this question
_KNOWN_BETTER = 1.5  # log-odds of another option without the passage, from which it may be right
_ON_TOPIC = 0.7  # least share of the question's terms that the passage has
_KEPT = 0.5  # least share of the sentence's other terms that the model's question has
_FOREIGN = 2  # terms of it that neither the sentence nor its headings have
_SAME_CLAUSE = 0.75  # least share of the sentence's terms that it takes from the key's own clause
_CLAUSE = re.compile(r"[;:] |, (?=(?:and|but|so|while|whereas|because|or)\b)")
_NEAR_FACT = 0.45  # least cosine of the question with the sentence
_AHEAD = 0.05  # by which the cited sentence must be nearer than any about a wrong option
_EASY, _MEDIUM = 2.0, 0.55


class _Reply(BaseModel):
    question: str = Field(min_length=10, max_length=300)


@dataclass(frozen=True, slots=True)
class _Item:
    """A question with its options, in the order in which a student sees them."""

    question: str
    options: tuple[str, ...]
    key: int
    nearness: float  # mean cosine of the wrong options with the right one


def make(
    passage: Passage, course: Course, generator: Generator, *, avoid: Sequence[Question] = ()
) -> Question | Rejected:
    """A multiple-choice question about a passage, or why there is none.

    Raises:
        TutorError: The engine failed, for a reason that the user can mend.
    """
    outcome: Question | Rejected = Rejected("nothing to ask")
    for key in _distinct(keys_of(passage, course, "multiple-choice", avoid)):
        outcome = _made(key, passage, course, generator, avoid)
        if isinstance(outcome, Question):
            break
    return outcome


def _distinct(keys: Sequence[Key]) -> Iterator[Key]:
    """The first keys, each of another sentence where there are several."""
    others = [key for key in keys[1:] if key.fact != keys[0].fact]
    yield from [*keys[:1], *others, *keys[1:]][:_ATTEMPTS]


def _made(
    key: Key, passage: Passage, course: Course, generator: Generator, avoid: Sequence[Question]
) -> Question | Rejected:
    """A question for one key: what costs nothing is looked at first, the model's checks last."""
    text = _worded(key, passage, course, generator, avoid)
    if isinstance(text, Rejected):
        return text
    rivals = _wrong(text, key, course)
    if len(rivals) < _OPTIONS - 1:
        return Rejected("too few distractors", f"{text} {key.answer}")
    item = _arranged(text, key, rivals)
    if not are_alike(item.options, item.key):
        return Rejected("options not alike", " | ".join(item.options))
    alone = _confirmed(item, passage.around(key.fact), generator)
    if isinstance(alone, Rejected):
        return alone
    return Question(
        kind="multiple-choice",
        question=item.question,
        answer=item.key,
        options=item.options,
        explanation=passage.quote([key.fact]),
        citations=(passage.cite([key.fact]),),
        topic=passage.topic,
        chapter=passage.chapter,
        difficulty=_difficulty(item, alone),
        key_points=(key.statement,),
    )


def _worded(
    key: Key, passage: Passage, course: Course, generator: Generator, avoid: Sequence[Question]
) -> str | Rejected:
    """The question's wording: the sentence's own where it asks well enough, else the model's."""
    if key.plain and not _fault(key.plain, key, passage, course, avoid):
        return key.plain
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
    asked = content_terms(text)
    told = content_terms(key.statement) - content_terms(key.answer)
    clauses = _CLAUSE.split(key.statement)
    clause = next((c for c in clauses if key.answer in c), key.statement)
    own = content_terms(clause)
    return (
        len(told & asked) >= _KEPT * len(told)
        and len(asked - told - content_terms(passage.chunk.context)) <= _FOREIGN
        and (key.place == "subject" or len(asked & own) >= _SAME_CLAUSE * len(asked & told))
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
    if not stands_alone(text):
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


def _wrong(text: str, key: Key, course: Course) -> list[Neighbour]:
    """The nearest rivals that nothing in the course says to be right, and not alike each other."""
    vector = course.retriever.encode(text)
    enough = float(vector @ course.retriever.encode(key.statement)) - _AHEAD
    chosen: list[Neighbour] = []
    for rival in key.rivals:
        if gives_away(text, rival.text):  # what the question names is no answer to it
            continue
        if course.nearest_fact(rival.term, vector) >= enough:
            continue
        if any(course.overlap(rival.term, other.term) for other in chosen):
            continue
        chosen.append(rival)
        if len(chosen) == _OPTIONS - 1:
            break
    return chosen


def _arranged(text: str, key: Key, rivals: Sequence[Neighbour]) -> _Item:
    """The options in an order that follows from the question, the key at any place as often."""
    digest = hashlib.sha256(f"{text}\x1f{key.answer}".encode()).digest()
    wrong = sorted(
        (capitalised(rival.text) for rival in rivals),
        key=lambda option: hashlib.sha256(digest + option.encode()).digest(),
    )
    place = digest[0] % _OPTIONS
    options = (*wrong[:place], capitalised(key.answer), *wrong[place:])
    nearness = sum(rival.closeness for rival in rivals) / len(rivals)
    return _Item(text, options, place, nearness)


def _confirmed(item: _Item, evidence: str, generator: Generator) -> Choice | Rejected:
    """What the model chooses without the passage, if it chooses the key with it in any order.

    Another option that the model is sure of when it hasn't read the passage may be right, too, as
    far as the world knows.
    """
    detail = f"{item.question} {' | '.join(item.options)} [{item.options[item.key]}]"
    first = choose(item.question, item.options, generator, passage=evidence)
    if first.index != item.key or first.margin < _SURE:
        return Rejected("model disagrees", f"{detail} -> {item.options[first.index]}")
    by = 1 + len(item.question) % (_OPTIONS - 1)
    turned = rotated(item.options, by)
    second = choose(item.question, turned, generator, passage=evidence)
    if turned[second.index] != item.options[item.key] or second.margin < _SURE:
        return Rejected("model wavers", f"{detail} -> {turned[second.index]}")
    alone = choose(item.question, item.options, generator)
    if alone.index != item.key and alone.margin >= _KNOWN_BETTER:
        return Rejected("several right", f"{detail} -> {item.options[alone.index]}")
    return alone


def _difficulty(item: _Item, alone: Choice) -> Difficulty:
    """Hard is what the model doesn't know without the notes; easy what it is sure of.

    In between lies what it is sure of although the wrong options are near the right one.
    """
    if alone.index != item.key:
        return "hard"
    return "easy" if alone.margin >= _EASY and item.nearness < _MEDIUM else "medium"
