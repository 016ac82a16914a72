"""What is read first, what belongs together and what is left out on the pages of a PDF."""

from pathlib import Path

import pytest
from pdf_fakes import Page, pdf

from tutor.documents.document import BlockKind, Document
from tutor.documents.note_file import NoteFile
from tutor.documents.readers.pdf import read

LEFT = [
    "The first column begins here and goes on",
    "for several lines, each about as long as",
    "the others, until it ends down there.",
]
MIDDLE = [
    "The second column says something else in",
    "about as many words as the first one did",
    "and it also ends where its last line is.",
]
RIGHT = [
    "The third column closes the page with its",
    "own three lines, which nobody should mix",
    "with the lines of the two before it.",
]
BODY = [
    "Gradient descent takes a step against the gradient of the loss, as",
    "long as the learning rate is small enough for the loss to go down.",
]


def reading(pages: list[Page]) -> Document:
    return read(NoteFile("notes.pdf", Path("notes.pdf"), pdf(pages)))


def texts(document: Document) -> list[str]:
    return [
        document.text[block.span.start : block.span.end]
        for section in document.sections
        for block in section.blocks
    ]


def test_two_columns_are_read_one_after_the_other_below_what_stands_across() -> None:
    page = Page().text(
        72, 720, "An introduction that runs across both of the columns of this page."
    )
    for i in range(3):  # as a program draws them that goes from top to bottom
        page.text(72, 680 - 12 * i, LEFT[i]).text(330, 680 - 12 * i, MIDDLE[i])
    page.text(72, 600, "A closing remark that runs across both of the columns of this page.")
    assert texts(reading([page])) == [
        "An introduction that runs across both of the columns of this page.",
        " ".join(LEFT),
        " ".join(MIDDLE),
        "A closing remark that runs across both of the columns of this page.",
    ]


def test_three_columns_are_read_from_left_to_right() -> None:
    page = Page(width=792, height=612)
    for x, column in ((40, LEFT), (290, MIDDLE), (540, RIGHT)):
        page.lines(x, 500, column)
    assert texts(reading([page])) == [" ".join(LEFT), " ".join(MIDDLE), " ".join(RIGHT)]


def test_a_sentence_that_a_column_parts_is_one() -> None:
    page = Page()
    page.lines(72, 680, [*LEFT[:2], "the others, and then it goes on in the"])
    page.lines(330, 680, ["next column, as if there were no gap in", *MIDDLE[1:]])
    assert "and then it goes on in the next column, as if" in texts(reading([page]))[0]


def test_heads_and_feet_are_left_out_though_their_numbers_differ() -> None:
    pages = []
    for number in range(1, 6):
        page = Page().text(72, 760, f"Deep Learning for Healthcare    Chapter {number}", size=9)
        page.lines(
            72, 650, [*BODY, f"This was said {number} times before the page came to its end."]
        )
        pages.append(page.text(290, 30, f"Page {number + 6} of 40", size=9))
    document = reading(pages)
    assert "Healthcare" not in document.text
    assert "of 40" not in document.text
    assert document.sections[2].locator.label == "page 3 (printed 9)"


def test_a_first_line_that_differs_from_page_to_page_is_no_head() -> None:
    openings = ["Attention", "Convolution", "Recurrence", "Embedding"]
    pages = [
        Page().lines(72, 730, [f"{word} is what this page is about.", *BODY]) for word in openings
    ]
    document = reading(pages)
    assert all(f"{word} is what this page" in document.text for word in openings)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["We talk of representa-", "tion learning."], "We talk of representation learning."),
        (["It is a well-", "known result."], "It is a well-known result."),
        (["Here pre-", "training helps; pretraining is costly."], "Here pretraining helps"),
        (["The k-", "means method."], "The k-means method."),
        (["In Data-", "Driven work."], "In Data-Driven work."),
    ],
)
def test_a_hyphen_at_a_lines_end_stays_only_where_it_belongs(
    lines: list[str], expected: str
) -> None:
    page = Page().lines(72, 700, ["A known fact is known well by those who know it well enough."])
    assert expected in reading([page.lines(72, 650, lines)]).text


def test_paragraphs_are_told_apart_by_gap_and_by_indentation() -> None:
    page = Page().lines(72, 700, BODY).lines(72, 664, BODY)
    page.text(90, 640, "Third, an indented paragraph begins with this line, which is long.")
    page.lines(72, 628, ["and it ends here."])
    assert texts(reading([page])) == [
        " ".join(BODY),
        " ".join(BODY),
        "Third, an indented paragraph begins with this line, which is long. and it ends here.",
    ]


def test_numbered_headings_are_carried_to_the_pages_that_follow() -> None:
    first = Page().text(72, 740, "Deep Learning in Clinics", size=24)
    first.text(72, 700, "2 Training", size=18).lines(72, 670, BODY)
    first.text(72, 620, "2.1 Learning rates", size=14).lines(72, 596, BODY)
    second = Page().lines(72, 640, [*BODY, "And there is more to say about learning rates."])
    third = Page().text(72, 640, "3 Evaluation", size=18).lines(72, 600, BODY)
    document = reading([first, second, third])
    assert [(section.locator.number, section.heading_path) for section in document.sections] == [
        (1, ()),
        (1, ("2 Training",)),
        (1, ("2 Training", "2.1 Learning rates")),
        (2, ("2 Training", "2.1 Learning rates")),
        (3, ("3 Evaluation",)),
    ]


def test_a_sentence_that_a_page_parts_is_whole_on_the_page_where_it_begins() -> None:
    first = Page().lines(72, 120, [BODY[0], "long as the learning rate is small enough for the"])
    second = Page().lines(
        72, 640, ["loss to go down. Then it converges, as one can show by a proof.", *BODY]
    )
    document = reading([first, second])
    assert texts(document)[0].endswith("small enough for the loss to go down.")
    assert texts(document)[1].startswith("Then it converges")


def test_short_cells_below_each_other_are_a_table() -> None:
    page = Page().lines(72, 700, BODY)
    rows = [("Model", "AUC", "F1"), ("Logistic", "0.81", "0.62"), ("GRU", "0.86", "0.67")]
    for i, row in enumerate([*rows, ("RETAIN", "0.87", "0.69")]):
        for x, cell in zip((72, 180, 260), row, strict=True):
            page.text(x, 650 - 14 * i, cell)
    document = reading([page])
    assert texts(document)[1:] == [
        "| Model | AUC | F1 |\n|---|---|---|",
        "| Logistic | 0.81 | 0.62 |",
        "| GRU | 0.86 | 0.67 |",
        "| RETAIN | 0.87 | 0.69 |",
    ]
    assert document.sections[0].blocks[-1].kind is BlockKind.TABLE_ROW


def test_indices_are_kept_with_what_they_stand_at() -> None:
    page = Page().text(72, 700, "The weight w").text(131.5, 698, "j", size=7)
    page.text(136, 700, "is squared, so that it is w").text(248, 704, "2", size=7)
    text = texts(reading([page]))[0]
    assert "w_j is squared" in text
    assert "it is w^2" in text


def test_a_table_of_contents_is_left_out_and_makes_no_headings() -> None:
    contents = Page().text(72, 700, "Contents", size=18)
    for i, line in enumerate(["1 Codes", "2 Models", "3 Attention", "4 Fairness", "5 Outlook"]):
        contents.text(72, 660 - 14 * i, f"{line} {'. ' * 20}{i + 2}", size=10)
    body = Page().text(72, 700, "1 Codes", size=18).lines(72, 670, BODY)
    document = reading([contents, body])
    assert [section.heading_path for section in document.sections] == [("1 Codes",)]
    assert "Outlook" not in document.text
    assert document.gaps == ("page 1 is a table of contents, which is left out",)


def test_the_titles_of_slides_are_found_where_titles_stand() -> None:
    slides = []
    for i, title in enumerate(["Codes", "Codes", "Embeddings", "Attention"]):
        slide = Page(960, 540).text(40, 490, title, size=24, font="F2")
        slide.text(60, 300, f"A remark in larger letters, number {i}", size=28)
        slides.append(slide.text(900, 20, str(i + 1), size=12))
    document = reading(slides)
    assert [section.heading_path for section in document.sections] == [
        ("Codes",),
        ("Codes",),
        ("Embeddings",),
        ("Attention",),
    ]
