"""An exam on paper, as HTML that prints well: one file each, with nothing fetched from elsewhere.

What comes from the notes is untrusted: it is parsed as Markdown without raw HTML, of images and
links only the words are kept, and the page may neither run nor load anything.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from html import escape
from typing import Any, TypeAlias

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from tutor.practice.printable import LINES, Sheet, explained, place, quoted, right_answer
from tutor.practice.question import BLANK, LETTERS, Citation, Question

# TeX and whether it is displayed -> safe HTML; None where it can't be typeset.
Typeset: TypeAlias = Callable[[str, bool], str | None]

_HOLE = "\ue010"  # a blank while the Markdown around it is parsed; no text means anything by it
_STYLE = """
@page { size: A4; margin: 20mm 18mm; @bottom-center { content: counter(page); } }
* { box-sizing: border-box; }
body { font: 11pt/1.5 Georgia, "Times New Roman", serif; color: #000; background: #fff;
  max-width: 174mm; margin: 0 auto; padding: 8mm 0; }
h1 { font-size: 18pt; margin: 0 0 2mm; }
h2 { font-size: 13pt; margin: 8mm 0 3mm; break-after: avoid; border-bottom: 0.3mm solid #000; }
p { margin: 0 0 2mm; orphans: 3; widows: 3; }
table { border-collapse: collapse; }
td, th { border: 0.2mm solid #666; padding: 1mm 2mm; }
pre { font-size: 9pt; white-space: pre-wrap; }
.facts { margin-bottom: 5mm; }
.fields { display: flex; gap: 6mm; margin: 0 0 8mm; }
.fields span { flex: 1; border-bottom: 0.3mm solid #000; padding-bottom: 1mm; }
.fields span:first-child { flex: 2; }
.question { break-inside: avoid; display: grid; grid-template-columns: 10mm 1fr; margin: 0 0 6mm; }
.number { font-weight: bold; }
.options { list-style: none; padding: 0; margin: 1mm 0 0; }
.options li { display: grid; grid-template-columns: 6mm 7mm 1fr; margin: 0 0 1mm; }
.truth li { grid-template-columns: 6mm 1fr; }
.options p, .answer p { margin: 0; }
.box { width: 3.6mm; height: 3.6mm; border: 0.3mm solid #000; margin-top: 1.2mm; }
.blank { display: inline-block; width: 34mm; border-bottom: 0.3mm solid #000; }
.line { border-bottom: 0.2mm solid #666; height: 9mm; }
.answer { font-weight: bold; margin-bottom: 1mm; }
blockquote { margin: 1mm 0 2mm; padding-left: 4mm; border-left: 0.6mm solid #999; font-size: 10pt; }
cite { display: block; font-size: 9pt; }
.tex { font-family: monospace; font-size: 9.5pt; }
@media print { body { max-width: none; padding: 0; } }
"""


def sheet_html(sheet: Sheet, typeset: Typeset | None = None) -> str:
    """The sheet without any answers, as a whole document.

    Args:
        sheet: What stands on it.
        typeset: Makes HTML of a formula; where it is missing or fails, the TeX is shown.
    """
    fields = "".join(
        f"<span>{name}</span>" for name in ("Name", "Date", f"Points, of {len(sheet.questions)}")
    )
    show = partial(_markdown, typeset=typeset)
    return _document(
        f"Mock exam: {sheet.title}",
        f'<p class="facts">{escape(sheet.facts)}</p><div class="fields">{fields}</div>',
        sheet,
        lambda question: show(question.question) + "".join(_to_fill_in(question, show)),
    )


def key_html(sheet: Sheet, typeset: Typeset | None = None) -> str:
    """The answers with their sources, under the numbers of the sheet, as a whole document."""
    show = partial(_markdown, typeset=typeset)
    return _document(
        f"Key: {sheet.title}",
        f'<p class="facts">{escape(sheet.facts)}</p>',
        sheet,
        lambda question: "".join(_answer(question, show)),
    )


def _document(title: str, head: str, sheet: Sheet, body_of: Callable[[Question], str]) -> str:
    parts = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n",
        f"<h1>{escape(title)}</h1>\n{head}\n",
    ]
    for name, own in sheet.chapters():
        if name:
            parts.append(f"<h2>{escape(name)}</h2>\n")
        for number, question in own:
            parts.append(
                f'<section class="question"><span class="number">{number}.</span>'
                f"<div>{body_of(question)}</div></section>\n"
            )
    return "".join([*parts, "</body>\n</html>\n"])


def _to_fill_in(question: Question, show: Callable[[str], str]) -> Iterator[str]:
    box = '<span class="box"></span>'
    if question.options is not None:
        rows = "".join(
            f"<li>{box}<span>{letter}.</span><div>{show(option)}</div></li>"
            for letter, option in zip(LETTERS, question.options, strict=False)
        )
        yield f'<ul class="options">{rows}</ul>'
    elif question.kind == "true-false":
        rows = "".join(f"<li>{box}<span>{truth}</span></li>" for truth in ("True", "False"))
        yield f'<ul class="options truth">{rows}</ul>'
    else:
        yield '<div class="line"></div>' * LINES[question.kind]


def _answer(question: Question, show: Callable[[str], str]) -> Iterator[str]:
    yield f'<div class="answer">{show(right_answer(question))}</div>'
    yield show(explained(question))
    if question.key_points:
        yield f"<ul>{''.join(f'<li>{show(point)}</li>' for point in question.key_points)}</ul>"
    for citation in question.citations:
        yield _source(citation, show)


def _source(citation: Citation, show: Callable[[str], str]) -> str:
    return (
        f"<blockquote>{show(quoted(citation))}<cite>{escape(place(citation))}</cite></blockquote>"
    )


def _markdown(source: str, typeset: Typeset | None) -> str:
    parser = _parser()
    text = source.replace(_HOLE, "\ufffd").replace(BLANK, _HOLE)
    html: str = parser.render(text, {"typeset": typeset})
    return html.replace(_HOLE, '<span class="blank"></span>')


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    parser.enable("table")
    parser.disable(
        ["code", "html_block", "html_inline", "heading", "lheading", "hr", "reference", "autolink"]
    )
    parser.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False)
    for name, rule in _RULES.items():
        parser.add_render_rule(name, rule)
    return parser


def _inline_math(_: Any, tokens: Sequence[Token], index: int, __: Any, env: Any) -> str:
    return _formula(tokens[index].content, env["typeset"], display=False)


def _display_math(_: Any, tokens: Sequence[Token], index: int, __: Any, env: Any) -> str:
    return _formula(tokens[index].content, env["typeset"], display=True)


def _formula(tex: str, typeset: Typeset | None, *, display: bool) -> str:
    tex = " ".join(tex.split())
    html = None if typeset is None else typeset(tex.replace(_HOLE, r"\square"), display)
    return html or f'<span class="tex">{escape(tex)}</span>'


def _image(_: Any, tokens: Sequence[Token], index: int, __: Any, ___: Any) -> str:
    return escape(tokens[index].content)  # what it shows, in words


def _nothing(*_: Any) -> str:
    return ""


_RULES = {
    "math_inline": _inline_math,
    "math_inline_double": _display_math,
    "math_block": _display_math,
    "image": _image,
    "link_open": _nothing,  # on paper its words are enough
    "link_close": _nothing,
}
