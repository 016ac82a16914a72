r"""Markdown as the HTML of a flashcard: formulas for Anki's MathJax, code kept, nothing that runs.

Anki reads marks of its own in a field: `[sound:…]`, `[latex]…[/latex]` (which starts a program) and
`{{c1::…}}`. Notes are other people's text, so in them these are written with character references,
which Anki shows and doesn't obey. Pictures and links are their words only: what a card loads from
elsewhere would tell who looks at it.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tutor.documents.readers.formulas import formulas_plugin

_ORDER = re.compile(r"\[(?=/?(?:latex|\$|sound:|anki:))", re.IGNORECASE)
_BRACES = str.maketrans({"{": "&#123;", "}": "&#125;"})
_GAP = "\ue000"  # stands for a gap while the text around it is rendered
_CLOZE = {"cloze": True}


def field(markdown: str) -> str:
    """Markdown as a field's HTML."""
    return _rendered(markdown, {})


def plain(text: str) -> str:
    """Plain text as a field's HTML."""
    return _safe(text, {})


def cloze(markdown: str, blank: str, answer: str) -> str:
    """A text whose gaps are Anki's, all of them opened by one card.

    Args:
        markdown: The text.
        blank: What stands in it where words are missing.
        answer: The words, as Markdown.
    """
    text = _rendered(markdown.replace(_GAP, "").replace(blank, _GAP), _CLOZE)
    return text.replace(_GAP, f"{{{{c1::{_rendered(answer.replace(_GAP, ''), _CLOZE)}}}}}")


def _rendered(markdown: str, env: Mapping[str, bool]) -> str:
    # Once more over the whole, as what is left of a link may join the halves of an order.
    html = _ORDER.sub("&#91;", _parser().render(markdown, {**env}).strip())
    is_one_paragraph = html.startswith("<p>") and html.find("</p>") == len(html) - 4
    return html[3:-4] if is_one_paragraph else html


def _safe(text: str, env: Mapping[str, bool]) -> str:
    """Text as HTML without anything that Anki would obey."""
    html = _ORDER.sub("&#91;", escape(text))
    # Anki looks for the end of a gap, and for a hint in it, before anything else.
    return html.translate(_BRACES).replace("::", "&#58;&#58;") if env.get("cloze") else html


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.use(formulas_plugin)
    for name, before, after in (
        ("text", "", ""),
        ("image", "", ""),
        ("code_inline", "<code>", "</code>"),
        ("code_block", "<pre><code>", "</code></pre>\n"),
        ("fence", "<pre><code>", "</code></pre>\n"),
        ("math_inline", "\\(", "\\)"),
        ("math_inline_double", "\\[ ", " \\]"),
        ("math_block", "\\[ ", " \\]\n"),
    ):
        parser.add_render_rule(name, _between(before, after))
    for name in ("link_open", "link_close"):
        parser.add_render_rule(name, _nothing)
    return parser


def _between(before: str, after: str) -> Any:
    """A render rule for a token's words."""

    def rule(_: Any, tokens: Sequence[Token], index: int, __: Any, env: Any) -> str:
        content = tokens[index].content
        if before[:2] in ("\\(", "\\["):
            content = " ".join(content.split())
        return f"{before}{_safe(content, env)}{after}"

    return rule


def _nothing(*_: Any) -> str:
    return ""
