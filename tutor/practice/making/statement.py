"""A sentence of the notes as a question shows it: without its list label, emphasis and references."""

import re
from collections.abc import Iterator, Sequence

from tutor.documents.document import Span
from tutor.practice.making.passage import Passage
from tutor.practice.question import Kind, Question

_LABEL = re.compile(r"^\W*\*\*(?P<label>[^*]{2,60}?):?\*\*\s*(?:[:–—-]\s+)?(?P<rest>\S.*)$")
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\([^)]*\)")
# "(Goh, 2017)", "(Lee et al., 2020; Goh, 2017)": what a reader passes over.
_REFERENCE = re.compile(
    r"\s\((?:see |e\.g\.,? )?(?:[^\W\d][\w.&' -]*,? (?:and colleagues,? )?(?:1[89]|20)\d\d[a-z]?"
    r"(?:; )?)+\)"
)
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=\S)\1(?![\w*])")
_UNCUT = re.compile(r"(\$[^$]*\$|`[^`]*`)")
_BRACKETED = re.compile(r"\s*\([^)]*\)")


def statement_of(sentence: str) -> str:
    """What a sentence states, as a student can read it by itself; empty where it doesn't.

    Of a labelled item ("**Mask**: A mask is ...") it is what stands behind the label, which is
    understood by itself where it names the label again.
    """
    label = _LABEL.match(sentence)
    if label and sentence.startswith(("**" + label["label"] + "**:", "**" + label["label"] + ":")):
        name = _BRACKETED.sub("", label["label"]).lower()
        if name not in label["rest"].lower():
            return ""
        sentence = label["rest"]
    parts = _UNCUT.split(_REFERENCE.sub("", _LINK.sub(r"\1", sentence)))
    parts[::2] = [_EMPHASIS.sub(r"\2", part) for part in parts[::2]]  # formulas stay as they are
    text = "".join(parts).strip()
    return text[:1].upper() + text[1:] if text[:1].isalpha() else text


def label_of(sentence: str) -> tuple[str, str] | None:
    """The term and the text of an item "**Term**: text", as glossaries write them; else None."""
    match = _ITEM.match(sentence)
    return (match["term"].strip(), match["text"].strip()) if match else None


_ITEM = re.compile(
    r"^\W*\*\*(?P<term>[^*:]{2,60}?)(?::\*\*|\*\*\s*(?::|[–—-](?=\s)))\s*(?P<text>\S.*)$", re.DOTALL
)


def unused_facts(
    passage: Passage, kind: Kind, avoid: Sequence[Question]
) -> Iterator[tuple[Span, str]]:
    """The facts of a passage that no question of a kind asks yet, with their statements.

    Those that no question at all was made from come first.
    """
    asked = {
        (question.kind, span)
        for question in avoid
        for citation in question.citations
        if citation.chunk_id == passage.chunk.id
        for span in citation.evidence
    }
    touched = {span for _, span in asked}
    free = [fact for fact in passage.facts if (kind, fact) not in asked]
    for fact in sorted(free, key=lambda span: span in touched):
        statement = statement_of(passage.read(fact))
        if statement:
            yield fact, statement
