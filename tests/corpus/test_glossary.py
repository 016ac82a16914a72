"""The glossary defines enough of the course, each term once, in order and in a sentence."""

from __future__ import annotations

import re

import pytest
from course import GLOSSARY, split

ITEM = re.compile(r"^- \*\*(?P<term>[^*]+)\*\*: (?P<sentence>.+)$")
VERB = re.compile(r"\b(?:is|are|means|says)\b")
# One term of every chapter, from the introduction to deployment.
ONE_OF_EACH = [
    "Deep learning",
    "Electronic health record (EHR)",
    "Overfitting",
    "Backpropagation",
    "Negative sampling",
    "Receptive field",
    "Gated recurrent unit (GRU)",
    "Denoising autoencoder",
    "RETAIN",
    "Graph convolutional network (GCN)",
    "Memory network",
    "Mode collapse",
    "Self-attention",
    "Calibration",
]


def groups() -> dict[str, list[tuple[str, str]]]:
    """Return the terms and their definitions under each heading, in the glossary's order."""
    _, body = split(GLOSSARY)
    found: dict[str, list[tuple[str, str]]] = {}
    heading = ""
    for line in body.splitlines():
        if line.startswith("## "):
            heading = line[3:]
            found[heading] = []
        elif line and not line.startswith("# "):
            item = ITEM.match(line)
            assert item, f"not a definition: {line}"
            found[heading].append((item["term"], item["sentence"]))
    return found


DEFINITIONS = [item for items in groups().values() for item in items]


def test_it_covers_the_course() -> None:
    """A theme for each of the 14 chapters, and at least 120 terms in all."""
    assert len(groups()) == 14
    assert len(DEFINITIONS) >= 120
    for (heading, items), term in zip(groups().items(), ONE_OF_EACH, strict=True):
        assert term in dict(items), f"{heading} lacks {term}"


def test_each_term_is_defined_once() -> None:
    """Two definitions of a term would leave open which one to cite."""
    terms = [term.lower() for term, _ in DEFINITIONS]
    assert sorted(terms) == sorted(set(terms))


@pytest.mark.parametrize("heading", groups())
def test_terms_are_in_alphabetical_order(heading: str) -> None:
    """A reader finds a term under its theme without reading all of it."""
    terms = [term.lower() for term, _ in groups()[heading]]
    assert terms == sorted(terms)


@pytest.mark.parametrize(("term", "sentence"), DEFINITIONS, ids=[term for term, _ in DEFINITIONS])
def test_definition_is_one_sentence_that_names_its_term(term: str, sentence: str) -> None:
    """A definition may be quoted alone, so it says what it defines, in 10 to 30 words."""
    first, *others = re.split(r"(?<=[.?])\s+(?=[A-Z])", sentence)
    bare = re.sub(r"^(?:An?|The) ", "", first)
    name = re.sub(r" \(.+\)$", "", term)
    assert not others
    assert first[0].isupper()
    assert first.endswith(".")
    assert bare.lower().startswith((term.lower(), name.lower(), name.split()[0].lower() + " ("))
    assert VERB.search(first)
    assert 10 <= len(sentence.split()) <= 30
