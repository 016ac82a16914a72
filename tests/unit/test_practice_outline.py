"""The chapters of a course: by their front matter, else by their folder."""

from pathlib import Path

import pytest
from answering_fakes import open_notes

from tutor.practice.outline import Outline, UnknownChapterError

NOTES = {
    "course/10-graphs.md": "---\nchapter: 10\n---\n# Graphs\n\nA graph has nodes.\n",
    "course/02-data.md": "---\nchapter: 2\n---\n# Health data\n\nCodes name diagnoses.\n",
    "course/02-summary.md": (
        "---\nchapter: 2\nkind: summary\n---\n# Health data in brief\n\nCodes name things.\n"
    ),
    "course/glossary.md": "# Glossary\n\nA code is a short name.\n",
    "book/optimization/adam.md": "# Adam\n\nAdam has two averages.\n",
    "book/optimization/momentum.md": "# Momentum\n\nMomentum has one average.\n",
    "alone.md": "# Bread\n\nBread is baked.\n",
}


@pytest.fixture
def outline(tmp_path: Path) -> Outline:
    for name in NOTES:
        (tmp_path / "notes" / name).parent.mkdir(parents=True, exist_ok=True)
    return Outline(open_notes(tmp_path, NOTES).chunks)


def test_chapters_are_in_the_order_of_their_numbers_and_named_by_their_notes(
    outline: Outline,
) -> None:
    assert [chapter.name for chapter in outline.chapters] == [
        "2. Health data",
        "10. Graphs",
        "Bread",
        "Optimization",
        "Glossary",
    ]


def test_a_summary_belongs_to_its_chapter(outline: Outline) -> None:
    documents = {chunk.document_id for chunk in outline.find("2").chunks}
    assert documents == {"course/02-data.md", "course/02-summary.md"}


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("10", "Graphs"),
        ("chapter 2", "Health data"),
        ("Lecture 2", "Health data"),
        ("health DATA", "Health data"),
        ("graphs", "Graphs"),
        ("optimization", "Optimization"),
        ("the glossary", "Glossary"),
    ],
)
def test_a_chapter_is_found_as_somebody_would_say_it(
    outline: Outline, said: str, title: str
) -> None:
    assert outline.find(said).title == title


@pytest.mark.parametrize("said", ["3", "chapter 99", "sourdough", ""])
def test_a_chapter_that_there_is_not_is_told_with_those_there_are(
    outline: Outline, said: str
) -> None:
    with pytest.raises(UnknownChapterError, match=r"they have: 2\. Health data; 10\. Graphs"):
        outline.find(said)


def test_a_chapter_that_is_gone_keeps_its_key_as_its_name(outline: Outline) -> None:
    assert outline.name_of("10") == "10. Graphs"
    assert outline.name_of("gone") == "gone"
