"""A note with an attack in it is shown as words: nothing in it becomes markup of the page."""

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fakes_web import source

from tutor.answering.events import Nearest, Searched, Sentence
from tutor.conversations.turn import Phase, Turn
from tutor.documents.chunking import chunk
from tutor.documents.readers import markdown
from tutor.evaluation.instructions import Case, load_cases
from tutor.web.answer_view import conversation_html
from tutor.web.sources_view import panel_html

CASES = load_cases(Path(__file__).parents[1] / "data" / "hidden_instructions.jsonl")
ACTIVE = {"script", "iframe", "style", "img", "svg", "object", "embed", "form", "link", "meta"}


class Markup(HTMLParser):
    """What a browser would take for markup."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.comments: list[str] = []
        self.handlers: list[str] = []
        self.addresses: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        self.words += data

    @property
    def harmless(self) -> bool:
        return not (
            self.tags & ACTIVE
            or self.comments
            or self.handlers
            or any(not a.startswith(("#", "http://", "https://")) for a in self.addresses if a)
        )


def raw_text(case: Case) -> str:
    """The note as if no reader had taken anything out of it."""
    return case.note


def read_text(case: Case) -> str:
    document = markdown.parse(case.note, case.document, Path(case.document))
    return "\n\n".join(
        f"{passage.heading}\n\n{passage.text}"
        for passage in chunk(document, lambda text: len(text.split()), max_tokens=200)
    )


@pytest.mark.parametrize("text_of", [raw_text, read_text])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_neither_an_answer_nor_a_source_turns_a_note_into_markup(
    case: Case, text_of: Callable[[Case], str]
) -> None:
    text = text_of(case)
    shown = source(1, text, text, text, text)
    turn = Turn(
        text,
        Phase.ANSWERED,
        sentences=(Sentence("", text, (1,), True), Sentence(" ", text, (), False)),
        sources=(shown,),
    )
    writing = Turn(text, Phase.WRITING, pending=text, sources=(shown,))
    html = conversation_html([turn, writing], last=True) + panel_html([turn, writing])
    markup = Markup(html)
    assert text.split()[-1].strip("`|*>.$") in markup.words
    assert markup.harmless, markup.__dict__


def test_the_closest_headings_are_words_too() -> None:
    near = Nearest("n.md", "<script>a()</script>", "<img src=x>", "<iframe>", "c1")
    turn = Turn("?", Phase.NOT_IN_NOTES, searched=Searched(1, 1, (near,)))
    markup = Markup(conversation_html([turn]))
    assert markup.harmless
    assert "<script>" in markup.words


@pytest.mark.parametrize(
    "html", ["<p><script>a()</script></p>", '<b onclick="a()">x</b>', "<!-- x -->", "<img src=x>"]
)
def test_markup_is_seen_where_there_is_some(html: str) -> None:
    assert not Markup(html).harmless
