"""Chunks fit the encoder, are cut where it hurts least, and keep their ids."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from tutor.documents.chunking import SPECIAL_TOKENS, chunk, encoder_input
from tutor.documents.document import Chunk, Document
from tutor.documents.readers import markdown


def words(text: str) -> int:
    return len(text.split())


def parse(text: str, title: str = "T") -> Document:
    return markdown.parse(text, "n.md", Path("n.md"), title=title)


def cut(text: str, max_tokens: int = 256) -> list[Chunk]:
    document = parse(text)
    chunks = chunk(document, words, max_tokens=max_tokens)
    assert_contract(document, chunks, words, max_tokens)
    return chunks


def assert_contract(
    document: Document, chunks: list[Chunk], count: Callable[[str], int], max_tokens: int
) -> None:
    end = 0
    for each in chunks:
        assert each.text == document.text[each.span.start : each.span.end]
        assert each.text == each.text.strip("\n ") or each.text.lstrip() != each.text
        assert end <= each.span.start < each.span.end
        end = each.span.end
        section = next(
            s
            for s in document.sections
            if s.span.start <= each.span.start and each.span.end <= s.span.end
        )
        assert (each.heading_path, each.locator) == (section.heading_path, section.locator)
        encoded = encoder_input(each, count, max_tokens=max_tokens)
        assert encoded.endswith(f"\n{each.text}")
        assert count(encoded) + SPECIAL_TOKENS <= max_tokens
        inner = 0
        for sentence in each.sentences:
            assert inner <= sentence.start < sentence.end <= len(each.text)
            inner = sentence.end
    assert len({each.id for each in chunks}) == len(chunks)
    covered = "".join(each.text for each in chunks)
    for section in document.sections:
        for block in section.blocks:
            for word in document.text[block.span.start : block.span.end].split():
                assert word in covered or len(word) > 100


def units(one: Chunk) -> list[str]:
    return [one.text[span.start : span.end] for span in one.sentences]


SENTENCE = "This is sentence number {} of the long text here."  # 10 words


def prose(sentences: int) -> str:
    return " ".join(SENTENCE.format(i) for i in range(sentences))


def test_a_section_that_fits_is_one_chunk() -> None:
    chunks = cut("## A\n\nOne. Two.\n\nThree.\n\n## B\n\nFour.")
    assert [each.text for each in chunks] == ["One. Two.\n\nThree.", "Four."]
    assert chunks[0].context == "T > A"
    assert encoder_input(chunks[0], words) == "T > A\nOne. Two.\n\nThree."


def test_a_long_section_is_cut_into_equal_parts_between_sentences() -> None:
    chunks = cut(prose(12), max_tokens=60)  # 57 are left: five sentences, so three parts
    assert [words(each.text) for each in chunks] == [40, 40, 40]
    assert all(each.text.startswith("This is") and each.text.endswith("here.") for each in chunks)


def test_a_cut_between_paragraphs_is_better_than_an_equal_one() -> None:
    chunks = cut(f"{prose(5)}\n\n{prose(3)}", max_tokens=60)
    assert [words(each.text) for each in chunks] == [50, 30]


def test_a_formula_stays_with_the_sentence_before_it() -> None:
    chunks = cut(f"{prose(3)} So the loss is\n\n$$L = a + b$$\n\n{prose(4)}", max_tokens=60)
    assert any("So the loss is\n\n$$L = a + b$$" in each.text for each in chunks)


def test_a_list_stays_with_the_sentence_that_introduces_it() -> None:
    items = "\n".join(f"- {SENTENCE.format(i)}" for i in range(6))
    chunks = cut(f"{prose(3)} There are six of them:\n\n{items}", max_tokens=70)
    (introducing,) = [each for each in chunks if "six of them" in each.text]
    assert "six of them:\n\n- This is sentence number 0" in introducing.text


def test_a_tables_header_stays_with_its_first_row() -> None:
    rows = "\n".join(f"| a{i} | b c d e f g h |" for i in range(12))
    chunks = cut(f"{prose(2)}\n\n| A | B |\n|---|---|\n{rows}", max_tokens=60)
    (first,) = [each for each in chunks if "| A | B |" in each.text]
    assert "|---|---|\n| a0 |" in first.text
    assert all(line.endswith("|") for each in chunks[1:] for line in each.text.split("\n"))


def test_items_rows_and_code_lines_are_not_cut() -> None:
    items = "\n".join(f"- {SENTENCE.format(i)} And {SENTENCE.format(-i)}" for i in range(9))
    for each in cut(items, max_tokens=60):
        assert all(line.startswith("- ") and "And" in line for line in each.text.split("\n"))
    code = "```\n" + "\n".join(f"    x{i} = f ( a , b )" for i in range(40)) + "\n```"
    for each in cut(code, max_tokens=60):
        assert all("= f ( a , b )" in line or line == "```" for line in each.text.split("\n"))


def test_a_sentence_that_is_too_long_is_cut_after_a_clause() -> None:
    clause = "one two three four five six seven eight nine,"
    chunks = cut(" ".join([clause] * 20), max_tokens=50)
    assert len(chunks) > 3
    assert all(each.text.endswith("nine,") for each in chunks)


def test_words_without_end_are_cut_too() -> None:
    chunks = cut("x" * 20_000, max_tokens=64)
    assert "".join(each.text for each in chunks) == "x" * 20_000
    assert all(len(each.text) <= 64 * 8 for each in chunks)
    assert len(cut("word " * 4000, max_tokens=256)) == -(-4000 // 253)


def test_sentences_are_what_evidence_is_chosen_from() -> None:
    (one,) = cut(
        "Intro one. The loss is\n\n$$L$$\n\nwhere L is it.\n\n"
        "- **item** one. Two of it.\n- next\n\n"
        "| a | b |\n|---|---|\n| c | d |\n\n```\nx = 1\n\ny = 2\n```\n\n```\nz\n```\n\n$$alone$$"
    )
    assert units(one) == [
        "Intro one.",
        "The loss is\n\n$$L$$",
        "where L is it.",
        "**item** one.",
        "Two of it.",
        "next",
        "| a | b |\n|---|---|",
        "| c | d |",
        "```\nx = 1\n\ny = 2\n```",
        "```\nz\n```",
        "$$alone$$",
    ]


def test_ids_depend_on_their_own_text_only() -> None:
    before = {each.text: each.id for each in cut("## A\n\nSame.\n\n## B\n\nOther.\n\n## C\n\nEnd.")}
    after = {each.text: each.id for each in cut("New.\n\n## A\n\nSame.\n\n## B\n\nOthers.")}
    assert after["Same."] == before["Same."]
    assert after["Others."] != before["Other."]
    assert all(len(each) == 13 and each.startswith("c") for each in before.values())


def test_equal_texts_in_one_section_have_different_ids() -> None:
    chunks = cut("\n\n".join([prose(5)] * 3), max_tokens=60)
    assert [each.text for each in chunks] == [prose(5)] * 3
    assert len({each.id for each in chunks}) == 3


def test_a_heading_path_that_is_too_long_is_shortened_from_the_outside() -> None:
    headings = "\n\n".join(f"{'#' * i} level {i} " + "and so on " * 6 for i in range(1, 7))
    (one,) = chunk(parse(f"{headings}\n\nText."), words, max_tokens=64)
    context = encoder_input(one, words, max_tokens=64).split("\n")[0]
    assert context == "level 6 " + "and so on " * 5 + "and so on"
    (huge,) = chunk(parse(f"## {'word ' * 500}\n\nText."), words, max_tokens=64)
    assert encoder_input(huge, words, max_tokens=64) == " ".join(["word"] * 21) + "\nText."


def test_a_target_makes_smaller_chunks() -> None:
    document = parse(prose(24))
    sizes = [words(each.text) for each in chunk(document, words, target_tokens=60)]
    assert sizes == [60, 60, 60, 60]


def test_tokens_that_only_appear_when_texts_are_joined_are_counted() -> None:
    def count(text: str) -> int:  # as if every line end were two tokens
        return words(text) + 2 * text.count("\n")

    items = "\n".join(f"- {SENTENCE.format(i)}" for i in range(30))
    document = parse(items)
    assert_contract(document, chunk(document, count, max_tokens=64), count, 64)


LINES = st.sampled_from(
    [
        *["# H1", "## H2", prose(1), prose(7), "", "", "- item one. Two", "  - deep", "1. one"],
        *["```py", "```", "    code here", "$$x + y$$", "| a | b |\n|---|---|\n| c | d |", "a:"],
        *["x" * 400, "long, clause, " * 30, "$" + "a + " * 60 + "b$", "中文。" * 50],
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=25).map("\n".join), st.integers(24, 90))
def test_every_chunk_fits_and_nothing_is_lost(text: str, max_tokens: int) -> None:
    cut(f"start\n{text}", max_tokens)


@pytest.mark.model
def test_a_textbook_fits_the_real_encoder(shared: Path, encoder_path: Path) -> None:
    tokenizer = Tokenizer.from_file(str(encoder_path / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def count(text: str) -> int:
        return len(tokenizer.encode(text, add_special_tokens=False).ids)

    for file in sorted((shared / "textbook").rglob("*.md")):
        document = markdown.parse(file.read_text("utf-8"), file.name, file)
        assert_contract(document, chunk(document, count), count, 256)


def test_a_table_that_fits_is_kept_together_rather_than_cut_into_equal_parts() -> None:
    rows = "".join(f"| name{i} | value{i} |\n" for i in range(6))
    sentences = " ".join(f"Sentence number {i} has seven words here." for i in range(2))
    text = f"## S\n\n| a | b |\n|---|---|\n{rows}\n{sentences}\n"
    chunks = cut(text, max_tokens=46)
    assert len(chunks) == 2
    assert sum("name" in each.text for each in chunks) == 1
