"""The terms of a course: what its glossary, its headings and its sentences name."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tutor.practice.making.passage import Passage
from tutor.practice.making.phrases import phrases_of, uncapitalised
from tutor.retrieval.lexical import stem_terms

TermKind: TypeAlias = Literal["acronym", "name", "term"]

_LABEL = re.compile(r"^\W*\*\*(?P<label>[^*]{2,60})\*\*\s*[:–—-]\s+(?P<rest>.+)$")
_DEFINED = re.compile(
    r"^(?:(?:A|An|The)\s+)?(?P<term>[^\W\d][\w'’-]*(?:\s+[\w'’-]+){0,4}?)"
    r"(?:\s+\((?P<short>[A-Z][\w-]{1,9})\))?(?:, (?:or|also called) [^,]{2,40},)?"
    r"\s+(?P<verb>is|are|means)\s+(?P<what>(?:a|an|the|that|any|one|how)\s.+)$"
)
_EMPHASIS = re.compile(r"(?<![*\w])\*{1,2}(?P<term>[^*\n]{3,40})\*{1,2}(?![*\w])")
_BRACKETED = re.compile(r"\s*\((?P<inner>[^)]{2,30})\)\s*$")
_PLAIN = re.compile(r"[^\W\d_][\w'’/-]*(?: [\w'’/-]+){0,4}")
_NO_TERM = re.compile(
    r"\b(?:summary|brief|exercises?|sources?|references|introduction|overview|worked|example|"
    r"questions?|notes?|terms?|chapter|section|part|discussion|what|why|how|when|who|versus|vs)\b",
    re.IGNORECASE,
)
_FREQUENT = 3  # times a phrase names something until it counts as a term


@dataclass(frozen=True, slots=True)
class Definition:
    """A sentence that says what a term is."""

    term: str
    what: str  # "a table that counts ...", "that the absence of a value ..."
    verb: str
    short: str = ""  # the acronym beside it


@dataclass(frozen=True, slots=True)
class Term:
    """A name of something that the course speaks of."""

    text: str  # as in the middle of a sentence
    kind: TermKind
    chapters: frozenset[str]  # keys of those that use it
    count: int  # sentences that use it
    definition: str = ""  # a sentence of the notes that defines it
    key: str = ""  # its stems; terms with the same are the same

    @property
    def is_plural(self) -> bool:
        """Whether it names several things, as far as its ending tells."""
        last = self.text.split()[-1]
        return last.endswith("s") and not last.endswith(("ss", "us", "is", "sis"))


def definition_in(sentence: str) -> Definition | None:
    """What a sentence defines, in the forms in which notes define; None for other sentences."""
    label = _LABEL.match(sentence)
    match = _DEFINED.match(label["rest"] if label else sentence)
    if not match:
        return None
    words = match["term"].split()
    plain = [word.lower() for word in words]
    if len(words) > 5 or {"of", "that", "which", "and", "in", "for", "with", "if"} & set(plain[1:]):
        return None
    return Definition(
        uncapitalised(match["term"]), match["what"], match["verb"], match["short"] or ""
    )


def terms_of(passages: Sequence[Passage], headings: Iterable[str]) -> list[Term]:
    """All terms of the passages, those that are named first in front."""
    sentences = [(p.chapter, p.read(span)) for p in passages for span in p.facts]
    named: dict[str, str] = {}  # spelling by key
    defined: dict[str, str] = {}
    strong: set[str] = set()

    def add(text: str, sentence: str = "", *, sure: bool = True) -> None:
        text = _BRACKETED.sub("", " ".join(text.split())).strip(" .,:;")
        key = key_of(text)
        if not key or not _PLAIN.fullmatch(text) or (sure and _NO_TERM.search(text)):
            return
        named.setdefault(key, uncapitalised(text))
        if sure:
            strong.add(key)
        if sentence:
            defined.setdefault(key, sentence)

    for _, sentence in sentences:
        label = _LABEL.match(sentence)
        definition = definition_in(sentence)
        if label:
            bracketed = _BRACKETED.search(label["label"])
            add(label["label"], sentence if definition else "")
            if bracketed:
                add(bracketed["inner"], sentence if definition else "")
        if definition:
            add(definition.term, sentence)
            if definition.short:
                add(definition.short, sentence)
        for emphasis in _EMPHASIS.finditer(sentence):
            if 1 <= len(emphasis["term"].split()) <= 4:
                add(emphasis["term"])
    for heading in headings:
        if 1 <= len(heading.split()) <= 4:
            add(heading)
    for phrase, count in phrases_of(sentence for _, sentence in sentences).items():
        if count >= _FREQUENT or (" " in phrase and count >= 2) or kind_of(phrase) != "term":
            add(phrase, sure=False)
    used: dict[str, set[str]] = {key: set() for key in named}
    counts = dict.fromkeys(named, 0)
    for chapter, sentence in sentences:
        for key in keys_in(sentence, named):
            used[key].add(chapter)
            counts[key] += 1
    return [
        Term(text, kind_of(text), frozenset(used[key]), counts[key], defined.get(key, ""), key)
        for key, text in named.items()
        if counts[key] and (key in strong or counts[key] >= 2)
    ]


def key_of(text: str) -> str:
    """The stems of a phrase: the same for its singular and its plural."""
    return " ".join(stem_terms(text))


def keys_in(sentence: str, known: Iterable[str] | dict[str, str]) -> set[str]:
    """Which of some keys a sentence has, word after word."""
    stems = stem_terms(sentence)
    return {
        key
        for i in range(len(stems))
        for n in range(1, 6)
        if (key := " ".join(stems[i : i + n])) in known
    }


def kind_of(text: str) -> TermKind:
    """What kind of name a phrase is: acronyms are told by capitals, names by an initial one."""
    words = text.split()
    if any(sum(c.isupper() for c in word) >= 2 for word in words) and len(words) <= 2:
        return "acronym"
    return "name" if all(word[:1].isupper() for word in words) else "term"
