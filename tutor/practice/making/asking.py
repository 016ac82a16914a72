"""Asking for a term by its own sentence: how it stands there, and which question that gives."""

import re
from typing import Literal, TypeAlias

from tutor.answering.terms import content_terms
from tutor.documents.document import Span
from tutor.practice.making.formulas import without_formulas
from tutor.practice.making.terms import TermKind, is_plural
from tutor.practice.question import BLANK

Place: TypeAlias = Literal["subject", "called", "other"]

_BEFORE = re.compile(r"(?:(?:a|an|the)\s+)?", re.IGNORECASE)
_AFTER = re.compile(r"\s*(?:\([^)]*\)\s*|, (?:or|also called|also known as) [^,]{2,40}, ?)?")
_AUXILIARY = re.compile(
    r"(?:is|are|was|were|has|have|had|can|may|must|does|do|means|mean)\b(?! (?:also|often) called)"
)
_VERB = re.compile(r"(?:[a-z]+-)?[a-z]{2,}(?:s|ed)\b(?! (?:is|are|was|were|has|can)\b)")
_NO_VERB = re.compile(
    r"(?:ness|ions|ments|ings|ous|ss|is|us|ics|layers|units|networks|models|methods)\b"
)
_CALLED = re.compile(
    r"\b(?:called|named|termed|known as|referred to as)\s+(?:(?:a|an|the)\s+)?[*\"']*$"
)
# What follows is said of the sentence's subject by another name, or is another statement.
_NEXT_CLAUSE = re.compile(
    r"(?:[;:]\s|,? (?:and|so|but|while|whereas|whose) (?:it|its|they|their|this|that|the|thus)\b|"
    r",? (?:so|but|while|whereas|although|though)\b).*$"
)
# "is a block that runs filters": which block runs filters?
_KIND = re.compile(
    r"is an? (?P<kind>(?:[a-z][\w-]* ){0,2}[a-z][\w-]*) (?:that|which) "
    r"(?=(?:is|has|can|was|may|\w{2,}s)\s)"
)
# "is also a layer", as others are; "is that the layer", which defines nothing.
_SAYS_LITTLE = re.compile(
    r"(?:.*\band an? \S+ (?:two|three|four|five|\d+)\b)|(?:can|may|could|might|would)\b|"
    r"\w+ (?:also|often|usually|sometimes|typically|one of|an? (?:example|instance|part|kind|type)|"
    r"that|whether|to|because|how|why|not|similar|like|then)\b"
)
# ", average pooling keeps the mean": said of something else.
_OWN_SUBJECT = re.compile(
    r", (?:and |but )?(?!(?:which|who|that|such|where|whose|for|because|in|with|or)\b)"
    r"(?!\w+s (?:the|an?|each|all|its?|their|to|with|by)\b)(?:[\w-]+ |\$[^$]*\$ ){1,5}?"
    r"(?:(?:is|are|has|have|was|were|see)\b|"
    r"[a-z]{3,}s (?=(?:the|an?|each|all|some|its|only|to)\b|\d|\$)).*$"
)
# "because errors", from "because errors and missing values do not show": no place to cut.
_CUT_SHORT = re.compile(
    r"\b(?:because|if|when|while|where|which|that|such as|so that)(?: [\w-]+){0,2}\W*$"
)
_MEANS = re.compile(r"means? that\b")
_LEAST_AROUND = 6  # terms around a gap that must tell what belongs there
_LEAST_TERMS = 4  # that a plain question must have to be about one thing only


def place_of(statement: str, span: Span) -> Place:
    """Whether a sentence is about a term, introduces it as a name, or only has it."""
    before, rest = statement[: span.start], statement[span.end :]
    if _CALLED.search(before):
        return "called"
    if _BEFORE.fullmatch(before) and _predicate(rest):
        return "subject"
    return "other"


def plain_question(statement: str, span: Span, kind: TermKind) -> str:
    """What a sentence says of its subject, as a question for the subject.

    Empty where the term isn't its subject, or too little is said to tell it from others.
    """
    if place_of(statement, span) != "subject":
        return ""
    said = _predicate(statement[span.end :])
    for clause in (_NEXT_CLAUSE, _OWN_SUBJECT):
        cut = clause.sub("", said)
        said = said if _CUT_SHORT.search(cut) else cut
    said = re.sub(r"^have\b", "has", said.rstrip(" .,"))
    if len(content_terms(without_formulas(said))) < _LEAST_TERMS:
        return ""
    if _SAYS_LITTLE.match(said) and not _MEANS.match(said):
        return ""
    word = "Who" if kind == "person" else "What"
    meaning = _MEANS.sub("", said)
    if meaning != said:
        noun = "terms mean" if is_plural(statement[span.start : span.end]) else "term means"
        return f"Which {noun} that{meaning}?"
    kind_of_thing = _KIND.match(said)
    if kind_of_thing:
        return f"Which {kind_of_thing['kind']} {said[kind_of_thing.end() :]}?"
    return f"{word} {said}?"


def gap_question(statement: str, span: Span) -> str:
    """A sentence that only has a term, as a question for it; empty where too little is left."""
    before, after = statement[: span.start], statement[span.end :]
    # "an" would tell what the word begins with.
    before = re.sub(r"\b([Aa])n? $", r"\1(n) ", before)
    text = f"{before}{BLANK}{after}".rstrip(" .")
    enough = len(content_terms(without_formulas(f"{before} {after}"))) >= _LEAST_AROUND
    return f"Which term fills the gap in \u201c{text}\u201d?" if enough else ""


def _predicate(rest: str) -> str:
    """A sentence's predicate, where one begins right behind its subject; else nothing."""
    following = _AFTER.match(rest)
    at = following.end() if following else 0
    if _AUXILIARY.match(rest, at):
        return rest[at:]
    verb = _VERB.match(rest, at)
    is_verb = verb and not rest.startswith(",", verb.end()) and not _NO_VERB.search(verb[0])
    return rest[at:] if is_verb else ""
