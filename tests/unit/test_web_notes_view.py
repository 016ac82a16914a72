"""The table of notes and what stands above it."""

from dataclasses import replace
from datetime import date, datetime, timezone

import pytest
from fakes_notes import FakeLibrary, filled
from test_web_hidden_instructions import Markup

from tutor.documents.document import Metadata
from tutor.documents.failures import Failure
from tutor.web.notes_view import failures_html, matching, table_html
from tutor.web.text import notes as text

TODAY = date(2026, 3, 14)
SCRIPT = "<script>window.hacked = 1</script>"


def table(library: FakeLibrary, query: str = "", shown: int = 100, *, remove: bool = True) -> str:
    return table_html(library.notes(), query, shown, TODAY, remove=remove)


def row(html: str, title: str) -> str:
    return next(each for each in html.split("<tr>") if f">{title}</a>" in each)


def test_a_row_has_links_to_the_reading_and_to_the_file() -> None:
    html = row(table(filled()), "From perceptrons to deep networks")
    assert 'href="notes/slides/lecture%203.pdf"' in html
    assert 'href="note-file/slides/lecture%203.pdf" download' in html
    assert '<td class="length">16 pages</td>' in html
    assert '<td class="when">12 March 2026</td>' in html
    assert "Page 3 has no text; run it through an OCR tool to have it read." in html


def test_removing_is_confirmed_with_what_happens_to_the_file() -> None:
    html = table(filled())
    assert text.REMOVE_FILE in row(html, "Kurs über CNN")
    assert text.REMOVE_ENTRY in row(html, "Multilayer perceptrons")
    assert "note-remove" not in table(filled(), remove=False)


def test_a_member_of_a_contributed_archive_is_only_left_out() -> None:
    library = FakeLibrary()
    for name in ("a", "b"):
        library.put(f"pack.zip/{name}.md", f"# Note {name}\n\nText.", contribution=True)
        note, chunks, data = library.kept[f"pack.zip/{name}.md"]
        shared = replace(note, path=note.path.parent)
        library.kept[note.id] = (shared, chunks, data)
    assert text.REMOVE_FILE not in table(library)


@pytest.mark.parametrize("number", [0, 1, 2000])
def test_any_number_of_notes_is_shown_a_hundred_at_a_time(number: int) -> None:
    library = FakeLibrary()
    for n in range(number):
        library.put(f"{n:04}.md", f"# Note {n:04}\n\nText.")
    html = table(library)
    assert html.count("<tr>") == (0 if number == 0 else 1 + min(100, number))
    expected = {0: text.NO_NOTES, 1: "1 note<", 2000: "2,000 notes<"}[number]
    assert expected in html


def test_the_filter_knows_titles_chapters_kinds_and_files() -> None:
    library = filled()
    library.change("notes/mlp.md", metadata=Metadata(chapter="Chapter 4: Networks"))

    def found(query: str) -> list[str]:
        return [note.id for note in matching(library.notes(), query)]

    assert found("chapter 4") == ["notes/mlp.md"]
    assert found("PDF") == ["slides/lecture 3.pdf"]
    assert found("KURS cnn") == ["contributed/kurs über CNN.md"]
    assert found("perceptrons pdf") == ["slides/lecture 3.pdf"]
    assert text.NO_MATCH in table(library, "zebra")
    assert "1 of 3 notes" in table(library, "pdf")


def test_failures_are_folded_when_they_are_many() -> None:
    one = Failure("scan.pdf", "that file has no text layer")
    assert failures_html([]) == ""
    assert "<details>" not in failures_html([one] * 5)
    assert "<summary>6 files could not be read</summary>" in failures_html([one] * 6)


def test_nothing_in_a_note_becomes_markup() -> None:
    library = FakeLibrary()
    library.put(f'a" onclick="b/{SCRIPT}.md', "# T\n\nText.")
    entry = library.notes()[0].entry
    library.change(
        entry.id,
        title=SCRIPT,
        format=SCRIPT,
        gaps=(SCRIPT,) * 3,
        metadata=Metadata(chapter=SCRIPT),
    )
    markup = Markup(table(library) + failures_html([Failure(SCRIPT, SCRIPT)]))
    assert "script" not in markup.tags
    assert markup.handlers == []
    assert SCRIPT in markup.words


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("", ""),
        ("2026-03-12T12:00:00Z", "12 March 2026"),
        ("2025-12-01T12:00:00+00:00", "1 December 2025"),
    ],
)
def test_days_are_said_in_words(iso: str, words: str) -> None:
    assert text.when(iso, TODAY) == words


def test_the_last_two_days_have_their_time() -> None:
    moment = datetime(2026, 3, 14, 12, 5, tzinfo=timezone.utc).astimezone()
    day = moment.date()
    assert text.when(moment.isoformat(), day) == f"today, {moment:%H:%M}"
    tomorrow = date.fromordinal(day.toordinal() + 1)
    assert text.when(moment.isoformat(), tomorrow) == f"yesterday, {moment:%H:%M}"


@pytest.mark.parametrize(
    ("file_format", "number", "words"),
    [
        ("PDF", 16, "16 pages"),
        ("PowerPoint", 1, "1 slide"),
        ("Jupyter notebook", 30, "30 cells"),
        ("forum thread", 2, "2 posts"),
        ("questions", 1200, "1,200 rows"),
        ("Markdown", None, ""),
    ],
)
def test_lengths_are_said_in_the_formats_words(
    file_format: str, number: int | None, words: str
) -> None:
    assert text.units(file_format, number) == words
