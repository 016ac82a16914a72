"""Notes with terms that could be taken for each other, and the course that they make."""

from pathlib import Path

from answering_fakes import open_notes

from tutor.practice.making.course import Course
from tutor.practice.making.passage import Passage
from tutor.practice.outline import Outline

KINDS = """# Autoencoders

## Sparse autoencoder

A sparse autoencoder lets only few code units be active for each input.

## Denoising autoencoder

A denoising autoencoder rebuilds the clean input from a corrupted copy.

## Contractive autoencoder

A contractive autoencoder is an autoencoder that penalises how fast the code changes.

## Linear autoencoder

A linear autoencoder spans the same subspace as the first principal components.

## Variational autoencoder

A variational autoencoder maps each input to a Gaussian distribution over codes.
"""
SPARSE = "What lets only few code units be active for each input?"


def open_course(folder: Path, notes: str = KINDS) -> Course:
    """A course under an encoder without weights."""
    retriever = open_notes(folder, {"kinds.md": notes})
    return Course(retriever, Outline(retriever.chunks))


def passage_about(course: Course, words: str) -> Passage:
    """The passage that has these words."""
    return next(passage for passage in course.passages if words in passage.text)
