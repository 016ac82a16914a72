"""Chapters of books made with d2l's tools: their directives, and a whole textbook."""

import re
from pathlib import Path

import pytest

from tutor.documents.document import Block, BlockKind, Document
from tutor.documents.readers import markdown

FILE = Path("chapter.md")
FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$([^$]+?)\$", re.DOTALL)
LEFT = re.compile(r"\\left(?![a-z])")
RIGHT = re.compile(r"\\right(?![a-z])")
LEFTOVERS = {
    "a role or directive": re.compile(r":[a-z_]+:`|:(?:begin|end)_tab|^:[a-z]+:", re.MULTILINE),
    "a comment": re.compile(r"<!--|-->"),
    "a tag": re.compile(r"</?(?:a|b|br|center|div|font|img|li|p|span|sub|sup|t[dhr]|table|ul)\b"),
    "a link's target": re.compile(r"\]\(|\]\[|^\[|\[\^"),
    "navigation": re.compile(r"\[?Discussions\]?$", re.MULTILINE),
    "attributes": re.compile(r"\{[.#:][\w-]"),
    "a mark of key sentences": re.compile(r"[\[(]\*\*|\*\*[\])]"),
    "a gap": re.compile(r"\S  +\S| [,;:](?!\S)|\( | \)|\(\)"),
}
LEFT_IN_CODE = re.compile(r"%%tab|#@(?:save|tab)|d2lbook|interact_select|^:label:", re.MULTILINE)


def body(text: str) -> str:
    return markdown.parse(text, "chapter.md", FILE).text


@pytest.mark.parametrize(
    ("source", "clean"),
    [
        ("# T\n:label:`sec_t`\n\ntext", "# T\n\ntext"),
        ("![A wide figure](a.svg)\n:width:`400px`\n:label:`fig_a`", "A wide figure"),
        (":begin_tab:`mxnet`\nUse `np`.\n:end_tab:", "Use `np`."),
        (":begin_tab:`jax`\n[Discussions](http://a.b)\n:end_tab:\n\nx", "x"),
        ("$$x$$\n:eqlabel:`eq_x`", "$$x$$"),
        ("as in :numref:`sec_weight_decay`.", "as in the section on weight decay."),
        (":numref:`fig_a` shows. :eqref:`eq_x` too.", "The figure shows. The equation too."),
        ("was new :cite:`Vaswani.Shazeer.ea.2017`.", "was new (Vaswani et al., 2017)."),
        (":citet:`Nair.Hinton.2010` did", "Nair and Hinton (2010) did"),
        ("x :cite:`Nadaraya.1964,Watson.1964` y", "x (Nadaraya, 1964; Watson, 1964) y"),
        ("scaling :cite:`kaplan2020scaling`", "scaling (Kaplan, 2020)"),
        ("[**A key sentence.**] More.", "**A key sentence.** More."),
        ("```toc\n:maxdepth: 2\n\na\n```\n\nx", "x"),
        ("```{.python .input  n=3}\n%%tab all\nx = 1\n```", "```python\nx = 1\n```"),
        ("a ratio of 1:2 `x` and :math:`y`", "a ratio of 1:2 `x` and $y$"),
    ],
)
def test_directives_of_books_become_readable_or_go(source: str, clean: str) -> None:
    assert body(source) == clean


def test_the_parentheses_around_bold_type_are_marks_in_such_books_only() -> None:
    book = "# T\n:label:`sec_t`\n\nso (**x**) is, (***all* of it**): (***y***)\n\n(**$$z$$**)"
    assert body(book) == "# T\n\nso **x** is, ***all* of it**: ***y***\n\n$$z$$"
    assert body("so (**x**) is") == "so (**x**) is"


def test_a_whole_textbook_reads_without_leftovers(shared: Path) -> None:
    files = sorted((shared / "textbook").rglob("*.md"))
    assert len(files) > 40
    for file in files:
        document = markdown.parse(file.read_text("utf-8"), file.name, file)
        assert document.sections
        assert document.text.count("$$") % 2 == 0
        for section in document.sections:
            for block in section.blocks:
                assert faults(document, block) == [], (file.name, text_of(document, block))


def text_of(document: Document, block: Block) -> str:
    return document.text[block.span.start : block.span.end]


def faults(document: Document, block: Block) -> list[str]:
    text = text_of(document, block)
    if block.kind is BlockKind.CODE_LINE:
        return ["layout in code"] if LEFT_IN_CODE.search(text) else []
    if block.kind is BlockKind.PARAGRAPH and text.startswith(("$$", "```", "| ", "- ")):
        return ["another kind of block"]
    text = re.sub(r"`[^`]*`", "code", text)
    found = [
        f"broken: {match[0]}"
        for match in FORMULA.finditer(text)
        if not is_whole(match[1] or match[2])
    ]
    prose = FORMULA.sub("formula", text)
    found += [name for name, leftover in LEFTOVERS.items() if leftover.search(prose)]
    if re.search(r"(?<!\\)\$|\\(?:[a-zA-Z]+|[()\[\]])", prose):
        found.append("a formula without its marks")
    return found


def is_whole(tex: str) -> bool:
    braces = tex.replace("\\{", "").replace("\\}", "")
    return (
        bool(tex.strip())
        and braces.count("{") == braces.count("}")
        and tex.count("\\begin{") == tex.count("\\end{")
        and len(LEFT.findall(tex)) == len(RIGHT.findall(tex))
    )


@pytest.mark.parametrize("tex", ["\\frac{a}{b", "\\begin{align} a", "\\left( a", " "])
def test_a_torn_formula_would_be_noticed(tex: str) -> None:
    assert not is_whole(tex)
