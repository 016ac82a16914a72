"""A small course with a glossary, for the tests of how questions are made from it."""

from pathlib import Path

from answering_fakes import open_notes

from tutor.documents.document import Span
from tutor.practice.making.course import Course
from tutor.practice.making.passage import Passage
from tutor.practice.outline import Outline
from tutor.practice.question import Question

GLOSSARY = """# Glossary

## Terms

- **Dropout**: Dropout is a regulariser that switches random units of a layer off in training.
- **Early stopping**: Early stopping is a regulariser that ends training when the loss rises again.
- **Weight decay**: Weight decay is a regulariser that pulls all weights of a layer towards zero.
- **CPT**: CPT (Current Procedural Terminology) is the code system of doctors for their procedures.
- **1958**: A year with a machine that learned to tell two shapes apart.
"""
TRAINING = """# Training

## Gradient clipping

Gradient clipping rescales a gradient whose norm exceeds the threshold, because long recurrent
networks multiply many derivatives. It keeps the gradient's direction, while its length shrinks.
A larger threshold increases the length of the steps that a clipped optimiser takes.

## Language models

The language model BERT has 110 million parameters and reads words from both of its sides.

## Worked example

A tiny network has 12 units and adds a learned bias to each of its hidden layers.
"""
# Passages about something else, so that a word of the course's terms is a rare one.
BREAD = "# Bread\n\n" + "\n\n".join(
    f"## {flour}\n\nThe bakers of the town like {flour} flour with water and salt in the morning."
    for flour in "rye oat corn rice barley spelt millet teff sorghum wheat einkorn emmer".split()
)
NOTES = {"glossary.md": GLOSSARY, "training.md": TRAINING, "bread.md": BREAD}


def open_course(folder: Path, notes: dict[str, str] = NOTES) -> Course:
    """The course of these notes under an encoder without weights."""
    retriever = open_notes(folder, notes)
    return Course(retriever, Outline(retriever.chunks))


def passage_with(course: Course, words: str) -> Passage:
    """The passage that has some words."""
    return next(passage for passage in course.passages if words in passage.text)


def evidence(question: Question) -> str:
    """What a question cites as its evidence."""
    (citation,) = question.citations
    return " ".join(" ".join(citation.text[a:b].split()) for a, b in map(_pair, citation.evidence))


def _pair(span: Span) -> tuple[int, int]:
    return span.start, span.end
