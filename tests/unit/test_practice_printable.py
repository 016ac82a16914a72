"""An exam on paper: nothing of the key on the sheet, and nothing of the notes that runs."""

import re
from html.parser import HTMLParser

import pytest
from exam_fakes import citation, question
from markdown_it import MarkdownIt

from tutor.practice.printable import Sheet, key_markdown, quoted, sheet_markdown
from tutor.practice.printable_html import key_html, sheet_html
from tutor.practice.question import BLANK, Citation

KINDS = ("multiple-choice", "true-false", "short-answer", "cloze", "flashcard")
QUESTIONS = tuple(
    question(n, kind, chapter="12"[n > 2], question=f"Number {n} {BLANK}?")
    for n, kind in enumerate(KINDS, start=1)
)
SHEET = Sheet("Deep <Learning>", 90, QUESTIONS, (("1", "1. First"), ("2", "2. Second & last")))
EVIL = (
    "<script>alert(1)</script> <img src=x onerror=alert(2)> ![see](http://evil.example/a.png) "
    "[go](javascript:alert(3)) [there](http://evil.example) <http://evil.example/auto>\n\n"
    "<iframe src='http://evil.example'></iframe>\n\n[ref]: http://evil.example/ref\n\n[ref]"
)
WRITERS = (sheet_html, key_html)


class Tags(HTMLParser):
    """Every tag of a document with its attributes, and that all are closed."""

    VOID = frozenset({"meta", "br", "hr", "img"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def evil_sheet() -> Sheet:
    passage = Citation("c1", EVIL, EVIL, EVIL)
    asked = question(
        1,
        question=EVIL,
        options=(EVIL, "b", "c", "d"),
        answer=0,
        explanation=EVIL,
        citations=(passage,),
        key_points=(EVIL,),
        chapter="1",
    )
    return Sheet(EVIL, 60, (asked,), (("1", EVIL),))


@pytest.mark.parametrize("write", WRITERS)
def test_text_of_the_notes_can_not_run_or_load_anything(write: object) -> None:
    html = write(evil_sheet())  # type: ignore[operator]
    tags = Tags(html).found
    assert not {tag for tag, _ in tags} & {"script", "img", "iframe", "a", "link", "object"}
    for _, attributes in tags:
        assert not any(name.startswith("on") for name in attributes)
        assert not {"src", "href"} & set(attributes)
    assert "default-src 'none'" in html
    assert "url(" not in html
    assert "@import" not in html


@pytest.mark.parametrize("write", [sheet_markdown, key_markdown])
def test_markdown_of_the_notes_has_no_html_images_or_links_left(write: object) -> None:
    rendered = MarkdownIt("commonmark", {"html": True}).render(
        write(evil_sheet())  # type: ignore[operator]
    )
    found = set(re.findall(r"<([a-z]+)", rendered))
    assert not found & {"script", "img", "iframe", "a"}


@pytest.mark.parametrize(("sheet", "key"), [(sheet_html, key_html), (sheet_markdown, key_markdown)])
def test_sheet_has_every_question_and_the_key_every_answer(sheet: object, key: object) -> None:
    page, answers = sheet(SHEET), key(SHEET)  # type: ignore[operator]
    for n, each in enumerate(QUESTIONS, start=1):
        assert f"Number {n}" in page
        if isinstance(each.answer, str):
            assert each.answer not in page
        assert each.explanation not in page
        assert each.answer_text in answers
        assert each.explanation in answers
    assert "A fact about" not in page
    assert answers.count("A fact about") == len(QUESTIONS)
    assert answers.count("notes/04.md, Neurons") == len(QUESTIONS)
    assert "B. right" in answers


def test_key_quotes_only_the_sentence_that_supports_the_answer() -> None:
    assert "Before it." not in key_html(SHEET)
    passage = citation(1, evidence=False)
    assert "Before it." in key_html(Sheet("x", 1, (question(1, citations=(passage,)),)))


def test_explanation_that_only_repeats_the_quotation_is_left_out() -> None:
    sheet = Sheet("x", 1, (question(1, explanation=quoted(citation(1))),))
    assert key_html(sheet).count("A fact about") == key_markdown(sheet).count("A fact about") == 1


def test_paper_has_fields_lines_boxes_and_chapters() -> None:
    html = sheet_html(SHEET)
    for words in ("Name", "Date", "Points, of 5", "90 minutes · 5 questions", "Deep &lt;Learning"):
        assert words in html
    assert html.count('class="box"') == 4 + 2
    assert html.count('class="line"') == 5 + 3
    assert html.count('class="blank"') == 5
    assert re.findall("<h2>(.*?)</h2>", html) == ["1. First", "2. Second &amp; last"]
    assert "break-inside: avoid" in html


def test_markdown_sheet_keeps_the_numbers_and_options_in_their_list() -> None:
    html = MarkdownIt("commonmark").render(sheet_markdown(SHEET))
    assert html.count("☐") == 4 + 2
    assert re.findall(r"Number (\d) _____\?", html) == list("12345")
    assert '<ol start="3">' in html


def test_formulas_are_typeset_where_that_can_be_done_and_kept_as_tex_otherwise() -> None:
    sheet = Sheet("x", 1, (question(1, question="Is $a < b$ or $\\broken$?"),))

    def typeset(tex: str, display: bool) -> str | None:
        return None if "broken" in tex else f"<math>{len(tex)}</math>"

    html = sheet_html(sheet, typeset)
    assert "<math>5</math>" in html
    assert '<span class="tex">\\broken</span>' in html
    assert '<span class="tex">a &lt; b</span>' in sheet_html(sheet)
    assert "$a < b$" in sheet_markdown(sheet)
