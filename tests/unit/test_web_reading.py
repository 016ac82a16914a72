"""A document as it was read: everything in its place, and nothing that could run."""

import re
from dataclasses import replace

import pytest
from fakes_notes import FakeLibrary, filled
from test_web_hidden_instructions import CASES, Markup

from tutor.documents.document import Chunk, Locator, Span
from tutor.evaluation.instructions import Case
from tutor.retrieval.manifest import DocumentEntry
from tutor.web.reading_view import Target, policy, reading_html, typeset, whole


def chunk(text: str, n: int = 0, *path: str, page: int | None = None) -> Chunk:
    label = f"page {page}" if page else " > ".join(path)
    locator = Locator("page" if page else "heading", label, page)
    return Chunk(f"c{n}", "d", "T", path, locator, Span(0, len(text)), text, ())


def entry_of(library: FakeLibrary, document_id: str) -> DocumentEntry:
    return next(note.entry for note in library.notes() if note.id == document_id)


def body(chunks: list[Chunk], document_id: str = "week 1/d.pdf") -> str:
    library = filled()
    entry = replace(entry_of(library, "notes/mlp.md"), id=document_id)
    return reading_html(entry, chunks).partition("<main>")[2]


def test_a_document_is_shown_in_order_below_its_headings() -> None:
    library = filled()
    html = reading_html(entry_of(library, "notes/mlp.md"), library.reading("notes/mlp.md"))
    found = re.findall(r"<h[1-6]>.*?</h[1-6]>", html)
    assert found == [
        "<h1>Multilayer perceptrons</h1>",
        "<h2>Activation functions</h2>",
        "<h3>ReLU</h3>",
        "<h3>Sigmoid</h3>",
        "<h2>Training</h2>",
    ]
    for each in library.reading("notes/mlp.md"):
        assert f'id="{each.id}"' in html
    assert "<math" in html
    assert 'href="../../note-file/notes/mlp.md"' in html


def test_pages_are_named_once_and_lead_to_the_file() -> None:
    html = body([chunk("One.", 1, page=1), chunk("Two.", 2, page=1), chunk("Three.", 3, page=2)])
    assert html.count(">page 1</a>") == 1
    assert 'href="../../note-file/week%201/d.pdf#page=2"' in html
    assert "<a" not in body([chunk("One.", 1, page=1)], "slides.pptx")


def test_a_heading_is_not_said_again_on_the_next_page() -> None:
    html = body([chunk("One.", 1, "Gates", page=1), chunk("Two.", 2, "Gates", page=2)])
    assert html.count("<h2>Gates</h2>") == 1


def test_the_parts_of_a_cut_block_of_code_are_all_code() -> None:
    parts = whole([chunk("```python\na = 1", 1), chunk("b = 2", 2), chunk("c = 3\n```\n\nSo.", 3)])
    assert parts == [
        "```python\na = 1\n```",
        "```python\nb = 2\n```",
        "```python\nc = 3\n```\n\nSo.",
    ]


def test_the_parts_of_a_cut_table_keep_its_head() -> None:
    head = "| a | b |\n|---|---|"
    parts = whole([chunk(f"{head}\n| 1 | 2 |", 1), chunk("| 3 | 4 |\n\nSo.", 2), chunk("| 5 |", 3)])
    assert parts[1] == f"{head}\n| 3 | 4 |\n\nSo."
    assert parts[2] == "| 5 |"
    assert whole([chunk(f"{head}\n| 1 | 2 |", 1, "A"), chunk("| 3 |", 2, "B")])[1] == "| 3 |"


def test_what_was_asked_for_is_marked_also_where_a_cut_table_got_its_head_again() -> None:
    parts = [chunk("| a | b |\n|---|---|\n| 1 | 2 |", 1), chunk("| 3 | 4 |\n| 5 | 6 |", 2)]
    entry = replace(entry_of(filled(), "notes/mlp.md"), id="d.md")
    html = reading_html(entry, parts, Target("c2", (Span(10, 19),)))
    assert html.count("<mark>") == 2
    assert "<td><mark>5</mark></td><td><mark>6</mark></td>" in html
    assert 'class="passage asked" id="c2"' in html
    assert "<mark>" not in reading_html(entry, parts, Target("gone", (Span(10, 19),)))


def test_marked_code_is_marked_line_by_line() -> None:
    parts = [chunk("```python\na = 1", 1), chunk("b = 2\n```", 2)]
    entry = replace(entry_of(filled(), "notes/mlp.md"), id="d.md")
    assert "<mark>b = 2</mark>" in reading_html(entry, parts, Target("c2", (Span(0, 5),)))


def test_tex_that_cannot_be_typeset_is_shown_as_it_is() -> None:
    html = typeset("<p>\ue000a_b_c &lt;\ue001</p>")
    assert html == '<p><code class="tex">a_b_c &lt;</code></p>'
    assert "<mo>&lt;</mo>" in typeset("\ue002a &lt; b\ue003")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_note_with_an_attack_is_shown_as_words(case: Case) -> None:
    library = filled()
    entry = replace(entry_of(library, "notes/mlp.md"), title=case.note, gaps=(case.note,))
    html = reading_html(entry, [chunk(case.note, 1, case.note, page=1)])
    own = re.sub(r"<style>.*?</style>|<script>.*?</script>|<meta [^>]*>", "", html, flags=re.DOTALL)
    markup = Markup(own.replace('href="../', 'href="#../').replace("<!doctype html>", ""))
    assert markup.harmless, markup.__dict__
    assert own.count("<script") == 0


def test_the_policy_lets_the_pages_own_style_and_script_pass_and_nothing_else() -> None:
    assert policy().startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy()
    assert "http" not in policy()
