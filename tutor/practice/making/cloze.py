"""Cloze questions: a sentence of the notes with one term or number left out. No model is asked.

What is left out is a name of the course, or a number that says how much, in a sentence whose other
words determine it: by meaning the sentence points to it rather than to terms like it, and nothing
else in the sentence gives it away.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tutor.documents.document import Span
from tutor.generation.base import Generator
from tutor.practice.making.course import Course, Mention
from tutor.practice.making.formulas import without_formulas
from tutor.practice.making.passage import Passage
from tutor.practice.making.rejection import Rejected
from tutor.practice.making.statement import is_trait, unused_facts
from tutor.practice.making.terms import definition_in
from tutor.practice.question import BLANK, Difficulty, Question
from tutor.retrieval.lexical import stem_terms
from tutor.retrieval.terms import content_terms

_NUMBER = re.compile(
    r"(?<![\w.,$/-])(?P<number>\d+(?:,\d{3})*(?:\.\d+)?"
    r"(?:\s?%|\s(?:percent|per cent|million|billion|thousand)\b)?)(?=[\s,;.)])(?![.,]\d)"
)
_LABELS = re.compile(
    r"(?:\b(?:chapter|section|figure|table|step|type|level|version|class|stage|grade|phase|layer|"
    r"equation|number|no\.|row|column|page|week|unit|by|and|or|to|of|from|between)|[=+*/^\u00d7]|"
    r"\b[A-Z][\w-]*)\s*$"
)
# Of a list of examples any other would do.
_OPEN = re.compile(
    r"(?:such as|like|including|e\.g\.,?|for example,?|for instance,?)\s[^.;]*$|:\s[^.;]*,\s[^.;]*$"
)
_ARTICLE = re.compile(r"\b(?P<article>[Aa]n?) $")
_MANY_NUMBERS = 3  # from which a number follows from the others, or from nothing
_LEAST_LEFT = 4  # content words beside the blank
_RIVALS = 8  # terms of the same kind that the answer is compared with
_AHEAD = 0.2  # most of them that the sentence may be nearer to
_YEAR = re.compile(r"(?:1[89]|20)\d\d")  # when a paper was published is no part of a course
_TELLING = 2.1  # inverse document frequency of a word that names something by itself
_OFTEN = 3  # sentences that name what has no definition
_RARE = 3.0  # inverse document frequency of a word that few passages have


@dataclass(frozen=True, slots=True)
class _Blank:
    """What may be left out of a sentence."""

    span: Span  # offsets into the statement of what the blank takes the place of
    answer: str
    worth: float  # how much there is to know in it
    mention: Mention | None = None  # None for a number


def make(
    passage: Passage,
    course: Course,
    generator: Generator,  # noqa: ARG001 -- every kind is made with the same arguments
    *,
    avoid: Sequence[Question] = (),
) -> Question | Rejected:
    """A cloze question from the best sentence of a passage that has none yet.

    Args:
        passage: With facts to ask.
        course: Knows the terms.
        generator: Not asked.
        avoid: Questions that there are already.
    """
    found = [
        (blank, fact, statement)
        for fact, statement in unused_facts(passage, "cloze", avoid)
        for blank in blanks_in(statement, course)
    ]
    for blank, fact, statement in sorted(found, key=lambda each: -each[0].worth):
        if blank.mention and not _points_to(blank, statement, course):
            continue
        return Question(
            kind="cloze",
            question=with_blank(statement, blank.span),
            answer=blank.answer,
            explanation=f"“{blank.answer}” is missing. The notes say: {statement}",
            citations=(passage.cite((fact,)),),
            topic=passage.topic,
            chapter=passage.chapter,
            difficulty=_difficulty(blank, statement),
        )
    return Rejected("nothing to ask")


def with_blank(statement: str, span: Span) -> str:
    """The statement with the blank; the article before it doesn't tell how the answer begins."""
    before, after = statement[: span.start], statement[span.end :]
    article = _ARTICLE.search(before)
    if article:
        before = f"{before[: article.start()]}{article['article'][0]}(n) "
    return f"{before}{BLANK}{after}"


def blanks_in(statement: str, course: Course) -> Iterator[_Blank]:
    """What may be left out of a statement, in its order."""
    left = len(content_terms(statement))
    named = False  # a number says something where it is told what it is of
    for mention in course.mentions(statement):
        worth = _worth(mention, statement, course)
        named = named or mention.term.is_named or mention.term.kind != "term"
        span = _whole(mention, statement)
        stems = set(stem_terms(mention.text))
        if worth and left - len(stems) >= _LEAST_LEFT and not _given_away(span, stems, statement):
            yield _Blank(span, mention.text, worth, mention)
    if len(re.findall(r"\d[\d,.]*", statement)) >= _MANY_NUMBERS or not named:
        return
    for match in _NUMBER.finditer(without_formulas(statement)):
        start, end = match.span("number")
        answer = statement[start:end]
        bare = re.fullmatch(r"\d", answer) or _LABELS.search(statement[:start])
        if bare and not re.search(r"[% ]", answer):
            continue
        again = match["number"] in statement[:start] + statement[end:]
        if not again and not _YEAR.fullmatch(answer):
            yield _Blank(Span(start, end), answer, 1.5)


def _worth(mention: Mention, statement: str, course: Course) -> float:
    """How much of the course a mention is; 0 for words that anybody might have put there."""
    term = mention.term
    if term.kind == "person" or is_trait(mention.text):
        return 0.0
    definition = definition_in(statement)
    if definition and course.find(definition.term) == term:
        return 4.0
    rarity = max(map(course.retriever.rarity, stem_terms(mention.text)), default=0.0)
    several = len(stem_terms(mention.text)) > 1
    if term.kind == "acronym" or (term.definition and (several or rarity >= _TELLING)):
        return 3.0
    if term.kind == "name":
        return 2.0
    return 1.0 if several and rarity >= _RARE and term.count >= _OFTEN else 0.0


def _whole(mention: Mention, statement: str) -> Span:
    """The mention with the brackets behind it: an acronym tells its long form, and it that."""
    bracket = re.match(r"\s\([^)$]{2,60}\)", statement[mention.span.end :])
    end = mention.span.end + (bracket.end() if bracket else 0)
    return Span(mention.span.start, end)


def _given_away(span: Span, stems: set[str], statement: str) -> bool:
    """Whether the rest says a word of the answer or its initials, or leaves open what is meant."""
    before, after = statement[: span.start], statement[span.end :]
    rest = f"{before} {after}"
    if (
        stems & set(stem_terms(rest))
        or _OPEN.search(before)
        or before.endswith(("-", "/", "\u2019", "("))
    ):
        return True
    if after[:1] in ("-", "/", "(", "'", "\u2019") or re.match(r"\s[A-Z0-9]", after):
        return True  # a part of a longer name
    missing = statement[span.start : span.end]
    initials = "".join(word[0] for word in re.findall(r"[^\W\d_]\w*", missing)).upper()
    acronyms = {word.rstrip("s") for word in re.findall(r"\b[A-Z][A-Z0-9]+s?\b", rest)}
    spelled = "".join(word[0] for word in re.findall(r"[^\W\d_]\w*", rest)).upper()
    own = set(re.findall(r"\b[A-Z]{2,}\b", missing))
    return initials in acronyms or any(acronym in spelled for acronym in own if len(acronym) > 2)


def _points_to(blank: _Blank, statement: str, course: Course) -> bool:
    """Whether the sentence without it is nearer to the answer than to most terms like it."""
    if blank.mention is None:
        return True
    rest = f"{statement[: blank.span.start]} {statement[blank.span.end :]}"
    rivals = course.neighbours(blank.mention.term, exclude=(rest,))[:_RIVALS]
    encode = course.retriever.encode
    vector = encode(rest)
    own = float(vector @ encode(blank.mention.text))
    left = int(_AHEAD * len(rivals))
    for rival in rivals:
        left -= float(vector @ encode(rival.term.text)) > own
        if left < 0:
            return False
    return True


def _difficulty(blank: _Blank, statement: str) -> Difficulty:
    """Easy where the sentence defines what is missing, hard for numbers."""
    if blank.mention is None:
        return "hard"
    return "easy" if definition_in(statement) and blank.span.start < len("The ") + 1 else "medium"
