"""What a file would become is shown before it is added, and nothing in it can act."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_web_hidden_instructions import CASES, Markup

from tutor.documents.document import Document
from tutor.documents.readers import markdown
from tutor.evaluation.instructions import Case
from tutor.library.note import Pending, Preview
from tutor.retrieval.overlap import Overlap
from tutor.web.preview_view import preview_html, previews_html, waiting_html
from tutor.web.text import notes as text

TODAY = date(2026, 3, 14)


def document(source: str, name: str = "n.md") -> Document:
    return markdown.parse(source, name, Path(name))


def preview(source: str, *overlaps: Overlap) -> Preview:
    return Preview("n.md", document(source), None, overlaps)


def test_the_first_sections_are_shown_with_what_is_missing() -> None:
    source = "# Title\n\n" + "\n\n".join(f"## Part {n}\n\nText {n}." for n in range(9))
    html = preview_html(preview(source), unfolded=True)
    assert "<h3>Title</h3>" in html
    assert "n.md · Markdown" in html
    assert "the first 3 of 9 sections" in html
    assert "Text 2." in html
    assert "Text 3." not in html


def test_a_near_duplicate_is_said_with_a_link_to_it() -> None:
    html = preview_html(
        preview("# T\n\nText.", Overlap("ch 4.md", "Chapter 4: Deep neural networks", 0.87)),
        unfolded=True,
    )
    assert '87% of it is already in <a href="notes/ch%204.md"' in html
    assert ">Chapter 4: Deep neural networks</a>" in html


def test_a_refusal_is_one_sentence() -> None:
    html = preview_html(Preview("s.pdf", None, "that file has no text layer"), unfolded=True)
    assert "<h3>s.pdf</h3>" in html
    assert '<p class="reason">That file has no text layer.</p>' in html


def test_what_cannot_be_read_comes_first_and_long_lists_are_cut() -> None:
    many = [preview(f"# Title {n}\n\nText.") for n in range(40)]
    html = previews_html([*many, Preview("scan.pdf", None, "no text")])
    assert html.index("scan.pdf") < html.index("Title 0")
    assert html.count("<article") == 12
    assert "and 29 more files" in html


@pytest.mark.parametrize(
    "source",
    ["```python\n" + "x = 1\n" * 400 + "```", "$$" + "a + " * 400 + "b$$", "word " * 400],
)
def test_a_section_is_cut_without_an_open_end(source: str) -> None:
    html = preview_html(preview(f"# T\n\n{source}"), unfolded=True)
    assert len(html) < 12_000
    assert "…" in html
    assert html.count("\ue002") == html.count("\ue003")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_note_with_an_attack_is_shown_as_words(case: Case) -> None:
    raw = document("# T\n\nText.")
    hostile = Document(case.note, case.note, case.note, raw.sections, gaps=(case.note,) * 3)
    overlap = Overlap(case.note, case.note, 0.9)
    html = previews_html(
        [
            Preview(case.note, hostile, None, (overlap,)),
            Preview(case.note, document(case.note), None),
            Preview(case.note, None, case.note),
        ]
    )
    markup = Markup(html.replace('href="notes/', 'href="#notes/'))  # the page's own links
    assert markup.harmless, markup.__dict__


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab*_`$|#>-[]() \n\\1.~!<&é", max_size=900))
def test_any_note_gives_blocks_of_one_line(source: str) -> None:
    raw = document("# T\n\nText.")
    section = raw.sections[0]
    span = section.span._replace(start=0, end=len(source))
    odd = Document("d", "T", source, (type(section)((), section.locator, span, ()),))
    assert "\n" not in preview_html(Preview("n", odd, None), unfolded=True)


def test_the_waiting_list_shows_previews_only_to_who_decides() -> None:
    waiting = [Pending("w1", "2026-03-12T12:00:00Z", preview("# T\n\nSecret words."))]
    everyone = waiting_html(waiting, TODAY, deciding=False)
    assert "n.md" in everyone
    assert "12 March 2026" in everyone
    assert "Secret" not in everyone
    assert "<button" not in everyone
    deciding = waiting_html(waiting, TODAY, deciding=True)
    assert "Secret words." in deciding
    assert 'name="note-approve" value="w1"' in deciding
    assert text.REJECT in deciding
    assert waiting_html([], TODAY, deciding=True) == ""
