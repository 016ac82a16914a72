"""What tests of readers look at: a document's blocks, and whether its offsets are exact."""

from pathlib import Path

from tutor.documents.document import Document
from tutor.documents.readers import markdown

FILE = Path("week 3.md")


def parse(text: str) -> Document:
    return markdown.parse(text, "week 3.md", FILE)


def body(text: str) -> str:
    return parse(text).text


def blocks(document: Document) -> list[tuple[str, str]]:
    return [
        (block.kind.value, document.text[block.span.start : block.span.end])
        for section in document.sections
        for block in section.blocks
    ]


def assert_offsets_hold(document: Document) -> None:
    end = 0
    for section in document.sections:
        assert end <= section.span.start < section.span.end <= len(document.text)
        inner = section.span.start
        assert section.blocks
        for block in section.blocks:
            assert inner <= block.span.start < block.span.end <= section.span.end
            assert not document.text[inner : block.span.start].strip("-*+0123456789.) \n") or (
                inner == section.span.start  # the heading's own line
            )
            assert document.text[block.span.start : block.span.end].strip()
            inner = block.span.end
        end = section.span.end
