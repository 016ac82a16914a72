"""Formulas are typeset without a script, and nothing in their TeX can act."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.web.mathml import mathml


def test_a_formula_is_a_math_element() -> None:
    assert mathml("x^2", display=False) == (
        '<math display="inline"><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math>'
    )
    assert '<math display="block">' in (mathml("\\frac{1}{2}", display=True) or "")


def test_names_and_signs_are_not_set_apart_like_operators() -> None:
    html = mathml("\\max(-1, x - 2)", display=False) or ""
    assert "<mi>max</mi>" in html
    assert html.count('<mo form="prefix">\u2212</mo>') == 1
    assert html.count("<mo>\u2212</mo>") == 1


@pytest.mark.parametrize(
    "tex",
    [
        "\\operatorname{ReLU}(x) = \\max(x, 0)",
        "\\begin{cases} 1 & x > 0 \\\\ 0 & x < 0 \\end{cases}",
        "\\sum_{i=1}^{n} \\alpha_i \\mathbf{h}_i",
        "\\left( \\frac{\\partial L}{\\partial \\mathbf{W}} \\right)^\\top",
        "h_t = \\tanh(W_{hh} h_{t-1} + W_{xh} x_t + b)",
    ],
)
def test_what_courses_write_is_typeset(tex: str) -> None:
    assert "\\" not in (mathml(tex, display=True) or "\\")


@pytest.mark.parametrize(
    "tex",
    [
        "\\href{javascript:alert(1)}{x}",
        "\\class{a}{b}",
        "\\style{background:url(http://a.example)}{b}",
        "\\text{<script>alert(1)</script>}",
        "\\color{red;}{x}",
        '\\color{"onload="}{x}',
        "\\mathrm{</math><img src=x onerror=alert(1)>}",
        "\\text{&lt;script&gt;}",
        "\\includegraphics{http://a.example/b.png}",
        "<img src=x>",
    ],
)
def test_nothing_but_formulas_comes_of_tex(tex: str) -> None:
    html = mathml(tex, display=False) or ""
    assert set(re.findall(r"<([^\s>/]+)", html)) <= set(
        "math mrow mi mn mo mtext mstyle mspace mpadded".split()
    )
    assert not re.search(r"<[^>]*\b(href|style|class|onload|onerror|src)=", html)


@pytest.mark.parametrize("tex", ["\\frac{", "{" * 3000, "\\frac" * 700, "x" * 5000, "a_b_c", "}"])
def test_what_is_no_formula_is_none_or_harmless(tex: str) -> None:
    html = mathml(tex, display=False)
    assert html is None or html.startswith("<math")


PIECES = (
    "\\frac \\left \\right ( ) [ ] { } ^ _ & \\\\ \\begin{matrix} \\end{matrix} \\sqrt \\text "
    "\\hspace \\genfrac \\substack \\overset \\limits \\middle \\big \\color \\style \\mathrm "
    "\\operatorname \\not \\phantom \\binom \\tag \\hline | x 1 ' \" < > $ % #"
).split()


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join) | st.text(max_size=30))
def test_any_tex_is_a_math_element_or_none(tex: str) -> None:
    html = mathml(tex, display=True)
    if html is not None:
        names = re.findall(r"<(/?)([a-z]+)[^>]*>", html)
        assert names[0] == ("", "math")
        assert sum(1 if not end else -1 for end, _ in names) == 0
