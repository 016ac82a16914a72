"""Points are set where they leave the Markdown around them as it was."""

import pytest

from tutor.web.points import end_in, point, start_in, without_reserved


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Plain words.", "Plain"),
        ("- an item", "an item"),
        ("  * **bold** item", "**bold**"),
        ("12. numbered", "numbered"),
        ("## A heading", "A heading"),
        ("> - quoted item", "quoted item"),
        ("| cell | other |", "cell"),
        ("$$x = 1$$", "x = 1"),
        ("\\[x = 1\\]", "x = 1"),
        ("\n\nafter blank lines", "after"),
        ("```python\nx = 1\n```", "x = 1"),
        ("|---|---|\n| a | b |", "a | b"),
        ("-5 degrees", "-5"),
    ],
)
def test_a_span_begins_behind_the_marks_of_its_block(text: str, begins: str) -> None:
    assert text[start_in(text) :].startswith(begins)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Plain words.", "words."),
        ("Trailing space. \n\n", "space."),
        ("| a | last |", "last"),
        ("| a | b |\n|---|---|", "b"),
        ("$$x = 1$$", "x = 1"),
        ("\\[x\\]", "x"),
        ("```python\nx = 1\n```", "x = 1"),
        ("Title\n=====", "Title"),
    ],
)
def test_a_span_ends_before_the_marks_that_close_its_block(text: str, ends: str) -> None:
    at = end_in(text)
    assert at is not None
    assert text[:at].endswith(ends)


@pytest.mark.parametrize("text", ["", "  \n", "```", "---", "$$"])
def test_marks_without_words_hold_no_point(text: str) -> None:
    assert end_in(text) is None


def test_reserved_characters_are_replaced_without_moving_any_offset() -> None:
    text = f"a{point('open')}b\ue000c"
    cleaned = without_reserved(text)
    assert len(cleaned) == len(text)
    assert point("open")[0] not in cleaned
    assert "\ue000" not in cleaned
