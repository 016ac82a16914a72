"""PDF files as courses give them out: slides from Keynote, a book set in LaTeX, a scan."""

import re
from pathlib import Path

import pytest

from tutor.documents.document import BlockKind, Document
from tutor.documents.failures import UnreadableNoteError
from tutor.documents.note_file import NoteFile
from tutor.documents.readers.pdf import read

FOLDER = Path(__file__).parents[3] / "shared" / "fixtures" / "pdf"


def fixture(name: str) -> NoteFile:
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"{name} of the shared fixtures is not beside this repository")
    return NoteFile(name, path, path.read_bytes())


@pytest.fixture(scope="module")
def slides() -> Document:
    return read(fixture("olmos-autoencoders.pdf"))


@pytest.fixture(scope="module")
def newer_slides() -> Document:
    return read(fixture("olmos-autoencoders-mlps.pdf"))


@pytest.fixture(scope="module")
def book() -> Document:
    return read(fixture("rasbt-pymle-equations.pdf"))


def page(document: Document, number: int) -> str:
    return "\n".join(
        document.text[section.span.start : section.span.end]
        for section in document.sections
        if section.locator.number == number
    )


def test_lost_ligatures_of_slides_are_repaired(slides: Document) -> None:
    assert not re.search(r"[a-z]>[a-z]", slides.text)
    for word in ("Non-probabilistic", "(Generative)", "Variational", "Reconstructions", "Bottom:"):
        assert word in slides.text
    assert "Olivetti face patches" in slides.text


def test_slides_have_their_titles_and_printed_numbers(slides: Document) -> None:
    assert slides.units == len(slides.sections) == 16
    labels = {section.locator.label: section.heading_path for section in slides.sections}
    assert labels["page 4 (printed 3)"] == ("Deep Autoencoder",)
    assert labels["page 12 (printed 7)"] == ("Sparse Deep Autoencoders",)
    assert labels["page 15 (printed 9)"] == ("Denoising Deep Autoencoders",)
    assert labels["page 16 (printed 10)"] == ("Image segmentation using CNNs",)
    assert "Unsupervised Deep Learning (I): autoencoders" in slides.title


def test_bullets_of_slides_are_whole_sentences(slides: Document) -> None:
    assert page(slides, 10).split("\n\n", 1)[1] == (
        "- The transposed convolution operation forms the same connectivity as the normal "
        "convolution but in the backward direction\n"
        "- We can use it to conduct up-sampling\n"
        "- The weights in the transposed convolution are learnable. So we do not need a "
        "predefined interpolation method."
    )


def test_text_that_a_slide_crops_away_is_not_read(slides: Document) -> None:
    assert "insider the encoder" not in slides.text
    assert "Pretraining" not in slides.text


def test_formulas_of_slides_are_on_one_line(slides: Document, newer_slides: Document) -> None:
    formula = "L(η, θ)= 1/N ∑_(n=1)^N L_n (x_n \u2212 D_θ (E_η(x_n)))"
    assert formula in page(slides, 9)
    assert formula in page(newer_slides, 5)


def test_lists_within_lists_are_indented(newer_slides: Document) -> None:
    assert "  - where x is the input data, e.g., an image of a four" in page(newer_slides, 3)


def test_a_book_is_read_under_its_numbered_headings(book: Document) -> None:
    assert book.title == "Python Machine Learning Equation Reference"
    assert book.units == 71
    found = [section for section in book.sections if section.locator.number == 15]
    assert found[-1].heading_path == (
        "Chapter 2: Training Machine Learning Algorithms for Classification",
        "2.3 Adaptive linear neurons and the convergence of learning",
        "2.3.1 Minimizing cost functions with gradient descent",
    )
    carried = [section for section in book.sections if section.locator.number == 16]
    assert carried[0].heading_path == found[-1].heading_path
    assert carried[0].locator.label == "page 16 (printed 15)"


def test_a_book_has_no_running_heads_and_no_split_words(book: Document) -> None:
    assert "Equation Reference \u2013" not in book.text
    assert not re.search(r"^\d+$", book.text, re.MULTILINE)
    assert "as a 150-dimensional column vector" in book.text
    for word in ("uppercase", "scikit-learn", "constraints", "four-dimensional", "S-shape"):
        assert word in book.text
    assert not re.search(r"[a-z]- [a-z]{2}", book.text.replace("data - online", ""))


def test_formulas_of_a_book_keep_indices_fractions_and_matrices(book: Document) -> None:
    formulas = [
        book.text[block.span.start : block.span.end]
        for section in book.sections
        for block in section.blocks
        if block.kind is BlockKind.FORMULA
    ]
    for formula in (
        "∆w_j = \u2212η ∂J/∂w_j = η ∑_i ( y^(i) \u2212 φ ( z^(i) ) ) x_j^(i)",
        "φ(z) = 1/(1 + e^\u2212z) .",
        "φ(z) = {1 if z ≥ 0; \u22121 otherwise .",
        "[1 2; 3 4; 5 6 ]^T = [1 3 5; 2 4 6]",
        "x_norm^(i) = (x^(i) \u2212 x_min)/(x_max \u2212 x_min)",
        "λ/2 ‖w‖^2 = λ/2 ∑_(j=1)^m w_j^2",
    ):
        assert formula in formulas


def test_a_sentence_over_two_pages_is_whole(book: Document) -> None:
    assert page(book, 19).endswith(
        "when we build a logistic regression model, assuming that the individual samples in our "
        "dataset are independent of one another."
    )


def test_a_scan_is_refused_with_what_to_do() -> None:
    with pytest.raises(UnreadableNoteError, match=r"no text layer.*OCR"):
        read(fixture("scanned-no-text-medical-report.pdf"))
