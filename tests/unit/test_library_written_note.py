"""Text that was put together again from its passages is read as the same passages."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tutor.documents.chunking import chunk
from tutor.documents.document import Chunk
from tutor.documents.readers.markdown import parse
from tutor.library.written_note import note_body

ROOT = Path(__file__).parents[2]
MIXED = """---
title: "Colons: and #marks"
course: Deep Learning
chapter: 1.10
licence: CC BY 4.0
---
Before any heading.

# Colons: and #marks

## 1. f_i *and* `code` \\* [x](y) <unk> $x_1$

A paragraph whose line is\\
broken. It has two sentences, of which the second is a bit longer than the first one was.

- one
- two, with more

  a second paragraph
  1. inner
  2. inner two
- three

\\# not a heading

| a | b |
|---|---|
| 1 | 2 |
| 3 | 4 |

### Code

```python
def f(x):
    if x:

        return 1  # of many words, so that it is cut somewhere in between of the lines here

    return 2
```

$$
a = b \\\\
c = d
$$

### Code

The same heading again.

## Other

#### Deep

##### Deeper

###### Deepest

Text.

## Other

Text below the same heading, which stands there once more.
"""


def passages(text: str, max_tokens: int) -> list[Chunk]:
    document = parse(text, "note.md", Path("note.md"))
    return chunk(
        document, lambda words: len(re.findall(r"\w+|[^\w\s]", words)), max_tokens=max_tokens
    )


def read_again(chunks: list[Chunk], max_tokens: int) -> list[Chunk]:
    front = yaml.safe_dump({"title": chunks[0].title}, allow_unicode=True, width=1_000_000)
    return passages(f"---\n{front}---\n{note_body(chunks[0].title, chunks)}", max_tokens)


def assert_read_again(text: str, max_tokens: int) -> None:
    before = passages(text, max_tokens)
    after = read_again(before, max_tokens) if before else []
    assert [c.text for c in after] == [c.text for c in before]


@pytest.mark.parametrize("max_tokens", [20, 30, 45, 60, 90, 250])
def test_every_kind_of_block_is_read_again_as_it_was(max_tokens: int) -> None:
    assert_read_again(MIXED, max_tokens)


def test_headings_are_read_again_as_they_were() -> None:
    before = passages(MIXED, 250)
    assert [(c.id, c.heading_path, c.title) for c in read_again(before, 250)] == [
        (c.id, c.heading_path, c.title) for c in before
    ]


def notes_in(folder: Path) -> Iterator[str]:
    return (path.read_text("utf-8") for path in sorted(folder.rglob("*.md")))


@pytest.mark.parametrize("max_tokens", [100, 256])
def test_the_course_is_read_again_as_it_was(max_tokens: int) -> None:
    for text in notes_in(ROOT / "corpus"):
        assert_read_again(text, max_tokens)


def test_a_textbook_is_read_again_as_it_was(shared: Path) -> None:
    for text in notes_in(shared / "textbook"):
        assert_read_again(text, 256)


TABLE = "| a | b |\n|---|---|\n| 1 | 2 |"
BLOCKS = (
    "## A",
    "## B",
    "### C",
    "# T",
    "One. Two. Three.",
    "- item",
    "- item\n  - inner\n\n    more of it",
    "1. first\n2. second",
    TABLE,
    "```\ncode\n\n  more\n```",
    "$$x$$",
)


@settings(deadline=None)
@given(st.lists(st.sampled_from(BLOCKS), max_size=12), st.sampled_from([16, 60]))
@example(["One. Two. Three.", TABLE, TABLE, TABLE], 60)  # cut between two tables
@example(["### C", TABLE, TABLE], 16)  # and between a table's head and the line below it
def test_any_order_of_blocks_is_read_again(parts: list[str], max_tokens: int) -> None:
    assert_read_again("\n\n".join(["---\ntitle: T\n---", *parts, "The end."]), max_tokens)
