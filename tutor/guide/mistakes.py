"""Common mistakes: what the notes warn of, in their own words."""

import re
from collections.abc import Iterator

from tutor.documents.document import Chunk
from tutor.guide.candidates import Candidate
from tutor.guide.guide import Line
from tutor.guide.sections import Section, vector_of
from tutor.practice.making.checks.wording import stands_alone
from tutor.practice.making.statement import statement_of
from tutor.retrieval.retriever import Retriever

_HEADING = re.compile(
    r"\b(?:mistakes?|misconceptions?|pitfalls?|misunderstandings?|confusions?|errors to avoid|"
    r"caveats?|warnings?|gotchas?)\b",
    re.IGNORECASE,
)
# A sentence that speaks of a mistake as such.
_MISTAKE = re.compile(
    r"\b(?:common|frequent|typical|usual|easy) (?:mistakes?|errors?|pitfalls?|misconceptions?)\b|"
    r"\bmisconceptions?\b|\bpitfalls?\b|\b(?:is|are) (?:often|easily|sometimes|frequently) "
    r"(?:confused|mistaken|misread|misunderstood)\b|\bnot to be confused\b|\bconfus(?:e|es|ing) "
    r"\w+|\bmistak(?:e|es|ing) \w+ for\b|\bcontrary to\b|\b(?:beware|be careful|take care)\b|"
    r"\bmisleading\b",
    re.IGNORECASE,
)
# One that tells what isn't so, or must not be done.
_WARNS = re.compile(
    r"\b(?:does|do|did) not (?:mean|imply|guarantee|ensure|prove|follow)\b|"
    r"\b(?:should|must) (?:not|never)\b|\bis not (?:the same|enough|sufficient|evidence|proof|"
    r"necessarily|a measure|a sign)\b|\bare not (?:the same|enough|interchangeable|comparable)\b|"
    r"\bnever\b|^avoid\b|\b(?:does|do) not by (?:itself|themselves)\b|\bhowever\b.*\bnot\b|"
    r"\bnot because\b|\bdespite its name\b",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r":\w+:`|\[\d+\]|https?://|!\[|<\w|^\s*(?:\||```|#)|\$\$")
_WORDS = (4, 45)


def is_about_mistakes(chunk: Chunk) -> bool:
    """Whether a chunk's headings say that mistakes stand under them."""
    return any(map(_HEADING.search, chunk.heading_path))


def mistakes(section: Section, retriever: Retriever) -> Iterator[Candidate]:
    """What a section warns of, in order."""
    for passage in section.passages:
        listed = is_about_mistakes(passage.chunk)
        for at, span in enumerate(passage.spans):
            said = passage.read(span)
            low, high = _WORDS
            if _REFERENCE.search(said) or not low <= len(said.split()) <= high:
                continue
            if said.endswith((":", "?")):
                continue
            text = statement_of(said) or (said if listed else "")
            if listed and text:
                worth = 3.0
            elif span in passage.facts and text and stands_alone(text):
                worth = 2.0 * bool(_MISTAKE.search(text)) + 1.0 * bool(_WARNS.search(text))
            else:
                continue
            if worth:
                line = Line("mistake", text, (passage.cite((span,)),), passage.topic)
                yield Candidate(line, worth, vector_of(passage, at, retriever), section.key)
