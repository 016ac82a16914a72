"""Plain text: paragraphs, list items, and headings only where they are plain to see."""

from pathlib import Path

import pytest

from tutor.documents.document import Document
from tutor.documents.readers import plain_text


def parse(text: str) -> Document:
    return plain_text.parse(text, "notes.txt", Path("notes.txt"))


def test_wrapped_lines_are_joined_and_blank_lines_separate_paragraphs() -> None:
    document = parse("One line\nand its rest.\n\n  \nNext.\n")
    assert document.text == "One line and its rest.\n\nNext."
    assert (document.title, document.sections[0].heading_path) == ("notes", ())
    assert [block.kind.value for block in document.sections[0].blocks] == ["paragraph"] * 2


def test_list_items_are_blocks_of_their_own() -> None:
    document = parse("Steps:\n- one\n  wrapped\n2) two\n\u2022 three")
    assert document.text == "Steps:\n- one wrapped\n2) two\n\u2022 three"
    assert [block.kind.value for block in document.sections[0].blocks] == [
        "paragraph",
        "list item",
        "list item",
        "list item",
    ]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        (
            "Neurons\n=======\nText.\n\nWeights\n-------\nMore.",
            [("Neurons",), ("Neurons", "Weights")],
        ),
        (
            "LECTURE 1: BASICS\n\nText.\n\nLECTURE 2\nMore.",
            [("LECTURE 1: BASICS",), ("LECTURE 2",)],
        ),
        ("1 Basics\n\nText.\n\n1.2 Layers\n\nMore.", [("1 Basics",), ("1 Basics", "1.2 Layers")]),
        ("2. Losses\n\nText.", [("2. Losses",)]),
    ],
)
def test_plain_headings_begin_sections(text: str, paths: list[tuple[str, ...]]) -> None:
    sections = parse(text).sections
    assert [section.heading_path for section in sections] == paths
    assert sections[-1].locator.label == " > ".join(paths[-1])


@pytest.mark.parametrize(
    "text",
    [
        "A short line\n\nand another",
        "THIS IS SHOUTED.\n\nReally",
        "1. first step\n2. second step",
        "1. a numbered sentence that ends.\n\nText",
        "RNN\n\nis short for something",
        "=====\n\nText",
        "Text\n\n2019 was the year\n\nmore",
    ],
)
def test_what_may_be_text_is_not_made_a_heading(text: str) -> None:
    assert [section.heading_path for section in parse(text).sections] == [()]


def test_blocks_stand_where_their_spans_say() -> None:
    document = parse("HEADING HERE\nOne\ntwo.\n\n- a\n- b\n\n1.1 Next\n\nThree.")
    texts = [
        document.text[block.span.start : block.span.end]
        for section in document.sections
        for block in section.blocks
    ]
    assert texts == ["One two.", "- a", "- b", "Three."]
