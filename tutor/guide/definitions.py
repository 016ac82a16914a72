"""Definitions: the sentences that say what a term is, in the notes' own words, the term in bold.

A term of the chapter that only a glossary elsewhere in the notes defines is taken from there.
"""

import re
from collections.abc import Iterator, Sequence

from tutor.documents.document import Chunk, Span
from tutor.guide.candidates import Candidate
from tutor.guide.guide import Line
from tutor.guide.mistakes import is_about_mistakes
from tutor.guide.sections import Section, vector_of
from tutor.guide.wording import opened
from tutor.practice.making.asking import place_of
from tutor.practice.making.checks.wording import stands_alone
from tutor.practice.making.course import Course
from tutor.practice.making.flashcard import defines
from tutor.practice.making.passage import Passage, read_passage
from tutor.practice.making.statement import label_of, statement_of
from tutor.practice.making.terms import definition_in, key_of
from tutor.retrieval.terms import content_terms

_WORKED = re.compile(r"\b(?:worked|examples?|exercises?)\b", re.IGNORECASE)
_GLOSSARY = re.compile(r"\b(?:glossary|terms|definitions|vocabulary)\b", re.IGNORECASE)
# What a label says that files an item and names no term: "**Step 1**", "**Example**".
_NO_TERM = re.compile(
    r"^(?:step|example|note|remark|input|output|question|answer|case|day|week|option|part|why|how|"
    r"when|what|where|who)\b|[?.!]$|\d",
    re.IGNORECASE,
)
_POINTS_OUT = re.compile(r":\w+:`|\[\d+\]|https?://|!\[|\b(?:figure|table|section|above|below)\b")
# "The ratio of ... is called the condition number."
_CALLED = re.compile(
    r"\b(?:is|are) (?:also |often |usually )?(?:called|known as|termed|referred to as) "
    r"(?:an? |the )?(?P<term>[^\W\d][\w'-]*(?: [\w'-]+){0,3}?)(?=[.,;(]| \(| that\b| and\b| or\b|$)"
)
_DEED = re.compile(  # what a term does, by which it is told from others
    r"\b(?:computes?|maps?|learns?|reads?|gives?|sets?|keeps?|ends?|combines?|adds?|replaces?|"
    r"measures?|names?|holds?|uses?|means|describes?|divides?|multiplies|repeats?|trains?|turns?|"
    r"rescales?|applies|unrolls?|fills?|removes?|states?|predicts?|estimates?|shrink|feeds?)\b"
)
_WORDS = (5, 45)  # of a definition
_OFTEN = 2  # sentences that name a term before a glossary is asked for it


def definitions(sections: Sequence[Section], course: Course) -> Iterator[Candidate]:
    """The definitions of some sections, one a term, in order; those of glossaries come last."""
    best: dict[str, Candidate] = {}
    own = [each for section in sections for each in _of_section(section, course)]
    for key, candidate in [*own, *_from_glossaries(sections, course)]:
        if key not in best or candidate.worth > best[key].worth:
            best[key] = candidate
    yield from best.values()


def _of_section(section: Section, course: Course) -> Iterator[tuple[str, Candidate]]:
    """Terms, by their stems, with sentences that define them."""
    for passage in section.passages:
        chunk = passage.chunk
        if is_about_mistakes(chunk) or any(map(_WORKED.search, chunk.heading_path)):
            continue
        for at, span in enumerate(passage.spans):
            found = labelled(passage.read(span)) or _stated(passage, span, course)
            if found is None:
                continue
            term, text, worth = found
            line = Line("definition", text, (passage.cite((span,)),), passage.topic)
            vector = vector_of(passage, at, course.retriever)
            yield key_of(term), Candidate(line, worth, vector, section.key)


def labelled(sentence: str) -> tuple[str, str, float] | None:
    """The term, the line and its worth of an item "**Term**: what it is"; else None."""
    entry = label_of(sentence)
    if entry is None:
        return None
    term, text = entry[0].strip(), entry[1].rstrip()
    low, high = _WORDS
    if (
        _NO_TERM.search(term)
        or _POINTS_OUT.search(text)
        or not low - 1 <= len(text.split()) <= high
        or not text.endswith(".")
        or not content_terms(term)
    ):
        return None
    bare = term.partition(" (")[0]
    if text.lower().startswith((bare.lower(), f"a {bare}".lower(), f"an {bare}".lower(), "the ")):
        return term, in_bold(text, bare), 3.0  # the text names the term again
    return term, f"**{term}**: {text}", 3.0


def _stated(passage: Passage, span: Span, course: Course) -> tuple[str, str, float] | None:
    """The same of a sentence "A term is a ...", "... is called a term", "A term computes ..."."""
    if span not in passage.facts:
        return None
    statement = opened(statement_of(passage.read(span)))
    low, high = _WORDS
    if not low <= len(statement.split()) <= high or not stands_alone(statement):
        return None
    named = content_terms(passage.chunk.context)
    definition = definition_in(statement)
    if definition is not None:
        if not defines(definition) or course.find(definition.term) is None:
            return None
        worth = 2.0 + 1.0 * (content_terms(definition.term) <= named)
        return definition.term, in_bold(statement, definition.term), worth
    called = _CALLED.search(statement)
    if called and course.find(called["term"]) is not None:
        return called["term"], in_bold(statement, called["term"]), 2.0
    for mention in course.mentions(statement)[:1]:
        is_about = content_terms(mention.text) and content_terms(mention.text) <= named
        if is_about and place_of(statement, mention.span) == "subject" and _DEED.search(statement):
            return mention.text, in_bold(statement, mention.text), 1.5
    return None


def _from_glossaries(
    sections: Sequence[Section], course: Course
) -> Iterator[tuple[str, Candidate]]:
    """Entries of glossaries for the terms that some sections name."""
    own = {passage.chunk.id for section in sections for passage in section.passages}
    texts = [(section, passage) for section in sections for passage in section.passages]
    for chunk in course.retriever.chunks:
        if chunk.id in own or not _is_glossary(chunk):
            continue
        passage = read_passage(chunk)
        for at, span in enumerate(passage.spans if passage else ()):
            if passage is None or (found := labelled(passage.read(span))) is None:
                continue
            term, text, _ = found
            named = [s.key for s, p in texts if _names(p, term)]
            if len(named) >= _OFTEN:
                line = Line("definition", text, (passage.cite((span,)),), passage.topic)
                vector = vector_of(passage, at, course.retriever)
                worth = 1.0 + min(len(named), 4) / 4
                yield key_of(term), Candidate(line, worth, vector, named[0])


def _is_glossary(chunk: Chunk) -> bool:
    return any(map(_GLOSSARY.search, (chunk.title, *chunk.heading_path)))


def _names(passage: Passage, term: str) -> bool:
    """Whether a passage has a term's words beside each other, in whatever number."""
    words = key_of(term.partition(" (")[0])
    return bool(words) and f" {words} " in f" {key_of(passage.text)} "


def in_bold(statement: str, term: str) -> str:
    """A statement with the first mention of a term in bold."""
    found = re.search(rf"(?<![\w*$]){re.escape(term)}(?![\w*])", statement, re.IGNORECASE)
    if found is None:
        return statement
    return f"{statement[: found.start()]}**{found[0]}**{statement[found.end() :]}"
