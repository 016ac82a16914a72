"""One fact of a statement changed, so that it is false: by the course's own words and numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tutor.answering.terms import content_terms
from tutor.documents.document import Span
from tutor.practice.making.course import Course
from tutor.practice.making.formulas import without_formulas
from tutor.practice.making.opposites import opposites_in
from tutor.practice.making.passage import Passage
from tutor.practice.making.statement import is_trait
from tutor.practice.making.terms import Term

_NUMBER = re.compile(
    r"(?<![\w.,$/-])(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)"
    r"(?P<unit>\s?%|\s(?:percent|per cent|million|billion|thousand)\b)?(?=[\s,;.)])(?![.,]\d)"
)
_LABELS = re.compile(
    r"(?:\b(?:chapter|section|figure|table|step|type|level|version|class|stage|grade|phase|layer|"
    r"equation|number|no\.|row|column|page|week|unit|by|and|or|to|of|from|between)|[=+*/^\u00d7]|"
    r"\b[A-Z][\w-]*)\s*$"
)
_ARTICLE = re.compile(r"\b([Aa])n? $")
_NEAR, _TOO_NEAR = 0.35, 0.85  # cosine of a term with the one that takes its place
_TELLING = 2.1  # inverse document frequency of a word that names something
_TERMS = 3  # that are tried in the place of one


@dataclass(frozen=True, slots=True)
class Change:
    """A statement with one fact changed."""

    kind: Literal["opposite", "number", "term"]
    text: str
    right: str  # what stood there
    wrong: str  # what stands there now


def changes_of(statement: str, passage: Passage, course: Course) -> Iterator[Change]:
    """What can be changed in a statement, the surest to be false first."""
    mentions = course.mentions(statement)
    plain = without_formulas(statement)
    for span, put in opposites_in(plain):
        # "high blood pressure" and "positive predictive value" are names.
        if not any(m.span.start <= span.start < m.span.end for m in mentions):
            yield _changed("opposite", statement, span, put)
    for match in _NUMBER.finditer(plain):
        number, unit = match["number"], match["unit"] or ""
        if _LABELS.search(statement[: match.start()]) and not unit:
            continue
        if len(number) == 1 and not unit and plain[match.end() :].startswith(","):
            continue  # of a list of numbers
        if other := _other_number(number, unit, passage.text):
            yield _changed("number", statement, Span(*match.span("number")), other)
    said = content_terms(passage.text) | content_terms(passage.chunk.context)
    for mention in mentions:
        rarity = max((course.retriever.rarity(w) for w in content_terms(mention.text)), default=0)
        if (
            not _names(mention.term)
            or is_trait(mention.text)
            or rarity < _TELLING
            or not _is_whole(statement, mention.span)
        ):
            continue
        near = [
            other.term.text
            for other in course.neighbours(mention.term, exclude=(statement,))
            if _NEAR <= other.closeness <= _TOO_NEAR
            and _names(other.term)
            and not is_trait(other.term.text)
            and not content_terms(other.term.text) <= said
        ]
        for text in near[:_TERMS]:
            yield _changed("term", statement, mention.span, text)


def _names(term: Term) -> bool:
    return term.kind in ("acronym", "name") or bool(term.definition)


def _changed(
    kind: Literal["opposite", "number", "term"], statement: str, span: Span, put: str
) -> Change:
    before, after = statement[: span.start], statement[span.end :]
    right = statement[span.start : span.end]
    put = put[:1].upper() + put[1:] if not before else put
    article = _ARTICLE.search(before)
    if article:
        n = "n" if _sounds_like_vowel(put) else ""
        before = f"{before[: article.start()]}{article[1]}{n} "
    return Change(kind, f"{before}{put}{after}", right, put)


def _sounds_like_vowel(word: str) -> bool:
    if re.match(r"[A-Z]{2,}", word):
        return word[0] in "AEFHILMNORSX"  # as letters are called
    return re.match(r"(?:[aeio]|u(?!ni|se|ti|bi)|hour|honest)", word.lower()) is not None


def _is_whole(statement: str, span: Span) -> bool:
    """Whether a term is no part of a longer name, and has no other name behind it in brackets."""
    before, after = statement[: span.start], statement[span.end :]
    return not (
        before.endswith(("-", "/", "(", "\u2019", "'"))
        or after[:1] in ("-", "/", "'", "\u2019")
        or re.match(r"\s(?:\(|[A-Z0-9])|, (?:or|also called)\b", after)
    )


def _other_number(number: str, unit: str, text: str) -> str:
    """A number of the same size and form that the text doesn't have; empty where there is none."""
    plain = number.replace(",", "")
    decimals = len(plain.partition(".")[2])
    value = float(plain)
    if not unit and re.fullmatch(r"(?:1[89]|20)\d\d", plain):
        return ""  # a year: when a paper was published is no part of a course
    percent = unit.strip() in ("%", "percent", "per cent")
    factors: tuple[float, ...] = (2.0, 0.5, 3.0, 0.25) if value else ()
    if (percent and value > 50) or (decimals and 0.5 < value < 1):
        factors = (0.5, 0.75, 0.25)
    for factor in factors:
        other = value * factor
        if not decimals and other != int(other):
            continue
        written = f"{other:,.{decimals}f}" if "," in number else f"{other:.{decimals}f}"
        if float(written.replace(",", "")) and not re.search(rf"(?<![\d.]){written}(?!\d)", text):
            return written
    return ""
