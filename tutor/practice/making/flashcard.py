"""Flashcards: a term of the notes in front, what they say of it behind. No model is asked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tutor.documents.document import Span
from tutor.generation.base import Generator
from tutor.practice.making.asking import place_of
from tutor.practice.making.course import Course, Mention
from tutor.practice.making.from_notes import glossary_cards
from tutor.practice.making.key_points import key_points
from tutor.practice.making.passage import Passage
from tutor.practice.making.rejection import Rejected
from tutor.practice.making.statement import label_of, unused_facts
from tutor.practice.making.terms import Definition, definition_in
from tutor.practice.question import Question

# A sentence that goes on about what the one before it defined.
_GOES_ON = re.compile(r"(?:it|they|its|their)\b", re.IGNORECASE)
_NO_NAME = re.compile(
    r"^(?:a |the )?(?:secondary|immediate|main|second|first)\b|"
    r"\b(?:benefit|issue|thing|result|idea|goal|aim|reason|problem|question|answer|advantage|disadvantage|example|"
    r"difference|same|other|former|latter|one|part|choice|step|value|use|input|output)s?$",
    re.IGNORECASE,
)
_SAYS_LITTLE = re.compile(
    r"(?:a|an|the) (?:\w+ )?(?:example|choice|special case|good|common|popular|natural|important|"
    r"result|question|matter|way to|one|same|problem|challenge|reason|key|most|best|first|main|lot|"
    r"bit|great|fact)\b"
)
_MEANT = re.compile(r"The [\w-]+(?: [\w-]+)? are\b")  # certain ones, named before
# What is said of a term without telling what it does.
_IN_PASSING = re.compile(
    r"^The\b|\b(?:also|eventually|important|similar|merely|as explained|very|easy|simple|"
    r"needs?|needed|still|was|were|been)\b"
)
_LEAST_WORDS = 5  # of what a term is said to be


@dataclass(frozen=True, slots=True)
class _Card:
    front: str
    back: str
    spans: tuple[Span, ...]


def make(
    passage: Passage,
    course: Course,
    generator: Generator,  # noqa: ARG001 -- every kind is made with the same arguments
    *,
    avoid: Sequence[Question] = (),
) -> Question | Rejected:
    """A flashcard from a passage: a glossary's entry, else a sentence about a term.

    A sentence that says what the term is goes before one that says what it does.

    Args:
        passage: With facts to ask.
        course: Knows the terms: what is none is not asked for.
        generator: Not asked.
        avoid: Questions that there are already.
    """
    there = {question.id for question in avoid}
    entry = next((each for each in glossary_cards(passage) if each.id not in there), None)
    if entry:
        return entry
    for card in _cards(passage, course, avoid):
        return Question(
            kind="flashcard",
            question=card.front,
            answer=card.back,
            explanation=passage.quote(card.spans),
            citations=(passage.cite(card.spans),),
            topic=passage.topic,
            chapter=passage.chapter,
            difficulty="easy",
            key_points=key_points([card.back], card.front),
        )
    return Rejected("nothing to ask")


def _cards(passage: Passage, course: Course, avoid: Sequence[Question]) -> Iterator[_Card]:
    facts = [
        (fact, statement)
        for fact, statement in unused_facts(passage, "flashcard", avoid)
        if not label_of(passage.read(fact))
    ]
    for fact, statement in facts:
        definition = definition_in(statement)
        term = course.find(definition.term) if definition else None
        if definition and term and defines(definition) and not _MEANT.match(statement):
            spans = (fact, *_going_on(passage, fact))
            back = " ".join([statement, *(passage.read(span) for span in spans[1:])])
            yield _Card(front_of(definition, term.text, statement), back, spans)
    for fact, statement in facts:
        subject = _subject(statement, course)
        if subject and not definition_in(statement):
            name = subject.text[:1].upper() + subject.text[1:]
            yield _Card(name, statement, (fact,))


def _subject(statement: str, course: Course) -> Mention | None:
    """The term that a sentence is about, where it is a name or of several words."""
    for mention in course.mentions(statement)[:1]:
        telling = mention.term.kind in ("acronym", "name") or " " in mention.text
        if (
            telling
            and not _IN_PASSING.search(statement)
            and place_of(statement, mention.span) == "subject"
        ):
            return mention
    return None


def defines(definition: Definition) -> bool:
    """Whether a sentence of a definition's form says what something is."""
    return (
        len(definition.what.split()) >= _LEAST_WORDS
        and not _NO_NAME.search(definition.term)
        and not _SAYS_LITTLE.match(definition.what)
    )


def front_of(definition: Definition, name: str, statement: str) -> str:
    """The question that a definition answers, with the term as the course spells it."""
    name = name if name.lower() == definition.term.lower() else definition.term
    named = re.match(
        rf"(?:(?P<article>an?|the)\s)?{re.escape(definition.term)}", statement, re.IGNORECASE
    )
    article = f"{named['article'].lower()} " if named and named["article"] else ""
    if definition.verb.startswith("mean"):
        verb = "does" if definition.verb == "means" else "do"
        return f"What {verb} {article}{name} mean?"
    return f"What {definition.verb} {article}{name}?"


def _going_on(passage: Passage, fact: Span) -> tuple[Span, ...]:
    """The next sentence, where it says more of the same thing in the same paragraph."""
    at = passage.spans.index(fact) + 1
    if at == len(passage.spans):
        return ()
    following = passage.spans[at]
    between = passage.chunk.text[fact.end : following.start]
    text = passage.read(following)
    if "\n" in between or not _GOES_ON.match(text) or not text.endswith("."):
        return ()
    return (following,)
