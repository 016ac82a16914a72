"""Where sentences end, in notes and in an answer that is still being written."""

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.documents.sentences import complete_sentences, split_sentences


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["One.", "Two!", "Three?", "Four."],
        ['He said "stop."', "(She did not.)", "Then more."],
        ["It fell to 0.25.", "That is 3.14 times less."],
        ["Networks, e.g. CNNs, i.e. convolutional ones, are used.", "Good."],
        ["Vaswani et al. (2017) proposed it.", "Devlin et al. Followed"],
        ["See Fig. 3 and Eq. (4) and Sec. 2.", "Then stop."],
        ["Dr. Smith vs. Prof. Jones was in the U.S. Army.", "They met."],
        ["J. K. Rowling wrote it.", "We read it."],
        ["The variable is x.", "The weight is w."],
        ["Wait... what is that?", "Nothing…", "Really."],
        ['"Why?" he asked.', "Nobody knew."],
        ["Let $x. Y$ be a set.", "Then $$a. B$$ holds."],
        ["Call `a.b. C` now.", "Or \\(x. Y\\) later."],
        ["It costs $5.", "It was $6 before."],
        ["Look at https://example.org/a.html?q=A.b today.", "Yes."],
        ["It was shown before. [3]", "It is so.[1][2]", "Yes [4]."],
        ["**Bold ends here.**", "*Then this.*", "Done."],
        ["What is a loss?", "$L$ is one.", "`loss` is its name."],
        ["Use 3 of no. 5.", "No. 6 is better."],
        ["The gradient etc. are computed.", "We stop, etc.", "Next."],
    ],
)
def test_sentences_end_where_a_reader_would_end_them(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


def test_sentences_of_scripts_without_spaces() -> None:
    assert sentences("深度学习很强。它需要数据。对吗。对。") == [
        "深度学习很强。",
        "它需要数据。",
        "对吗。",
        "对。",
    ]
    assert sentences("\u597d\uff01\u597d\uff1f\u597d") == ["\u597d\uff01", "\u597d\uff1f", "\u597d"]
    assert sentences("他说「停。」然后走了。") == ["他说「停。」", "然后走了。"]


def test_a_wrapped_line_goes_on_and_a_paragraph_does_not() -> None:
    assert sentences("One line\nand its rest.\n\nNo stop here\n\nNext") == [
        "One line\nand its rest.",
        "No stop here",
        "Next",
    ]


def test_items_headings_and_rows_are_sentences_without_their_marks() -> None:
    text = (
        "Intro:\n- first\n* second. It has two.\n1. third\n12) fourth\n## Head\nText\n| a | b |\nx"
    )
    assert sentences(text) == [
        "Intro:",
        "first",
        "second.",
        "It has two.",
        "third",
        "fourth",
        "Head",
        "Text",
        "| a | b |",
        "x",
    ]


def test_a_fenced_block_is_one_sentence() -> None:
    code = "```python\nx = 1. \n\n# No. Not here\n- y\n```"
    assert sentences(f"Run this.\n{code}\nThen stop.") == ["Run this.", code, "Then stop."]
    assert sentences("Go.\n```\nopen. Never\n\nclosed") == ["Go.", "```\nopen. Never\n\nclosed"]


def test_a_lone_sign_does_not_swallow_what_follows() -> None:
    assert sentences("A tick ` here.\n\nNext. One.") == ["A tick ` here.", "Next.", "One."]
    assert sentences("Escaped \\$x. Then $y$.") == ["Escaped \\$x.", "Then $y$."]
    assert sentences("Lone $x here. " + "Word. " * 60)[0] == "Lone $x here."


def test_very_long_lines_do_not_take_long() -> None:
    # A rule that looks through the rest of the line at every position takes tens of seconds.
    started = perf_counter()
    for sign in ("$a ", "` ", "\\( ", "$$ ", "a. B ", "[1", "* ", ".", "#", ".)"):
        split_sentences(sign * (20_000 // len(sign)))
    assert perf_counter() - started < 5


def test_a_sentence_is_finished_when_the_next_begins() -> None:
    assert complete_sentences("One. Tw") == ([("", "One.")], " Tw")
    assert complete_sentences("One. ") == ([], "One. ")
    assert complete_sentences("It is 3.") == ([], "It is 3.")
    assert complete_sentences("Shown. [1") == ([], "Shown. [1")
    assert complete_sentences("Shown. [1] N") == ([("", "Shown. [1]")], " N")


def test_a_sentence_is_finished_when_its_paragraph_or_item_ends() -> None:
    assert complete_sentences("No stop\n\n") == ([("", "No stop")], "\n\n")
    assert complete_sentences("Three:\n- one\n- t") == ([("", "Three:"), ("\n- ", "one")], "\n- t")
    assert complete_sentences("wrapped\nl") == ([], "wrapped\nl")


def test_marks_of_lists_are_leads_and_bold_type_is_not() -> None:
    taken, rest = complete_sentences("1. **Ada.** B is.\n2. C\n\n")
    assert taken == [("1. ", "**Ada.**"), (" ", "B is."), ("\n2. ", "C")]
    assert rest == "\n\n"


def test_nothing_is_finished_inside_what_may_still_be_closed() -> None:
    assert complete_sentences("Let $x. Y") == ([], "Let $x. Y")
    assert complete_sentences("A.\n```\nx. Y\n\nz") == ([("", "A.")], "\n```\nx. Y\n\nz")
    assert complete_sentences("```\nx. Y\n```\nB") == ([("", "```\nx. Y\n```")], "\nB")


PIECES = [
    *[
        "word",
        "Word",
        "e.g.",
        "Fig.",
        "J.",
        "3",
        "3.14",
        "[1]",
        "[",
        "etc.",
        "is",
        "中文",
        "你好。",
    ],
    *["$x$", "$", "$5", "`a. B`", "`", "\\(", "x. Y\\)", "**", "*", "https://a.org/b.c", "don't"],
    *[".", "!", "?", "…", ". ", "? ", '." ', ") ", "\n", "\n\n", "\n- ", "\n1. ", "\n## ", " | "],
    *["\n```py\n", "\n```\n", "\n$$\n", "$$", " ", "  ", "(", "“", "”", "\n> ", "\n| a |\n"],
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=25).map(lambda words: "".join(words))


@settings(max_examples=400, deadline=None)
@given(st.one_of(TEXTS, st.text(max_size=60)))
def test_spans_are_ordered_and_lose_nothing_but_space_and_marks(text: str) -> None:
    end = 0
    left_out = ""
    for span in split_sentences(text):
        assert end <= span.start < span.end
        assert text[span.start : span.end].strip() == text[span.start : span.end]
        left_out += text[end : span.start]
        end = span.end
    left_out += text[end:]
    assert (
        not set(left_out)
        - set("0123456789.)>#-*+•abcdefghijklmnopqrstuvwxyz")
        - {character for character in left_out if character.isspace()}
    )
    assert sum(c.isupper() or c in "$`|" for c in left_out) == 0


@settings(max_examples=400, deadline=None)
@given(st.one_of(TEXTS, st.text(max_size=60)))
def test_finished_sentences_and_rest_are_the_buffer_again(text: str) -> None:
    taken, rest = complete_sentences(text)
    assert "".join(lead + sentence for lead, sentence in taken) + rest == text


@settings(max_examples=500, deadline=None)
@given(TEXTS, st.lists(st.integers(0, 6), max_size=40))
def test_a_text_that_comes_in_pieces_has_the_sentences_of_the_whole(
    text: str, steps: list[int]
) -> None:
    found: list[str] = []
    buffer, position = "", 0
    for step in [*steps, len(text)]:
        buffer += text[position : position + step]
        position += step
        taken, buffer = complete_sentences(buffer)
        found += [sentence for _, sentence in taken]
    assert found + sentences(buffer) == sentences(text)
