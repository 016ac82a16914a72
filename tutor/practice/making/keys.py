"""What a question may ask for: a term of a sentence, with others that it could be taken for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tutor.documents.document import Span
from tutor.practice.making.asking import Place, gap_question, place_of, plain_question
from tutor.practice.making.checks.support import says
from tutor.practice.making.course import Course, Mention, Neighbour
from tutor.practice.making.passage import Passage
from tutor.practice.making.statement import unused_facts
from tutor.practice.making.terms import Term, definition_in, key_of
from tutor.practice.question import Kind, Question

_LEAST_NEAR = 0.3  # cosine of a term with one that it might be taken for
_ENOUGH = 3  # of these
_KEPT = 10  # of these, from which the wrong options are chosen when the question is known
_ABOUT = {"subject": 1.0, "called": 1.0, "other": 0.0}  # what the sentence is about goes first
_DEFINED = 0.5  # and what it defines
_TOLD_OFTEN = 3  # sentences with a phrase from which it is a term without being named as one
_COMMON = 2.5  # rarity under which a term is too common to be asked for
# One of several things of which the same is said: the others are right as well.
_LISTED_BEFORE = re.compile(r"(?:,|\band|\bor|\bsuch as|\blike)\s+(?:(?:an?|the)\s+)?[*\"]*$")
_LISTED_AFTER = re.compile(r"[*\"]*(?:\s[a-z]+)?(?:,|\s(?:and|or)\b)")
# "the GAN generator": the term only says which generator.
_GOES_ON = re.compile(
    r" (?!(?:is|are|was|were|has|have|had|can|may|must|of|in|for|by|with|from|to|on|at|as|and|or|"
    r"that|which|who|when|where|if|while|than|over|under|into|between|before|after|during|through|"
    r"without|because|but|so|per|via|using|does|do|did|will|would|should|not|only|also)\b)"
    r"[a-z-]+(?<!s)(?<!ed)\b"
)
# "to pad", "more complex": behind these stands a verb or an adjective of the same stem.
_NO_NOUN_BEFORE = re.compile(r"\b(?:to|more|most|less|is|are|was|were|be|been|very|not)\s+$")
_MAYBE = re.compile(r"\b(?:may|might|could)\b")  # as much may be said of others
_CAN = re.compile(r"\bcan\b")
_NEXT_WORDS = 12  # characters behind a subject, in which its verb begins
_TOO_NEAR = 0.5  # cosine from which a rival of what a sentence isn't about may be right as well
_BRACKETS = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Key:
    """A right answer in its sentence, and what it might be confused with."""

    fact: Span  # the sentence in the passage
    statement: str  # the sentence as a student can read it
    answer: str  # as it stands there
    place: Place  # what the sentence does with it
    plain: str  # the question that the sentence itself gives; of a subject it may be empty
    rivals: tuple[Neighbour, ...]  # nearest first, at least three


def keys_of(passage: Passage, course: Course, kind: Kind, avoid: Sequence[Question]) -> list[Key]:
    """All that can be asked for in the sentences not asked about yet, the worthiest first."""
    found: list[tuple[float, Key]] = []
    taken = {key_of(q.answer_text) for q in avoid if q.kind == kind}
    for order, (fact, statement) in enumerate(unused_facts(passage, kind, avoid)):
        for worth, key in _keys_in(statement, fact, course):
            repeated = 1.0 if key_of(key.answer) in taken else 0.0
            found.append((worth - repeated - 0.05 * order, key))
    return [key for _, key in sorted(found, key=lambda pair: -pair[0])]


def _keys_in(statement: str, fact: Span, course: Course) -> Iterator[tuple[float, Key]]:
    if _MAYBE.search(statement):
        return
    mentions = course.mentions(statement)
    definition = definition_in(statement)
    bracketed = [Span(*match.span()) for match in _BRACKETS.finditer(statement)]
    for mention in mentions:
        stems = mention.term.key.split()
        rarity = sum(map(course.retriever.rarity, stems)) / len(stems)
        elsewhere = statement[: mention.span.start] + " " + statement[mention.span.end :]
        place = place_of(statement, mention.span)
        said = statement if place == "other" else statement[mention.span.end :][:_NEXT_WORDS]
        if _CAN.search(said):
            continue
        if (
            (rarity < _COMMON and len(stems) == 1 and place == "other")
            or any(b.start <= mention.span.start < b.end for b in bracketed)
            or says(elsewhere, mention.text)
        ):
            continue
        if place == "other" and (
            not (_is_term(mention.term) or (len(stems) > 1 and mention.term.count >= _TOLD_OFTEN))
            or _LISTED_BEFORE.search(statement[: mention.span.start])
            or _LISTED_AFTER.match(statement[mention.span.end :])
            or _GOES_ON.match(statement[mention.span.end :])
            or (len(stems) == 1 and _NO_NOUN_BEFORE.search(statement[: mention.span.start]))
        ):
            continue
        rivals = _rivals(mention, mentions, statement, course)
        if place == "other":
            rivals = [rival for rival in rivals if rival.closeness < _TOO_NEAR]
        if len(rivals) < _ENOUGH:
            continue
        near = sum(rival.closeness for rival in rivals[:_ENOUGH]) / _ENOUGH
        defined = definition is not None and key_of(definition.term) == mention.term.key
        worth = near + _ABOUT[place] + _DEFINED * defined + 0.1 * rarity
        if place == "other":
            plain = gap_question(statement, mention.span)
        else:
            plain = plain_question(statement, mention.span, mention.term.kind)
        if place == "other" and not plain:
            continue
        yield worth, Key(fact, statement, mention.text, place, plain, tuple(rivals[:_KEPT]))


def _rivals(
    mention: Mention, mentions: Sequence[Mention], statement: str, course: Course
) -> list[Neighbour]:
    said = [other.text for other in mentions]
    return [
        rival
        for rival in course.neighbours(mention.term, text=mention.text, exclude=said)
        if rival.closeness >= _LEAST_NEAR
        and (_is_term(rival.term) or rival.term.count >= _TOLD_OFTEN)
        and not says(statement, rival.text)
        and not course.related(mention.term, rival.term)
    ]


def _is_term(term: Term) -> bool:
    return term.is_named or term.kind != "term"
