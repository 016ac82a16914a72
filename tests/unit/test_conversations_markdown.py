"""A conversation as a Markdown file says what was asked and answered, and nothing breaks it."""

from dataclasses import replace
from pathlib import Path

import pytest
from conversations_fakes import ANSWERED, FIRST, NOT_FOUND, Clock, source
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tutor.answering.events import Sentence
from tutor.conversations.conversations import Conversations
from tutor.conversations.markdown import file_name, markdown
from tutor.conversations.turn import Phase, Turn, fail, stop
from tutor.documents.document import Span
from tutor.records.records import Records


def headings(text: str) -> list[tuple[str, str]]:
    """Level and words of each heading, as a Markdown reader sees them."""
    tokens = MarkdownIt("commonmark").parse(text)
    return [
        (token.tag, "".join(child.content for child in tokens[at + 1].children or ()))
        for at, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def answered(text: str) -> Turn:
    return replace(ANSWERED, sentences=(Sentence("", text, (1,), supported=True),))


def test_questions_answers_and_sources_follow_one_another(tmp_path: Path) -> None:
    records = Records.open(tmp_path / "records.sqlite3")
    conversations = Conversations(records, clock=Clock())
    conversations.keep("ann", FIRST, 1, ANSWERED)
    conversations.keep("ann", FIRST, 2, NOT_FOUND)
    name, text = conversations.markdown("ann", FIRST)
    records.close()
    assert name == "conversation-what-is-relu.md"
    assert text == (
        "# What is ReLU?\n\n"
        "## What is ReLU?\n\n"
        "ReLU zeroes negative values. [1] It is fast. (not from your notes)\n\n"
        "### Sources\n\n"
        "**\\[1\\]** Deep neural networks, Activation functions\n\n"
        "> It keeps positive values and zeroes negative ones.\n\n"
        "## Who won the cup?\n\n"
        "I didn't find this in your notes.\n\n"
        "The nearest headings:\n\n"
        "- Clinical models, Evaluation\n"
    )


def test_what_was_stopped_failed_or_asked_for_is_said() -> None:
    turns = (
        stop(Turn("One?", pending="It is")),
        fail(Turn("Two?"), "The model has gone."),
        Turn("Quiz me", Phase.QUIZ),
    )
    text = markdown("T", turns)
    assert "It is\n\n(stopped here)\n\n## Two?\n\nThe model has gone.\n\n## Quiz me" in text
    assert text.endswith("(a set of questions to practise)\n")


@pytest.mark.parametrize(
    "hostile",
    [
        "```python\nx = 1",
        "~~~~\n```\n# no heading",
        "# A heading",
        "Underlined\n===",
        "Underlined\n---",
        "[1]: https://evil.example",
        "<script>alert(1)</script>",
        "<!-- a comment",
        "x <!-- a comment",
        "x <script\n>alert(1)</script>",
        "<script\nsrc=x>",
        "- <script",
        "<details><summary>",
        "- # in a list",
        "> # in a quotation",
        "- ```\n  open",
        "1. ~~~\n   open",
    ],
)
def test_no_answer_swallows_what_follows_it(hostile: str) -> None:
    text = markdown("T", (answered(hostile), ANSWERED))
    assert [words for tag, words in headings(text) if tag in ("h2", "h3")] == [
        "What is ReLU?",
        "Sources",
        "What is ReLU?",
        "Sources",
    ]
    html = MarkdownIt("commonmark").render(text)
    assert "<script" not in html
    assert "href" not in html
    assert "<details" not in html


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_titles_questions_and_passages_are_text_whatever_they_hold(
    title: str, question: str, passage: str
) -> None:
    cited = replace(source(), title=passage, text=f"It keeps {passage}", evidence=(Span(0, 99),))
    turn = replace(ANSWERED, question=f"q {question}", sources=(cited,))
    text = markdown(f"t {title}", (turn,))
    assert [tag for tag, _ in headings(text)] == ["h1", "h2", "h3"]
    assert headings(text)[0][1] == " ".join(f"t {title}".split()).replace("\0", "\ufffd")
    assert "<script" not in MarkdownIt("commonmark").render(text)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("What is ReLU?", "conversation-what-is-relu.md"),
        ("../../etc/passwd", "conversation-etc-passwd.md"),
        ("Größe: 3/4", "conversation-größe-3-4.md"),
        ("???", "conversation.md"),
        ("con", "conversation-con.md"),
        ("x" * 200, f"conversation-{'x' * 60}.md"),
        ("a\r\nSet-Cookie: x", "conversation-a-set-cookie-x.md"),
    ],
)
def test_a_file_name_fits_every_system(title: str, name: str) -> None:
    assert file_name(title) == name
