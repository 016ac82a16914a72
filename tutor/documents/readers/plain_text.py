"""Plain text: paragraphs between blank lines, and headings where they are plain to see."""

import re
from pathlib import Path

from tutor.documents.document import BlockKind, Document, Locator, Metadata
from tutor.documents.readers.assembly import Assembly

_UNDERLINE = re.compile(r"(=|-|~|\*|\^){3,}\s*")
_NUMBERED = re.compile(r"(?P<number>\d+(?:\.\d+)*)[.)]?\s+(?P<words>\S.*)")
_ITEM = re.compile(r"\s*(?:[-*+\u2022]|\d{1,3}[.)]|[a-z]\))[ \t]+\S")
_LONGEST_HEADING = 80  # characters


def parse(text: str, document_id: str, path: Path) -> Document:
    """Read plain text; soft-wrapped lines are joined, list items stay one block each.

    Headings are lines that are underlined, in capitals throughout, or numbered and alone between
    blank lines. The title is the file's name without its ending.
    """
    assembly = Assembly(document_id, path.stem, Metadata())
    headings: list[tuple[int, str]] = []
    for paragraph in re.split(r"\n(?:[ \t]*\n)+", text.strip("\n")):
        lines = [line.rstrip() for line in paragraph.split("\n") if line.strip()]
        heading = _heading(lines)
        if heading:
            level, words, lines = heading
            while headings and headings[-1][0] >= level:
                headings.pop()
            headings.append((level, words))
            labels = tuple(words for _, words in headings)
            assembly.start_section(labels, Locator("heading", " > ".join(labels)), words)
        for i, (kind, block) in enumerate(_blocks(lines)):
            is_item = kind is BlockKind.LIST_ITEM
            assembly.add(kind, block, "\n" if is_item and i else "\n\n")
    return assembly.finish()


def _heading(lines: list[str]) -> tuple[int, str, list[str]] | None:
    """Level, words and the lines below, if the first line of a paragraph is a heading."""
    if not lines or len(lines[0]) > _LONGEST_HEADING or not re.search(r"[^\W\d_]", lines[0]):
        return None
    words = lines[0].strip()
    if len(lines) > 1 and _UNDERLINE.fullmatch(lines[1].strip()):
        return (1 if lines[1].strip()[0] in "=*" else 2), words, lines[2:]
    if words[-1] in ".,;:!?":
        return None
    letters = [character for character in words if character.isalpha()]
    if len(letters) > 3 and all(character.isupper() for character in letters):
        return 1, words, lines[1:]
    numbered = _NUMBERED.fullmatch(words)
    if numbered and len(lines) == 1 and numbered["words"][0].isupper():
        return 1 + numbered["number"].count("."), words, []
    return None


def _blocks(lines: list[str]) -> list[tuple[BlockKind, str]]:
    blocks: list[tuple[BlockKind, str]] = []
    for line in lines:
        if _ITEM.match(line):
            blocks.append((BlockKind.LIST_ITEM, line.strip()))
        elif blocks:
            kind, text = blocks[-1]
            blocks[-1] = kind, f"{text} {line.strip()}"
        else:
            blocks.append((BlockKind.PARAGRAPH, line.strip()))
    return blocks
