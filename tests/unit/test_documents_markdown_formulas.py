"""Formulas in Markdown notes, in all the ways in which they are written."""

import pytest
from document_checks import blocks, body, parse


@pytest.mark.parametrize(
    "source",
    [
        "$$\na = b\n$$",
        "$$a = b$$",
        "\\[\na = b\n\\]",
        "\\[a = b\\]",
        "```math\na = b\n```",
    ],
)
def test_every_way_to_write_a_formula_gives_the_same_block(source: str) -> None:
    document = parse(f"before\n{source}\nafter")
    assert blocks(document) == [
        ("paragraph", "before"),
        ("formula", "$$a = b$$"),
        ("paragraph", "after"),
    ]


def test_formulas_of_several_lines_and_environments() -> None:
    source = "x\n\\begin{align*}\na &= b \\\\\nc &= d\n\\end{align*}\ny"
    formula = "$$\n\\begin{align*}\na &= b \\\\\nc &= d\n\\end{align*}\n$$"
    assert blocks(parse(source))[1] == ("formula", formula)


def test_inline_formulas_and_what_only_looks_like_one() -> None:
    assert body("let \\(x_1 * y * z\\) and $a_b$ be") == "let $x_1 * y * z$ and $a_b$ be"
    assert body("so $$x$$ holds") == "so $$x$$ holds"
    assert body("open $$ never\n\nclosed") == "open $$ never\n\nclosed"
    environment = "\\begin{align}a &= b \\\\ c &= d\\end{align}"
    assert body(f"so {environment} holds") == f"so $${environment}$$ holds"


@pytest.mark.parametrize(
    ("source", "clean"),
    [
        (
            "let $ x_1 \\, * y * z $ and $ a_b$ or $\\beta $.",
            "let $x_1 \\, * y * z$ and $a_b$ or $\\beta$.",
        ),
        ("costs $ 5 and $ 6", "costs $ 5 and $ 6"),
        ("$5 for x_1 and $6 a^2", "$5 for x_1 and $6 a^2"),
        ("\\$ x_1 $ y", "\\$ x_1 $ y"),
    ],
)
def test_spaces_inside_a_formula_are_let_pass_where_it_is_tex(source: str, clean: str) -> None:
    assert body(source) == clean


def test_a_formula_below_a_list_item_ends_the_list() -> None:
    assert blocks(parse("- the sum is\n\\begin{align}\na\n\\end{align}\n- more")) == [
        ("list item", "- the sum is"),
        ("formula", "$$\n\\begin{align}\na\n\\end{align}\n$$"),
        ("list item", "- more"),
    ]
