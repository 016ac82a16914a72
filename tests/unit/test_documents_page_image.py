"""Pages are drawn within limits, and passages are found on them whatever was mended in reading."""

import io
from pathlib import Path

import pytest
from fakes_reading import GATES, MARKED, chunk_with, lecture, reading_library
from hypothesis import given
from hypothesis import strategies as st
from pdf_fakes import Page, pdf
from PIL import Image

from tutor.documents.chunking import chunk
from tutor.documents.document import Span
from tutor.documents.note_file import NoteFile
from tutor.documents.page_image import PageError, page_image, page_sizes, places_of
from tutor.documents.page_text import PageText
from tutor.documents.readers import pdf as pdf_reader


def found(page: str, passage: str, part: str) -> str:
    """What of a page is taken for a part of a passage."""
    start = passage.index(part)
    runs = PageText(page).find(passage, Span(start, start + len(part)))
    return " … ".join(page[first : last + 1] for first, last in runs)


@pytest.mark.parametrize(
    ("page", "part", "expected"),
    [
        ("One. The gate closes. Three.", "The gate closes.", "The gate closes."),
        (
            "The for-\r\nget gate\r\ncloses.",
            "The forget gate closes.",
            "The for-\r\nget gate\r\ncloses.",
        ),
        ("The \ufb01rst \ufb02ow. So.", "The first flow.", "The \ufb01rst \ufb02ow."),
        ("A na\u0308\u0131ve caf\u00e9 is.", "caf\u0065\u0301", "caf\u00e9"),
        ("1. Gates close", "### 1. **Gates** close", "1. Gates close"),
        (
            "where \u03b1 = 0.5 holds",
            "where $\\mathbf{\u03b1} = 0.5$ holds",
            "where \u03b1 = 0.5 holds",
        ),
        ("Nothing of it.", "The gate closes.", ""),
        ("Any text.", "**", ""),
    ],
)
def test_a_sentence_is_found_on_its_page(page: str, part: str, expected: str) -> None:
    assert found(page, part, part) == expected


def test_of_two_alike_the_one_after_the_same_words_is_taken() -> None:
    page = "Gates close. It helps. Cells grow. It helps."
    runs = PageText(page).find("Cells grow. It helps.", Span(12, 21))
    assert runs == ((35, 43),)


def test_letters_that_a_font_loses_do_not_hide_a_sentence() -> None:
    page = "Non-Probabilis c Models, other words between them. Probabilis c (Genera ve) Models"
    assert found(page, "Probabilistic (Generative) Models", "Probabilistic (Generative) Models")


def test_of_a_sentence_that_goes_on_overleaf_the_beginning_is_found() -> None:
    whole = "Let us first define the likelihood that is to be maximized when a model is built."
    assert found(f"3 Models {whole[:45]}", whole, whole) == whole[:45]


@given(st.text(max_size=80), st.text(max_size=40), st.integers(-3, 50), st.integers(-3, 50))
def test_any_span_of_any_passage_gives_runs_of_the_page(
    page: str, passage: str, start: int, end: int
) -> None:
    for first, last in PageText(page).find(passage, Span(start, end)):
        assert 0 <= first <= last < len(page)


def test_a_broken_line_is_outlined_in_two_boxes_where_it_stands() -> None:
    asked = chunk_with(reading_library(), MARKED)
    start = asked.text.index(MARKED)
    ((first, second),) = places_of(lecture(), 2, asked.text, [Span(start, start + len(MARKED))])
    assert first.left == pytest.approx(72 / 612, abs=0.01)
    assert first.top == pytest.approx((792 - 510) / 792, abs=0.02)
    assert first.right > 0.5
    assert first.top < second.top < first.bottom + 0.02


def test_a_turned_page_is_outlined_as_it_is_shown() -> None:
    page = Page(rotation=90).text(72, 700, GATES)
    (boxes,) = places_of(pdf([page]), 1, GATES, [Span(0, len(GATES))])
    assert boxes[0].bottom - boxes[0].top > boxes[0].right - boxes[0].left
    assert page_sizes(pdf([page])) == ((792, 612),)


@pytest.mark.parametrize(
    ("size", "pixels"),
    [((612, 792), (1200, 1553)), ((10, 14000), (2, 2400)), ((30, 30), (120, 120))],
)
def test_no_page_is_drawn_too_large(size: tuple[int, int], pixels: tuple[int, int]) -> None:
    image = Image.open(io.BytesIO(page_image(pdf([Page(*size)]), 1)))
    assert image.format == "WEBP"
    assert image.size == pixels


def test_a_page_that_takes_too_long_is_given_up() -> None:
    page = Page()
    for row in range(60):
        page.text(20, 780 - 12 * row, "words " * 15)
    with pytest.raises(PageError, match="takes too long to draw"):
        page_image(pdf([page]), 1, seconds=-1)


@pytest.mark.parametrize(
    ("data", "number", "sentence"),
    [
        (lecture(), 4, "There is no page 4 in the file; it has 3."),
        (lecture(), 0, "There is no page 0 in the file; it has 3."),
        (lecture()[:300], 1, "The file can't be opened: it is damaged or not a PDF"),
        (b"", 1, "The file can't be opened: it is damaged or not a PDF"),
        (pdf([Page()], encrypted=True), 1, "The file can't be opened: it is encrypted"),
    ],
)
def test_what_cannot_be_shown_is_one_sentence(data: bytes, number: int, sentence: str) -> None:
    with pytest.raises(PageError, match=sentence[:40]) as caught:
        page_image(data, number)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    ("name", "share"),
    [
        pytest.param("rasbt-pymle-equations", 0.92, marks=pytest.mark.slow),
        ("olmos-autoencoders", 0.86),
        ("olmos-autoencoders-mlps", 0.86),
    ],
)
def test_sentences_of_real_files_are_found(shared: Path, name: str, share: float) -> None:
    data = (shared / "fixtures" / "pdf" / f"{name}.pdf").read_bytes()
    document = pdf_reader.read(NoteFile(name, Path(f"{name}.pdf"), data))
    outlined = []
    for each in chunk(document, lambda words: len(words.split()), max_tokens=120):
        assert each.locator.number is not None
        outlined += map(bool, places_of(data, each.locator.number, each.text, each.sentences))
    assert sum(outlined) / len(outlined) > share
