"""A sentence of the notes as a question shows it: without its label, emphasis and references."""

import re
from collections.abc import Iterator, Sequence

from tutor.documents.document import Span
from tutor.practice.making.checks.wording import stands_alone
from tutor.practice.making.passage import Passage
from tutor.practice.question import Kind, Question

_LABEL = re.compile(
    r"^\W*\*\*(?P<label>[^*]{2,60}?):?\*\*\s*(?:[:\u2013\u2014-]\s+)?(?P<rest>\S.*)$"
)
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\([^)]*\)")
# "(Goh, 2017)", "(Lee et al., 2020; Goh, 2017)": what a reader passes over.
_REFERENCE = re.compile(
    r"\s\((?:see |e\.g\.,? )?(?:[^\W\d][\w.&' -]*,? (?:and colleagues,? )?(?:1[89]|20)\d\d[a-z]?"
    r"(?:; )?)+\)"
)
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=\S)\1(?![\w*])")
_UNCUT = re.compile(r"(\$[^$]*\$|`[^`]*`)")
# Under these stand computations and wrong ideas.
_ASIDE = re.compile(
    r"\b(?:worked|examples?|exercises?|mistakes?|misconceptions?|pitfalls|questions?)\b",
    re.IGNORECASE,
)
_MANY_NUMBERS = 5  # from which a sentence is a computation and not a fact
# What leads on from something said before, or speaks about the text and its author.
_LEADS_ON = re.compile(
    r"^(?!(?:typically|usually|generally|early|only|family)\b)\w+ly\b|"
    r"^(?:first|second|third|last|next|now|later|again|indeed|yet|still|even|besides|nonetheless|"
    r"nevertheless|not only|going|see|once|perhaps|another|some|sometimes|many|most|much|while|"
    r"whereas|since|although|though|comparing|according to|given that|by now|with that|as|one|"
    r"in (?:fact|particular|addition|short|practice,|other words|doing so)|at first|alas|"
    r"in the end|in some cases|reviewing|"
    r"on the contrary|more (?:\w+ly|specific)|by contrast|for better|a slightly|on top|"
    r"to (?:see|begin|continue|start|get|keep|make)|of course|after all|apart from|things|"
    r"an? (?:few|number)|all (?:in all|of|two|three|four|five)|just as|"
    r"the (?:main|above|following|new|entire|original|key|idea|goal|question|reason|difference|"
    r"resulting|remaining|issue|problem|reality|immediate|intuition|trick|challenge|aim|benefit|"
    r"advantage|downside|drawback|point|hope|notion))\b|"
    r"\b(?:it turns out|as they are called|recently|so far|et al\.|for now|one (?:can|could|might|"
    r"may|should)|useful|interesting|luckily|(?:un)?fortunately|of course|as of today|arguably|"
    r"on the other hand|"
    r"histor(?:y|ical)|as old as|popular|researchers|beautiful|great|essentially|"
    r"stranger|similar observations|similar to the|ingenious|creative|game-changer|"
    r"state-of-the-art|inspired)\b|`|"
    r"\b[A-Z] and [A-Z]\b",
    re.IGNORECASE,
)
# A caption has no finite verb: "Computational graph of an RNN with three time steps."
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|cannot|may|must|do|does|will|would|should|could|use|"
    r"learn|combine|need|make|give|keep|become|allow|mean|require|take|share|contain|include|"
    r"reduce|help|show|work|read|depend|come|lead|measure|describe|compare|treat|store|suit)\b|"
    r"(?<!\bof )(?<!\bin )(?<!\bfor )(?<!\bthe )(?<!\bwith )\b(?!\w+(?:ss|us|is)\b)[a-z]{2,}s "
    r"(?:the|an?|its|their|to|that|how|each|all|every|both|one|no|by|from|into|on|over|whether|"
    r"when|as|only|\$)"
)
_NUMBER = re.compile(r"\d[\d,.]*")
_MANY_NUMBERS = 5  # from which a sentence is a computation and not a fact
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
    r"^\W*\*\*(?P<term>[^*:]{2,60}?)(?::\*\*|\*\*\s*(?::|[\u2013\u2014-](?=\s)))\s*(?P<text>\S.*)$",
    re.DOTALL,
)


def is_clause(text: str) -> bool:
    """Whether a text has a verb that makes it say something, as far as its words tell."""
    return _FINITE.search(text) is not None


def is_trait(text: str) -> bool:
    """Whether a word says how something is and doesn't name it, as far as its ending tells."""
    return re.search(r"(?:ive|al|ic|ous|able|ible|ent|ed|er)$", text.split()[-1]) is not None and (
        " " not in text or text.split()[0].endswith("ly")
    )


def unused_facts(
    passage: Passage, kind: Kind, avoid: Sequence[Question]
) -> Iterator[tuple[Span, str]]:
    """The facts of a passage that no question of a kind asks yet, with their statements.

    Those that no question at all was made from come first.
    """
    if any(_ASIDE.search(heading) for heading in passage.chunk.heading_path):
        return
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
        if statement and _is_fact(statement):
            yield fact, statement


def _is_fact(statement: str) -> bool:
    return (
        len(_NUMBER.findall(statement)) < _MANY_NUMBERS
        and not _LEADS_ON.search(statement)
        and is_clause(statement)
        and stands_alone(statement)
    )
