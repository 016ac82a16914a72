"""Markdown notes: what is kept, what is left out, and that every offset is exact."""

from pathlib import Path

import pytest
from document_checks import FILE, assert_offsets_hold, blocks, body, parse
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.documents.document import Metadata
from tutor.documents.failures import UnreadableNoteError
from tutor.documents.readers import markdown


def test_front_matter_and_headings() -> None:
    document = parse(
        "---\ntitle: Health data\ncourse: DL4H\nchapter: 2\nkind: summary\nlicence: CC BY 4.0\n"
        "tags: [a, b]\n---\n# Health data, the short way\n\nIntro.\n\n## Codes\n\nICD.\n\n"
        "### LOINC\n\nTests.\n\n## Notes\n\nText.\n"
    )
    assert document.title == "Health data"
    assert document.metadata == Metadata("DL4H", "2", "summary", "CC BY 4.0")
    assert [section.heading_path for section in document.sections] == [
        (),
        ("Codes",),
        ("Codes", "LOINC"),
        ("Notes",),
    ]
    labels = [section.locator.label for section in document.sections]
    assert labels == ["Health data", "Codes", "Codes > LOINC", "Notes"]


def test_the_title_is_the_first_top_heading_and_else_the_files_name() -> None:
    assert parse("# *A* `b` $c$ {#id}\n\ntext").title == "A b $c$"
    assert parse("## Only a section\n\ntext").title == "week 3"
    several = parse("# One\n\na\n\n# Two\n\nb")
    assert several.title == "One"
    assert [section.heading_path for section in several.sections] == [(), ("Two",)]


def test_headings_that_skip_a_level_nest_under_the_last_higher_one() -> None:
    document = parse("# T\n\n### A\n\na\n\n## B\n\nb\n\n#### C\n\nc")
    assert [s.heading_path for s in document.sections] == [("A",), ("B",), ("B", "C")]


@pytest.mark.parametrize(
    ("front", "says"),
    [
        ("title: [a\nb: c", "line 3: the front matter is not valid YAML"),
        ("just words", "line 1: the front matter is not made of"),
        ("- a\n- b", "line 1: the front matter is not made of"),
        ("title: x\nkind: poem", "line 3: `kind: poem` is unknown; use one of notes, summary"),
        ("title: x\ncourse:\n  - a", "line 3: `course` must be one value"),
        ("a: b\n\tc: d", "line 3: the front matter is not valid YAML"),
        ("x: &a [*a]", "the front matter is not valid YAML"),
        ("{a: b}: c", "the front matter is not valid YAML"),
        ("[" * 5000, "the front matter is not valid YAML"),
    ],
)
def test_broken_front_matter_is_named_with_its_line(front: str, says: str) -> None:
    with pytest.raises(UnreadableNoteError) as caught:
        parse(f"---\n{front}\n---\ntext")
    assert says in caught.value.reason


@pytest.mark.parametrize(
    "value",
    [
        "1.10",
        "07",
        "2024-13-45",
        "0x" + "f" * 5000,
        "12:30:61",
    ],
)
def test_values_in_front_matter_stay_as_they_are_written(value: str) -> None:
    assert parse(f"---\nchapter: {value}\n---\ntext").metadata.chapter == value


@pytest.mark.parametrize("tag", ["!!int", "!!bool", "!!timestamp", "!!python/object:os.system"])
def test_a_tag_in_front_matter_makes_nothing_of_its_value(tag: str) -> None:
    assert parse(f"---\ntitle: {tag} x\n---\ntext").title == "x"


@pytest.mark.parametrize("nothing", ["", "~", "null", '"  "'])
def test_front_matter_without_a_value_says_nothing(nothing: str) -> None:
    assert parse(f"---\ncourse: {nothing}\n---\ntext").metadata.course is None


def test_a_title_is_text_that_can_be_written_down() -> None:
    assert parse('---\ntitle: "\\ud800 cells"\n---\ntext').title == "? cells"


def test_a_rule_at_the_top_is_not_front_matter_when_nothing_closes_it() -> None:
    assert body("---\n\ntext that goes on") == "text that goes on"


@pytest.mark.parametrize(
    ("source", "clean"),
    [
        ("a\nsoft wrap", "a soft wrap"),
        ("a  \nhard break", "a\nhard break"),
        ("*em* _em_ **strong** `code` ~~gone~~", "*em* _em_ **strong** `code` ~~gone~~"),
        ("[link](http://a.b 'c') and <http://d.e>", "link and http://d.e"),
        ("[ref][x] here\n\n[x]: http://a.b", "ref here"),
        ("![A fitted line](a.png) ![logo](b.png)", "A fitted line"),
        ("![a.png](a.png) ![My shot 3.PNG](b.png)", ""),
        ("[![Open In Colab](http://a.b/badge.svg)](http://c.d)", ""),
        ("[x](data:image/svg+xml;base64,AAAA) ![a b](data:,c)", "x a b"),
        ("H<sub>2</sub>O<br>and <b>more</b>", "H2O and more"),
        ("tokens <pad> and <unk> stay", "tokens <pad> and <unk> stay"),
        ("seen <!-- not\nseen --> again", "seen again"),
        ("&lt;tag&gt; &amp; caf&eacute;", "<tag> & café"),
        ("snake\\_case \\# \\$5", "snake_case # \\$5"),
        ("note[^1] it.\n\n[^1]: The foot note.", "note it.\n\nThe foot note."),
        ("`` a`b ``", "``a`b``"),
        ("prices of $5 and $6 rose", "prices of $5 and $6 rose"),
    ],
)
def test_inline_markup_is_cleaned(source: str, clean: str) -> None:
    assert body(source) == clean


def test_a_part_of_a_note_stands_below_the_headings_before_it() -> None:
    part = markdown.parse_part(
        "a\n\n## B\n\nb\n\n# T\n\nc\n\n# D\n\nd\n\n## E",
        "n.md",
        FILE,
        title="T",
        headings=((1, "X"), (2, "Y"), (3, "Z")),
    )
    paths = [section.heading_path for section in part.document.sections]
    assert paths == [("X", "Y", "Z"), ("X", "B"), (), ("D",)]
    assert part.headings == ((1, "D"), (2, "E"))
    assert part.document.text.startswith("a\n\n## B")


def test_lists_keep_their_marks_and_depth() -> None:
    document = parse("- one\n  wrapped\n  - deep\n- two\n\n  more of two\n\n3. three\n4. four")
    assert document.text == ("- one wrapped\n  - deep\n- two\n\n  more of two\n\n3. three\n4. four")
    assert blocks(document) == [
        ("list item", "- one wrapped"),
        ("list item", "- deep"),
        ("list item", "- two"),
        ("paragraph", "more of two"),
        ("list item", "3. three"),
        ("list item", "4. four"),
    ]


def test_formulas_and_code_inside_list_items() -> None:
    document = parse("- see\n  $$x$$\n- run\n  ```\n  a\n    b\n  ```")
    assert document.text == "- see\n\n  $$x$$\n\n- run\n\n  ```\n  a\n    b\n  ```"
    assert [kind for kind, _ in blocks(document)] == [
        "list item",
        "formula",
        "list item",
        "code line",
        "code line",
    ]


def test_tables_keep_their_rows_and_the_header_its_rule() -> None:
    document = parse("| a | *b* |\n|:-|-:|\n| $x$ | `c\\|d` |\n| e |\n")
    assert blocks(document) == [
        ("table row", "| a | *b* |\n|---|---|"),
        ("table row", "| $x$ | `c\\|d` |"),
        ("table row", "| e |  |"),
    ]


def test_code_lines_keep_indentation_and_their_fence() -> None:
    document = parse("```python\ndef f():\n\n    return 1\n```")
    assert document.text == "```python\ndef f():\n\n    return 1\n```"
    assert blocks(document) == [
        ("code line", "```python\ndef f():"),
        ("code line", "    return 1\n```"),
    ]
    assert body("    x = 1\n    y = 2") == "```\nx = 1\ny = 2\n```"


def test_html_blocks_are_reduced_to_their_words() -> None:
    assert body("<details>\n<summary>More</summary>\n\nIn *here*.\n\n</details>") == (
        "More\n\nIn *here*."
    )
    assert body("<table><tr><td>A</td><td>B</td></tr></table>\n\nx") == "A B\n\nx"
    assert body("<script>\nalert(1)\n</script>\n\nx") == "x"


def test_quotations_are_paragraphs() -> None:
    assert body("> one\n> two\n>\n> # not a section\n\nx") == "one two\n\nnot a section\n\nx"
    assert len(parse("> # not a section\n\nx").sections) == 1


def test_sections_without_text_are_not_sections() -> None:
    document = parse("# T\n\n## Empty\n\n## Full\n\ntext")
    assert [section.heading_path for section in document.sections] == [("Full",)]


def test_nesting_too_deep_for_the_parser_is_said_and_loses_nothing() -> None:
    assert "needle" in body("> " * 60 + "needle")
    assert "needle" in body("".join("  " * i + "- x\n" for i in range(60)) + "  " * 60 + "needle")
    with pytest.raises(UnreadableNoteError, match="nested too deeply"):
        parse("> " * 5000 + "needle")


def test_a_very_long_line_is_kept_whole() -> None:
    line = "word " * 4000
    assert body(line) == line.strip()
    assert body("x" * 20_000) == "x" * 20_000


LINES = st.sampled_from(
    [
        *["# H1", "## H2", "### *H3*", "text. More", "text $x$ `c`", "", "", "- item", "  - deep"],
        *["1. one", "   more", "> quote", "```py", "```", "    code", "$$", "x = 1", "$$y$$"],
        *["| a | b |", "|---|---|", "| c | d |", "---", "===", "<b>", "<!--", "-->", "\\[", "\\]"],
        *[":label:`x`", "![a b](c)", "[d](e)", "***", "\\begin{align}", "\\end{align}", "\t\tx"],
        *["- ", "1.", "* * *", "- - - y", "- $$z$$", "&nbsp;", "[x]: y", "[^1]: z", "~~~", "$"],
    ]
)


@settings(max_examples=600, deadline=None)
@given(st.lists(LINES, max_size=30).map(lambda lines: "x\n" + "\n".join(lines)))
def test_offsets_are_exact_whatever_the_note_looks_like(text: str) -> None:
    assert_offsets_hold(markdown.parse(text, "n.md", FILE, title="T"))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert_offsets_hold(markdown.parse(text, "n.md", FILE, title="T"))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.from_regex(r"[a-z]{2,6}", fullmatch=True), min_size=1, max_size=30))
def test_plain_words_come_through_as_they_are(words: list[str]) -> None:
    assert parse(" ".join(words)).text == " ".join(words)


def test_the_offsets_of_a_whole_textbook_are_exact(shared: Path) -> None:
    for file in sorted((shared / "textbook").rglob("*.md")):
        assert_offsets_hold(markdown.parse(file.read_text("utf-8"), file.name, file))
