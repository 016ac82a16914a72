"""Every file of the course is well formed, and its equations hold."""

from __future__ import annotations

import re

import pytest
from course import (
    CODE,
    COURSE,
    EVERY,
    FORMULA,
    GLOSSARIES,
    GLOSSARY,
    NOTES,
    SUMMARIES,
    THREAD,
    check_equations,
    split,
)

CHAPTERS = 14
# How many equations between numbers a chapter has at least, so that the check finds them.
EQUATIONS = {
    "01-introduction.md": 1,
    "02-health-data.md": 1,
    "03-machine-learning-basics.md": 10,
    "04-deep-neural-networks.md": 12,
}


def test_every_chapter_comes_with_a_summary_and_nothing_else() -> None:
    """Every file of the folder is indexed, so a stray one would be cited."""
    assert [int(name[:2]) for name in NOTES] == list(range(1, CHAPTERS + 1))
    assert sorted(name.replace(".md", "-summary.md") for name in NOTES) == SUMMARIES
    assert sorted(path.name for path in COURSE.iterdir()) == sorted(
        [*NOTES, *SUMMARIES, GLOSSARY, THREAD]
    )
    assert all(re.match(r"\d\d-[a-z]", name) for name in NOTES)


@pytest.mark.parametrize("name", NOTES + SUMMARIES)
def test_front_matter_names_the_chapter(name: str) -> None:
    """Citations take the title, course and chapter from the front matter."""
    front, _ = split(name)
    assert set(front) == {"title", "course", "chapter", "kind", "licence"}
    assert front["title"]
    assert front["course"] == "Deep Learning for Healthcare"
    assert front["chapter"] == int(name[:2])
    assert front["kind"] == ("summary" if name in SUMMARIES else "notes")
    assert front["licence"] == "CC BY 4.0"


@pytest.mark.parametrize("name", GLOSSARIES)
def test_glossary_belongs_to_the_course_and_to_no_chapter(name: str) -> None:
    """The glossary is cited by its title and course alone."""
    front, _ = split(name)
    assert set(front) == {"title", "course", "kind", "licence"}
    assert front["title"]
    assert front["course"] == "Deep Learning for Healthcare"
    assert front["kind"] == "notes"
    assert front["licence"] == "CC BY 4.0"


@pytest.mark.parametrize("name", EVERY)
def test_headings_locate_one_passage_each(name: str) -> None:
    """A heading is a citation's locator, so the title comes first and no heading repeats."""
    _, body = split(name)
    headings = re.findall(r"^(#+) (.+)$", CODE.sub("", body), flags=re.MULTILINE)
    assert body.startswith("# ")
    assert [level for level, _ in headings].count("#") == 1
    titles = [title for _, title in headings]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("name", NOTES)
def test_notes_have_mistakes_and_sources(name: str) -> None:
    """Each chapter warns of common mistakes and says where its facts come from."""
    _, body = split(name)
    assert re.search(r"^## Common mistakes ", body, flags=re.MULTILINE)
    assert re.search(r"^## Sources$", body, flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [(name, 900, 1500) for name in NOTES] + [(name, 200, 300) for name in SUMMARIES],
)
def test_word_count(name: str, least: int, most: int) -> None:
    """Chapters and summaries keep their length, with and without formulas, code and table bars."""
    _, body = split(name)
    prose = FORMULA.sub("", CODE.sub("", body)).replace("|", " ")
    assert len(body.split()) <= most
    assert len(re.findall(r"\S*\w\S*", prose)) >= least


@pytest.mark.parametrize("name", EVERY)
def test_formulas_are_closed(name: str) -> None:
    """An unpaired dollar sign or brace would swallow the prose after it when rendered."""
    _, body = split(name)
    formulas = FORMULA.findall(body)
    assert "$" not in FORMULA.sub("", body)
    assert body.count("$$") % 2 == 0
    for formula in formulas:
        assert formula.count("{") == formula.count("}"), formula
        opened, closed = (re.findall(rf"\\{word}\b", formula) for word in ("left", "right"))
        assert len(opened) == len(closed), formula
        assert formula.count(r"\begin{") == formula.count(r"\end{"), formula


@pytest.mark.parametrize("name", NOTES + GLOSSARIES)
def test_chapter_is_plain_in_tone(name: str) -> None:
    """The notes teach in plain sentences: no exclamation marks."""
    _, body = split(name)
    assert "!" not in body


@pytest.mark.parametrize("name", [name for name in NOTES if CODE.search(split(name)[1])])
def test_code_block_prints_what_its_comment_says(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A student who runs the code gets the output that the notes show."""
    for code in CODE.findall(split(name)[1]):
        exec(compile(code, name, "exec"), {})
        (promised,) = re.findall(r"print\(.*\)  # (.+)$", code, flags=re.MULTILINE)
        assert capsys.readouterr().out.split() == promised.split()


@pytest.mark.parametrize("name", ["03-machine-learning-basics.md", "04-deep-neural-networks.md"])
def test_chapters_on_training_show_it_in_code(name: str) -> None:
    """A gradient step and backpropagation can be run as well as read."""
    assert len(CODE.findall(split(name)[1])) == 1


@pytest.mark.parametrize("name", EVERY)
def test_equations_between_numbers_hold(name: str) -> None:
    """Both sides of every equation in numbers agree to the digits that its right side shows."""
    assert check_equations(name) >= EQUATIONS.get(name, 0)
