r"""Finds the formulas of a web page, whichever program shows them.

KaTeX and MathJax keep what the author wrote beside what is shown: in an annotation, a script
element or the `math` element's alternative text. Where there is only MathML, TeX is made of it.
"""

from bs4 import BeautifulSoup
from bs4.element import Tag

from tutor.documents.readers.markup import one_line
from tutor.documents.readers.mathml import tex_of

FORMULA = "tex-formula"  # the element that stands for each formula afterwards
DISPLAY = "display"  # its attribute where the formula stands on lines of its own
_SHOWN = (
    ".katex-html",
    ".MathJax_Preview",
    ".MathJax:not(mjx-container)",
    ".MathJax_Display",
    ".MathJax_SVG",
    ".MathJax_CHTML",
    ".mwe-math-mathml-inline",  # Wikipedia hides it behind an image of it
    ".mwe-math-mathml-display",
    ".mwe-math-fallback-image-inline",
    ".mwe-math-fallback-image-display",
    "mjx-math",
    "mjx-container svg",
)


def mark_formulas(soup: BeautifulSoup) -> None:
    """Put a `tex-formula` element in the place of every formula; its text is TeX.

    TeX that stands in the page's text between dollar signs or brackets stays where it is.
    """
    scripts = [script for script in soup.find_all("script") if _is_tex(script)]
    for script in scripts:
        display = "mode=display" in str(script.get("type"))
        _replace(soup, script, script.get_text(), display)
    for math in soup.find_all("math"):
        if scripts and math.find_parent(class_=_is_mathjax):
            continue  # MathJax 2 shows again what its script element says
        _replace(soup, math, tex_of(math), _is_display(math))
    for shown in soup.select(", ".join(_SHOWN)):
        if shown.decomposed:
            continue
        if shown.find(FORMULA) is None:
            shown.decompose()
        else:
            shown.unwrap()


def _replace(soup: BeautifulSoup, element: Tag, source: str, display: bool) -> None:
    formula = soup.new_tag(FORMULA)
    formula.string = one_line(source)
    if display:
        formula[DISPLAY] = "1"
    element.replace_with(formula)


def _is_tex(script: Tag) -> bool:
    return str(script.get("type", "")).lower().startswith("math/tex")


def _is_mathjax(name: str | None) -> bool:
    return name is not None and name.startswith(("MathJax", "MJX", "mjx"))


def _is_display(math: Tag) -> bool:
    if math.get("display") == "block" or math.get("mode") == "display":
        return True
    if str(math.get("alttext", "")).startswith("{\\displaystyle") and math.get("display") is None:
        return False
    container = math.find_parent(["mjx-container"])
    if container is not None:
        return container.get("display") in ("true", "block", "")
    return math.find_parent(class_="katex-display") is not None
