"""Formulas with the words that introduce them and those that say what their signs are."""

import re
from collections.abc import Iterator

from tutor.answering.untrusted.material import clean
from tutor.documents.document import Span
from tutor.guide.candidates import Candidate
from tutor.guide.guide import Line
from tutor.guide.sections import Section, vector_of
from tutor.guide.wording import opened
from tutor.practice.making.passage import Passage
from tutor.practice.making.statement import statement_of
from tutor.retrieval.retriever import Retriever
from tutor.retrieval.terms import content_terms

_DISPLAY = re.compile(
    r"\$\$.+?\$\$|\\\[.+?\\\]|\\begin\{(?:equation|align|gather)\*?\}.+?\\end\{\w+\*?\}", re.DOTALL
)
# An inline one that says what something is: it has a sign of equality.
_INLINE = re.compile(r"(?<!\$)\$(?!\$)[^$]*?(?:=|\\approx|\\propto|\\leq?\b|\\geq?\b)[^$]*\$(?!\$)")
_WORKED = re.compile(
    r"\b(?:worked|examples?|exercises?|by hand|mistakes?|misconceptions?|questions?)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\s*:(?:eq)?label:`[^`]*`\s*")
_REFERENCE = re.compile(r":\w+:`|https?://|!\[|<\w|```")
_NUMBER = re.compile(r"(?<![\w{_^])\d+(?:\.\d+)?(?![\w}])")
_FIGURE = re.compile(r"(?<![\w{_^.])\d[\d,]*(?:\.\d+)?(?![\w}])")
_FEW_FIGURES = 2  # a sentence with more is an example
_EXAMPLE = re.compile(r"(?:with|for) \$[^$]*=\s*-?\d|suppose|take\b|let\b", re.IGNORECASE)
_SHORTEST = 14  # characters of a formula within a sentence
_LETTER = re.compile(r"\\[a-zA-Z]{2,}|[a-zA-Z]")
# What is no sign of its own: operators, fonts, brackets, spaces.
_COMMAND = re.compile(
    r"\\(?:times|cdot|approx|frac|sqrt|left|right|text|mathrm|quad|q?quad|le|ge|leq|geq|begin|end|"
    r"aligned|ldots|cdots|dots)\b"
)
_LEAST_LETTERS = 2
_SAYS = re.compile(r"(?:\b(?:is|are|as|by|to|becomes|gives|yields|follows|have|has|form)|:)$")
_GOES_ON = re.compile(r"(?:where|with|for|here|in which|whose)\b", re.IGNORECASE)
# What takes part in a derivation: it leads on from what isn't here.
_LEADS_ON = re.compile(
    r"\b(?:we|us|our|let's|this|these|above|below|previous|thus|therefore|hence|recall|again|"
    r"suppose|consider|plugging|substitut\w+|rewrit\w+|expand\w*|deriv\w+|proof|similarly|"
    r"to see|for instance|for example)\b",
    re.IGNORECASE,
)
_MANY_NUMBERS = 4  # from which on a formula is a computation
_LONGEST = 420  # characters of a formula
_LONGEST_LEAD = 45  # words around it
_LONGEST_WHERE = 40  # words of the sentence about its signs


def formulas(section: Section, retriever: Retriever) -> Iterator[Candidate]:
    """The formulas of a section that stand apart, or that a sentence states, in order."""
    for passage in section.passages:
        if any(map(_WORKED.search, passage.chunk.heading_path)):
            continue
        for at, span in enumerate(passage.spans):
            spans = (span, *_signs(passage, at))
            found = _displayed(passage, spans) or _stated(passage, span)
            if found is None:
                continue
            text, worth = found
            evidence = spans if _DISPLAY.search(_raw(passage, span)) else (span,)
            line = Line("formula", text, (passage.cite(evidence),), passage.topic)
            yield Candidate(line, worth, vector_of(passage, at, retriever), section.key)


def _displayed(passage: Passage, spans: tuple[Span, ...]) -> tuple[str, float] | None:
    raw = _raw(passage, spans[0])
    displays = _DISPLAY.findall(raw)
    if len(displays) != 1 or len(displays[0]) > _LONGEST or _is_computation(displays[0]):
        return None
    text = opened(" ".join(" ".join(_raw(passage, span).split()) for span in spans))
    lead = " ".join(_DISPLAY.split(raw)[0].split())
    around = len(_DISPLAY.sub(" ", text).split())
    if lead[:1].islower() or (displays[0].rstrip("$]\\ ").endswith(",") and not _SAYS.search(lead)):
        return None  # the sentence begins before it, or goes on behind it
    if _REFERENCE.search(text) or around > _LONGEST_LEAD + _LONGEST_WHERE * (len(spans) > 1):
        return None
    about = content_terms(passage.chunk.heading) & content_terms(lead)
    worth = (
        1.0
        + 0.8 * (len(lead.split()) >= 4)
        + 0.5 * bool(about)
        + 0.5 * ("=" in displays[0])
        + 0.4 * (len(spans) > 1)
        - 1.2 * bool(_LEADS_ON.search(lead))
        - 0.8 * (not lead)
        - 0.6 * (r"\\" in displays[0] and "cases" not in displays[0])
    )
    return text, worth


def _stated(passage: Passage, span: Span) -> tuple[str, float] | None:
    """A sentence by itself that has a formula within."""
    if span not in passage.facts:
        return None
    statement = opened(statement_of(passage.read(span)))
    found = _INLINE.findall(statement)
    longest = max(map(len, found), default=0)
    if longest < _SHORTEST or _REFERENCE.search(statement) or _EXAMPLE.match(statement):
        return None
    if len(_FIGURE.findall(statement)) > _FEW_FIGURES or _is_computation(" ".join(found)):
        return None
    about = content_terms(passage.chunk.heading) & content_terms(statement)
    return statement, 1.2 + 0.5 * bool(about)


def _signs(passage: Passage, at: int) -> tuple[Span, ...]:
    """The sentence right behind a formula, where it says what the signs are."""
    if at + 1 >= len(passage.spans) or not _raw(passage, passage.spans[at]).endswith(
        ("$$", "\\]", "}")
    ):
        return ()
    following = passage.spans[at + 1]
    text = passage.read(following)
    own = _GOES_ON.match(text) and len(text.split()) <= _LONGEST_WHERE
    is_example = len(_FIGURE.findall(text)) > _FEW_FIGURES
    return (following,) if own and not is_example and not _DISPLAY.search(text) else ()


def _raw(passage: Passage, span: Span) -> str:
    return _LABEL.sub(" ", clean(passage.chunk.text[span.start : span.end])).strip()


def _is_computation(tex: str) -> bool:
    """Whether a formula is of numbers more than of letters."""
    letters = _LETTER.findall(_COMMAND.sub(" ", tex))
    return len(_NUMBER.findall(tex)) >= _MANY_NUMBERS or len(letters) < _LEAST_LETTERS
