"""A student's answer as it is graded: cleaned, cut into claims, and told from no answer at all.

The answer is somebody's text, and who wrote it gains by what the grader believes. Characters that
nobody sees, marks of chat templates and sentences that tell the grader what to do are taken out
before anything is compared or a model reads a word of it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tutor.answering.terms import content_terms
from tutor.answering.untrusted.characters import script_of
from tutor.answering.untrusted.likeness import Encode
from tutor.answering.untrusted.material import clean
from tutor.answering.untrusted.orders import is_order
from tutor.documents.sentences import split_sentences
from tutor.practice.spelling import same_word

NoAnswer: TypeAlias = Literal["empty", "unknown", "order", "language", "question", "words"]

LONGEST = 4000  # characters of an answer that are read

_GRADING = re.compile(
    r"\b(?:full|maximum|max|top|all|perfect) (?:marks?|score|points|credit|grade)\b"
    r"|\b(?:mark|grade|score|rate|count|accept|treat)\b[^.;]{0,30}\b(?:right|correct|full|100|pass)"
    r"|\b(?:ignore|disregard|forget)\b[^.;]{0,40}\b(?:above|previous|prior|instruct\w*|key|rubric|"
    r"facts?|rules?)\b|\b(?:grader|examiner|reviewer)\b[^.;]{0,20}[:,]",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(
    r"(?:(?:sorry|hmm+|uh+|um+|well|honestly)\W+)*(?:i\W+)?(?:really\W+|honestly\W+)?"
    r"(?:idk|dunno|no (?:idea|clue)|not sure|don'?t (?:know|remember|recall)"
    r"|do not (?:know|remember)|can(?:'?t|not) remember|have no (?:idea|clue)"
    r"|haven'?t (?:a clue|learned|studied)\w*"
    r"|forgot|pass|skip|\?+|n/?a|none|nothing)"
    r"(?:\W+(?:sorry|this|that|it|the answer|at all|yet|about|one|how|to|answer|any|more|anymore|"
    r"sir|please|really))*\W*",
    re.IGNORECASE,
)
# Small words by which a language is known; English has none of them.
_FOREIGN = frozenset(
    "el los las una del que por para como pero est\u00e1 es muy y se der die und das ist nicht ein "
    "eine mit f\u00fcr den dem les des est une dans pour avec qui sont et il che della sono di "
    "\u00e8 gli het een van niet uma n\u00e3o com s\u00e3o os".split()
)
_FUNCTION = frozenset(
    "a an the is are was were be been it its they them that this these those which who of in on at "
    "to for from by with as and or but not no so if when while because than then you i we he she "
    "do does did has have had can will would should may there each every all one only".split()
)
_RELATION = re.compile(r"[.,;:=()/<>\u2192\u2192|+*^-]|\d")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_SALAD = 6  # words without a small word or a sign among them are no sentence
_REPEATED = 0.85  # share of an answer's terms that its question has
_CUT = re.compile(
    r"\s*(?:[;\n]|,?\s+\b(?:(?<!\bmore )and|but|while|whereas|however)\b|,|\s-\s|\d\)\s)\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Claims:
    """What an answer says."""

    text: str  # all of it that counts
    sentences: tuple[str, ...]
    parts: tuple[str, ...]  # the sentences cut into clauses


def read_answer(text: str, question: str, key: str, encode: Encode | None) -> Claims | NoAnswer:
    """An answer's claims, or why it is no answer.

    Args:
        text: As the student wrote it.
        question: What was asked.
        key: What a full answer says; its language is the one that is understood.
        encode: The encoder's vector of a text, for sentences that may be orders.
    """
    said = " ".join(clean(text)[:LONGEST].replace("\n", " ; ").split()).strip(" ;")
    if not any(c.isalnum() for c in said):
        return "unknown" if "?" in said else "empty"
    if _UNKNOWN.fullmatch(said):
        return "unknown"
    sentences = [said[span.start : span.end] for span in split_sentences(said)]
    kept = tuple(s for s in sentences if not _is_order(s, encode) and not _UNKNOWN.fullmatch(s))
    if not kept:
        return "order"
    said = " ".join(kept)
    if _is_foreign(said, key):
        return "language"
    if _repeats(said, question, key):
        return "question"
    if _is_salad(said):
        return "words"
    return Claims(said, kept, tuple(part for s in kept for part in cut(s)))


def cut(sentence: str) -> list[str]:
    """A sentence's clauses, as far as commas and conjunctions show them."""
    return [part for part in _CUT.split(sentence) if any(c.isalnum() for c in part)]


def mentions(term: str, found: frozenset[str]) -> bool:
    """Whether a stem is among others, slips of the keyboard forgiven."""
    return term in found or any(same_word(term, other) for other in found)


def share(wanted: frozenset[str], found: frozenset[str], rarity: Callable[[str], float]) -> float:
    """Share of the wanted stems that were found, slips forgiven, each weighted by its rarity."""
    total = sum(rarity(term) for term in sorted(wanted))
    if not total:
        return 1.0 if not wanted else 0.0
    return sum(rarity(term) for term in sorted(wanted) if mentions(term, found)) / total


def _is_order(sentence: str, encode: Encode | None) -> bool:
    return bool(_GRADING.search(sentence)) or is_order(sentence, encode)


def _is_foreign(said: str, key: str) -> bool:
    if script_of(said) != script_of(key):
        return True
    words = [word.lower() for word in _WORD.findall(said)]
    foreign = sum(word in _FOREIGN for word in words)
    own = {word.lower() for word in _WORD.findall(key)}
    if len(own & _FOREIGN) > 1:
        return False  # so are the notes
    return foreign >= 2 and foreign > sum(word in _FUNCTION for word in words)


def _repeats(said: str, question: str, key: str) -> bool:
    """Whether an answer has hardly a word beside its question's, and nothing of the key's own."""
    terms, asked = content_terms(said), content_terms(question)
    if not terms:
        return False
    own = content_terms(key) - asked
    if any(mentions(term, terms) for term in own) or re.search(r"\d", said):
        return False
    return sum(mentions(term, asked) for term in terms) >= _REPEATED * len(terms)


def _is_salad(said: str) -> bool:
    words = [word.lower() for word in _WORD.findall(said)]
    return (
        len(words) >= _SALAD
        and not _RELATION.search(said)
        and sum(word in _FUNCTION for word in words) * 10 < len(words)
    )
