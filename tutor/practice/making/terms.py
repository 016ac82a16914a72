"""The terms of a course: what its glossary, its headings and its sentences name."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tutor.practice.making.phrases import phrases_of, uncapitalised
from tutor.practice.making.statement import label_of
from tutor.retrieval.lexical import stem_terms

TermKind: TypeAlias = Literal["acronym", "person", "name", "term"]

_DEFINED = re.compile(
    r"^(?:(?:A|An|The)\s+)?(?P<term>[^\W\d][\w'-]*(?:\s+[\w'-]+){0,4}?)"
    r"(?:\s+\((?P<short>[A-Z][\w-]{1,9})\))?(?:, (?:or|also called) [^,]{2,40},)?"
    r"\s+(?P<verb>is|are|means?)\s+(?P<what>(?:a|an|the|that|any|one|how)\s.+)$"
)
_EMPHASIS = re.compile(r"(?<![*\w])\*{1,2}(?P<term>[^*\n]{3,40})\*{1,2}(?![*\w])")
_BRACKETED = re.compile(r"\s*\((?P<inner>[^)]{2,30})\)\s*$")
_PLAIN = re.compile(r"[^\W\d_][\w'/-]*(?: [\w'/-]+){0,4}")
_NO_TERM = re.compile(
    r"\b(?:summary|brief|exercises?|sources?|references|introduction|overview|worked|example|"
    r"questions?|notes?|chapter|section|part|discussion|what|why|how|when|who|versus|vs|and|or|beyond|"
    r"current|previous|next|basics?|"
    r"of|in|for|to|from|with|the|a|an|this|that|not|et|al|is|are|it|we|our|your|its)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['/-][^\W_]+)*")
_INNER = frozenset("of at in the through or to by as a on".split())  # stop words within a term
_PERSON = (
    r"\b{name}(?: (?:and|et) (?:colleagues|al)\b|,? \d{{4}}|,? (?:and [A-Z]\w+ )?(?:introduced|"
    r"published|proposed|showed|described|studied)\b)|\bby {name} (?:and|in \d)"
)
_ADJECTIVE = re.compile(r"(?:ional|ural|ly|ed|ing|ent|ive)$")
_NO_NOUN = re.compile(r"(?<!embedd)(?:ly|ed|able|ous|ful|less|est|onvex|icient)$")
_LONGEST = 5  # words of a term
_NOUN_SHARE = 0.2  # of a word's occurrences, in which it must stand where a noun does
# Said so often, and of so much, that it is no answer worth asking for.
_PLAIN_WORDS = frozenset(
    stem
    for stem in stem_terms(
        "model method data value number result set problem task type way time work study paper "
        "system process approach technique case point step part group level form order term name "
        "output input function example information feature property performance training network "
        "size length width height dimension formula sum product ratio rate difference change rule "
        "cost idea goal use user person people patient hospital colleague author one zero random "
        "algorithm operation computation addition practice research purpose experiment parameter"
    )
)


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
    key: str  # its stems; terms with the same are the same
    count: int  # sentences that have it
    chapters: frozenset[str]  # keys of those with such sentences
    definition: str = ""  # a sentence of the notes that defines it
    is_named: bool = False  # as a term: by a glossary, a heading, emphasis or a definition

    forms: tuple[str, ...] = ()  # all its spellings within sentences, the commonest first

    def form(self, *, plural: bool) -> str:
        """Its commonest spelling that names several things, or one; empty where none is seen."""
        return next((text for text in self.forms if is_plural(text) == plural), "")


def is_plural(text: str) -> bool:
    """Whether a phrase names several things, as far as its ending tells."""
    last = text.split()[-1].lower()
    return last.endswith("s") and not last.endswith(("ss", "us", "is", "ics"))


def definition_in(sentence: str) -> Definition | None:
    """What a sentence defines, in the forms in which notes define; None for other sentences."""
    label = label_of(sentence)
    match = _DEFINED.match(label[1] if label else sentence)
    if not match:
        return None
    if any(_NO_TERM.fullmatch(word) for word in match["term"].split()):
        return None
    return Definition(
        uncapitalised(match["term"]), match["what"], match["verb"], match["short"] or ""
    )


def terms_of(sentences: Sequence[tuple[str, str]], headings: Iterable[str]) -> list[Term]:
    """All terms of a course's sentences.

    Args:
        sentences: Each with its chapter's key.
        headings: Of the sections, which often name a term and nothing else.
    """
    named: dict[str, str] = {}  # spelling by key
    defined: dict[str, str] = {}
    sure: set[str] = set()

    def add(text: str, sentence: str = "", *, is_sure: bool = True) -> None:
        text = _BRACKETED.sub("", " ".join(text.split())).strip(" .,:;")
        key = key_of(text)
        if (is_sure and not sentence and _NO_TERM.search(text)) or not key:
            return
        if not _PLAIN.fullmatch(text) or set(key.split()) <= _PLAIN_WORDS:
            return
        if _NO_NOUN.search(text) or len(text) < 2 or (kind_of(text) == "term" and len(text) < 4):
            return
        named.setdefault(key, uncapitalised(text))
        if is_sure:
            sure.add(key)
        if sentence:
            defined.setdefault(key, sentence)

    for _, sentence in sentences:
        label, definition = label_of(sentence), definition_in(sentence)
        if label:
            bracketed = _BRACKETED.search(label[0])
            for text in (label[0], bracketed["inner"] if bracketed else ""):
                add(text, sentence if definition else "")
        if definition:
            add(definition.term, sentence)
            add(definition.short, sentence)
    phrases = phrases_of(sentence for _, sentence in sentences)
    nouns = Counter(key_of(phrase) for phrase in phrases.elements() if " " not in phrase)
    words = Counter(stem for _, sentence in sentences for stem in stem_terms(sentence))
    for text in _emphasised(sentence for _, sentence in sentences):
        # A single word may be emphasised for its sense ("dynamically"): it must be seen as a name.
        key = key_of(text)
        if " " in text or nouns[key] > _NOUN_SHARE * words[key]:
            add(text)
    for heading in headings:
        add(heading)
    for phrase, count in phrases.items():
        is_name = kind_of(phrase) != "term"
        if is_name or (" " in phrase and count >= 2):
            add(phrase, is_sure=False)
    seen, chapters = _seen(sentences, named)
    spellings = {key: [text for text, _ in found.most_common()] for key, found in seen.items()}
    whole = "\n".join(sentence for _, sentence in sentences)
    found = []
    for key in named:
        count = len(chapters.get(key, ()))
        if count and (key in sure or count >= 2):
            forms = sorted(spellings[key], key=lambda t: _ADJECTIVE.search(t) is not None)
            text = forms[0]
            kind = kind_of(text)
            if kind == "name" and _is_person(text, whole):
                kind = "person"
            found.append(
                Term(
                    text,
                    kind,
                    key,
                    count,
                    frozenset(chapters[key]),
                    defined.get(key, ""),
                    key in sure,
                    tuple(forms),
                )
            )
    return found


def key_of(text: str) -> str:
    """The stems of a phrase: the same for its singular and its plural."""
    return " ".join(stem_terms(text))


def phrases_in(sentence: str) -> Iterable[tuple[int, int, str]]:
    """Start, end and key of every stretch of up to five words without a mark between them."""
    words = list(_WORD.finditer(sentence))
    stems = [stem_terms(word[0]) for word in words]
    for i in range(len(words)):
        if not stems[i]:
            continue
        parts: list[str] = []
        for j in range(i, min(i + _LONGEST, len(words))):
            apart = sentence[words[j - 1].end() : words[j].start()].strip(" ") if j > i else ""
            if apart or not (stems[j] or words[j][0] in _INNER):
                break
            parts += stems[j]
            if stems[j]:
                yield words[i].start(), words[j].end(), " ".join(parts)


def kind_of(text: str) -> TermKind:
    """What kind of name a phrase is: acronyms are told by capitals, names by an initial one."""
    words = text.split()
    if len(words) <= 2 and any(sum(c.isupper() for c in word) >= 2 for word in words):
        return "acronym"
    return "name" if all(word[:1].isupper() for word in words) else "term"


def _seen(
    sentences: Sequence[tuple[str, str]], keys: Mapping[str, str]
) -> tuple[dict[str, Counter[str]], dict[str, list[str]]]:
    """How each key is spelled within sentences, and the chapters of the sentences that have it.

    Args:
        sentences: Each with its chapter's key.
        keys: With the words by which each was named.
    """
    spellings: dict[str, Counter[str]] = {}
    chapters: dict[str, list[str]] = {}
    for chapter, text in sentences:
        label = label_of(text)
        sentence = label[1] if label else text
        here: set[str] = set()
        first = re.search(r"\w", sentence)
        for start, end, key in phrases_in(sentence):
            found = sentence[start:end]
            # "Initialising the parameters" is no other form of "initial parameters".
            if key not in keys or len(found.split()) != len(keys[key].split()):
                continue
            if found.endswith("'s"):
                continue
            opens = first is not None and start == first.start()
            # At its beginning a sentence says nothing about capitals.
            weight = 1 if opens else 100
            found = uncapitalised(found) if opens else found
            spellings.setdefault(key, Counter())[found] += weight
            here.add(key)
        for key in here:
            chapters.setdefault(key, []).append(chapter)
    return spellings, chapters


def _emphasised(sentences: Iterable[str]) -> list[str]:
    found = [match["term"] for sentence in sentences for match in _EMPHASIS.finditer(sentence)]
    return list(dict.fromkeys(found))


def _is_person(name: str, text: str) -> bool:
    return re.search(_PERSON.format(name=re.escape(name)), text) is not None
