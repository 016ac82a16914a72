"""PDF files: pages, what they are called, and what can't be read."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pdf_fakes import Page, pdf

from tutor.documents.document import BlockKind, Document
from tutor.documents.failures import UnreadableNoteError
from tutor.documents.note_file import NoteFile
from tutor.documents.readers.pdf import read

SENTENCES = [
    "Medical codes say what was found and what was done in an",
    "encounter, and they are the input of many of the models here.",
]


def reading(data: bytes, *, max_pages: int = 2000) -> Document:
    return read(NoteFile("notes.pdf", Path("notes.pdf"), data, max_pages=max_pages))


def blocks(document: Document, page: int | None = None) -> list[str]:
    return [
        document.text[block.span.start : block.span.end]
        for section in document.sections
        if page in (None, section.locator.number)
        for block in section.blocks
    ]


def _outcome(data: bytes) -> str:
    try:
        reading(data)
    except UnreadableNoteError:
        return "refused"
    return "read"


def refusal(data: bytes, *, max_pages: int = 2000) -> str:
    with pytest.raises(UnreadableNoteError) as refused:
        reading(data, max_pages=max_pages)
    return refused.value.reason


def test_lines_of_a_paragraph_become_one_text_with_its_place() -> None:
    document = reading(pdf([Page().lines(72, 700, SENTENCES)]))
    assert blocks(document) == [" ".join(SENTENCES)]
    assert document.format == "PDF"
    assert document.units == 1
    section = document.sections[0]
    assert (section.locator.kind, section.locator.label) == ("page", "page 1")
    assert section.locator.number == 1


def test_pages_without_text_are_said_and_runs_of_them_joined() -> None:
    full = Page().lines(72, 700, SENTENCES)
    document = reading(pdf([full, Page(), full, Page(), Page(), Page()]))
    assert document.gaps == (
        "page 2 has no text; run it through an OCR tool to have it read",
        "pages 4 to 6 have no text; run them through an OCR tool to have them read",
    )
    assert [section.locator.number for section in document.sections] == [1, 3]
    assert document.units == 6


def test_a_file_without_any_text_is_refused_with_what_to_do() -> None:
    assert refusal(pdf([Page(), Page()])) == (
        "it has no text layer; export it with text or run it through an OCR tool"
    )


def test_an_encrypted_file_is_refused() -> None:
    data = pdf([Page().lines(72, 700, SENTENCES)], encrypted=True)
    assert refusal(data) == "it is encrypted; save a copy of it without a password"


def test_more_pages_than_allowed_are_refused() -> None:
    data = pdf([Page().lines(72, 700, SENTENCES)] * 3)
    assert "3 pages and the limit is 2" in refusal(data, max_pages=2)
    assert reading(data, max_pages=3).units == 3


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"no PDF at all", b"%PDF-1.4\n" + b"x" * 900])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    assert "damaged or not a PDF" in refusal(data)


def test_a_file_cut_anywhere_is_read_or_refused_but_never_breaks() -> None:
    data = pdf([Page().lines(72, 700, SENTENCES)] * 2)
    outcomes = {_outcome(data[:length]) for length in range(0, len(data), 97)}
    assert outcomes <= {"read", "refused"}
    assert "refused" in outcomes


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ("Sequential Prediction", "Sequential Prediction"),
        ("Microsoft PowerPoint - week3.pptx", "Attention in Clinics"),
        ("untitled", "Attention in Clinics"),
        ("week3_final.tex", "Attention in Clinics"),
        ("notes", "Attention in Clinics"),
        ("", "Attention in Clinics"),
    ],
)
def test_the_title_is_that_of_the_metadata_unless_it_is_a_programs_or_a_files(
    given: str, title: str
) -> None:
    page = Page().text(72, 700, "Attention in Clinics", size=20).lines(72, 640, SENTENCES)
    assert reading(pdf([page], title=given)).title == title


def test_page_labels_of_the_file_are_given_where_they_differ() -> None:
    pages = [Page().lines(72, 700, [*SENTENCES, f"And so on for {word}."]) for word in "abcd"]
    document = reading(pdf(pages, labels="0 << /S /r >> 2 << /S /D /St 3 >>"))
    assert [section.locator.label for section in document.sections] == [
        "page 1 (printed i)",
        "page 2 (printed ii)",
        "page 3",
        "page 4",
    ]


def test_numbers_printed_on_the_pages_are_dropped_and_given() -> None:
    pages = [
        Page().lines(72, 600, SENTENCES).text(300, 40, str(number)) for number in (11, 12, 13, 14)
    ]
    document = reading(pdf(pages))
    assert [section.locator.label for section in document.sections] == [
        f"page {i} (printed {i + 10})" for i in (1, 2, 3, 4)
    ]
    assert set(blocks(document)) == {" ".join(SENTENCES)}


def test_a_page_that_is_turned_reads_like_any_other() -> None:
    page = Page(rotation=90)
    for i, line in enumerate(SENTENCES):
        page.text(100 + 12 * i, 100, line, turned=True)
    page.text(200, 300, "a stamp across")
    assert blocks(reading(pdf([page]))) == [" ".join(SENTENCES)]


def test_text_that_was_cropped_away_is_not_read() -> None:
    page = Page().lines(72, 700, SENTENCES)
    page.clipped(72, 500, "Left over from another slide", "72 600 400 150")
    page.clipped(72, 560, "A caption in its window.", "72 540 400 50")
    assert blocks(reading(pdf([page]))) == [" ".join(SENTENCES), "A caption in its window."]


def test_threads_may_read_at_the_same_time() -> None:
    data = pdf([Page().lines(72, 700, SENTENCES)] * 5)
    gate = threading.Barrier(4)

    def after_the_others(_: int) -> str:
        gate.wait()
        return reading(data).text

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(after_the_others, range(4)))) == 1


def test_bullets_are_items_of_a_list() -> None:
    page = Page(width=960, height=540)
    page.text(40, 480, "Why attention", size=30)
    page.text(40, 400, "\x95", size=20).text(60, 400, "weights are positive", size=20)
    page.text(40, 360, "\x95", size=20).text(60, 360, "weights sum to one", size=20)
    page.text(80, 320, "\x95", size=20).text(100, 320, "by a softmax", size=20)
    document = reading(pdf([Page(960, 540).text(40, 300, "Lecture 7", size=40), page]))
    assert document.sections[1].heading_path == ("Why attention",)
    assert [block.kind for block in document.sections[1].blocks] == [BlockKind.LIST_ITEM] * 3
    assert document.text.endswith("- weights are positive\n- weights sum to one\n  - by a softmax")
